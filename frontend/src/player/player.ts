// The player. One clock: the sound's own `currentTime`. Frames and `timeupdate` only look at it and draw what holds then;
// with the screen off nothing is needed, and on return everything is drawn anew.

import "../figure/element";
import type { FigureElement } from "../figure/element";
import { keepEmergency } from "../offline/emergency";
import { type Answer, Answers } from "./answers";
import { type Buzz, buzz, canBuzz, showOnLockScreen, tellLockScreen, WakeLock } from "./device";
import { deviceVoice, DeviceVoice } from "./device_voice";
import { Drawings } from "./drawings";
import { Events } from "./events";
import { EyesClosed } from "./eyes";
import { HurtCard } from "./hurt_card";
import { Longer } from "./longer";
import { Others } from "./others";
import { Parts } from "./parts";
import { type Place, PlaceKept } from "./place";
import {
  captionIndexAt,
  CARD_MS,
  clock,
  clockAt,
  namesPressureAt,
  type PlayerData,
  type Playback,
  sideAt,
  type Step,
  stepIndexAt,
  type Suffix,
  switchAt,
  type VoiceName,
} from "./playback";
import { Pressure } from "./pressure";
import { isSet, set, type Setting } from "./settings";
import { isHeld, prepare, source, type State } from "./sound";
import { Spent } from "./spent";
import { Track } from "./track";

