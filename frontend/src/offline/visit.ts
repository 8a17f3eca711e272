// On every page, once something is kept in this browser: whose it is, whether it may stay, and what waits to be told.

import { isInstalled, marked } from "./mark";
import { flushWhenPossible, Outbox } from "./outbox";
import { keepStandby, refreshStandby } from "./standby";
import { dropSessions, forget, openStore } from "./store";
import { writeUnwritten } from "./unwritten";
import { registerWorker } from "./worker_registration";

/** Pages on which another medicine may have come, or something told of an attack. */
const TELLS_MORE = /^\/(attack|medicines|episodes)\//;

export async function visit(page: Document): Promise<void> {
  const owner = page.documentElement.dataset["owner"];
  if (owner === undefined) return; // a page that does not know who is here
  if (owner !== marked()) {
    await forget(owner);
    if (owner && isInstalled()) await standBy(owner);
    return;
  }
  void registerWorker();
  if (page.querySelector("[data-emergency]")) await dropSessions(owner);
  else void refreshStandby(owner, TELLS_MORE.test(location.pathname)).catch(() => undefined);
  const outbox = new Outbox(owner);
  await writeUnwritten(outbox).catch(() => undefined);
  flushWhenPossible(outbox);
  tellBeforeLeaving(page, outbox);
}

async function standBy(owner: string): Promise<void> {
  void registerWorker();
  const store = await openStore(owner);
  store.close();
  await keepStandby(owner).catch(() => undefined);
}

/** Signing this device out clears all that is kept here, so what waits is told first, if it can be. */
function tellBeforeLeaving(page: Document, outbox: Outbox): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]") || form.dataset["told"]) return;
    event.preventDefault();
    void outbox.flush().finally(() => {
      form.dataset["told"] = "yes";
      form.requestSubmit();
    });
  });
}
