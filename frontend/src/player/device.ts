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
}

const SEEK_S = 10;

export function showOnLockScreen(controls: Controls): void {
  if (!("mediaSession" in navigator)) return;
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", () => controls.play()],
    ["pause", () => controls.pause()],
    ["previoustrack", () => controls.back()],
    ["nexttrack", () => controls.skip()],
    ["seekbackward", (details) => controls.seekBy(-(details.seekOffset ?? SEEK_S))],
  ];
  for (const [action, handler] of handlers) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // This browser does not know the action.
    }
  }
}

export function tellLockScreen(title: string, artist: string, playing: boolean, audio: HTMLAudioElement): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  if (session.metadata?.title !== title) session.metadata = new MediaMetadata({ title, artist, album: "Unclench" });
  session.playbackState = playing ? "playing" : "paused";
  if (Number.isFinite(audio.duration) && audio.duration > 0) {
    session.setPositionState({
      duration: audio.duration,
      position: Math.min(audio.currentTime, audio.duration),
      playbackRate: audio.playbackRate || 1,
    });
  }
}

export function buzz(): void {
  if ("vibrate" in navigator) navigator.vibrate([120, 80, 120]);
}
