// The page of all that is kept on this device. It stands without a network, and holds no record itself.

import { flushWhenPossible, Outbox } from "./outbox";
import { beginAttack, clock, isOver, runningOf, waitingWords, whyNot } from "./attack";
import { leftBytes, leftWords, megabytes } from "./room";
import { keepStandby } from "./standby";
import { ownerOf } from "./mark";
import { dropSession, dropStale, openStore, type Waiting } from "./store";
import { registerWorker } from "./worker_registration";

export function showKept(root: HTMLElement): void {
  const owner = ownerOf(document);
  const part = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[data-${name}]`)!;
  const outbox = new Outbox(owner, () => void showWaiting());
  void registerWorker();

  async function showWaiting(): Promise<void> {
    const all = await outbox.waiting();
    const waiting = all.filter((one) => !one.refused);
    const refused = all.filter((one) => one.refused);
    part("waiting").hidden = !waiting.length;
    part("waiting-words").textContent = waitingWords(waiting.length);
    part("refused").hidden = !refused.length;
    part("refused-list").replaceChildren(
      ...refused.map((one) => item(`${what(one)}${when(one.record["at_ms"])}: ${one.refused}`)),
    );
  }

  async function showSessions(): Promise<void> {
    await dropStale(owner, false);
    const store = await openStore(owner);
    const kept = await store.getAll("kept");
    store.close();
    part("kept-none").hidden = kept.length > 0;
    part("kept-list").replaceChildren(
      ...kept.map((one) => {
        const made = item("");
        made.className = "device";
        const link = document.createElement("a");
        link.href = one.page;
        link.className = "button secondary";
        link.textContent = `${one.title}, ${one.minutes} minutes`;
        const words = document.createElement("span");
        words.className = "small soft";
        const size = one.bytes ? `, ${megabytes(one.bytes)}` : "";
        words.textContent = (one.used ? "Played" : `Good until ${when(one.good_until_ms)}`) + size;
        const drop = document.createElement("button");
        drop.type = "button";
        drop.className = "button quiet";
        drop.textContent = "Delete here";
        drop.setAttribute("aria-label", `Delete here: ${link.textContent}`);
        drop.addEventListener("click", () => void dropSession(owner, one.plan).then(showSessions));
        made.append(link, words, drop);
        return made;
      }),
    );
    part("room").textContent = leftWords(await leftBytes());
  }

  const button = part("note-attack") as HTMLButtonElement;
  button.addEventListener("click", () => {
    button.disabled = true;
    beginAttack(outbox, owner, Date.now()).then(
      () => location.assign("/offline/attack/"),
      (error: unknown) => {
        button.disabled = false;
        part("attack-words").textContent = whyNot(error);
      },
    );
  });
  addEventListener("pageshow", () => (button.disabled = false));
  void runningOf(owner, outbox).then((running) => {
    if (!running || isOver(running)) return;
    part("attack-open").hidden = false;
    part("attack-began").textContent = clock(running.began_ms);
  });
  part("retry-refused").addEventListener("click", () => void outbox.retry());
  part("drop-refused").addEventListener("click", () => void outbox.remove((one) => one.refused !== ""));
  const network = (on: boolean): void => {
    root.querySelector<HTMLElement>('[data-network="off"]')!.hidden = on;
    root.querySelector<HTMLElement>('[data-network="on"]')!.hidden = !on;
  };
  const ask = (): void => {
    fetch("/offline/token/", { cache: "no-store" }).then(
      () => network(true),
      () => network(false),
    );
  };
  addEventListener("online", ask);
  addEventListener("offline", () => network(false));
  ask();
  void showSessions();
  void showWaiting();
  flushWhenPossible(outbox);
  void keepStandby(owner).catch(() => undefined);
}

function item(text: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

function what(one: Waiting): string {
  return one.words ? `${one.words}, ` : "";
}

function when(ms: unknown): string {
  return new Date(Number(ms)).toLocaleString("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });
}
