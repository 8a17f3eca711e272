// Plays the sound that stands in the file. Its clock is the only one; everything shown follows it.

import {
  CARD_MS,
  clock,
  EMERGENCY,
  FROM,
  HAPPENS,
  lastBegun,
  LOOK,
  sideAt,
  type FileSession,
  type FileStep,
  type Happening,
} from "./file_session";
import { emergencyStands, isOld, stopForEmergency } from "./file_check";
import type { Screens } from "./file_screens";

/** Pressing back later than this leads to the beginning of the step, earlier to the step before. */
const SAME_STEP_MS = 4000;
/** So long after it sounded last, going on is a new beginning: the list is asked once more. */
const ANEW_AFTER_MS = 3600 * 1000;

export class FilePlayer {
  private readonly session: FileSession;
  private readonly screens: Screens;
  private readonly audio: HTMLAudioElement;
  private readonly lines: HTMLElement[];
  private shown = -2;
  private lock: WakeLockSentinel | null = null;
  private begun = false;
  /** When the list was answered, or it sounded. */
  private lastAt = 0;
  private loaded: Promise<void>;

  constructor(session: FileSession, screens: Screens) {
    this.session = session;
    this.screens = screens;
    this.audio = screens.part<HTMLAudioElement>("audio");
    this.audio.controls = false;
    this.loaded = this.load();
    this.lines = [...document.querySelectorAll<HTMLElement>("[data-line]")];
    this.listen();
    this.control();
  }

  ready(): void {
    this.lastAt = Date.now();
    this.audio.preload = "auto";
    const from = Number(document.body.dataset[FROM] ?? 0);
    if (from > 0) void this.goOnFrom(from);
    this.screens.show("ready");
  }

  /** It was begun before this page was opened. */
  private async goOnFrom(ms: number): Promise<void> {
    delete document.body.dataset[FROM];
    this.begun = true;
    this.screens.write("go", `Go on at ${clock(ms)}`);
    await this.loaded;
    this.audio.currentTime = ms / 1000;
  }

  private listen(): void {
    for (const name of ["timeupdate", "seeked", "loadedmetadata"]) this.audio.addEventListener(name, () => this.draw());
    for (const name of ["play", "pause"]) this.audio.addEventListener(name, () => this.tell());
    for (const name of ["pause", "timeupdate"]) this.audio.addEventListener(name, () => (this.lastAt = Date.now()));
    for (const name of [EMERGENCY, LOOK]) document.addEventListener(name, () => this.audio.pause());
    this.audio.addEventListener("ended", () => {
      this.say("finished");
      this.screens.show("end");
    });
    this.audio.addEventListener("error", () => {
      this.screens.show("ready");
      this.screens.part("trouble").hidden = false;
    });
    document.addEventListener("visibilitychange", () => void this.keepOn());
    addEventListener("keydown", (event) => this.key(event));
  }

  private control(): void {
    const on = (name: string, act: () => void): void => this.screens.part(name).addEventListener("click", act);
    on("go", () => this.start());
    on("again", () => {
      this.audio.currentTime = 0;
      this.look();
    });
    on("leave", () => {
      this.pause();
      this.screens.show("ready");
    });
    on("play", () => this.toggle());
    on("back", () => this.back());
    on("skip", () => this.skip());
    on("hurts", () => {
      this.audio.pause();
      this.say("hurt");
      for (const reason of document.querySelectorAll<HTMLDetailsElement>("[data-reason]")) reason.open = false;
      this.screens.show("hurts");
    });
    on("on", () => this.start());
    on("hurt-skip", () => {
      this.skip();
      if (!this.audio.ended) this.start();
    });
    on("hurt-stop", () => {
      this.say("stopped", "stop_pain");
      this.screens.show("end");
    });
    for (const button of document.querySelectorAll<HTMLElement>("[data-end]")) {
      button.addEventListener("click", () => {
        this.say("stopped", button.dataset["why"]);
        if (button.dataset["end"] === "emergency") stopForEmergency(this.screens);
        else this.screens.show("end");
      });
    }
    if (!("mediaSession" in navigator)) return;
    const media = navigator.mediaSession;
    media.setActionHandler("play", () => void this.play());
    media.setActionHandler("pause", () => this.pause());
    media.setActionHandler("previoustrack", () => this.screens.isShown("play") && this.back());
    media.setActionHandler("nexttrack", () => this.screens.isShown("play") && this.skip());
  }

  private start(): void {
    this.screens.show("play");
    this.draw();
    void this.play();
  }

  /** Answers hold for a while only, and an emergency may have been named in another tab. */
  private mayPlay(): boolean {
    if (emergencyStands() || Date.now() - this.lastAt > ANEW_AFTER_MS) return false;
    return this.begun || !isOld(this.session);
  }

  /** What stands against it is shown, or else the list. */
  private look(): void {
    document.dispatchEvent(new Event(LOOK));
  }

  /** A key on headphones presses it on any screen; only on that of the player it is meant. */
  private async play(): Promise<void> {
    if (!this.screens.isShown("play")) return;
    if (!this.mayPlay()) return this.look();
    try {
      await this.loaded;
      await this.audio.play();
      this.say(this.begun ? "resumed" : "started");
      this.begun = true;
    } catch {
      this.tell(); // stopped again, or not allowed: the button says so
    }
  }

