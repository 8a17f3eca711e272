// The figure: views of the body whose places can be tapped, or walked by the arrow keys.

import { FINGER_PX, heart, meant } from "./near";
import { HURTS, type Spots } from "./spots";

const SVG = "http://www.w3.org/2000/svg";
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const MARK_PX = 13;
const CLOSER_MARGIN = 0.06;

interface Patch {
  readonly key: string;
  readonly group: SVGGElement;
  readonly path: SVGPathElement;
  /** As large as a fingertip, unseen: so large a place is to whoever taps, and to what reads the screen. */
  readonly reach: SVGCircleElement;
}

/** The places that a tap may have meant; one, if there is no doubt. */
type Choose = (keys: readonly string[], by: "tap" | "key") => void;

export class Figure {
  readonly #views: readonly SVGSVGElement[];
  readonly #patches = new Map<SVGSVGElement, readonly Patch[]>();
  readonly #whole = new Map<SVGSVGElement, string>();
  readonly #root: HTMLElement;
  readonly #spots: Spots;
  readonly #choose: Choose;
  #shown: SVGSVGElement;

  constructor(root: HTMLElement, spots: Spots, choose: Choose) {
    this.#root = root;
    this.#spots = spots;
    this.#choose = choose;
    this.#views = [...root.querySelectorAll<SVGSVGElement>("svg[data-view]")];
    this.#shown = this.#views[0]!;
    for (const view of this.#views) this.#prepare(view);
    for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-view]"))
      button.addEventListener("click", () => this.show(button.dataset["view"]!));
    this.#closer.addEventListener("click", () => this.#comeCloser(this.#closer.ariaPressed !== "true"));
    new ResizeObserver(() => this.refresh()).observe(root);
  }

  /** Show the body from this side. */
  show(name: string): void {
    for (const element of this.#root.querySelectorAll<HTMLElement | SVGElement>("[data-view]")) {
      const at = element.dataset["view"] === name;
      if (element instanceof HTMLButtonElement) element.ariaPressed = String(at);
      else element.toggleAttribute("hidden", !at);
    }
    this.#shown = this.#views.find((view) => view.dataset["view"] === name) ?? this.#shown;
    this.#comeCloser(false);
  }

  /** Put the focus on a place, in the view that shows it. */
  focus(key: string): void {
    this.#patches.get(this.#shown)?.find((patch) => patch.key === key)?.group.focus();
  }

  /** What is chosen is filled, and carries its number or a tick. */
  refresh(): void {
    for (const patches of this.#patches.values()) {
      for (const { key, group } of patches) {
        const level = this.#spots.level(key);
        group.ariaPressed = String(level !== "");
        group.ariaLabel = labelOf(this.#spots.said(key), level);
      }
    }
    this.#measure();
  }

  /** What hangs on how large the picture is shown; nothing while it is folded away. */
  #measure(): void {
    const view = this.#shown;
    const scale = view.getScreenCTM()?.a ?? 0;
    const marks = view.querySelector(".painmap-marks")!;
    if (view.getBoundingClientRect().width === 0 || scale <= 0) return;
    marks.replaceChildren();
    for (const { key, path, reach } of this.#patches.get(view)!) {
      const { x, y } = heart(path);
      reach.setAttribute("cx", String(x));
      reach.setAttribute("cy", String(y));
      reach.setAttribute("r", String(FINGER_PX / 2 / scale));
      const level = this.#spots.level(key);
      if (level) marks.append(...markOf(level, x, y, MARK_PX / scale));
    }
    this.#closer.hidden = !this.#patches.get(view)!.some(({ path }) => isSmall(path, this.#whole.get(view)!));
  }

