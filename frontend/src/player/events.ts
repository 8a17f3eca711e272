// What happened while it played. Kept by the browser until the server has it, and told again until it does; each
// event has an id of its own, so telling twice does no harm.

import { emergencyAt } from "../offline/emergency";
import { ownerOf } from "../offline/mark";
import { freshToken } from "../offline/token";
import { UNTOLD } from "./untold";

export type Kind =
  | "started"
  | "paused"
  | "resumed"
  | "back"
  | "skipped"
  | "extended"
  | "again"
  | "swapped"
  | "softer"
  | "firmer"
  | "moved"
  | "hurt"
  | "stopped"
  | "finished";

interface Happened {
  id: string;
  kind: Kind;
  at_ms: number;
  position_ms: number;
  step: string;
  reason: string;
  /** Of "softer" and "firmer". */
  level?: number;
  /** Of "swapped": what is done instead. */
  technique?: string;
}

type More = Partial<Pick<Happened, "reason" | "level" | "technique">>;

const MOST_AT_ONCE = 100;
/** After these answers telling again would never help. */
const HOPELESS = new Set([413, 422]);
const UNKNOWN = 404;
/** The emergency that stands on this device was named with an event, at the same time. */
const SAME_MS = 1000;
const EMERGENCY_PAGE = "/emergency/";

export class Events {
  private readonly key: string;
  private readonly address: string;
  private readonly token: string;
  private sending: Promise<void> | null = null;
  /** Those that this browser does not keep. */
  private held: Happened[] | null = null;

  constructor(address: string, token: string) {
    this.address = address;
    this.token = token;
    this.key = UNTOLD + address;
    addEventListener("online", () => void this.send());
    void this.send();
  }

  tell(kind: Kind, position_ms: number, step: string, more: More = {}): void {
    const at = { at_ms: Date.now(), position_ms: Math.max(0, Math.round(position_ms)) };
    const event: Happened = { id: uuid7(), kind, ...at, step, reason: "", ...more };
    this.put([...this.untold, event]);
    void this.send();
  }

  get untold(): readonly Happened[] {
    return this.held ?? kept(this.key);
  }

  private put(events: Happened[]): void {
    this.held = keep(this.key, events) ? null : events;
  }

  /** Resolves when everything is told, or could not be. */
  async send(): Promise<void> {
    while (this.sending) await this.sending;
    this.sending = this.sendKept();
    try {
      await this.sending;
    } finally {
      this.sending = null;
    }
  }

  private async sendKept(): Promise<void> {
    for (let batch = this.untold; batch.length; batch = this.untold) {
      const some = batch.slice(0, MOST_AT_ONCE);
      let answer: Response;
      try {
        answer = await fetch(this.address, {
          method: "POST",
          keepalive: true,
          headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
          body: JSON.stringify(some),
        });
      } catch {
        return;
      }
      // To somebody who is not let in, everything is unknown: then they wait until somebody is.
      const isGone = answer.status === UNKNOWN && Boolean(await freshToken(ownerOf(document)));
      if (!answer.ok && !HOPELESS.has(answer.status) && !isGone) return;
      const told = new Set(some.map((event) => event.id));
      this.put(this.untold.filter((event) => !told.has(event.id)));
    }
  }
}

/** Tell what earlier pages could not. Where an emergency was among it, the page for that comes next. */
export async function tellLeftOver(page: Document): Promise<void> {
  const token = await freshToken(ownerOf(page));
  if (!token) return;
  const named = emergencyAt();
  let isUrgent = false;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(UNTOLD)) continue;
    const events = new Events(key.slice(UNTOLD.length), token);
    const some = events.untold;
    await events.send();
    isUrgent ||= !events.untold.length && some.some((event) => event.reason && Math.abs(event.at_ms - named) < SAME_MS);
  }
  if (isUrgent && !page.querySelector("[data-emergency]")) location.assign(EMERGENCY_PAGE);
}

function kept(key: string): Happened[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as Happened[];
  } catch {
    return [];
  }
}

/** Whether this browser keeps them. */
function keep(key: string, events: readonly Happened[]): boolean {
  try {
    if (events.length) localStorage.setItem(key, JSON.stringify(events));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** RFC 9562, version 7: the time first, then chance. */
export function uuid7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place--) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