const BACK_TO_BEFORE_MS = 3000;
const FORGOTTEN_AFTER_MS = 10_000;
const ANEW_AFTER_MS = 3_600_000;
/** So long the page waits at the end for the server to hear of it. */
const LAST_WORD_MS = 1500;
const TELL_AGAIN_MS = 3000;
/** With less left of a step nothing else begins in it. */
const WORTH_BEGINNING_MS = 20_000;
/** So long before a step ends, what comes next stands out. */
const NEXT_SOON_MS = 8_000;
/** Before sleep the screen goes dark by itself. */
const DARK_AFTER_MS = 20_000;
const NOTED_MS = 6_000;
const DUCKED = 0.25;
const TOO_FIRM = "too_firm";
const UNHEARD: State = { state: "failed", share: 0, message: "This browser could not play the sound. Try again; the words can be read meanwhile." };

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
  private readonly track: Track;
  private readonly spent = new Spent();
  private pressure = new Pressure(null);
  private readonly others = new Others();
  private readonly answers: Answers;
  private readonly eyes: EyesClosed;
  /** It hurt while the eyes were closed: a tap goes on softer, holding on shows what to do. */
  private hurtUnseen = false;
  /** What of a step is passed over, because something else had its time. */
  private cuts: [number, number][] = [];
  private usualTheme: string | null = null;
  private dark = 0;
  private noted = 0;
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
  /** What comes while it plays, until it is left. */
  private readonly rest = new AbortController();
  private started: boolean;

  /** `started`: the tap on Start has set the sound going. */
  constructor(root: HTMLElement, data: PlayerData, audio: HTMLAudioElement, suffix: Suffix, started: boolean) {
    this.data = data;
    this.audio = audio;
    this.suffix = suffix;
    this.started = started;
    this.parts = new Parts(root);
    this.playback = data.playback;
    this.track = new Track(audio, () => source(this.address()));
    this.answers = new Answers(data.answered);
    this.answers.speaking = (speaks) => (this.audio.volume = speaks ? DUCKED : 1);
    this.eyes = new EyesClosed(this.parts.get("eyes"), {
      tap: () => this.tapUnseen(),
      next: () => this.felt(() => this.skip()),
      back: () => this.felt(() => this.back()),
      softer: () => this.less(),
      hold: () => this.holdUnseen(),
      leave: () => this.openEyes(),
    });
    const token = this.parts.get("token").querySelector<HTMLInputElement>("input")!.value;
    this.events = new Events(data.events, token);
    this.place = new PlaceKept(data.id);
    this.voice = firstVoice(data.voice);
    this.hurt = new HurtCard(this.parts, {
      softer: () => this.softer(),
      leaveOut: () => this.leaveOut(),
      slip: () => this.slip(),
      stop: (reason) => void this.stop(reason),
      named: (reason) => this.hurtNamed(reason),
    });
    if (this.voice === "silent") this.device = new DeviceVoice(() => this.ownVoice());
    root.append(audio);
    this.figure = root.querySelector("unclench-figure");
    this.figure?.follow(audio, () => this.ms / 1000);
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
    this.pressure = new Pressure(place);
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
    if (this.audio.src) this.await();
    else this.sound(ms);
  }

  /** The sound has its address; when it comes, the stage opens, and when it does not, it is asked for anew, once. */
  private await(again = false): void {
    this.audio.addEventListener("playing", () => this.toStage(), { once: true });
    const failed = () => (again ? this.showWaiting(UNHEARD, true) : this.sound(this.ms, true));
    this.audio.addEventListener("error", failed, { once: true });
  }

  /** It has a sound now, and plays it from this moment on. */
  private playFrom(ms: number, again = false): void {
    this.audio.src = source(this.address());
    if (ms > 0) {
      const set = () => (this.audio.currentTime = ms / 1000);
      if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) set();
      else this.audio.addEventListener("loadedmetadata", set, { once: true });
    }
    this.await(again);
    this.play();
  }

  /** Once the sound is made, it plays from this moment on; until then the page says how far it is. */
  private sound(ms: number, again = false): void {
    let asked = false;
    void this.prepare((state) => {
      this.showWaiting(state, true);
      if (state.state !== "ready" || asked) return;
      asked = true;
      this.playFrom(ms, again);
    }, again);
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
    if (isHeld(this.address())) return this.playFrom(ms);
    void this.audio.play().catch(() => undefined); // the tap counts for later too
    this.sound(ms);
  }

  private toStage(): void {
    if (this.begun) return;
    this.begun = true;
    this.parts.show("ready", false);
    this.parts.show("stage", true);
    this.parts.show("foot", true);
    this.lastMs = this.ms;
    this.spent.put(this.step, this.ms - this.step.start_ms);
    this.tell(this.data.position_ms > 0 || this.place.read() ? "resumed" : "started");
    this.place.keep(this.at(this.ms), true);
    showOnLockScreen({
      // After "this hurts" a key on the headphones goes on as a tap would: softer where eyes are closed, else not at all.
      play: () => (this.hurtUnseen ? this.tapUnseen() : this.play()),
      pause: () => this.audio.pause(),
      back: () => this.unlessHurt(() => this.back()),
      skip: () => this.unlessHurt(() => this.skip()),
      seekBy: (seconds) => this.unlessHurt(() => this.move(this.ms + seconds * 1000)),
      seekTo: (seconds) => this.unlessHurt(() => this.move(seconds * 1000)),
    });
    this.setting("large", isSet("large"));
    this.setting("buzz", isSet("buzz"));
    this.parts.show("buzz", canBuzz());
    if (this.playback.sleep) this.dark = setTimeout(() => this.closeEyes(false), DARK_AFTER_MS);
    this.parts.root.focus({ preventScroll: true });
    this.standIn();
    this.figure?.addEventListener("drawing", () => this.standIn());
    this.changed();
    void this.fetchRest();
  }

  /** What may be wished for later, when there is perhaps no network any more. */
  private async fetchRest(): Promise<void> {
    const { signal } = this.rest;
    await this.answers.fetch(this.data.answers[this.suffix], signal);
    await this.others.fetch(this.data.others, this.voice, this.suffix, signal);
    this.parts.root.dataset["others"] = "here";
    this.drawChoices();
  }

  private address(): string {
    return this.data.sounds[this.voice][this.suffix];
  }

  // The clock

  private get ms(): number {
    return this.track.ms;
  }

  private get step(): Step {
    return this.playback.steps[stepIndexAt(this.playback, this.ms)]!;
  }

  private seek(ms: number): void {
    this.device?.hush();
    const to = Math.min(Math.max(0, ms), this.playback.duration_ms);
    this.put(to);
    this.lastMs = to;
    this.place.keep(this.at(to), true);
    this.changed();
  }

  /** The clock to a moment, in whichever file that is. */
  private put(ms: number): void {
    const playing = !this.audio.paused;
    const step = this.playback.steps[stepIndexAt(this.playback, ms)]!;
    if (this.track.go(step, ms) && playing) void this.audio.play().catch(() => undefined);
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
    this.audio.muted = this.longer.isHushed(before, ms) || this.isContradicted(ms);
    const on = ms >= this.lastMs ? this.longer.jump(before, ms) : null;
    if (on !== null) {
      this.put(on);
      this.audio.muted = false;
      this.lastMs = ms = on;
      this.lockScreen();
    }
    const cut = this.cuts.find(([from, to]) => from <= ms && ms < to);
    if (cut) {
      this.put(cut[1]);
      ms = cut[1];
    }
    if (this.track.isOff(this.step)) this.put(ms);
    const playing = !this.audio.paused;
    if (playing && ms > this.lastMs) {
      if (!cut) this.spent.add(before, ms - this.lastMs);
      this.buzzAlong(ms);
      if (this.device) this.speakAlong(ms);
    }
    this.lastMs = ms;
    if (playing && this.isOut(this.step)) return this.passOver();
    if (playing) this.place.keep(this.at(ms));
    if (document.visibilityState === "visible") this.draw(ms);
  }

  /** The voice names the planned pressure, and another one holds. */
  private isContradicted(ms: number): boolean {
    return this.pressure.isOther(this.step) && namesPressureAt(this.playback, ms);
  }

  /** On the cues where hands have to do something else. */
  private buzzAlong(ms: number): void {
    const passed = (at_ms: number) => this.lastMs < at_ms && at_ms <= ms;
    if (this.playback.switches.some((change) => passed(change.at_ms))) this.buzz("side");
    else if (this.playback.steps.some((step) => step.start_ms > 0 && passed(step.start_ms))) this.buzz("step");
  }

  private buzz(kind: Buzz): void {
    if (isSet("buzz") && !this.playback.sleep) buzz(kind);
  }

  private speakAlong(ms: number): void {
    const line = this.playback.captions.find((caption) => this.lastMs < caption.at_ms && caption.at_ms <= ms);
    if (line) this.device?.say(line.text, ms);
    else this.device?.watch(ms);
  }

  private ownVoice(): void {
    this.device = null;
    const playing = !this.audio.paused;
    this.voice = "own";
    this.track.reload();
    if (playing) this.play();
  }

  // What one can do

  private unlessHurt(act: () => void): void {
    if (!this.hurt.isOpen && !this.over) act();
  }

  private play(): void {
    if (this.hurt.isOpen || this.over) return;
    const pausedFor = this.pausedAt === null ? 0 : Date.now() - this.pausedAt;
    // What was answered may hold no more: the server says whether it goes on, and from where.
    if (this.begun && pausedFor > ANEW_AFTER_MS) return location.assign(this.data.address);
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

  /** The answer to a tap, for eyes that are closed or elsewhere: the voice, the buzz, and the live region. */
  private answer(name: Answer, words: string): void {
    this.buzz("tap");
    this.answers.say(name);
    this.parts.text("note", words);
    this.parts.text("spoken", words);
    clearTimeout(this.noted);
    this.noted = setTimeout(() => this.parts.text("note", ""), NOTED_MS);
  }

  private felt(act: () => void): void {
    this.buzz("tap");
    act();
  }

  private back(): void {
    const { steps } = this.playback;
    const index = stepIndexAt(this.playback, this.ms);
    const inside = this.ms - steps[index]!.start_ms;
    const to = steps[inside < BACK_TO_BEFORE_MS ? Math.max(0, index - 1) : index]!;
    this.tell("back");
    this.longer.drop(this.step);
    this.cuts = [];
    this.seek(to.start_ms);
  }

  /** The step from its beginning; where today's limits leave no room for all of it, its end comes sooner. */
  private again(): void {
    const { step } = this;
    const room_ms = this.spent.room_ms(step);
    if (room_ms < WORTH_BEGINNING_MS) return this.answer("full", FULL_WORDS);
    this.tell("again");
    this.longer.drop(step);
    this.cuts = cutsOf(step, Math.max(0, step.duration_ms - room_ms));
    this.seek(step.start_ms);
    this.answer("again", "This step again.");
    this.play();
  }

  private skip(): void {
    const step = this.step;
    this.tell("skipped");
    this.longer.drop(step);
    this.cuts = [];
    this.seek(step.next_ms);
  }

  /** Another technique in this step's place. Both together get the time that was planned for it, and no more. */
  private swap(): void {
    const { step } = this;
    const played = Math.min(this.spent.of(step), step.duration_ms);
    const other = step.duration_ms - played >= WORTH_BEGINNING_MS ? this.others.take(step) : undefined;
    if (!other) return this.answer("no_other", "Nothing else fits here. Softer, or the next step?");
    this.events.tell("swapped", this.ms, step.id, { technique: other.step.technique });
    this.longer.drop(step);
    const { steps, captions, switches } = this.playback;
    const index = steps.indexOf(step);
    steps[index] = { ...other.step, extend: null, spare_ms: 0 };
    const rest = captions.filter((caption) => caption.step !== step.id);
    this.playback.captions = [...rest, ...other.captions].sort((one, two) => one.at_ms - two.at_ms);
    this.playback.switches = [...switches.filter((change) => change.step !== step.id), ...other.switches];
    this.cuts = cutsOf(steps[index]!, played);
    this.track.exchange(step, other.sound);
    if (other.motion) this.figure?.exchange(index, other.motion);
    this.drawings?.put(step.id, other.picture);
    this.writeLines();
    this.shownStep = this.shownLine = -1;
    this.answer("other", `Something else here: ${other.step.name}.`);
    this.put(step.start_ms);
    this.lastMs = step.start_ms;
    this.play();
    this.changed();
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
    this.events.tell("hurt", this.hurtAtMs, this.step.id, { reason: "slip" });
    this.play();
  }

  private at(ms: number): Place {
    return { ms, ...this.pressure.kept, out: this.out };
  }

  private extend(): void {
    const step = this.step;
    if (this.whyNotLonger(step)) return this.answer("full", FULL_WORDS);
    this.longer.press(step);
    this.tell("extended");
    this.answer("longer", step.extend?.repeat ? "This step once more." : `${moreSeconds(step)} seconds more.`);
    this.tick();
    this.draw(this.ms);
  }

  private whyNotLonger(step: Step): string {
    const left = step.start_ms + step.duration_ms - this.ms + this.longer.extraMs(step);
    const fits = this.spent.affords(step, left + (step.extend?.adds_ms ?? 0));
    return this.longer.whyNot(step) || (fits ? "" : "Longer would be too much here today.");
  }

  private hurts(): void {
    if (!this.begun || this.over || this.hurt.isOpen) return;
    this.hurtNow();
    this.parts.get<HTMLDialogElement>("change").close();
    this.closeReceiver();
    this.hurt.open();
  }

  private hurtNow(): void {
    this.audio.pause();
    this.device?.hush();
    this.buzz("stop");
    this.hurtAtMs = this.ms;
    this.events.tell("hurt", this.hurtAtMs, this.step.id);
  }

  private hurtNamed(reason: string): void {
    // From here on the server gives no more of this session.
    if (this.data.urgent.includes(reason)) {
      this.rest.abort();
      keepEmergency();
    }
    this.events.tell("hurt", this.hurtAtMs, this.step.id, { reason });
  }

  private softer(): void {
    this.press("softer", this.pressure.halve(this.step));
    this.play();
  }

  /** Less: one level down, from here on. */
  private less(): void {
    const level = this.pressure.less(this.step);
    if (level === null) return this.answer("softest", "As soft as it can be: only rest your hands.");
    this.press("softer", level);
    this.answer("softer", `Softer from here: ${level} of 10 at most.`);
  }

  /** More: one level up, as far as today's limits go. */
  private more(): void {
    const level = this.pressure.more(this.step);
    if (level === null) return this.answer("firmest", "As firm as it may be here today.");
    this.press("firmer", level);
    this.answer("firmer", `A little firmer: ${level} of 10.`);
  }

  private press(kind: "softer" | "firmer", level: number): void {
    this.events.tell(kind, this.ms, this.step.id, { level });
    this.place.keep(this.at(this.ms), true);
    this.shownStep = -1;
    this.draw(this.ms);
  }

  /** Whether it was open. */
  private closeReceiver(): boolean {
    const isOpen = this.parts.has("receiver") && !this.parts.get("receiver").hidden;
    if (isOpen) this.parts.show("receiver", false);
    return isOpen;
  }

  /** The receiver's word: both hands off, at once. */
  private stopWord(): void {
    this.answers.say("stop");
    this.hurts();
  }

  // With closed eyes

  private closeEyes(speaks = true): void {
    if (!this.begun || this.over || this.hurt.isOpen || this.eyes.isOn) return;
    this.parts.get<HTMLDialogElement>("change").close();
    this.parts.root.dataset["eyes"] = "closed";
    this.eyes.open();
    if (speaks) this.answer("eyes_closed", "Eyes closed.");
  }

  private openEyes(): void {
    clearTimeout(this.dark);
    this.eyes.close();
    this.hurtUnseen = false;
    delete this.parts.root.dataset["eyes"];
    this.answer("eyes_open", "The screen is back.");
    this.parts.get("eyes-on").focus({ preventScroll: true });
  }

  private tapUnseen(): void {
    this.buzz("tap");
    if (this.hurtUnseen) {
      this.hurtUnseen = false;
      this.events.tell("hurt", this.hurtAtMs, this.step.id, { reason: TOO_FIRM });
      this.answers.say("softer");
      return this.softer();
    }
    if (!this.audio.paused) this.answers.say("paused");
    this.toggle();
  }

  private holdUnseen(): void {
    if (this.hurtUnseen) {
      this.eyes.close();
      delete this.parts.root.dataset["eyes"];
      this.hurtUnseen = false;
      return this.hurt.open();
    }
    this.hurtUnseen = true;
    this.hurtNow();
    this.answers.say("hurt");
  }

  // As one likes it

  private setting(name: Setting, on: boolean): void {
    set(name, on);
    this.parts.get(name).setAttribute("aria-pressed", String(on));
    if (name === "large") this.parts.root.toggleAttribute("data-large", on);
  }

  private toggleDim(): void {
    const { dataset } = document.documentElement;
    const isDim = dataset["theme"] === "dim";
    if (!isDim) this.usualTheme = dataset["theme"] ?? "auto";
    dataset["theme"] = isDim ? (this.usualTheme ?? "auto") : "dim";
    this.parts.get("dim").setAttribute("aria-pressed", String(!isDim));
  }

  private show(dialog: "change" | "keys"): void {
    this.parts.get<HTMLDialogElement>("change").close();
    this.drawChoices();
    this.parts.get<HTMLDialogElement>(dialog).showModal();
  }

  private drawChoices(): void {
    if (!this.begun || this.over) return;
    const { step } = this;
    const other = this.others.get(step);
    this.parts.text("swap-words", other ? other.step.name : "Nothing else fits here");
    this.parts.get<HTMLButtonElement>("swap").disabled = !other;
    const room_ms = this.spent.room_ms(step);
    const fits = room_ms >= WORTH_BEGINNING_MS;
    const sooner = room_ms < step.duration_ms ? ", and its end sooner" : "";
    this.parts.text("again-words", fits ? `From its beginning${sooner}` : "This place has had its time today");
    this.parts.get<HTMLButtonElement>("again").disabled = !fits;
  }

  private async stop(reason: string): Promise<void> {
    if (this.over) return;
    this.audio.pause();
    this.tell("stopped", reason);
    this.answers.hush();
    await this.leave(this.data.urgent.includes(reason) ? this.data.emergency : this.data.after);
  }

  private async leave(to: string): Promise<void> {
    this.over = true;
    this.rest.abort();
    this.wake.want(false);
    this.place.forget();
    await Promise.race([this.events.send(), new Promise((done) => setTimeout(done, LAST_WORD_MS))]);
    if (to === this.data.emergency && this.events.untold.length) this.stayAtAdvice(to);
    else location.replace(to);
  }

  /** Nobody answers: what to do, and whom to call, stands here, and it stays until it has been told. */
  private stayAtAdvice(to: string): void {
    this.hurt.showUnsent();
    const again = setInterval(() => {
      void this.events.send().then(() => {
        if (this.events.untold.length) return;
        clearInterval(again);
        location.replace(to);
      });
    }, TELL_AGAIN_MS);
  }

  private ended(): void {
    if (this.over) return;
    if (this.ms < this.playback.duration_ms - WORTH_BEGINNING_MS || this.track.isOff(this.step)) {
      this.put(this.step.next_ms);
      return this.play();
    }
    const extra = this.longer.jump(this.step, this.playback.duration_ms);
    if (extra !== null) {
      this.seek(extra);
      return this.play();
    }
    this.tell("finished");
    this.buzz("end");
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
    this.events.tell(kind, this.ms, this.step.id, { reason });
  }

  private listen(): void {
    const { parts, audio } = this;
    parts.onTap("play", () => this.toggle());
    parts.onTap("back", () => this.back());
    parts.onTap("skip", () => this.skip());
    parts.onTap("extend", () => this.extend());
    parts.onTap("hurts", () => this.hurts());
    parts.onTap("less", () => this.less());
    parts.onTap("more", () => this.closing(() => this.more()));
    parts.onTap("change-open", () => this.show("change"));
    parts.onTap("keys-open", () => this.show("keys"));
    parts.onTap("swap", () => this.closing(() => this.swap()));
    parts.onTap("again", () => this.closing(() => this.again()));
    parts.onTap("eyes-on", () => this.closeEyes());
    parts.onTap("eyes-off", () => this.openEyes());
    parts.onTap("dim", () => this.toggleDim());
    parts.onTap("large", () => this.setting("large", !isSet("large")));
    parts.onTap("buzz", () => {
      this.setting("buzz", !isSet("buzz"));
      this.buzz("tap");
    });
    if (parts.has("receiver")) {
      parts.onTap("receiver-open", () => this.closing(() => parts.show("receiver", true)));
      parts.onTap("receiver-close", () => parts.show("receiver", false));
      parts.onTap("receiver-less", () => this.less());
      parts.onTap("receiver-more", () => this.more());
      parts.onTap("receiver-stop", () => this.stopWord());
    }
    for (const close of parts.root.querySelectorAll<HTMLElement>("dialog [data-close]")) {
      close.addEventListener("click", () => close.closest("dialog")?.close());
    }
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
      this.pausedAt = Date.now();
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

  private closing(act: () => void): void {
    this.parts.get<HTMLDialogElement>("change").close();
    act();
  }

  private key(event: KeyboardEvent): void {
    if (!this.begun || this.over || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.hurt.isOpen) {
      if (event.key === "Escape") this.hurt.escape();
      return;
    }
    if (this.parts.root.querySelector("dialog[open]")) {
      if (event.key === "?") this.parts.get<HTMLDialogElement>("keys").close();
      return; // the dialog has its own Escape
    }
    const onButton = event.target instanceof Element && event.target.closest("button, a, summary, input, li[role]");
    if (event.key === " " && onButton && !this.eyes.isOn) return; // there it presses the button
    const act = this.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    act();
    event.preventDefault();
  }

  private escape(): void {
    const transcript = this.parts.get<HTMLDetailsElement>("transcript");
    if (this.eyes.isOn) this.openEyes();
    else if (this.closeReceiver()) return;
    else transcript.open = false;
  }

  /** Also a receiver's remote: presenters send PageUp, PageDown and a full stop. */
  private readonly keys: Record<string, () => void> = {
    " ": () => (this.eyes.isOn ? this.tapUnseen() : this.toggle()),
    ArrowLeft: () => this.back(),
    ArrowRight: () => this.skip(),
    h: () => (this.eyes.isOn ? this.holdUnseen() : this.hurts()),
    s: () => this.less(),
    f: () => this.more(),
    r: () => this.again(),
    x: () => this.swap(),
    m: () => this.extend(),
    e: () => (this.eyes.isOn ? this.openEyes() : this.closeEyes()),
    d: () => this.toggleDim(),
    t: () => {
      const transcript = this.parts.get<HTMLDetailsElement>("transcript");
      transcript.open = !transcript.open;
    },
    "?": () => this.show("keys"),
    "1": () => this.less(),
    "2": () => this.more(),
    "3": () => this.stopWord(),
    PageDown: () => this.less(),
    PageUp: () => this.more(),
    ".": () => this.stopWord(),
    Escape: () => this.escape(),
  };

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
    tellLockScreen({
      title: this.step.name,
      artist: this.playback.title,
      chapters: this.playback.steps.map((step) => ({ title: step.name, startTime: step.start_ms / 1000 })),
      playing: !this.audio.paused,
      position_s: this.ms / 1000,
      duration_s: this.playback.duration_ms / 1000,
    });
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
    this.parts.get("next").toggleAttribute("data-soon", left <= NEXT_SOON_MS);
    this.parts.show("had", this.spent.isOver(step));
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
    const now = this.pressure.level(step);
    const isOther = this.pressure.isOther(step);
    level.dataset["level"] = String(now);
    this.parts.text("level-words", isOther ? `${now} of 10 at most` : `${step.level} of 10, ${step.level_words}`);
    this.parts.show("softer", isOther && now < step.level);
    this.parts.text("softer", isOther && now < step.level ? "Softer from now on, whatever the voice says." : "");
    if (this.parts.has("receiver")) this.parts.text("receiver-level", step.hands ? `Now ${now} of 10` : "No hands now");
    this.parts.text("spoken", `${number}: ${step.name}. ${step.what}`);
    this.lockScreen();
  }

  private drawLine(ms: number): void {
    const index = captionIndexAt(this.playback, ms);
    const line = this.playback.captions[index];
    const caption = this.parts.get("caption");
    if (this.longer.isHushed(this.step, ms)) return; // it is not said yet, either
    if (this.isContradicted(ms)) return this.parts.text("caption", `Pressure: ${this.pressure.level(this.step)} at most.`);
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
    const whyNot = this.whyNotLonger(step);
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

const FULL_WORDS = "This place has had its time today. Only listen, or go on.";

/** Where a step that begins late ends early. With both sides in turn each gives half of it. */
function cutsOf(step: Step, played_ms: number): [number, number][] {
  if (played_ms < 1) return [];
  const end = step.start_ms + step.duration_ms;
  if (step.sides !== "in_turn") return [[end - played_ms, end]];
  const half = step.start_ms + step.duration_ms / 2;
  return [
    [half - played_ms / 2, half],
    [end - played_ms / 2, end],
  ];
}

function moreSeconds(step: Step): number {
  return Math.round((step.extend?.adds_ms ?? 30_000) / 1000);
}

export function firstVoice(wish: PlayerData["voice"]): VoiceName {
  if (wish === "device") return deviceVoice() && document.visibilityState === "visible" ? "silent" : "own";
  return wish;
}
