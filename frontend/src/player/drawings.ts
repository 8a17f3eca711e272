// Where the figure cannot live, a drawing of each step stands in its place. All are fetched at the beginning, because
// nothing is asked for once it plays.

import type { FigureElement } from "../figure/element";

export class Drawings {
  private readonly figure: FigureElement;
  private readonly fetched = new Map<string, Promise<string>>();
  private shown = "";

  /** `address`: of the drawing of a step, with STEP in place of its id. */
  constructor(figure: FigureElement, address: string, steps: readonly string[]) {
    this.figure = figure;
    for (const step of steps) this.fetched.set(step, drawing(address.replace("STEP", step)));
  }

  show(step: string): void {
    if (step === this.shown) return;
    this.shown = step;
    void this.fetched.get(step)?.then((markup) => {
      if (this.shown !== step || this.figure.isLive) return;
      this.figure.replaceChildren(document.createRange().createContextualFragment(markup));
    });
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
