// What the file says of its session. All times are milliseconds of the sound, but for the two that are instants.

export interface FileStep {
  id: string;
  name: string;
  what: string;
  start_ms: number;
  next_ms: number;
  /** null where nothing is touched. */
  level: number | null;
  level_words: string;
  side: string;
  sides: string;
}

export interface FileSession {
  title: string;
  duration_ms: number;
  composed_ms: number;
  good_until_ms: number;
  steps: FileStep[];
  captions: { at_ms: number; text: string }[];
  switches: { at_ms: number; to_side: string; words: string }[];
}

export const CARD_MS = 3000;

/** What happens is said on the document, for a page that writes it down; the file alone does not. */
export interface Happening {
  what: "started" | "resumed" | "paused" | "back" | "skipped" | "hurt" | "stopped" | "finished";
  position_ms: number;
  step: string;
  reason: string;
}

export const HAPPENS = "unclench:happens";
export const EMERGENCY = "unclench:emergency";
export const MISTAKE = "unclench:mistake";
/** Look again whether this session may still begin. */
export const LOOK = "unclench:look";

/** Of the page, where a session that was begun goes on; nothing where it begins. */
export const FROM = "from";

export function readSession(): FileSession {
  return JSON.parse(document.getElementById("session")!.textContent!) as FileSession;
}

/** The last of these that has begun; -1 before the first. Phones of some years know no findLastIndex. */
export function lastBegun<T>(all: readonly T[], startOf: (one: T) => number, ms: number): number {
  let found = -1;
  all.forEach((one, index) => {
    if (startOf(one) <= ms) found = index;
  });
  return found;
}

const SIDES: Record<string, string> = { left: "Left side", right: "Right side", both: "Both sides" };

/** Which side it is now, in words; empty where there are no sides. */
export function sideAt(session: FileSession, step: FileStep, ms: number): string {
  if (step.sides === "none" || step.level === null) return "";
  const change = session.switches.find((entry) => entry.at_ms > step.start_ms && entry.at_ms < step.next_ms);
  return SIDES[change && ms >= change.at_ms ? change.to_side : step.side] ?? "";
}

export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
