// What stands by in this browser whether or not a session is kept: the page of what is kept, the attack page, and what
// that one has to know of the person. All of it lies in the owner's own cache, and goes with it.

import { isInstalled } from "./mark";
import { openCache, PREFIX, STANDS_BY, type Rateable, type Running } from "./store";

const FILES = "/offline/files/";
const OWN = "/offline/own/";
const RUNNING = "/offline/running/";
/** A page that was opened asks so seldom whether what stands by is as it should be. */
const OLD_AFTER_MS = 3_600_000;

export interface Own {
  owner: string;
  medicines: { id: string; name: string; usual: string }[];
  things: string[];
  attack: { id: string; began_ms: number; unrated: Rateable[] } | null;
  /** One stands. */
  emergency: boolean;
  /** When it was asked for. */
  asked_ms: number;
}

/** Whatever of it is not here yet, and the pages and what is known of the person anew. Throws where nobody answers. */
export async function keepStandby(owner: string): Promise<Own | undefined> {
  const own = await freshOwn(owner);
  if (!own) return undefined;
  const { shell } = (await (await got(FILES)).json()) as { shell: string[] };
  const cache = await openCache(owner);
  for (const address of shell) {
    if (STANDS_BY.test(address) || !(await cache.match(address, { ignoreVary: true }))) await cache.put(address, await got(address));
  }
  return own;
}

/** On any page: what stands by is brought up to date. Where nothing does, it begins to if the app is installed. */
export async function refreshStandby(owner: string, mayBeOther: boolean): Promise<void> {
  const own = await keptOwn(owner);
  if (!own) {
    if (isInstalled()) await keepStandby(owner);
    return;
  }
  if (Date.now() - own.asked_ms > OLD_AFTER_MS) await keepStandby(owner);
  else if (mayBeOther) await freshOwn(owner);
}

/** The attack that was told of here last. */
export async function keptRunning(owner: string): Promise<Running | undefined> {
  const found = await caches.match(RUNNING, { cacheName: PREFIX + owner });
  return found && ((await found.json()) as Running);
}

export async function keepRunning(owner: string, running: Running): Promise<Running> {
  await (await openCache(owner)).put(RUNNING, new Response(JSON.stringify(running)));
  return running;
}

export async function forgetRunning(owner: string): Promise<void> {
  await (await openCache(owner)).delete(RUNNING);
}

/** As it was when it was last asked for. */
export async function keptOwn(owner: string): Promise<Own | undefined> {
  const found = await caches.match(OWN, { cacheName: PREFIX + owner }); // which makes no cache where there is none
  return found && ((await found.json()) as Own);
}

/** Undefined where it is somebody else who is signed in now. */
async function freshOwn(owner: string): Promise<Own | undefined> {
  const own = (await (await got(OWN)).json()) as Own;
  if (own.owner !== owner) return undefined;
  own.asked_ms = Date.now();
  await (await openCache(owner)).put(OWN, new Response(JSON.stringify(own)));
  return own;
}

/** Only what was meant: no page of another kind in its place. */
export async function got(address: string): Promise<Response> {
  const answer = await fetch(address, { redirect: "error", cache: "reload" });
  if (answer.status !== 200) throw new Error(String(answer.status));
  return answer;
}
