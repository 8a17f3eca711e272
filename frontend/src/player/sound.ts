// The sound file: waited for until it is made, then held in memory, so that nothing is asked for once it plays.

import type { Suffix, VoiceName } from "./playback";

export interface State {
  state: "working" | "ready" | "failed";
  share: number;
  message: string;
}

/** Safari before 18.4 cannot play Opus in Ogg. */
export function playable(): Suffix {
  return new Audio().canPlayType("audio/ogg; codecs=opus") ? "opus" : "mp3";
}

const ASK_AGAIN_MS = 400;
/** Taken, and still being made. */
const NOT_YET = 202;
/** Each time the server waits up to a minute by itself. */
const MOST_ASKED = 30;
const held = new Map<string, string>();
const underWay = new Map<string, Promise<void>>();

/** What to play: from memory if it is there already, else from the server, which answers when it is ready. */
export function source(address: string): string {
  return held.get(address) ?? address;
}

/** Whether it is in memory, and no server is needed any more. */
export function isHeld(address: string): boolean {
  return held.has(address);
}

/** Wait until it is made, and fetch it. `tell` hears how far it is. */
export function prepare(
  address: string,
  state: string,
  voice: VoiceName,
  suffix: Suffix,
  tell: (state: State) => void = () => undefined,
  again = false,
): Promise<void> {
  if (held.has(address)) {
    tell({ state: "ready", share: 1, message: "" });
    return Promise.resolve();
  }
  return made(state, voice, suffix, tell, again).then((ready) => (ready ? fetched(address) : undefined));
}

async function made(
  address: string,
  voice: VoiceName,
  suffix: Suffix,
  tell: (state: State) => void,
  again: boolean,
): Promise<boolean> {
  const query = new URLSearchParams({ voice, suffix, ...(again ? { again: "1" } : {}) });
  for (let first = true; ; first = false) {
    if (!first) query.delete("again");
    let state: State;
    try {
      const answer = await fetch(`${address}?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      state = (await answer.json()) as State;
    } catch {
      state = { state: "failed", share: 0, message: "Unclench does not answer. Is it still running?" };
    }
    tell(state);
    if (state.state !== "working") return state.state === "ready";
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
}

function fetched(address: string): Promise<void> {
  let fetching = underWay.get(address);
  if (!fetching) {
    fetching = fetchMade(address)
      .then((blob) => void held.set(address, URL.createObjectURL(blob)))
      .catch(() => undefined) // it can still be played from the server
      .finally(() => underWay.delete(address));
    underWay.set(address, fetching);
  }
  return fetching;
}

/** The sound, as soon as it is made: until then the server says that it is not there yet. */
export async function fetchMade(address: string, signal: AbortSignal | null = null): Promise<Blob> {
  for (let left = MOST_ASKED; left; left--) {
    const answer = await fetch(address, { signal });
    if (answer.status !== NOT_YET) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.blob();
    }
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get("Retry-After") ?? 2)));
  }
  throw new Error("not made");
}
