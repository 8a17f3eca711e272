// <unclench-figure data-asset="…/" data-motion="…" data-build data-skin data-hair data-words> with the server's drawing
// inside. Where the browser can, the drawing gives way to the living figure; else it stays, and nothing is loaded.

import "./figure.css";

import { canDraw } from "./able";
import type { Motion } from "./motion";
import { isHair, isSkin, type Theme } from "./palette";
import { BUILDS, type Build } from "./shape";
import type { Mark, Viewer } from "./viewer";

/** Whose time it is. The figure has no clock of its own. */
export interface Clock {
  /** In seconds; `length_s` is how long the motion is. */
  now(length_s: number): number;
  playing(): boolean;
}

const STOPPED: Clock = { now: () => 0, playing: () => false };
const STEP_DEG = 12;
const CLOSER = 1.2;
const DRAG_DEG = 0.35;
const DOUBLE_TAP_MS = 320;

export class FigureElement extends HTMLElement {
  static readonly observedAttributes = ["data-build", "data-skin", "data-hair", "data-motion"];

  /** The moment that the picture shows, in seconds of its clock. */
  shown_s: number | null = null;

  private viewer: Viewer | null = null;
  private shown: Motion | null = null;
  private live: HTMLElement | null = null;
  private canvas: HTMLCanvasElement | null = null;
  private clock = STOPPED;
  private frame = 0;
  private onScreen = false;
  private held = false;
  private heldAt_s: number | null = null;
  private isStale = true;
  private ended = new AbortController();
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private tappedAt = 0;

  connectedCallback(): void {
    if (this.live || !canDraw()) return;
    this.ended = new AbortController();
    void this.begin().catch((error: unknown) => {
      this.end();
      console.warn("The figure stays a drawing.", error);
    });
  }

  disconnectedCallback(): void {
    this.end();
  }

  attributeChangedCallback(name: string): void {
    if (!this.viewer) return;
    if (name === "data-motion") void this.readMotion().then(() => this.refresh());
    else this.dress();
  }

  /** Whether it is drawn here and now, or will be in a moment. */
  get isLive(): boolean {
    return this.live !== null;
  }

  /** Takes the time from a sound; `now` where the sound is a part of something longer. */
  follow(audio: HTMLMediaElement, now = (): number => audio.currentTime): void {
    this.clock = { now, playing: () => !audio.paused };
    for (const name of ["play", "playing", "pause", "seeked", "ended"]) {
      audio.addEventListener(name, () => this.refresh(), { signal: this.ended.signal });
    }
    this.refresh();
  }

  /** Takes the time from elsewhere; call `refresh` when it starts, stops or jumps. */
  keepTime(clock: Clock): void {
    this.clock = clock;
    this.refresh();
  }

  /** Shows the one step of this motion in place of that step. */
  exchange(index: number, motion: Motion): void {
    const { shown } = this;
    const step = motion.steps[0];
    if (!shown || !step) return;
    this.shown = { ...shown, steps: shown.steps.map((one, place) => (place === index ? step : one)) };
    this.viewer?.show(this.shown);
    this.refresh();
  }

  /** Draws what holds now, and goes on drawing while time passes. */
  refresh(): void {
    this.isStale = true;
    this.goOn();
  }

  private goOn(): void {
    if (!this.viewer || this.frame) return;
    this.frame = requestAnimationFrame((ms) => this.onFrame(ms));
  }

  /** The most that any picture held so far. */
  get triangles(): number {
    return this.viewer?.triangles ?? 0;
  }

  private async begin(): Promise<void> {
    const { live, canvas } = this.build();
    const { newViewer } = await import("./live");
    const viewer = await newViewer(canvas, this.dataset["asset"] ?? "");
    if (!this.isConnected) return viewer.dispose();
    this.viewer = viewer;
    viewer.changed = () => this.refresh();
    await this.readMotion();
    this.dress();
    this.listen(live, canvas);
    viewer.size(live.clientWidth, live.clientHeight);
  }

