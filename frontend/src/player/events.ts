// What happened while it played. Kept by the browser until the server has it, and told again until it does; each
// event has an id of its own, so telling twice does no harm.

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

const PREFIX = "unclench.events:";
const MOST_AT_ONCE = 100;
/** After these answers telling again would never help. */
const HOPELESS = new Set([404, 413, 422]);

export class Events {
  private readonly key: string;
  private readonly address: string;
  private readonly token: string;
  private sending: Promise<void> | null = null;

  constructor(address: string, token: string) {
    this.address = address;
    this.token = token;
    this.key = PREFIX + address;
    addEventListener("online", () => void this.send());
    void this.send();
  }

  tell(kind: Kind, position_ms: number, step: string, more: More = {}): void {
    const at = { at_ms: Date.now(), position_ms: Math.max(0, Math.round(position_ms)) };
    const event: Happened = { id: uuid7(), kind, ...at, step, reason: "", ...more };
    keep(this.key, [...kept(this.key), event]);
    void this.send();
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
    for (let batch = kept(this.key); batch.length; batch = kept(this.key)) {
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
      if (!answer.ok && !HOPELESS.has(answer.status)) return;
      const told = new Set(some.map((event) => event.id));
      keep(
        this.key,
        kept(this.key).filter((event) => !told.has(event.id)),
      );
    }
  }
}

/** Tell what earlier pages could not. */
export async function sendLeftOver(token: string): Promise<void> {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX)) await new Events(key.slice(PREFIX.length), token).send();
  }
}

function kept(key: string): Happened[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as Happened[];
  } catch {
    return [];
  }
}

function keep(key: string, events: Happened[]): void {
  try {
    if (events.length) localStorage.setItem(key, JSON.stringify(events));
    else localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing still tells what it can.
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
