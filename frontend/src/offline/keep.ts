// Keeping a plan in this browser: its page, what the page needs, and its sound; all of it, or nothing.

import { askToStay, leftBytes, leftWords, makeSureOfRoom, megabytes, NoRoomError } from "./room";
import { ownerOf } from "./mark";
import { dropHalf, dropSession, dropStale, isFull, openCache, openStore, type Kept } from "./store";
import type { State } from "../player/sound";
import { got, keepStandby } from "./standby";
import { registerWorker } from "./worker_registration";

const ASK_AGAIN_MS = 400;
const MAY_GO = " The browser may delete it when this device runs short of room.";
const MAKE_ROOM =
  "To make room, delete a session under “All that is kept on this device”, or free space on the device; then try again.";

/** Addresses of what is kept beside the page: how far the sound is, the sound, and what the figure does. */
interface Wanted {
  state: string;
  sound: string;
  motion: string;
}

export function offerKeeping(card: HTMLElement): void {
  if (!globalThis.caches || !navigator.serviceWorker) return; // only over a safe connection
  card.hidden = false;
  const part = <T extends HTMLElement>(name: string): T => card.querySelector<T>(`[data-keep-${name}]`)!;
  const button = part<HTMLButtonElement>("now");
  const owner = ownerOf(document);
  const { keep, keepPage, keepSound, keepMotion, keepTitle, keepMinutes, keepUntil, keepBytes, keepState } =
    card.dataset as Record<string, string>;
  const kept: Kept = {
    plan: keep!,
    title: keepTitle!,
    minutes: Number(keepMinutes),
    good_until_ms: Number(keepUntil) * 1000,
    page: keepPage!,
    used: false,
    bytes: Number(keepBytes),
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
    void keepPlan(owner, kept, { state: keepState!, sound: keepSound!, motion: keepMotion! }, new Doing(say))
      .then(
        (stays) => {
          show(true);
          say(`Kept. It plays here without a network.${stays ? "" : MAY_GO}`);
        },
        async (error: unknown) => {
          // Without its scripts what stands by would not stand.
          if (await dropHalf(owner, kept.plan)) void keepStandby(owner).catch(() => undefined);
          say(await why(error, kept.bytes));
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
  void leftBytes().then((left) => (part("room").textContent = leftWords(left)));
}

async function isKept(owner: string, plan: string): Promise<boolean> {
  const store = await openStore(owner);
  const found = await store.get("kept", plan);
  store.close();
  return found !== undefined && (await caches.match(found.page)) !== undefined;
}

/** Says how far it is. */
class Doing {
  private readonly say: (words: string) => void;

  constructor(say: (words: string) => void) {
    this.say = say;
    say("It is being kept …");
  }

  making(share: number): void {
    this.say(`The sound is being made … ${Math.round(share * 100)} %`);
  }

  fetching(done: number, all: number): void {
    this.say(`It is being kept … ${done} of ${all} parts`);
  }
}

/** True if the browser has promised to let it stay. */
async function keepPlan(owner: string, kept: Kept, wanted: Wanted, doing: Doing): Promise<boolean> {
  const stays = await askToStay();
  await dropStale(owner, true);
  await makeSureOfRoom(kept.bytes);
  await registerWorker();
  const listed = (await (await got("/offline/files/")).json()) as { files: string[] };
  await untilMade(wanted.state, doing);
  const cache = await openCache(owner);
  await keepStandby(owner);
  const all = [...listed.files, wanted.motion, wanted.sound, kept.page];
  for (const [done, address] of all.entries()) {
    doing.fetching(done, all.length);
    await cache.put(address, await got(address));
  }
  const store = await openStore(owner);
  await store.put("kept", kept);
  store.close();
  await navigator.serviceWorker.ready;
  return stays;
}

/** The server says how far the sound is; it is fetched once it is there. */
async function untilMade(address: string, doing: Doing): Promise<void> {
  for (;;) {
    const state = (await (await got(address)).json()) as State;
    if (state.state === "ready") return;
    if (state.state === "failed") throw new Error(state.message);
    doing.making(state.share);
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
}

async function why(error: unknown, bytes: number): Promise<string> {
  if (!isFull(error) && !(error instanceof NoRoomError)) {
    return "It could not be kept: Unclench did not answer as it should. Nothing was kept. Try again in a moment.";
  }
  const words = ["There is no room.", `This takes about ${megabytes(bytes)}.`, leftWords(await leftBytes())];
  return [...words, "Nothing of it was kept.", MAKE_ROOM].filter(Boolean).join(" ");
}
