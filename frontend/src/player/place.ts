// Where one is, kept by this browser so that a reload loses no more than a second or two.

/** Then the play, or the plan of a session that is kept. */
export const PLACES = "unclench.place:";
const EVERY_MS = 1000;

export interface Place {
  ms: number;
  /** Go no firmer than this any more. */
  cap: number | null;
  /** One level firmer than planned, where that may be. */
  raised: boolean;
  /** Places that are left out since they hurt. */
  out: readonly string[];
}

export class PlaceKept {
  private last = -EVERY_MS;
  private readonly play: string;

  constructor(play: string) {
    this.play = play;
  }

  read(): Place | null {
    try {
      return JSON.parse(localStorage.getItem(PLACES + this.play) ?? "null") as Place | null;
    } catch {
      return null;
    }
  }

  keep(place: Place, now = false): void {
    if (!now && Math.abs(place.ms - this.last) < EVERY_MS) return;
    this.last = place.ms;
    try {
      localStorage.setItem(PLACES + this.play, JSON.stringify(place));
    } catch {
      // Then the server knows the place of the last event.
    }
  }

  forget(): void {
    localStorage.removeItem(PLACES + this.play);
  }
}
