// The player. One clock: the sound's own `currentTime`. Frames and `timeupdate` only look at it and draw what holds then;
// with the screen off nothing is needed, and on return everything is drawn anew.

import "../figure/element";
import type { FigureElement } from "../figure/element";
import { buzz, showOnLockScreen, tellLockScreen, WakeLock } from "./device";
import { deviceVoice, DeviceVoice } from "./device_voice";
import { Drawings } from "./drawings";
import { Events } from "./events";
import { HurtCard } from "./hurt_card";
import { Longer } from "./longer";
import { Parts } from "./parts";
import { type Place, PlaceKept } from "./place";
import {
  captionIndexAt,
  CARD_MS,
  clock,
  clockAt,
  type PlayerData,
  type Playback,
  sideAt,
  type Step,
  stepIndexAt,
  type Suffix,
  switchAt,
  type VoiceName,
} from "./playback";
import { prepare, source, type State } from "./sound";

const BACK_TO_BEFORE_MS = 3000;
const FORGOTTEN_AFTER_MS = 10_000;
/** So long the page waits at the end for the server to hear of it. */
const LAST_WORD_MS = 1500;

export class Player {
  private readonly parts: Parts;
  private readonly playback: Playback;
  private readonly events: Events;
  private readonly place: PlaceKept;
  private readonly longer = new Longer();
  private readonly wake = new WakeLock();
  private readonly hurt: HurtCard;
  private device: DeviceVoice | null = null;
  private voice: VoiceName;
  private readonly figure: FigureElement | null;
  private drawings: Drawings | null = null;
  private shownStep = -1;
  private shownLine = -1;
  private lastMs = 0;
  private cap: number | null = null;
  /** Places that hurt: the steps that touch them are passed over. */
  private out: readonly string[] = [];
  private pausedAt: number | null = null;
  private hurtAtMs = 0;
  private begun = false;
  private over = false;
  private frame = 0;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");

  private readonly data: PlayerData;
  private readonly audio: HTMLAudioElement;
  private readonly suffix: Suffix;
  private started: boolean;

  /** `started`: the tap on Start has set the sound going. */
  constructor(root: HTMLElement, data: PlayerData, audio: HTMLAudioElement, suffix: Suffix, started: boolean) {
    this.data = data;
    this.audio = audio;
    this.suffix = suffix;
    this.started = started;
    this.parts = new Parts(root);
    this.playback = data.playback;
    const token = this.parts.get("token").querySelector<HTMLInputElement>("input")!.value;
    this.events = new Events(data.events, token);
    this.place = new PlaceKept(data.id);
    this.voice = firstVoice(data.voice);
    this.hurt = new HurtCard(this.parts, {
      softer: () => this.softer(),
      leaveOut: () => this.leaveOut(),
      slip: () => this.slip(),
      stop: (reason) => void this.stop(reason),
      named: (reason) => this.events.tell("hurt", this.hurtAtMs, this.step.id, reason),
    });
    if (this.voice === "silent") this.device = new DeviceVoice(() => this.ownVoice());
    root.append(audio);
    this.figure = root.querySelector("unclench-figure");
    this.figure?.follow(audio);
    this.listen();
    this.writeLines();
    this.getReady();
  }

  /** Where the figure cannot be drawn, and as soon as it no longer can, drawings stand in. */
  private standIn(): void {
    const { figure } = this;
    if (!figure || figure.isLive || this.drawings) return;
    const steps = this.playback.steps.slice(stepIndexAt(this.playback, this.ms)).map((step) => step.id);
    this.drawings = new Drawings(figure, this.data.pictures, steps);
    this.drawings.show(this.step.id);
  }

  // Beginning

