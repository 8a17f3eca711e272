// That something is kept in this browser, and for whom. It is asked on every page, so it needs nothing else.

export const MARK = "unclench.offline";

/** Whose store there is; empty for none. */
export function marked(): string {
  try {
    return localStorage.getItem(MARK) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}
