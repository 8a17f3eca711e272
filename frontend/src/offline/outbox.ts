// Records that wait until they can be told. Each has a name of its own, so telling twice is telling once; each has its
// own answer, and what is refused stays here with the reason.

import { uuid7 } from "../player/events";
import { dropSession, openStore, type Store, type Told, type Waiting } from "./store";

const MOST_AT_ONCE = 100;
const ANSWERS_WITHIN_MS = 20_000;
/** After these answers to a whole batch, sending the same again would not help. */
const NOT_TAKEN = new Set([413, 422]);

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
  async add(kind: string, fields: Record<string, unknown>, id = uuid7(), words = ""): Promise<string> {
    const store = await openStore(this.owner);
    try {
      await store.add("waiting", made(kind, fields, id, words));
    } finally {
      store.close();
    }
    this.changed();
    void this.flush();
    return id;
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
    const token = await this.token();
    if (!token) return;
    let first = true;
    for (let at = 0; at < waiting.length || first; at += MOST_AT_ONCE, first = false) {
      const batch = await this.mark(store, waiting.slice(at, at + MOST_AT_ONCE));
      const answer = await post(token, batch, first ? plans : []);
      if (typeof answer !== "number") await this.settle(store, batch, answer);
      else if (!NOT_TAKEN.has(answer)) return;
      else await this.sendSingly(store, token, batch);
    }
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
  private async sendSingly(store: Store, token: string, batch: Waiting[]): Promise<void> {
    for (const one of batch) {
      const answer = await post(token, [one], []);
      if (typeof answer !== "number") await this.settle(store, [one], answer);
      else if (NOT_TAKEN.has(answer)) await store.put("waiting", { ...one, refused: "It could not be read." });
      else return;
    }
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

  /** A word that lets the records in. Empty where somebody else is signed in, or nobody. */
  private async token(): Promise<string> {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const answer = await fetch("/offline/token/", { cache: "no-store", redirect: "error", signal });
    if (!answer.ok) return "";
    const told = (await answer.json()) as { owner: string; token: string };
    return told.owner === this.owner ? told.token : "";
  }
}

function made(kind: string, fields: Record<string, unknown>, id: string, words: string): Waiting {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { record: { id, kind, at_ms: Date.now(), zone: timeZone ?? "", ...fields }, refused: "", words };
}

async function post(token: string, batch: Waiting[], kept: string[]): Promise<Answer | number> {
  const answer = await fetch("/offline/records/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ records: batch.map((one) => one.record), kept }),
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
