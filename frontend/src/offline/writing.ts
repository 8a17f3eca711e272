// A kept session writes down what happens in it: the play, its events, how it was, and an emergency that is named.

import type { EMERGENCY, FROM, HAPPENS, Happening, LOOK, MISTAKE } from "../phone/file_session";
import { uuid7 } from "../player/events";
import { UNWRITTEN } from "./emergency";
import { KeptPlace } from "./kept_place";
import { flushWhenPossible, Outbox } from "./outbox";
import { isFull, openStore } from "./store";
import { writeEmergency, writeUnwritten } from "./unwritten";

// The names are written here once more, and checked by their types: the script of the file shares no code.
const happens: typeof HAPPENS = "unclench:happens";
const emergency: typeof EMERGENCY = "unclench:emergency";
const mistake: typeof MISTAKE = "unclench:mistake";
const look: typeof LOOK = "unclench:look";
const from: typeof FROM = "from";

const ENDS = new Set(["stopped", "finished"]);

export function writeDown(page: Document): void {
  const { owner, plan } = page.documentElement.dataset as { owner: string; plan: string };
  const outbox = new Outbox(owner);
  const place = new KeptPlace(plan);
  let play = "";
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, as they happened. */
  const write = (act: () => Promise<unknown>): void => {
    last = last.then(act).catch((error: unknown) => tellTrouble(page, error));
  };
  const add = (kind: string, fields: Record<string, unknown>, id = uuid7()): void => {
    const at_ms = Date.now();
    write(() => outbox.add(kind, { at_ms, ...fields }, id));
  };

  page.addEventListener(happens, (event) => {
    const happening = (event as CustomEvent<Happening>).detail;
    if (happening.what === "started" && !play) {
      play = uuid7();
      add("play", { plan, ratings: ratingsIn(page, "before") }, play);
    }
    if (!play) return;
    add("event", { play, ...happening });
    place.keep(play, happening.position_ms);
    if (happening.what === "started") write(() => useUp(owner, plan));
    if (!ENDS.has(happening.what)) return;
    place.forget();
    page.body.dataset["used"] = "yes";
  });
  const audio = page.querySelector("audio");
  audio?.addEventListener("timeupdate", () => {
    if (play && !audio.paused && !page.body.dataset["used"]) place.keep(play, audio.currentTime * 1000);
  });
  place.onBegunElsewhere(() => {
    if (!play) showUsed(page);
  });
  // Not after what else is being written: nothing is as urgent.
  page.addEventListener(emergency, () => {
    writeEmergency(outbox, plan, uuid7()).catch((error: unknown) => tellTrouble(page, error));
  });
  write(() => writeUnwritten(outbox));
  page.addEventListener(mistake, () => {
    localStorage.removeItem(UNWRITTEN);
    write(() => outbox.remove((waiting) => waiting.record.kind === "emergency" && waiting.record["plan"] === plan));
  });
  const button = page.querySelector<HTMLButtonElement>("[data-how-keep]")!;
  button.addEventListener("click", () => {
    const ratings = ratingsIn(page, "after");
    if (!play || !Object.keys(ratings).length) return;
    button.disabled = true;
    write(async () => {
      await outbox.add("after", { at_ms: Date.now(), play, ratings });
      button.textContent = "Kept";
    });
  });
  void isUsed(owner, plan).then((used) => {
    if (!used) return;
    const begun = place.read();
    if (!begun) return showUsed(page);
    play = begun.play;
    page.body.dataset[from] = String(begun.ms);
  });
  flushWhenPossible(outbox);
}

function ratingsIn(page: Document, when: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const field of page.querySelectorAll<HTMLSelectElement>(`[data-how="${when}"] select`)) {
    if (field.value) found[field.name] = Number(field.value);
  }
  return found;
}

/** Begun once, it does not begin again: before another session the questions come. For a while it goes on from its place. */
async function useUp(owner: string, plan: string): Promise<void> {
  const store = await openStore(owner);
  const kept = await store.get("kept", plan);
  if (kept) await store.put("kept", { ...kept, used: true });
  store.close();
}

async function isUsed(owner: string, plan: string): Promise<boolean> {
  const store = await openStore(owner);
  const kept = await store.get("kept", plan);
  store.close();
  return kept?.used ?? false;
}

function showUsed(page: Document): void {
  page.body.dataset["used"] = "yes";
  page.querySelector<HTMLElement>("section[data-used]")!.hidden = false;
  page.dispatchEvent(new Event(look));
}

function tellTrouble(page: Document, error: unknown): void {
  const words = page.querySelector("[data-kept-words]")!;
  words.textContent = isFull(error)
    ? "There is no room on this device, so what happens is not written down. Free some space."
    : "This browser could not write down what happens.";
}