  private end(): void {
    this.ended.abort();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.viewer?.dispose();
    this.viewer = null;
    this.live?.remove();
    this.live = null;
    this.removeAttribute("data-live");
    this.dispatchEvent(new Event("drawing"));
  }

  private async readMotion(): Promise<void> {
    const address = this.dataset["motion"];
    if (!address) return this.viewer?.show({ build: "reference", steps: [] });
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`The motion did not come: ${answer.status}.`);
    this.shown = (await answer.json()) as Motion;
    this.viewer?.show(this.shown);
  }

  private build(): { live: HTMLElement; canvas: HTMLCanvasElement } {
    const live = document.createElement("div");
    live.className = "figure-live";
    const canvas = document.createElement("canvas");
    canvas.className = "figure-canvas";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.dataset["words"] ?? "");
    const word = document.createElement("p");
    word.className = "figure-word";
    word.setAttribute("aria-hidden", "true"); // the page says it too
    const marks = document.createElement("div");
    marks.className = "figure-marks";
    marks.setAttribute("aria-hidden", "true");
    const tools = document.createElement("div");
    tools.className = "figure-tools";
    tools.append(
      button("hold", "Hold the picture still", "M9 5v14M15 5v14"),
      button("look", "Look around: arrow keys turn, plus and minus come closer, 0 goes back", "M4 12a8 5 0 1 0 8-5M12 3l-4 4 4 4"),
    );
    live.append(canvas, marks, word, tools);
    this.append(live);
    this.live = live;
    this.canvas = canvas;
    return { live, canvas };
  }

  private piece(name: string): HTMLElement {
    return this.live!.querySelector<HTMLElement>(`.${name}`)!;
  }

  private listen(live: HTMLElement, canvas: HTMLCanvasElement): void {
    const { signal } = this.ended;
    const sized = new ResizeObserver(() => {
      this.viewer?.size(live.clientWidth, live.clientHeight);
      this.refresh();
    });
    sized.observe(live);
    const seen = new IntersectionObserver(([entry]) => {
      this.onScreen = entry!.isIntersecting;
      this.refresh();
    });
    seen.observe(this);
    const themed = new MutationObserver(() => this.dress());
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    signal.addEventListener("abort", () => [sized, seen, themed].forEach((observer) => observer.disconnect()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress(), { signal });
    this.calm.addEventListener("change", () => this.refresh(), { signal });
    document.addEventListener("visibilitychange", () => this.refresh(), { signal });
    canvas.addEventListener("webglcontextlost", () => this.end(), { signal });
    canvas.addEventListener("pointerdown", (event) => this.grab(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.drag(event), { signal });
    for (const name of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(name, (event) => this.pointers.delete(event.pointerId), { signal });
    }
    this.piece("figure-hold").addEventListener("click", () => this.hold(!this.held));
    const look = this.piece("figure-look");
    look.addEventListener("click", () => this.lookBack());
    look.addEventListener("keydown", (event) => this.key(event));
  }

  private hold(held: boolean): void {
    this.held = held;
    // In step with a sound, each step is shown at rest; a loop stops where it is.
    this.heldAt_s = held && this.dataset["loop"] !== undefined ? this.shown_s : null;
    this.piece("figure-hold").setAttribute("aria-pressed", String(held));
    this.refresh();
  }

  private lookBack(): void {
    this.viewer?.look.reset();
    this.refresh();
  }

  private grab(event: PointerEvent): void {
    this.canvas!.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size > 1) return;
    if (event.timeStamp - this.tappedAt < DOUBLE_TAP_MS) this.lookBack();
    this.tappedAt = event.timeStamp;
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.viewer) return;
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const here = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, here);
    const other = others[0];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(here.x - other.x, here.y - other.y);
      if (was > 0) this.viewer.look.closer(is / was);
    } else this.viewer.look.turn((before.x - here.x) * DRAG_DEG, (here.y - before.y) * DRAG_DEG);
    this.refresh();
  }

  private key(event: KeyboardEvent): void {
    const look = this.viewer?.look;
    if (!look || event.ctrlKey || event.metaKey || event.altKey) return;
    const done = {
      ArrowLeft: () => look.turn(-STEP_DEG, 0),
      ArrowRight: () => look.turn(STEP_DEG, 0),
      ArrowUp: () => look.turn(0, STEP_DEG),
      ArrowDown: () => look.turn(0, -STEP_DEG),
      "+": () => look.closer(CLOSER),
      "-": () => look.closer(1 / CLOSER),
      "0": () => look.reset(),
    }[event.key];
    if (!done) return;
    done();
    event.preventDefault();
    event.stopPropagation(); // the page uses arrows too
    this.refresh();
  }

  private dress(): void {
    const { build, skin, hair } = this.dataset;
    const style = getComputedStyle(this);
    this.viewer?.wear(
      {
        build: BUILDS.find((name) => name === build) ?? ("reference" satisfies Build),
        skin: isSkin(skin) ? skin : "medium_light",
        hair: isHair(hair) ? hair : "brown",
      },
      themeOf(style),
      style.getPropertyValue("--surface").trim() || "#f4efe7",
    );
    this.refresh();
  }

  private onFrame(ms: number): void {
    this.frame = 0;
    const { viewer } = this;
    if (!viewer || document.visibilityState !== "visible") return;
    const isStill = this.held || this.calm.matches || document.documentElement.dataset["theme"] === "dim";
    const now_s = this.heldAt_s ?? this.clock.now(viewer.length_s);
    if (this.clock.playing() && this.onScreen) this.goOn();
    // A picture that stands is drawn again only where there is another one to draw.
    if (isStill && !this.isStale && !viewer.isNews(now_s)) return;
    this.isStale = false;
    const marks = viewer.draw(now_s, isStill);
    viewer.judge(ms);
    this.shown_s = now_s;
    this.dataset["live"] = isStill ? "still" : "moving";
    this.write(now_s);
    this.number(marks);
  }

  /** Moved by script and not by a style in the page, which the content security policy forbids. */
  private number(marks: readonly Mark[]): void {
    const place = this.piece("figure-marks");
    while (place.children.length > marks.length) place.lastChild!.remove();
    marks.forEach((mark, number) => {
      const shown = (place.children[number] as HTMLElement | undefined) ?? document.createElement("span");
      if (!shown.isConnected) {
        shown.className = "figure-mark";
        place.append(shown);
      }
      if (shown.textContent !== mark.text) shown.textContent = mark.text;
      shown.style.translate = `calc(${mark.x.toFixed(1)}px - 50%) calc(${mark.y.toFixed(1)}px - 50%)`;
    });
  }

  private write(now_s: number): void {
    const step = this.viewer?.stepAt(now_s);
    const word = this.piece("figure-word");
    const text = step?.strokes.length ? step.level_words : "";
    if (word.textContent !== text) word.textContent = text;
    if (word.dataset["level"] !== String(step?.level)) word.dataset["level"] = String(step?.level ?? 0);
  }
}

/** By the page's own paper, so that "auto" needs no rule of its own. */
function themeOf(style: CSSStyleDeclaration): Theme {
  if (document.documentElement.dataset["theme"] === "dim") return "dim";
  return style.colorScheme === "dark" ? "dark" : "light";
}

function button(name: string, label: string, path: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `figure-tool figure-${name}`;
  made.setAttribute("aria-label", label);
  made.title = label.split(":")[0]!;
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  icon.append(line);
  made.append(icon);
  return made;
}

if (!customElements.get("unclench-figure")) customElements.define("unclench-figure", FigureElement);

declare global {
  interface HTMLElementTagNameMap {
    "unclench-figure": FigureElement;
  }
}
