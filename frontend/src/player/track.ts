// Which sound plays, and where in the session that is. Usually the one file of the whole session; where a step was
// exchanged, the file of that step alone. The element's own clock stays the only one.

import type { Step } from "./playback";

interface Piece {
  url: string;
  /** The moment of the session at which the file begins. */
  base_ms: number;
}

export class Track {
  private readonly audio: HTMLAudioElement;
  private readonly pieces = new Map<string, Piece>();
  private piece: Piece | null = null;
  private readonly whole: () => string;

  /** `whole`: the address of the whole session. */
  constructor(audio: HTMLAudioElement, whole: () => string) {
    this.audio = audio;
    this.whole = whole;
  }

  get ms(): number {
    return (this.piece?.base_ms ?? 0) + this.audio.currentTime * 1000;
  }

  exchange(step: Step, url: string): void {
    this.pieces.set(step.id, { url, base_ms: step.start_ms });
  }

  /** Whether the sound that plays is not the one of this step. */
  isOff(step: Step): boolean {
    return (this.pieces.get(step.id) ?? null) !== this.piece;
  }

  /** To this moment, in the file that belongs to it. True if the file changed; then it has to be set going again. */
  go(step: Step, ms: number): boolean {
    const piece = this.pieces.get(step.id) ?? null;
    const changes = piece !== this.piece;
    this.piece = piece;
    if (changes) this.audio.src = piece?.url ?? this.whole();
    this.audio.currentTime = Math.max(0, ms - (piece?.base_ms ?? 0)) / 1000;
    return changes;
  }

  /** The whole session from another address, at the same moment. */
  reload(): void {
    if (this.piece) return;
    const at_s = this.audio.currentTime;
    this.audio.src = this.whole();
    this.audio.currentTime = at_s;
  }
}
