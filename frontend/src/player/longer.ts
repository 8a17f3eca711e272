// "30 s more": a stretch of the step without speech is played again, as often as the limits allow.

import type { Step } from "./playback";

export class Longer {
  private presses = new Map<string, number>();
  private waiting = new Map<string, number>();

  /** Why it cannot be made longer now; empty if it can. */
  whyNot(step: Step): string {
    if (!step.extend || step.extend.most < 1) return "This step has its full length for today.";
    if ((this.presses.get(step.id) ?? 0) >= step.extend.most) return "Longer would be too much here today.";
    return "";
  }

  press(step: Step): void {
    if (!step.extend || this.whyNot(step)) return;
    this.presses.set(step.id, (this.presses.get(step.id) ?? 0) + 1);
    this.waiting.set(step.id, (this.waiting.get(step.id) ?? 0) + step.extend.passes);
  }

  /** How much longer the step will be than its sound. */
  extraMs(step: Step): number {
    return (this.waiting.get(step.id) ?? 0) * loopMs(step);
  }

  /** Where to play on instead, if a loop is due. Going back by whole loops keeps the beat and the breath. */
  jump(step: Step, ms: number): number | null {
    const left = this.waiting.get(step.id) ?? 0;
    if (!step.extend || left < 1 || ms < step.extend.loop_to_ms) return null;
    this.waiting.set(step.id, left - 1);
    return ms - loopMs(step);
  }

  isHushed(step: Step, ms: number): boolean {
    const from = step.extend?.hush_from_ms ?? null;
    return from !== null && ms >= from && (this.waiting.get(step.id) ?? 0) > 0;
  }

  drop(step: Step): void {
    this.waiting.delete(step.id);
  }
}

function loopMs(step: Step): number {
  return step.extend ? step.extend.loop_to_ms - step.extend.loop_from_ms : 0;
}
