// The screen stays on, the lock screen has buttons, the phone buzzes: each where there is such a thing.

export class WakeLock {
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.take());
  }

  want(wanted: boolean): void {
    this.wanted = wanted;
    if (wanted) void this.take();
    else void this.lock?.release().catch(() => undefined);
  }

  private async take(): Promise<void> {
    if (!this.wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    if (this.lock && !this.lock.released) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      this.lock = null; // low battery, say; the sound goes on without
    }
  }
}

export interface Controls {
  play(): void;
  pause(): void;
  back(): void;
  skip(): void;
  seekBy(seconds: number): void;
  seekTo(seconds: number): void;
}

/** A part of the session, as some lock screens list them. */
export interface Chapter {
  title: string;
  startTime: number;
}

const SEEK_S = 10;

export function showOnLockScreen(controls: Controls): void {
  if (!("mediaSession" in navigator)) return;
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", () => controls.play()],
    ["pause", () => controls.pause()],
    ["previoustrack", () => controls.back()],
    ["nexttrack", () => controls.skip()],
    ["stop", () => controls.pause()],
    ["seekbackward", (details) => controls.seekBy(-(details.seekOffset ?? SEEK_S))],
    ["seekforward", (details) => controls.seekBy(details.seekOffset ?? SEEK_S)],
    ["seekto", (details) => controls.seekTo(details.seekTime ?? 0)],
  ];
  for (const [action, handler] of handlers) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // This browser does not know the action.
    }
  }
}

export interface Shown {
  title: string;
  artist: string;
  chapters: Chapter[];
  playing: boolean;
  position_s: number;
  duration_s: number;
}

export function tellLockScreen(shown: Shown): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const { title, artist, chapters, duration_s } = shown;
  if (session.metadata?.title !== title) {
    const facts = { title, artist, album: "Unclench", chapterInfo: chapters };
    session.metadata = new MediaMetadata(facts);
  }
  session.playbackState = shown.playing ? "playing" : "paused";
  if (duration_s > 0) {
    session.setPositionState({
      duration: duration_s,
      position: Math.min(Math.max(0, shown.position_s), duration_s),
      playbackRate: 1,
    });
  }
}

export type Buzz = "tap" | "step" | "side" | "end" | "stop";

const BUZZES: Record<Buzz, number[]> = {
  tap: [35],
  step: [120, 80, 120],
  side: [250, 120, 250],
  end: [500],
  stop: [80, 60, 80, 60, 400],
};

export function canBuzz(): boolean {
  return "vibrate" in navigator;
}

export function buzz(kind: Buzz): void {
  if (canBuzz()) navigator.vibrate(BUZZES[kind]);
}