  private getReady(): void {
    const place = this.place.read();
    this.cap = place?.cap ?? null;
    this.out = place?.out ?? [];
    const ms = Math.min(place?.ms ?? this.data.position_ms, this.playback.duration_ms);
    if (!this.started) {
      this.parts.show("ready", true);
      this.parts.text("go", ms > 0 ? `Go on at ${clockAt(ms)}` : "Start");
      this.parts.show("from-start-line", ms > 0);
      this.parts.onTap("go", () => this.go(ms));
      this.parts.onTap("from-start", () => this.go(0));
      void this.prepare((state) => this.showWaiting(state, false));
      // In an attack the tap that led here was the one; a browser that wants another says so, and Start is there.
      if (ms === 0 && new URLSearchParams(location.search).has("dim")) this.go(0);
      return;
    }
    if (this.audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return this.toStage();
    this.parts.show("ready", true);
    this.parts.show("go", false);
    this.audio.addEventListener("playing", () => this.toStage(), { once: true });
    this.audio.addEventListener("error", () => void this.prepare((state) => this.showWaiting(state, true), true));
    void this.prepare((state) => this.showWaiting(state, true));
  }

  private prepare(tell: (state: State) => void, again = false): Promise<void> {
    const own = () => prepare(this.data.sounds.own[this.suffix], this.data.state, "own", this.suffix);
    const mine = prepare(this.address(), this.data.state, this.voice, this.suffix, tell, again);
    // The device's voice may fail at any moment, and then the other has to be there.
    return this.device ? mine.then(own) : mine;
  }

  private showWaiting(state: State, tapped: boolean): void {
    if (this.begun) return;
    this.parts.show("waiting", state.state === "working");
    this.parts.get<HTMLProgressElement>("share").value = state.share * 100;
    this.parts.text("waiting-words", `The voice is getting ready … ${Math.round(state.share * 100)} %`);
    this.parts.show("trouble", state.state === "failed");
    this.parts.text("trouble-words", state.message);
    if (tapped && state.state === "failed") {
      this.started = false;
      this.parts.text("go", "Try again");
      this.parts.show("go", true);
      this.parts.get("go").onclick = () => location.assign(this.data.address);
    }
  }

  /** Inside the tap, so that the browser lets it sound. */
  private go(ms: number): void {
    if (this.begun || this.started) return;
    this.started = true;
    this.parts.show("go", false);
    this.parts.show("from-start-line", false);
    this.audio.src = source(this.address());
    if (ms > 0) {
      const set = () => (this.audio.currentTime = ms / 1000);
      if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) set();
      else this.audio.addEventListener("loadedmetadata", set, { once: true });
    }
    this.audio.addEventListener("playing", () => this.toStage(), { once: true });
    this.audio.addEventListener("error", () => void this.prepare((state) => this.showWaiting(state, true), true));
    this.play();
  }

  private toStage(): void {
    if (this.begun) return;
    this.begun = true;
    this.parts.show("ready", false);
    this.parts.show("stage", true);
    this.parts.show("foot", true);
    this.lastMs = this.ms;
    this.tell(this.data.position_ms > 0 || this.place.read() ? "resumed" : "started");
    this.place.keep(this.at(this.ms), true);
    showOnLockScreen({
      play: () => this.play(),
      pause: () => this.audio.pause(),
      back: () => this.back(),
      skip: () => this.skip(),
      seekBy: (seconds) => this.move(this.ms + seconds * 1000),
    });
    this.parts.root.focus({ preventScroll: true });
    this.standIn();
    this.figure?.addEventListener("drawing", () => this.standIn());
    this.changed();
  }

  private address(): string {
    return this.data.sounds[this.voice][this.suffix];
  }

  // The clock

  private get ms(): number {
    return this.audio.currentTime * 1000;
  }

  private get step(): Step {
    return this.playback.steps[stepIndexAt(this.playback, this.ms)]!;
  }

  private seek(ms: number): void {
    this.device?.hush();
    const to = Math.min(Math.max(0, ms), this.playback.duration_ms);
    this.audio.currentTime = to / 1000;
    this.lastMs = to;
    this.place.keep(this.at(to), true);
    this.changed();
  }

  /** To another place of the sound: told before and after, so that what lies between does not count as played. */
  private move(ms: number): void {
    this.tell("moved");
    this.seek(ms);
    this.tell("moved");
  }

