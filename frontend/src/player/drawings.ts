// Where the figure cannot live, a drawing of each step stands in its place. All are fetched once it plays, one after the
// other so that they hold nothing up, and kept: later the network may be gone.

import type { FigureElement } from "../figure/element";

export class Drawings {
  private readonly figure: FigureElement;
  private readonly address: string;
  private readonly fetched = new Map<string, Promise<string>>();
  private shown = "";

  /** `address`: of the drawing of a step, with STEP in place of its id. */
  constructor(figure: FigureElement, address: string, steps: readonly string[]) {
    this.figure = figure;
    this.address = address;
    void this.fetchAll(steps);
  }

  show(step: string): void {
    if (step === this.shown) return;
    this.shown = step;
    void this.markup(step).then((markup) => {
      if (this.shown !== step || this.figure.isLive) return;
      this.figure.replaceChildren(document.createRange().createContextualFragment(markup));
    });
  }

  /** Another one for this step. */
  put(step: string, markup: string): void {
    this.fetched.set(step, Promise.resolve(markup));
    if (this.shown === step) this.shown = "";
  }

  private async fetchAll(steps: readonly string[]): Promise<void> {
    for (const step of steps) await this.markup(step);
    this.figure.dataset["drawings"] = "here";
  }

  private markup(step: string): Promise<string> {
    const known = this.fetched.get(step) ?? drawing(this.address.replace("STEP", step));
    this.fetched.set(step, known);
    return known;
  }
}

async function drawing(address: string): Promise<string> {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}
