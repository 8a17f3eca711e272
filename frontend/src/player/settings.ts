// What this browser keeps of how one likes it.

export type Setting = "buzz" | "large";

const PREFIX = "unclench.player:";
const USUAL: Record<Setting, boolean> = { buzz: true, large: false };

export function isSet(name: Setting): boolean {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    return kept === null ? USUAL[name] : kept === "yes";
  } catch {
    return USUAL[name];
  }
}

export function set(name: Setting, on: boolean): void {
  try {
    localStorage.setItem(PREFIX + name, on ? "yes" : "no");
  } catch {
    // It holds as long as the page.
  }
}