  private toggle(): void {
    if (this.audio.paused) void this.play();
    else this.pause();
  }

  private pause(): void {
    if (!this.audio.paused) this.say("paused");
    this.audio.pause();
  }

  private back(): void {
    const at = this.step;
    this.say("back");
    const earlier = this.ms - this.session.steps[at]!.start_ms < SAME_STEP_MS ? Math.max(0, at - 1) : at;
    this.audio.currentTime = this.session.steps[earlier]!.start_ms / 1000;
  }

  private skip(): void {
    const next = this.session.steps[this.step]!.next_ms;
    this.say("skipped");
    if (next < this.session.duration_ms) {
      this.audio.currentTime = next / 1000;
      return;
    }
    this.audio.pause();
    this.say("finished");
    this.screens.show("end");
  }

  /** What happens, for a page that writes it down. Before the first sound nothing has happened. */
  private say(what: Happening["what"], reason = ""): void {
    if (!this.begun && what !== "started") return;
    const detail: Happening = { what, position_ms: Math.round(this.ms), step: this.session.steps[this.step]!.id, reason };
    document.dispatchEvent(new CustomEvent(HAPPENS, { detail }));
  }

  /** Into memory, from the file itself or from where it is kept: then it can be sought in, and needs no network. */
  private async load(): Promise<void> {
    const address = this.audio.src;
    if (address.startsWith("data:")) {
      this.audio.src = asBlob(address);
      return;
    }
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      this.audio.src = URL.createObjectURL(await answer.blob());
    } catch {
      this.screens.part("trouble").hidden = false;
    }
  }

  private key(event: KeyboardEvent): void {
    const onButton = event.target instanceof Element && event.target.closest("button, summary, a");
    if (!this.screens.isShown("play") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && !onButton) this.toggle();
    else if (event.key === "ArrowLeft") this.back();
    else if (event.key === "ArrowRight") this.skip();
    else return;
    event.preventDefault();
  }

  private get ms(): number {
    return this.audio.currentTime * 1000;
  }

  private get step(): number {
    return Math.max(0, lastBegun(this.session.steps, (step) => step.start_ms, this.ms));
  }

  private draw(): void {
    const { session, screens, ms, step: at } = this;
    const step = session.steps[at]!;
    const caption = lastBegun(session.captions, (line) => line.at_ms, ms);
    const left = step.next_ms - ms;
    screens.write("left", clock(left));
    screens.write("total", `${clock(session.duration_ms - ms)} left`);
    screens.write("side", sideAt(session, step, ms));
    screens.write("caption", session.captions[caption]?.text ?? "");
    screens.part("ring").setAttribute("stroke-dashoffset", String(100 - (100 * left) / (step.next_ms - step.start_ms)));
    this.lines.forEach((line) => {
      if (Number(line.dataset["line"]) === session.captions[caption]?.at_ms) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
    this.turn(ms);
    if (at !== this.shown) this.drawStep(at, step);
  }

  private drawStep(at: number, step: FileStep): void {
    const { session, screens } = this;
    this.shown = at;
    for (const picture of document.querySelectorAll<HTMLElement>("[data-picture]")) {
      picture.hidden = picture.dataset["picture"] !== String(at);
    }
    screens.write("number", `Step ${at + 1} of ${session.steps.length}`);
    screens.write("name", step.name);
    screens.write("what", step.what);
    const level = screens.part("level");
    level.hidden = step.level === null;
    level.dataset["level"] = String(step.level ?? 0);
    screens.write("level-words", step.level === null ? "" : `${step.level} of 10, ${step.level_words}`);
    const next = session.steps[at + 1];
    screens.write("next", next ? `Next: ${next.name}` : "");
    screens.write("spoken", `${step.name}. ${step.what}`);
    this.tell();
  }

  /** The card at a change of sides. */
  private turn(ms: number): void {
    const change = this.session.switches.find((entry) => entry.at_ms <= ms && ms < entry.at_ms + CARD_MS);
    const card = this.screens.part("side-card");
    card.hidden = !change || this.audio.paused;
    if (!change) return;
    this.screens.write("side-words", change.words);
    this.screens.write("side-arrow", change.to_side === "left" ? "←" : "→");
  }

  private tell(): void {
    const playing = !this.audio.paused;
    document.querySelector<HTMLElement>('[data-screen="play"]')!.dataset["state"] = playing ? "playing" : "paused";
    this.screens.write("play-words", playing ? "Pause" : "Play");
    if ("mediaSession" in navigator && "MediaMetadata" in window) {
      const title = this.session.steps[this.step]!.name;
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: this.session.title, album: "Unclench" });
      navigator.mediaSession.playbackState = playing ? "playing" : "paused";
    }
    void this.keepOn();
  }

  /** The screen stays on while it plays, where the browser lets a file do so. */
  private async keepOn(): Promise<void> {
    try {
      if (this.audio.paused) await this.lock?.release();
      else if (document.visibilityState === "visible" && (this.lock?.released ?? true)) {
        this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
      }
    } catch {
      // The sound goes on with the screen off.
    }
  }
}

/** Phones seek in a blob at once; in a long data: address some do not. */
function asBlob(address: string): string {
  const text = atob(address.slice(address.indexOf(",") + 1));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return URL.createObjectURL(new Blob([bytes], { type: "audio/mpeg" }));
}
