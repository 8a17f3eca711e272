// The attack page that stands without a network. A tap is kept on this device first, then told; one question at a time.

import { uuid7 } from "../player/events";
import { flushWhenPossible, Outbox } from "./outbox";
import { forgetRunning, keepRunning, keepStandby, keptOwn, keptRunning, type Own } from "./standby";
import { EMERGENCY, isFull, openCache, ownerOf, type Rateable, type Running, type Told } from "./store";
import { registerWorker } from "./worker_registration";

/** As long as an attack may last; one of which nobody said that it has eased is not told of for longer. */
const OPEN_FOR_MS = 72 * 3_600_000;
/** A second tap so soon is the same attack. */
const SAME_TAP_MS = 120_000;
/** Where the worker leaves a tap on "Attack now" that could not be told. */
const TAPPED = "/offline/tapped/";
/** What the shortcut opens: there is the one button, whatever lasts already. */
const SHORTCUT = "/attack/";
/** As long as an emergency that was named stands on a device. */
const STANDS_MS = 24 * 3_600_000;
const RATEABLE = new Set(["dose", "tried"]);
const NOT_KEPT = "This browser could not note it.";
const NO_ROOM = "There is no room on this device, so it was not noted. Free some space.";

type Fields = Record<string, unknown>;

/** Begin an attack with a tap at this moment, whatever page it was made on. */
export async function beginAttack(outbox: Outbox, owner: string, at_ms: number): Promise<Running> {
  const before = await runningOf(owner);
  if (before && !isOver(before) && Math.abs(at_ms - before.began_ms) < SAME_TAP_MS) return before;
  const attack = uuid7();
  await outbox.add("attack", { at_ms }, attack, "Attack");
  const told = [{ ids: [attack], kind: "attack", words: "Noted", at_ms }];
  return keepRunning(owner, { attack, began_ms: at_ms, told, rateable: [] });
}

/** The attack that is told of here, if it may still last. */
export async function runningOf(owner: string): Promise<Running | undefined> {
  const found = await keptRunning(owner);
  return found && Date.now() - found.began_ms < OPEN_FOR_MS ? found : undefined;
}

export function isOver(running: Running): boolean {
  return running.told.at(-1)?.kind === "eased";
}

export function whyNot(error: unknown): string {
  return isFull(error) ? NO_ROOM : NOT_KEPT;
}