  get #closer(): HTMLButtonElement {
    return this.#root.querySelector<HTMLButtonElement>('[data-part="closer"]')!;
  }

  #prepare(view: SVGSVGElement): void {
    const groups = [...view.querySelectorAll<SVGGElement>("g[data-patch]")];
    const patches = groups.map(patchOf).filter(({ key }) => this.#spots.has(key));
    this.#patches.set(view, patches);
    this.#whole.set(view, view.getAttribute("viewBox")!);
    for (const [number, { group, key }] of patches.entries()) {
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", number === 0 ? "0" : "-1");
      const title = document.createElementNS(SVG, "title");
      title.textContent = this.#spots.said(key);
      group.prepend(title);
    }
    const marks = document.createElementNS(SVG, "g");
    marks.classList.add("painmap-marks");
    marks.ariaHidden = "true";
    view.append(marks);
    view.addEventListener("click", (event) => this.#tapped(view, event));
    view.addEventListener("keydown", (event) => this.#pressed(view, event));
  }

  #tapped(view: SVGSVGElement, event: MouseEvent): void {
    const patches = this.#patches.get(view)!;
    const found = meant(
      patches.map(({ group }) => group),
      event.clientX,
      event.clientY,
    );
    const keys = found.map((group) => group.dataset["patch"]!);
    if (keys.length > 0) this.#choose(keys, "tap");
  }

  #pressed(view: SVGSVGElement, event: KeyboardEvent): void {
    const patches = this.#patches.get(view)!;
    const at = patches.find(({ group }) => group === event.target);
    if (!at) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose([at.key], "key");
      return;
    }
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const next = nearest(patches, at, arrow);
    if (!next) return;
    at.group.setAttribute("tabindex", "-1");
    next.group.setAttribute("tabindex", "0");
    next.group.focus();
  }

  /** The part of the picture in which the small places are. */
  #comeCloser(closer: boolean): void {
    const view = this.#shown;
    const small = this.#patches.get(view)!.filter(({ path }) => isSmall(path, this.#whole.get(view)!));
    this.#closer.ariaPressed = String(closer && small.length > 0);
    view.setAttribute("viewBox", closer && small.length > 0 ? boxAround(small) : this.#whole.get(view)!);
    this.refresh();
  }
}

interface Ahead {
  readonly far: number;
  /** Rather that way than aside. */
  readonly straight: boolean;
}

function patchOf(group: SVGGElement): Patch {
  const path = group.querySelector("path")!;
  const reach = document.createElementNS(SVG, "circle");
  reach.classList.add("patch-reach");
  group.append(reach);
  return { key: group.dataset["patch"]!, group, path, reach };
}

function labelOf(said: string, level: string): string {
  const name = said.charAt(0).toUpperCase() + said.slice(1);
  if (!level) return name;
  return level === HURTS ? `${name}, hurts, no number` : `${name}, ${level} of 10`;
}

function middle({ path }: Patch): DOMPoint {
  const box = path.getBoundingClientRect();
  return new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
}

/** The next place that way: near, and rather straight ahead than aside. */
function nearest(patches: readonly Patch[], from: Patch, [dx, dy]: readonly [number, number]): Patch | undefined {
  const start = middle(from);
  const ahead = patches.flatMap((patch) => {
    const { x, y } = middle(patch);
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    return patch !== from && along > 1 ? [{ patch, far: along + 2 * aside, straight: along > aside / 2 }] : [];
  });
  const byWay = (one: Ahead, other: Ahead): number => Number(other.straight) - Number(one.straight) || one.far - other.far;
  return ahead.sort(byWay)[0]?.patch;
}

/** Less than a twelfth of the whole picture's height or width. */
function isSmall(path: SVGPathElement, whole: string): boolean {
  const [, , width, height] = whole.split(/[\s,]+/).map(Number);
  const box = path.getBBox();
  return Math.min(box.width, box.height) < Math.min(width!, height!) / 12;
}

function markOf(level: string, x: number, y: number, radius: number): SVGElement[] {
  const circle = document.createElementNS(SVG, "circle");
  const text = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: radius })) circle.setAttribute(name, String(value));
  for (const [name, value] of Object.entries({ x, y, "font-size": 1.25 * radius })) text.setAttribute(name, String(value));
  text.textContent = level === HURTS ? "✓" : level;
  return [circle, text];
}

function boxAround(patches: readonly Patch[]): string {
  const boxes = patches.map(({ path }) => path.getBBox());
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  const margin = CLOSER_MARGIN * Math.max(width, height);
  return [left - margin, top - margin, width + 2 * margin, height + 2 * margin].join(" ");
}
