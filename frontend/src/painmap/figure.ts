// The figure: views of the body whose places can be tapped, or walked by the arrow keys.

import { heart, meant } from "./near";
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
    for (const [view, patches] of this.#patches) {
      const scale = view.getScreenCTM()?.a ?? 1;
      view.querySelector(".painmap-marks")?.replaceChildren();
      for (const { key, group, path } of patches) {
        const level = this.#spots.level(key);
        group.ariaPressed = String(level !== "");
        group.ariaLabel = labelOf(this.#spots.said(key), level);
        if (level && !view.hasAttribute("hidden") && scale > 0) this.#mark(view, path, level, MARK_PX / scale);
      }
    }
  }

  get #closer(): HTMLButtonElement {
    return this.#root.querySelector<HTMLButtonElement>('[data-part="closer"]')!;
  }

  #prepare(view: SVGSVGElement): void {
    const groups = [...view.querySelectorAll<SVGGElement>("g[data-patch]")];
    const patches = groups
      .map((group) => ({ key: group.dataset["patch"]!, group, path: group.querySelector("path")! }))
      .filter(({ key }) => this.#spots.has(key));
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

  #mark(view: SVGSVGElement, path: SVGPathElement, level: string, radius: number): void {
    const { x, y } = heart(path);
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("cx", String(x));
    circle.setAttribute("cy", String(y));
    circle.setAttribute("r", String(radius));
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", String(x));
    text.setAttribute("y", String(y));
    text.setAttribute("font-size", String(radius * 1.25));
    text.textContent = level === HURTS ? "✓" : level;
    view.querySelector(".painmap-marks")!.append(circle, text);
  }

  /** The part of the picture in which the small places are. */
  #comeCloser(closer: boolean): void {
    const view = this.#shown;
    const small = (this.#patches.get(view) ?? []).filter(({ path }) => isSmall(path, view));
    this.#closer.hidden = small.length === 0;
    this.#closer.ariaPressed = String(closer && small.length > 0);
    view.setAttribute("viewBox", closer && small.length > 0 ? boxAround(small) : this.#whole.get(view)!);
    this.refresh();
  }
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
  let best: Patch | undefined;
  let least = Infinity;
  for (const patch of patches) {
    const { x, y } = middle(patch);
    const ahead = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    if (patch === from || ahead <= 1) continue;
    const far = ahead + 2 * aside;
    if (far < least) [best, least] = [patch, far];
  }
  return best;
}

/** Less than a twelfth of the picture's height or width. */
function isSmall(path: SVGPathElement, view: SVGSVGElement): boolean {
  const box = path.getBBox();
  const whole = view.viewBox.baseVal;
  return Math.min(box.width, box.height) < Math.min(whole.width, whole.height) / 12;
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