export function clock(at_ms: number): string {
  return new Date(at_ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

export function showAttack(root: HTMLElement): void {
  void new AttackPage(root).open();
}

class AttackPage {
  private readonly root: HTMLElement;
  private readonly owner: string;
  private readonly outbox: Outbox;
  private running: Running | undefined;
  /** What was told last, for what can be added to it: how long it lasted, how long it took. */
  private last: { told: Told; fields: Fields } | undefined;
  private region = { id: "", name: "" };
  private rated: Rateable | undefined;
  private touched = false;

  constructor(root: HTMLElement) {
    this.root = root;
    this.owner = ownerOf(document);
    this.outbox = new Outbox(this.owner, () => void this.showWaiting());
  }

  async open(): Promise<void> {
    this.root.addEventListener("click", (event) => this.tapped(event.target as Element));
    this.running = await runningOf(this.owner);
    const own = await keptOwn(this.owner);
    this.offer(own);
    const tap = await this.tapLeft();
    if (tap) await this.begin(tap);
    else {
      if (!this.running && own?.attack && Date.now() - own.attack.began_ms < OPEN_FOR_MS) await this.adopt(own.attack);
      this.show(this.lasts() && location.pathname !== SHORTCUT ? "menu" : "begin");
    }
    this.part("end").hidden = false;
    void registerWorker();
    await this.meet();
    flushWhenPossible(this.outbox);
    addEventListener("online", () => void this.meet());
    addEventListener("offline", () => (this.part("online").hidden = true));
  }

  /** A tap that the worker could not pass on. Nobody but the worker can leave one. */
  private async tapLeft(): Promise<number> {
    const cache = await openCache(this.owner);
    const left = await cache.match(TAPPED);
    await cache.delete(TAPPED);
    return left ? Number(await left.text()) : 0;
  }

  /** Tell what waits and ask what is known there; nothing of it is needed here. */
  private async meet(): Promise<void> {
    try {
      await this.outbox.flush();
      const own = await keepStandby(this.owner);
      this.part("online").hidden = !own;
      if (!own) return;
      this.offer(own);
      if (!this.touched && !(await this.outbox.waiting()).length) await this.agree(own);
    } catch {
      this.part("online").hidden = true;
    }
  }

  /** Nothing waits here: what is known there of the open attack counts. */
  private async agree(own: Own): Promise<void> {
    const lasts = this.lasts();
    if (own.attack && !lasts) {
      await this.adopt(own.attack);
      this.show(location.pathname === SHORTCUT ? "begin" : "menu");
    } else if (own.attack && this.running) {
      const here = new Set(this.running.told.flatMap((told) => told.ids));
      this.running.rateable = own.attack.unrated.filter((one) => !here.has(one.id));
      await keepRunning(this.owner, this.running);
    } else if (!own.attack && lasts) {
      await forgetRunning(this.owner);
      this.running = undefined;
      this.show("begin");
    }
  }

  private async adopt(attack: NonNullable<Own["attack"]>): Promise<void> {
    const { id, began_ms, unrated } = attack;
    this.running = await keepRunning(this.owner, { attack: id, began_ms, told: [], rateable: unrated });
  }

  private lasts(): boolean {
    return this.running !== undefined && !isOver(this.running);
  }

  private tapped(target: Element): void {
    const button = target.closest("button");
    if (!button) return;
    this.touched = true;
    const { go, tell, place, side, medicine, thing, rate, minutes } = button.dataset;
    if (button.hasAttribute("data-begin")) void this.begin(Date.now());
    else if (button.hasAttribute("data-undo")) void this.undo();
    else if (go !== undefined) this.show(go);
    else if (tell !== undefined) void this.tell(tell, this.fieldsOf(button), this.wordsOf(button), button.dataset["then"]);
    else if (medicine !== undefined) void this.tell("dose", { medicine }, button.dataset["words"]!);
    else if (thing !== undefined) void this.tell("tried", { what: thing }, thing);
    else if (place !== undefined) this.choose(place, button.innerText, button.dataset["sides"]!.split(" "));
    else if (side !== undefined) void this.tellPlace(side, button.innerText);
    else if (rate !== undefined) this.askAbout(rate);
    else if (minutes !== undefined) void this.add(Number(minutes), button.dataset["said"]!);
  }

  private async begin(at_ms: number): Promise<void> {
    try {
      this.running = await beginAttack(this.outbox, this.owner, at_ms);
      this.show("menu");
    } catch (error) {
      this.say(whyNot(error));
    }
  }

  private fieldsOf(button: HTMLElement): Fields {
    const { tell, name, value } = button.dataset;
    if (tell === "pain") return { level: Number(value) };
    if (tell === "symptom") return { name, value };
    if (tell === "relief") return { about: this.rated?.id, relief: value };
    return {};
  }

  private wordsOf(button: HTMLElement): string {
    const words = button.dataset["words"]!;
    return button.dataset["tell"] === "relief" ? `${this.rated?.words}: ${words}` : words;
  }

  /** Told once it is kept; only then the page goes on. */
  private async tell(kind: string, fields: Fields, words: string, then = "menu", all: Fields[] = [fields]): Promise<void> {
    if (!this.running) return;
    const at_ms = Date.now();
    const told: Told = { ids: all.map(() => uuid7()), kind, words, at_ms };
    if (typeof fields["about"] === "string") told.about = fields["about"];
    try {
      for (const [number, one] of all.entries()) {
        await this.outbox.add(kind, { at_ms, ...one, ...this.of(this.running) }, told.ids[number], words);
      }
      this.running.told.push(told);
      await keepRunning(this.owner, this.running);
      this.last = { told, fields };
      this.show(then);
    } catch (error) {
      this.say(whyNot(error));
    }
  }

  private of(running: Running): Fields {
    return { attack: running.attack, began_ms: running.began_ms };
  }

  /** The same once more with how long: it takes the place of what was said a moment ago. */
  private async add(minutes: number, said: string): Promise<void> {
    if (!this.last) return;
    const { told, fields } = this.last;
    await this.tell(told.kind, { ...fields, minutes }, `${told.words}, ${said}`);
  }

  private choose(id: string, name: string, sides: string[]): void {
    this.region = { id, name };
    if (sides.length === 1) {
      void this.tell("place", { place: `${id}.${sides[0]}` }, name);
      return;
    }
    this.part("region").textContent = name;
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-side]")) {
      const side = button.dataset["side"]!;
      const both = side === "both" && sides.includes("left");
      button.hidden = !(side === "" || both || sides.includes(side));
    }
    this.show("place-side");
  }

  private async tellPlace(side: string, words: string): Promise<void> {
    const { id, name } = this.region;
    const places = side === "both" ? [`${id}.left`, `${id}.right`] : [side ? `${id}.${side}` : id];
    const said = side ? `${name}, ${words.toLowerCase()}` : name;
    await this.tell("place", {}, said, "menu", places.map((place) => ({ place })));
  }

  private askAbout(id: string): void {
    this.rated = this.rateable().find((one) => one.id === id);
    this.part("rated").textContent = this.rated ? `${this.rated.words}, ${clock(this.rated.at_ms)}` : "";
    this.show("relief");
  }

  /** What was taken or tried, here or elsewhere, and not rated here yet. */
  private rateable(): Rateable[] {
    const told = this.running?.told ?? [];
    const rated = new Set(told.map((one) => one.about));
    const here = told.filter((one) => RATEABLE.has(one.kind));
    const all = [...(this.running?.rateable ?? []), ...here.map(({ ids, words, at_ms }) => ({ id: ids[0]!, words, at_ms }))];
    return all.filter((one) => !rated.has(one.id));
  }

  /** What was told last was not so. */
  private async undo(): Promise<void> {
    const told = this.running?.told.at(-1);
    if (!this.running || !told) return;
    try {
      await this.outbox.takeBack(told, this.of(this.running));
    } catch (error) {
      this.say(whyNot(error));
      return;
    }
    this.running.told.pop();
    if (told.kind === "attack") {
      await forgetRunning(this.owner);
      this.running = undefined;
      this.show("begin");
    } else {
      await keepRunning(this.owner, this.running);
      this.show("menu");
    }
    this.say(`Taken back: ${told.kind === "attack" ? "the attack" : told.words}.`);
  }

  private show(name: string): void {
    if (name === "better") this.listRateable();
    this.part("go-on").hidden = !this.lasts();
    if (this.running) this.part("began").textContent = clock(this.running.began_ms);
    for (const screen of this.root.querySelectorAll<HTMLElement>("[data-screen]")) {
      screen.hidden = screen.dataset["screen"] !== name;
    }
    const told = this.running?.told.at(-1);
    const began = this.running ? `Noted, ${clock(this.running.began_ms)}.` : "";
    const another = name === "begin" && this.lasts();
    this.say(another ? "" : told ? `${told.words}, ${clock(told.at_ms)}.` : began);
    this.root.querySelector<HTMLElement>(`[data-screen="${name}"] > [tabindex]`)?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  private say(words: string): void {
    const told = this.running?.told.at(-1);
    const undo = this.part("undo");
    undo.hidden = !told;
    if (told) undo.setAttribute("aria-label", `Undo: ${told.words}, ${clock(told.at_ms)}`);
    this.part("noted").hidden = !words;
    this.part("last").textContent = words;
  }

  private offer(own: Own | undefined): void {
    this.part("help").hidden = !own?.emergency && !emergencyNamed();
    const medicines = own?.medicines ?? [];
    this.part("no-medicines").hidden = medicines.length > 0;
    this.part("medicines").replaceChildren(
      ...medicines.map(({ id, name, usual }) => answer({ medicine: id, words: name }, name, usual)),
    );
    const things = own?.things ?? [];
    this.part("no-things").hidden = things.length > 0;
    this.part("things").replaceChildren(...things.map((thing) => answer({ thing }, thing)));
  }

  private listRateable(): void {
    const all = this.rateable();
    this.part("nothing-to-rate").hidden = all.length > 0;
    this.part("rateable").replaceChildren(...all.map((one) => answer({ rate: one.id }, one.words, clock(one.at_ms))));
  }

  private async showWaiting(): Promise<void> {
    const all = await this.outbox.waiting();
    const waiting = all.filter((one) => !one.refused).length;
    this.part("refused").hidden = waiting === all.length;
    this.part("waits").textContent = waitingWords(waiting);
  }

  private part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-${name}]`)!;
  }
}

/** In a session that was kept here, within a day. */
function emergencyNamed(): boolean {
  const at = Number(localStorage.getItem(EMERGENCY));
  return at > 0 && Date.now() - at < STANDS_MS;
}

export function waitingWords(count: number): string {
  if (!count) return "";
  return `${count === 1 ? "One record waits" : `${count} records wait`} on this device until Unclench can be reached.`;
}

function answer(data: Record<string, string>, name: string, note = ""): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "say-answer";
  Object.assign(button.dataset, data);
  const words = document.createElement("b");
  words.textContent = name;
  button.append(words);
  if (note) {
    const more = document.createElement("span");
    more.textContent = note;
    button.append(more);
  }
  return button;
}
