// How long each step has been played, however often: going back and doing it again count like making it longer.

import type { Step } from "./playback";

/** So much at once is a jump of the clock, and was not played. */
const LONGEST_TICK_MS = 3_000;
const TOLERANCE_MS = 1_000;

export class Spent {
  private readonly played = new Map<string, number>();

  /** The sound has run from one moment of a step to another. */
  add(step: Step, ms: number): void {
    if (ms > 0 && ms < LONGEST_TICK_MS) this.put(step, this.of(step) + ms);
  }

  put(step: Step, ms: number): void {
    this.played.set(step.id, ms);
  }

  of(step: Step): number {
    return this.played.get(step.id) ?? 0;
  }

  /** How much longer this place may be worked today. Where no hands are, there is no such limit. */
  room_ms(step: Step): number {
    return step.hands ? step.duration_ms + step.spare_ms - this.of(step) : Infinity;
  }

  affords(step: Step, more_ms: number): boolean {
    return more_ms <= this.room_ms(step) + TOLERANCE_MS;
  }

  isOver(step: Step): boolean {
    return !this.affords(step, 0);
  }
}
