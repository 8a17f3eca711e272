// How firm it is now: as planned, or less, or one level more where the server says that this breaks no rule.

import type { Step } from "./playback";

export interface Kept {
  cap: number | null;
  raised: boolean;
}

export class Pressure {
  private cap: number | null;
  private raised: boolean;

  constructor(kept: Partial<Kept> | null) {
    this.cap = kept?.cap ?? null;
    this.raised = kept?.raised ?? false;
  }

  get kept(): Kept {
    return { cap: this.cap, raised: this.raised };
  }

  level(step: Step): number {
    return Math.min(this.cap ?? 10, this.raised ? step.firmer : step.level);
  }

  isOther(step: Step): boolean {
    return step.hands && this.level(step) !== step.level;
  }

  /** The new level; null where hands only rest, or there are none. */
  less(step: Step): number | null {
    const from = this.level(step);
    if (!step.hands || from <= 1) return null;
    if (from > step.level) this.raised = false;
    else this.cap = from - 1;
    return this.level(step);
  }

  /** The new level; null where it is as firm as it may be. */
  more(step: Step): number | null {
    const from = this.level(step);
    if (!step.hands || from >= step.firmer) return null;
    if (this.cap !== null) this.cap = Math.max(this.cap, from + 1);
    if (from >= step.level) this.raised = true;
    return this.level(step);
  }

  /** It was too firm. */
  halve(step: Step): number {
    this.raised = false;
    this.cap = Math.max(0, Math.floor(Math.min(step.level, this.cap ?? 10) / 2));
    return this.cap;
  }
}