  /** The clock has moved on: what has to happen at a moment happens here, seen or not. */
  private tick(): void {
    if (!this.begun || this.over) return;
    let ms = this.ms;
    const before = this.playback.steps[stepIndexAt(this.playback, this.lastMs)]!;
    this.audio.muted = this.longer.isHushed(before, ms);
    const on = ms >= this.lastMs ? this.longer.jump(before, ms) : null;
    if (on !== null) {
      this.audio.currentTime = on / 1000;
      this.audio.muted = false;
      this.lastMs = ms = on;
      this.lockScreen();
    }
    const playing = !this.audio.paused;
    if (playing && ms > this.lastMs) {
      if (this.playback.switches.some((change) => this.lastMs < change.at_ms && change.at_ms <= ms)) buzz();
      if (this.device) this.speakAlong(ms);
    }
    this.lastMs = ms;
    if (playing && this.isOut(this.step)) return this.passOver();
    if (playing) this.place.keep(this.at(ms));
    if (document.visibilityState === "visible") this.draw(ms);
  }

  private speakAlong(ms: number): void {
    const line = this.playback.captions.find((caption) => this.lastMs < caption.at_ms && caption.at_ms <= ms);
    if (line) this.device?.say(line.text, ms);
    else this.device?.watch(ms);
  }

  private ownVoice(): void {
    this.device = null;
    const ms = this.ms;
    const playing = !this.audio.paused;
    this.voice = "own";
    this.audio.src = source(this.address());
    this.audio.currentTime = ms / 1000;
    if (playing) this.play();
  }

  // What one can do

