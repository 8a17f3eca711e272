// Where a kept session stands that was begun. A page that closed by mistake goes on from there, for a while; nowhere
// else, so that no part of it is played twice.

import { PLACES } from "../player/place";

/** After this the answers would be asked for again anyway. */
const HOLDS_MS = 3600 * 1000;

interface Begun {
  play: string;
  ms: number;
  at_ms: number;
}

export class KeptPlace {
  private readonly key: string;

  constructor(plan: string) {
    this.key = PLACES + plan;
  }

  read(): Begun | null {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) ?? "null") as Begun | null;
      return found && Date.now() - found.at_ms < HOLDS_MS ? found : null;
    } catch {
      return null;
    }
  }

  keep(play: string, ms: number): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ play, ms: Math.round(ms), at_ms: Date.now() } satisfies Begun));
    } catch {
      // Then it is used up where it was left.
    }
  }

  forget(): void {
    localStorage.removeItem(this.key);
  }

  /** Another tab has begun it. */
  onBegunElsewhere(act: () => void): void {
    addEventListener("storage", (event) => {
      if (event.key === this.key && event.newValue) act();
    });
  }
}
