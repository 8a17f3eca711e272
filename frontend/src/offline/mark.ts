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

/** On a home screen there is a way to the attack page, so it has to be there without a network, too. */
export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches;
}

/** Whose page it is; empty for nobody. */
export function ownerOf(page: Document): string {
  return page.documentElement.dataset["owner"] ?? "";
}
