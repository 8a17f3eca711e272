// Whether a player could not tell everything. Every page asks, so this needs nothing else.

/** Then the address to which it is told. */
export const UNTOLD = "unclench.events:";

export function hasUntold(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(UNTOLD));
  } catch {
    return false; // a browser that keeps nothing
  }
}
