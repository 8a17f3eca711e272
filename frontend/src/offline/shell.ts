// The page of all that is kept on this device. It stands without a network, and holds no record itself.

import { flushWhenPossible, Outbox } from "./outbox";
import { leftBytes, leftWords, megabytes } from "./room";
import { dropSession, dropStale, isFull, openStore, ownerOf } from "./store";
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
    const many = waiting.length === 1 ? "One record waits" : `${waiting.length} records wait`;
    part("waiting-words").textContent = `${many} on this device until Unclench can be reached.`;
    part("refused").hidden = !refused.length;
    part("refused-list").replaceChildren(
      ...refused.map((one) => item(`${when(one.record["at_ms"])}: ${one.refused}`)),
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
    const at = new Date();
    outbox.add("attack", { at_ms: at.getTime() }).then(
      (id) => {
        part("attack-words").textContent = `Noted, ${clock(at)}.`;
        course({ attack: id, began_ms: at.getTime() });
        setTimeout(() => (button.disabled = false), 120_000);
      },
      (error: unknown) => {
        button.disabled = false;
        part("attack-words").textContent = isFull(error)
          ? "There is no room on this device, so it was not noted. Free some space."
          : "This browser could not note it.";
      },
    );
  });
  const course = showCourse(root, outbox, (words) => (part("attack-words").textContent = words));
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
}

interface Attack {
  attack: string;
  began_ms: number;
}

/** What can be told of an attack that was noted here: how bad it is, as often as one likes, and that it has eased. */
function showCourse(root: HTMLElement, outbox: Outbox, say: (words: string) => void): (of: Attack) => void {
  const shown = root.querySelector<HTMLElement>("[data-attack-course]")!;
  let of: Attack | undefined;
  const tell = (kind: string, fields: Record<string, unknown>, words: string): void => {
    if (!of) return;
    outbox.add(kind, { ...fields, ...of }).then(
      () => say(`${words}, ${clock(new Date())}.`),
      () => say("This browser could not note it."),
    );
  };
  for (const button of shown.querySelectorAll<HTMLButtonElement>("[data-attack-pain]")) {
    const level = Number(button.dataset["attackPain"]);
    button.addEventListener("click", () => tell("pain", { level }, `Pain ${level}`));
  }
  shown.querySelector("[data-attack-eased]")!.addEventListener("click", () => {
    tell("eased", {}, "Eased");
    shown.hidden = true;
    of = undefined;
  });
  const show = (attack: Attack): void => {
    of = attack;
    shown.hidden = false;
  };
  // Noted before this page was opened, and not told yet.
  void outbox.waiting().then((all) => {
    const last = all.filter((one) => one.record.kind === "attack").at(-1)?.record;
    const over = all.some((one) => one.record.kind === "eased" && one.record["attack"] === last?.id);
    if (last && !over && !of) show({ attack: last.id, began_ms: Number(last["at_ms"]) });
  });
  return show;
}

function item(text: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

function when(ms: unknown): string {
  return new Date(Number(ms)).toLocaleString("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });
}

function clock(at: Date): string {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
