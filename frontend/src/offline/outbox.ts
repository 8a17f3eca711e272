// Records that wait until they can be told. Each has a name of its own, so telling twice is telling once; each has its
// own answer, and what is refused stays here with the reason.

import { uuid7 } from "../player/events";
import { dropSession, openStore, type Store, type Told, type Waiting } from "./store";
import { freshToken } from "./token";

const MOST_AT_ONCE = 100;
/** Of kept plans, whose state is asked for in one request. */
const MOST_PLANS = 20;
const ANSWERS_WITHIN_MS = 20_000;
/** After these answers to a whole batch, sending the same again would not help. */
const NOT_TAKEN = new Set([413, 422]);
/** Nothing at all is taken now: no room there, or nobody behind the door. */
const NOT_NOW = new Set([502, 503, 504, 507]);
const EMERGENCY = "emergency";

interface Answer {
  results: { id: string; state: "kept" | "known" | "refused"; text: string }[];
  kept: Record<string, boolean>;
}

export class Outbox {
  private readonly owner: string;
  private readonly changed: () => void;

  constructor(owner: string, changed: () => void = () => undefined) {
    this.owner = owner;
    this.changed = changed;
  }

  /** Kept before it is told, with the zone it is lived in. Throws where this browser has no room. */
  async add(kind: string, fields: Record<string, unknown>, id = uuid7(), words = "", sent = false): Promise<string> {
    await this.addAll([{ ...made(kind, fields, id, words), ...(sent && { sent }) }]);
    return id;
  }

  /** Of one tap; each or none. */
  async addEach(kind: string, each: Record<string, unknown>[], ids: string[], words: string): Promise<void> {
    await this.addAll(each.map((fields, number) => made(kind, fields, ids[number]!, words)));
  }

  private async addAll(all: Waiting[]): Promise<void> {
    const store = await openStore(this.owner);
    try {
      const change = store.transaction("waiting", "readwrite");
      await Promise.all([...all.map((one) => change.store.add(one)), change.done]);
    } finally {
      store.close();
    }
    this.changed();
    void this.flush();
  }

  async waiting(): Promise<Waiting[]> {
    const store = await openStore(this.owner);
    try {
      return await store.getAll("waiting");
    } finally {
      store.close();
    }
  }

  /** Take back what has not been told yet. */
  async remove(which: (waiting: Waiting) => boolean): Promise<void> {
    const store = await openStore(this.owner);
    for (const waiting of await store.getAll("waiting")) if (which(waiting)) await store.delete("waiting", waiting.n!);
    store.close();
    this.changed();
  }

  /** It was not so. What nobody else can know of yet is forgotten; of the rest it is told that it is taken back. */
  async takeBack(told: Told, of: Record<string, unknown>): Promise<void> {
    const store = await openStore(this.owner);
    const change = store.transaction("waiting", "readwrite");
    const waiting = await change.store.getAll();
    for (const id of told.ids) {
      const one = waiting.find((entry) => entry.record.id === id);
      if (one && (!one.sent || one.refused)) await change.store.delete(one.n!);
      else await change.store.add(made("undo", { of: id, what: told.kind, ...of }, uuid7(), `Taken back: ${told.words}`));
    }
    await change.done;
    store.close();
    this.changed();
    void this.flush();
  }

  /** What was refused is sent once more. */
  async retry(): Promise<void> {
    const store = await openStore(this.owner);
    for (const one of await store.getAll("waiting")) if (one.refused) await store.put("waiting", { ...one, refused: "", sent: false });
    store.close();
    await this.flush();
  }

  /** Tell what waits, and ask whether what is kept may stay. One page of this browser does it at a time. */
  async flush(): Promise<void> {
    await navigator.locks.request("unclench.outbox", async () => {
      const store = await openStore(this.owner);
      try {
        await this.send(store);
      } catch {
        // Not reached: the records wait.
      } finally {
        store.close();
      }
    });
    this.changed();
  }

