// How bad one place is: eleven buttons, and none pressed until one is.

import { HURTS, type Spots } from "./spots";

export class Picker {
  #key = "";
  #by: "tap" | "key" = "tap";

  readonly #root: HTMLElement;
  readonly #spots: Spots;
  readonly #done: (key: string) => void;

  constructor(root: HTMLElement, spots: Spots, done: (key: string) => void) {
    this.#root = root;
    this.#spots = spots;
    this.#done = done;
    for (const button of root.querySelectorAll<HTMLButtonElement>("[data-level]"))
      button.addEventListener("click", () => this.#give(button.dataset["level"]!));
    this.#part("away").addEventListener("click", () => {
      this.#spots.set([[this.#key, ""]]);
      this.close();
    });
    this.#part("other").addEventListener("click", () => this.#spots.set([[this.#other, this.#spots.level(this.#key)]]));
    this.#part("done").addEventListener("click", () => this.close());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** The place hurts, without a number until one is given. */
  open(key: string, by: "tap" | "key"): void {
    this.#key = key;
    this.#by = by;
    if (!this.#spots.level(key)) this.#spots.set([[key, HURTS]]);
    this.#root.hidden = false;
    this.refresh();
    const pressed = this.#root.querySelector<HTMLButtonElement>('.picker-level[aria-pressed="true"]');
    if (by === "key") (pressed ?? this.#root.querySelector<HTMLButtonElement>(".picker-level"))?.focus();
    else this.#root.scrollIntoView({ block: "nearest" });
  }

  close(): void {
    if (this.#root.hidden) return;
    this.#root.hidden = true;
    this.#done(this.#key);
  }

  refresh(): void {
    const level = this.#spots.level(this.#key);
    if (!level) this.#root.hidden = true;
    if (this.#root.hidden) return;
    const said = this.#spots.said(this.#key);
    this.#part("name").textContent = said.charAt(0).toUpperCase() + said.slice(1);
    for (const button of this.#root.querySelectorAll<HTMLButtonElement>("[data-level]"))
      button.ariaPressed = String(button.dataset["level"] === level);
    const other = this.#part("other");
    const side = this.#other.split(".")[1];
    other.hidden = !this.#spots.has(this.#other) || this.#spots.level(this.#other) === level;
    other.textContent = `The same on the ${side}`;
  }

  get #other(): string {
    const [region, side] = this.#key.split(".");
    return `${region}.${side === "left" ? "right" : side === "right" ? "left" : "none"}`;
  }

  #give(level: string): void {
    this.#spots.set([[this.#key, level]]);
    if (this.#by === "key") this.close();
  }

  #part(name: string): HTMLElement {
    return this.#root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  }
}
