// What this browser keeps: a database and a cache, both named after their owner. Nobody else's are ever opened.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { EMERGENCY, UNWRITTEN } from "./emergency";
import { MARK, marked } from "./mark";
import { PLACES } from "../player/place";
import { UNTOLD } from "../player/untold";

export const PREFIX = "unclench-";
/** What is there whether or not a session is: pages, what they know, and an attack that is told of. */
export const STANDS_BY = /^\/offline\//;
/** The same, with the scripts and styles that it needs. */
const STAYS = /^\/(offline|static)\//;
const OF_PLAYS = [UNTOLD, PLACES];

export interface Waiting {
  n?: number;
  record: { id: string; kind: string; [name: string]: unknown };
  /** Why it was not taken; empty while it waits. */
  refused: string;
  /** What it says, for the person. */
  words?: string;
  /** It was sent once, and nobody knows whether it arrived. */
  sent?: boolean;
}

/** The attack that is being told of on this device, with what was told here, the latest last. */
export interface Running {
  attack: string;
  began_ms: number;
  told: Told[];
  /** What was taken or tried and told elsewhere. */
  rateable: Rateable[];
}

/** One tap; of both sides of a place there are two records. */
export interface Told {
  ids: string[];
  kind: string;
  words: string;
  at_ms: number;
  /** What it rates. */
  about?: string;
}

export interface Rateable {
  id: string;
  words: string;
  at_ms: number;
}

export interface Kept {
  plan: string;
  title: string;
  minutes: number;
  good_until_ms: number;
  page: string;
  used: boolean;
  /** About so much of the device it takes. */
  bytes: number;
}

interface Schema extends DBSchema {
  waiting: { key: number; value: Waiting };
  kept: { key: string; value: Kept };
}

export type Store = IDBPDatabase<Schema>;

/** Opens the owner's own store, and says on this browser that there is one. */
export function openStore(owner: string): Promise<Store> {
  localStorage.setItem(MARK, owner);
  return openDB<Schema>(PREFIX + owner, 1, {
    upgrade(made) {
      made.createObjectStore("waiting", { keyPath: "n", autoIncrement: true });
      made.createObjectStore("kept", { keyPath: "plan" });
    },
    blocking(_, __, event) {
      (event.target as IDBDatabase).close(); // it is being deleted elsewhere
    },
  });
}

export function openCache(owner: string): Promise<Cache> {
  return caches.open(PREFIX + owner);
}

/** Everything of everybody, or of everybody but one. */
export async function forget(but = ""): Promise<void> {
  const others = (name: string): boolean => name.startsWith(PREFIX) && name !== PREFIX + but;
  for (const name of (await globalThis.caches?.keys()) ?? []) if (others(name)) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) if (name && others(name)) indexedDB.deleteDatabase(name);
  if (marked() === but) return;
  localStorage.removeItem(MARK);
  localStorage.removeItem(EMERGENCY);
  localStorage.removeItem(UNWRITTEN);
  const isOfPlays = (key: string): boolean => OF_PLAYS.some((prefix) => key.startsWith(prefix));
  for (const key of Object.keys(localStorage)) if (isOfPlays(key)) localStorage.removeItem(key);
}

/** No session of this owner may be played from here any more. What waits to be told stays, and the attack page. */
export async function dropSessions(owner: string): Promise<void> {
  const store = await openStore(owner);
  await store.clear("kept");
  store.close();
  await dropFiles(owner, ({ pathname }) => !STAYS.test(pathname));
}

/** What all sessions need stays, and with it the page on which an attack is noted. */
export async function dropSession(owner: string, plan: string): Promise<void> {
  const store = await openStore(owner);
  await store.delete("kept", plan);
  store.close();
  await dropFiles(owner, ({ href }) => href.includes(plan));
}

/** One that could not be kept leaves nothing behind: with no other there, what all need goes too. True if it did. */
export async function dropHalf(owner: string, plan: string): Promise<boolean> {
  await dropSession(owner, plan);
  const store = await openStore(owner);
  const left = await store.count("kept");
  store.close();
  if (left) return false;
  await dropFiles(owner, ({ pathname }) => !STANDS_BY.test(pathname));
  return true;
}

async function dropFiles(owner: string, goes: (address: URL) => boolean): Promise<void> {
  const cache = await openCache(owner);
  for (const request of await cache.keys()) if (goes(new URL(request.url))) await cache.delete(request);
}

/** Those that cannot be played any more only take room; `used` for those that were played. */
export async function dropStale(owner: string, used: boolean): Promise<void> {
  const store = await openStore(owner);
  const kept = await store.getAll("kept");
  store.close();
  for (const one of kept) {
    if (one.good_until_ms <= Date.now() || (used && one.used)) await dropSession(owner, one.plan);
  }
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