  private play(): void {
    const pausedFor = this.pausedAt === null ? 0 : performance.now() - this.pausedAt;
    if (this.begun && pausedFor > FORGOTTEN_AFTER_MS) {
      const line = this.playback.captions[captionIndexAt(this.playback, this.ms)];
      if (line && line.at_ms >= this.step.start_ms) this.seek(line.at_ms);
    }
    this.audio.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.askForATap();
    });
  }

  private askForATap(): void {
    if (this.begun) return;
    this.started = false;
    this.parts.show("go", true);
    this.parts.get("go").onclick = () => this.go(this.ms);
  }

  private toggle(): void {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  private back(): void {
    const { steps } = this.playback;
    const index = stepIndexAt(this.playback, this.ms);
    const inside = this.ms - steps[index]!.start_ms;
    const to = steps[inside < BACK_TO_BEFORE_MS ? Math.max(0, index - 1) : index]!;
    this.tell("back");
    this.longer.drop(this.step);
    this.seek(to.start_ms);
  }

  private skip(): void {
    const step = this.step;
    this.tell("skipped");
    this.longer.drop(step);
    this.seek(step.next_ms);
  }

  private leaveOut(): void {
    this.out = [...new Set([...this.out, ...this.step.regions])];
    if (!this.isOut(this.step)) this.skip(); // it touches nothing, and still it hurt
    this.passOver();
    this.play();
  }

  private isOut(step: Step): boolean {
    return step.regions.some((region) => this.out.includes(region));
  }

  /** On to the next step that leaves those places alone. */
  private passOver(): void {
    while (this.isOut(this.step) && this.ms < this.playback.duration_ms) this.skip();
  }

  private slip(): void {
    this.events.tell("hurt", this.hurtAtMs, this.step.id, "slip");
    this.play();
  }

  private at(ms: number): Place {
    return { ms, cap: this.cap, out: this.out };
  }

  private extend(): void {
    const step = this.step;
    const whyNot = this.longer.whyNot(step);
    if (whyNot) return;
    this.longer.press(step);
    this.tell("extended");
    this.parts.text("spoken", step.extend?.repeat ? "This step once more." : `${moreSeconds(step)} seconds more.`);
    this.tick();
    this.draw(this.ms);
  }

  private hurts(): void {
    if (!this.begun || this.over || this.hurt.isOpen) return;
    this.audio.pause();
    this.device?.hush();
    this.hurtAtMs = this.ms;
    this.events.tell("hurt", this.hurtAtMs, this.step.id);
    this.hurt.open();
  }

  private softer(): void {
    this.cap = Math.max(0, Math.floor(Math.min(this.step.level, this.cap ?? 10) / 2));
    this.place.keep(this.at(this.ms), true);
    this.shownStep = -1;
    this.play();
    this.draw(this.ms);
  }

  private async stop(reason: string): Promise<void> {
    if (this.over) return;
    this.audio.pause();
    this.tell("stopped", reason);
    await this.leave(this.data.urgent.includes(reason) ? this.data.emergency : this.data.after);
  }

  private async leave(to: string): Promise<void> {
    this.over = true;
    this.wake.want(false);
    this.place.forget();
    await Promise.race([this.events.send(), new Promise((done) => setTimeout(done, LAST_WORD_MS))]);
    location.replace(to);
  }

  private ended(): void {
    if (this.over) return;
    const extra = this.longer.jump(this.step, this.playback.duration_ms);
    if (extra !== null) {
      this.seek(extra);
      return this.play();
    }
    this.tell("finished");
    this.parts.root.dataset["state"] = "ended";
    this.parts.text("left", clock(0));
    // In bed nothing lights up; the question waits until the morning.
    if (this.playback.sleep) {
      this.over = true;
      this.wake.want(false);
      this.place.forget();
    } else {
      void this.leave(this.data.after);
    }
  }

  private tell(kind: Parameters<Events["tell"]>[0], reason = ""): void {
    this.events.tell(kind, this.ms, this.step.id, reason);
  }

  private listen(): void {
    const { parts, audio } = this;
    parts.onTap("play", () => this.toggle());
    parts.onTap("back", () => this.back());
    parts.onTap("skip", () => this.skip());
    parts.onTap("extend", () => this.extend());
    parts.onTap("hurts", () => this.hurts());
    parts.get("leave").addEventListener("click", (event) => {
      if (!this.begun) return;
      event.preventDefault();
      void this.stop("");
    });
    parts.get("transcript").addEventListener("toggle", () => this.showLine());
    audio.addEventListener("play", () => {
      if (this.begun && this.pausedAt !== null) this.tell("resumed");
      this.pausedAt = null;
      this.changed();
    });
    audio.addEventListener("pause", () => {
      this.device?.hush();
      if (!this.begun || this.over || audio.ended) return;
      this.pausedAt = performance.now();
      this.tell("paused");
      this.place.keep(this.at(this.ms), true);
      this.changed();
    });
    audio.addEventListener("timeupdate", () => this.tick());
    audio.addEventListener("seeked", () => this.draw(this.ms));
    audio.addEventListener("ended", () => this.ended());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") this.device?.fail();
      this.changed();
    });
    addEventListener("pagehide", () => {
      if (!this.begun || this.over) return;
      this.place.keep(this.at(this.ms), true);
      if (!this.audio.paused) this.tell("paused");
    });
    document.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    if (!this.begun || this.over || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.hurt.isOpen) {
      if (event.key === "Escape") this.hurt.escape();
      return;
    }
    const onButton = event.target instanceof Element && event.target.closest("button, a, summary, input, li[role]");
    const transcript = this.parts.get<HTMLDetailsElement>("transcript");
    if (event.key === " ") {
      if (onButton) return; // there it presses the button
      this.toggle();
    } else if (event.key === "ArrowLeft") this.back();
    else if (event.key === "ArrowRight") this.skip();
    else if (event.key === "h") this.hurts();
    else if (event.key === "t") transcript.open = !transcript.open;
    else if (event.key === "Escape" && transcript.open) transcript.open = false;
    else return;
    event.preventDefault();
  }

  // What one sees

  private changed(): void {
    if (!this.begun || this.over) return;
    const playing = !this.audio.paused;
    this.parts.root.dataset["state"] = playing ? "playing" : "paused";
    this.parts.text("play-words", playing ? "Pause" : "Play");
    this.wake.want(playing);
    this.lockScreen();
    this.draw(this.ms);
    cancelAnimationFrame(this.frame);
    if (playing && document.visibilityState === "visible") this.frame = requestAnimationFrame(() => this.onFrame());
  }

  private onFrame(): void {
    this.tick();
    if (!this.audio.paused && !this.over && document.visibilityState === "visible") {
      this.frame = requestAnimationFrame(() => this.onFrame());
    }
  }

  private lockScreen(): void {
    tellLockScreen(this.step.name, this.playback.title, !this.audio.paused, this.audio);
  }

  private draw(ms: number): void {
    if (!this.begun || this.over) return;
    const index = stepIndexAt(this.playback, ms);
    const step = this.playback.steps[index]!;
    if (index !== this.shownStep) this.drawStep(index, step);
    const extra = this.longer.extraMs(step);
    const left = step.start_ms + step.duration_ms - ms + extra;
    this.parts.text("left", clock(left));
    const share = Math.min(1, Math.max(0, left / (step.duration_ms + extra)));
    const offset = this.still.matches ? Math.round(100 * (1 - share)) : Math.round(1000 * (1 - share)) / 10;
    this.parts.get<SVGElement>("ring").setAttribute("stroke-dashoffset", String(offset));
    this.parts.text("total", `${clock(this.playback.duration_ms - ms + extra)} left`);
    this.parts.text("side", sideAt(this.playback, step, ms));
    this.drawLine(ms);
    this.drawCard(ms);
    this.drawLonger(step);
  }

  private drawStep(index: number, step: Step): void {
    this.shownStep = index;
    this.drawings?.show(step.id);
    const next = this.playback.steps[index + 1];
    const number = `Step ${index + 1} of ${this.playback.steps.length}`;
    this.parts.text("number", number);
    this.parts.text("name", step.name);
    this.parts.text("where", step.what);
    this.parts.text("next", next ? `Next: ${next.name}` : "The last step");
    const level = this.parts.get("level");
    level.hidden = !step.hands;
    const capped = this.cap !== null && step.hands && step.level > this.cap;
    level.dataset["level"] = String(capped ? this.cap : step.level);
    this.parts.text("level-words", capped ? `${this.cap} of 10 at most` : `${step.level} of 10, ${step.level_words}`);
    this.parts.show("softer", capped);
    this.parts.text("softer", capped ? "Softer from now on, whatever the voice says." : "");
    this.parts.text("spoken", `${number}: ${step.name}. ${step.what}`);
    this.lockScreen();
  }

  private drawLine(ms: number): void {
    const index = captionIndexAt(this.playback, ms);
    const line = this.playback.captions[index];
    const caption = this.parts.get("caption");
    if (this.longer.isHushed(this.step, ms)) return; // it is not said yet, either
    const isPast = !line || ms >= line.until_ms;
    if (caption.hasAttribute("data-past") !== isPast) caption.toggleAttribute("data-past", isPast);
    this.parts.text("caption", line && line.step === this.step.id ? line.text : "");
    if (index === this.shownLine) return;
    const lines = this.parts.get("lines").children;
    lines[this.shownLine]?.removeAttribute("aria-current");
    this.shownLine = index;
    lines[index]?.setAttribute("aria-current", "true");
    this.showLine();
  }

  /** Scrolls the list of lines, never the page. */
  private showLine(): void {
    const list = this.parts.get("lines");
    const current = list.children[this.shownLine];
    if (!this.parts.get<HTMLDetailsElement>("transcript").open || !current) return;
    const [line, frame] = [current.getBoundingClientRect(), list.getBoundingClientRect()];
    if (line.top < frame.top || line.bottom > frame.bottom) list.scrollTop += line.top - frame.top;
  }

  private drawCard(ms: number): void {
    const change = switchAt(this.playback, ms);
    this.parts.show("side-card", change !== undefined && !this.audio.paused);
    if (!change) return;
    this.parts.text("side-words", change.words);
    this.parts.text("side-arrow", change.to_side === "left" ? "←" : "→");
    this.parts.text("side-time", String(Math.ceil((change.at_ms + CARD_MS - ms) / 1000)));
  }

  private drawLonger(step: Step): void {
    const whyNot = this.longer.whyNot(step);
    const button = this.parts.get<HTMLButtonElement>("extend");
    if (button.disabled !== Boolean(whyNot)) button.disabled = Boolean(whyNot);
    const offer = step.extend?.repeat ? "Once more" : `${moreSeconds(step)} s more`;
    this.parts.text("extend-words", whyNot ? "No more" : offer);
    this.parts.text("why-not", whyNot);
  }

  private writeLines(): void {
    const list = this.parts.get("lines");
    list.replaceChildren(
      ...this.playback.captions.map((caption) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "transcript-line";
        const time = document.createElement("time");
        time.textContent = clockAt(caption.at_ms);
        button.append(time, " ", caption.text);
        button.addEventListener("click", () => this.move(caption.at_ms));
        item.append(button);
        return item;
      }),
    );
  }
}

function moreSeconds(step: Step): number {
  return Math.round((step.extend?.adds_ms ?? 30_000) / 1000);
}

export function firstVoice(wish: PlayerData["voice"]): VoiceName {
  if (wish === "device") return deviceVoice() && document.visibilityState === "visible" ? "silent" : "own";
  return wish;
}
