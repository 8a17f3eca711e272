// Where no sound plays: a motion from its beginning to its end, again and again.

import type { Clock, FigureElement } from "./element";

export class Loop implements Clock {
  private readonly begun_ms = performance.now();

  now(length_s = 0): number {
    const since_s = (performance.now() - this.begun_ms) / 1000;
    return length_s > 0 ? since_s % length_s : 0;
  }

  playing(): boolean {
    return true;
  }
}

export function loop(page: ParentNode): void {
  for (const figure of page.querySelectorAll<FigureElement>("unclench-figure[data-loop]")) figure.keepTime(new Loop());
}
