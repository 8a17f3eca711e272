// Keeping a plan in this browser: its page, what the page needs, and its sound; all of it, or nothing.

import { dropSession, isFull, openCache, openStore, ownerOf, type Kept } from "./store";
import { registerWorker } from "./worker_registration";

const SHELL = "/offline/";
const MOST_WAITS = 10;
const WAIT_MS = 3_000;

export function offerKeeping(card: HTMLElement): void {
  if (!globalThis.caches || !navigator.serviceWorker) return; // only over a safe connection
  card.hidden = false;
  const part = <T extends HTMLElement>(name: string): T => card.querySelector<T>(`[data-keep-${name}]`)!;
  const button = part<HTMLButtonElement>("now");
  const owner = ownerOf(document);
  const { keep, keepPage, keepSound, keepTitle, keepMinutes, keepUntil } = card.dataset as Record<string, string>;
  const kept: Kept = {
    plan: keep!,
    title: keepTitle!,
    minutes: Number(keepMinutes),
    good_until_ms: Number(keepUntil) * 1000,
    page: keepPage!,
    used: false,
  };

  const show = (is: boolean): void => {
    button.hidden = is;
    part("open").hidden = !is;
    part("drop").hidden = !is;
  };
  const say = (words: string): void => {
    part("words").textContent = words;
  };

  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    say("It is being kept …");
    void keepPlan(owner, kept, keepSound!)
      .then(
        () => {
          show(true);
          say("Kept. It plays here without a network.");
        },
        async (error: unknown) => {
          await dropSession(owner, kept.plan);
          say(await why(error));
        },
      )
      .finally(() => button.removeAttribute("aria-busy"));
  });
  part("drop").addEventListener("click", () => {
    void dropSession(owner, kept.plan).then(() => {
      show(false);
      say("Deleted here.");
    });
  });
  void isKept(owner, kept.plan).then(show);
}

async function isKept(owner: string, plan: string): Promise<boolean> {
  const store = await openStore(owner);
  const found = await store.get("kept", plan);
  store.close();
  return found !== undefined && (await caches.match(found.page)) !== undefined;
}

async function keepPlan(owner: string, kept: Kept, sound: string): Promise<void> {
  await registerWorker();
  const listed = await got("/offline/files/");
  const { files } = (await listed.json()) as { files: string[] };
  const cache = await openCache(owner);
  for (const address of [...files, SHELL]) await cache.put(address, await got(address));
  await cache.put(sound, await gotOnceReady(sound));
  await cache.put(kept.page, await got(kept.page));
  const store = await openStore(owner);
  await store.put("kept", kept);
  store.close();
  await navigator.serviceWorker.ready;
  await navigator.storage?.persist?.();
}

/** The server answers 503 while the sound is still being made. */
async function gotOnceReady(address: string): Promise<Response> {
  for (let left = MOST_WAITS; ; left--) {
    const answer = await fetch(address, { redirect: "error", cache: "reload" });
    if (answer.ok) return answer;
    if (answer.status !== 503 || !left) throw new Error(String(answer.status));
    await new Promise((done) => setTimeout(done, WAIT_MS));
  }
}

/** Only what was meant: no page of another kind in its place. */
async function got(address: string): Promise<Response> {
  const answer = await fetch(address, { redirect: "error", cache: "reload" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function why(error: unknown): Promise<string> {
  if (!isFull(error)) return "It could not be kept: Unclench did not answer as it should. Try again in a moment.";
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const left = Math.max(0, Math.round((quota - usage) / 1_000_000));
  return `There is no room: this browser lets Unclench keep ${left} MB more. Delete another kept session, or free space on this device.`;
}
