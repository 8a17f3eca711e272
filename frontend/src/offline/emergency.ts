// An emergency that was named on this device stands on it for a day, whatever can be reached: what is kept here does not
// play meanwhile. It needs nothing else, as every page asks for it.

/** Of the phone's file, of the player, and of what is kept. */
export const EMERGENCY = "unclench.emergency";

/** The name of its record, and the plan, until the record is written; a page may be left within that moment. */
export const UNWRITTEN = "unclench.emergency.unwritten";

export function keepEmergency(): void {
  try {
    localStorage.setItem(EMERGENCY, String(Date.now()));
  } catch {
    // A browser that keeps nothing has nothing kept that could play.
  }
}

/** When it was named; 0 for never. */
export function emergencyAt(): number {
  try {
    return Number(localStorage.getItem(EMERGENCY));
  } catch {
    return 0;
  }
}

/** "I tapped that by mistake" holds for this device, too. */
export function forgetByMistake(page: Document): void {
  page.querySelector("form[data-mistake]")?.addEventListener("submit", () => {
    try {
      localStorage.removeItem(EMERGENCY);
    } catch {
      // as above
    }
  });
}