  private async send(store: Store): Promise<void> {
    const waiting = (await store.getAll("waiting")).filter((one) => !one.refused);
    const plans = (await store.getAllKeys("kept")) as string[];
    if (!waiting.length && !plans.length) return;
    const token = await freshToken(this.owner);
    if (!token) return;
    // What may be an emergency waits for nothing else, and nothing else spoils it.
    const urgent = waiting.filter((one) => one.record.kind === EMERGENCY);
    const others = waiting.filter((one) => one.record.kind !== EMERGENCY);
    await this.sendAll(store, token, urgent);
    for (const some of inPieces(plans, MOST_PLANS)) {
      const answer = await post(token, [], some);
      if (typeof answer !== "number") await this.settle(store, [], answer);
    }
    await this.sendAll(store, token, others);
  }

  private async sendAll(store: Store, token: string, all: Waiting[]): Promise<void> {
    for (const some of inPieces(all, MOST_AT_ONCE)) {
      const batch = await this.mark(store, some);
      if (batch.length && !(await this.sendBatch(store, token, batch))) return;
    }
  }

  /** False where nothing more would be taken now. */
  private async sendBatch(store: Store, token: string, batch: Waiting[]): Promise<boolean> {
    const answer = await post(token, batch, []);
    if (typeof answer !== "number") await this.settle(store, batch, answer);
    else if (NOT_TAKEN.has(answer) || isBroken(answer)) return this.sendSingly(store, token, batch);
    else return false;
    return true;
  }

  /** From here on nobody knows whether they arrived. Those taken back meanwhile are not among them any more. */
  private async mark(store: Store, batch: Waiting[]): Promise<Waiting[]> {
    const change = store.transaction("waiting", "readwrite");
    const still: Waiting[] = [];
    for (const one of batch) {
      const found = await change.store.get(one.n!);
      if (!found) continue;
      still.push({ ...found, sent: true });
      await change.store.put({ ...found, sent: true });
    }
    await change.done;
    return still;
  }

  /** Where a batch as a whole is not taken, one of it is at fault: the others do not suffer for it. */
  private async sendSingly(store: Store, token: string, batch: Waiting[]): Promise<boolean> {
    for (const one of batch) {
      const answer = await post(token, [one], []);
      if (typeof answer !== "number") await this.settle(store, [one], answer);
      else if (NOT_TAKEN.has(answer)) await store.put("waiting", { ...one, refused: "It could not be read." });
      else if (!isBroken(answer)) return false;
      // Else it waits, whoever is at fault: it may be taken another time.
    }
    return true;
  }

  private async settle(store: Store, batch: Waiting[], answer: Answer): Promise<void> {
    for (const one of batch) {
      const result = answer.results.find((entry) => entry.id === one.record.id);
      if (!result) continue;
      if (result.state === "refused") await store.put("waiting", { ...one, refused: result.text || "It was not taken." });
      else await store.delete("waiting", one.n!);
    }
    for (const [plan, stays] of Object.entries(answer.kept)) if (!stays) await dropSession(this.owner, plan);
  }
}

function made(kind: string, fields: Record<string, unknown>, id: string, words: string): Waiting {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { record: { id, kind, at_ms: Date.now(), zone: timeZone ?? "", ...fields }, refused: "", words };
}

function isBroken(status: number): boolean {
  return status >= 500 && !NOT_NOW.has(status);
}

function inPieces<T>(all: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, number) => all.slice(number * most, (number + 1) * most));
}

/** With the time of sending, an attack that was noted by another way too is known for the same by any clock. */
function asSent({ record }: Waiting): Waiting["record"] {
  return record.kind === "attack" ? { ...record, sent_ms: Date.now() } : record;
}

async function post(token: string, batch: Waiting[], kept: string[]): Promise<Answer | number> {
  const answer = await fetch("/offline/records/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ records: batch.map(asSent), kept }),
    redirect: "error",
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  return answer.ok ? ((await answer.json()) as Answer) : answer.status;
}

/** Tell at each occasion that a browser gives; background sync is not in every one. */
export function flushWhenPossible(outbox: Outbox): void {
  const flush = (): void => {
    if (document.visibilityState === "visible") void outbox.flush();
  };
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  flush();
}
