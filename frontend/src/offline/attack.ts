// The attack page that stands without a network. A tap is kept on this device first, then told; one question at a time.

import { uuid7 } from "../player/events";
import { emergencyAt } from "./emergency";
import { ownerOf } from "./mark";
import { Outbox } from "./outbox";
import { forgetRunning, keepRunning, keepStandby, keptOwn, keptRunning, type Own } from "./standby";
import { isFull, openCache, PREFIX, type Rateable, type Running, type Told } from "./store";
import { registerWorker } from "./worker_registration";

/** As long as an attack may last; one of which nobody said that it has eased is not told of for longer. */
const OPEN_FOR_MS = 72 * 3_600_000;
const HALF_A_DAY_MS = 12 * 3_600_000;
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
const TAP_KEPT = "There is no room on this device. Free some space, then open this page again: the time of your tap is kept.";
const HARDLY = "It is noted, but there is hardly any room left on this device. Free some space.";
const TOO_OLD = "That attack began more than three days ago, so this was not noted. Tap “Attack now” first.";

type Fields = Record<string, unknown>;

/** Begin an attack with a tap at this moment, whatever page it was made on. `sent`: it may have arrived by another way.
 *
 * It waits to be told before this page knows of it. Where there is no room for that, it is found among what waits.
 */
export async function beginAttack(outbox: Outbox, owner: string, at_ms: number, sent = false): Promise<Running> {
  const before = await runningOf(owner, outbox);
  if (before && !isOver(before) && isNear(at_ms, before.began_ms)) return before;
  const attack = uuid7();
  await outbox.add("attack", { at_ms }, attack, "Attack", sent);
  const running = begun(attack, at_ms);
  await keepRunning(owner, running).catch(() => undefined);
  return running;
}

/** The attack that is told of here, if it may still last. */
export async function runningOf(owner: string, outbox: Outbox): Promise<Running | undefined> {
  const kept = await keptRunning(owner);
  const all = (await outbox.waiting().catch(() => [])).filter((one) => !one.refused).map((one) => one.record);
  const isTakenBack = (id: string): boolean => all.some((one) => one.kind === "undo" && one["of"] === id);
  const waits = all.filter((one) => one.kind === "attack" && !isTakenBack(one.id)).at(-1);
  const at_ms = Number(waits?.["at_ms"] ?? 0);
  const found = waits && at_ms > (kept?.began_ms ?? 0) ? begun(waits.id, at_ms) : kept;
  return found && mayLast(found) ? found : undefined;
}

function begun(attack: string, at_ms: number): Running {
  return { attack, began_ms: at_ms, told: [{ ids: [attack], kind: "attack", words: "Noted", at_ms }], rateable: [] };
}

function mayLast(attack: { began_ms: number }): boolean {
  return Date.now() - attack.began_ms < OPEN_FOR_MS;
}

function isNear(one_ms: number, other_ms: number): boolean {
  return Math.abs(one_ms - other_ms) < SAME_TAP_MS;
}

type Open = NonNullable<Own["attack"]>;

/** Whether what is open there is another attack than the one that is told of here. */
function isAnother(open: Open, running: Running): boolean {
  return open.id !== running.attack && !isNear(open.began_ms, running.began_ms);
}

export function isOver(running: Running): boolean {
  return running.told.at(-1)?.kind === "eased";
}

export function whyNot(error: unknown): string {
  return isFull(error) ? NO_ROOM : NOT_KEPT;
}

/** With the day, where it may have been another one. */
export function clock(at_ms: number): string {
  const day = Date.now() - at_ms > HALF_A_DAY_MS ? ({ weekday: "long" } as const) : {};
  return new Date(at_ms).toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
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
  /** One tap after the other: a second one before the first is kept is a slip. */
  private busy = false;
  /** When a tap was made that the worker could not pass on and that is not kept here yet; else 0. */
  private left_ms = 0;

  constructor(root: HTMLElement) {
    this.root = root;
    this.owner = ownerOf(document);
    this.outbox = new Outbox(this.owner, () => void this.showWaiting());
  }

  async open(): Promise<void> {
    this.root.addEventListener("click", (event) => this.tapped(event.target as Element));
    this.running = await runningOf(this.owner, this.outbox);
    const own = await keptOwn(this.owner);
    this.offer(own);
    this.left_ms = await this.tapLeft();
    if (this.left_ms) await this.one(() => this.begin());
    else {
      if (own?.attack && mayLast(own.attack) && (await this.isNews(own, own.attack))) await this.adopt(own.attack);
      this.show(this.lasts() && location.pathname !== SHORTCUT ? "menu" : "begin");
    }
    this.part("end").hidden = false;
    void registerWorker();
    addEventListener("online", () => void this.meet());
    addEventListener("offline", () => (this.part("online").hidden = true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.comeBack();
    });
    await this.meet();
  }

  /** A page that was left open may be looked at again days later, and much may have been told elsewhere. */
  private async comeBack(): Promise<void> {
    this.touched = false;
    if (this.running && !mayLast(this.running)) this.leaveOld();
    await this.meet();
  }

  /** A tap that the worker could not pass on. Nobody but the worker can leave one. */
  private async tapLeft(): Promise<number> {
    const left = await caches.match(TAPPED, { cacheName: PREFIX + this.owner });
    return (left && Number(await left.text())) || 0;
  }

  /** Tell what waits and ask what is known there; nothing of it is needed here. */
  private async meet(): Promise<void> {
    try {
      await this.outbox.flush();
      const own = await keepStandby(this.owner);
      this.part("online").hidden = !own;
      if (!own) return;
      this.offer(own);
      if (!this.touched && !(await this.waits())) await this.agree(own);
    } catch {
      this.part("online").hidden = true;
    }
  }

  /** Whether something is not told yet. What was refused is not, and keeps only its own attack from being agreed on. */
  private async waits(): Promise<boolean> {
    const { attack } = this.running ?? {};
    const all = await this.outbox.waiting();
    return all.some(({ refused, record }) => !refused || (attack && [record.id, record["attack"]].includes(attack)));
  }

  /** Whether what was last heard of an open attack is later than what was told here of another one. */
  private async isNews(own: Own, open: Open): Promise<boolean> {
    if (!this.running) return true;
    const told_ms = this.running.told.at(-1)?.at_ms ?? this.running.began_ms;
    return isAnother(open, this.running) && own.asked_ms > told_ms && !(await this.waits());
  }

  /** Nothing waits here: what is known there of the open attack counts. */
  private async agree(own: Own): Promise<void> {
    const lasts = this.lasts();
    if (own.attack && (!lasts || isAnother(own.attack, this.running!))) {
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

  private async adopt({ id, began_ms, unrated }: Open): Promise<void> {
    this.last = this.rated = undefined;
    this.running = { attack: id, began_ms, told: [], rateable: unrated };
    await keepRunning(this.owner, this.running).catch(() => undefined);
  }

  /** It is too long ago for anything more to be told of it. */
  private leaveOld(): void {
    this.running = this.last = this.rated = undefined;
    this.show("begin");
  }

  private lasts(): boolean {
    return this.running !== undefined && !isOver(this.running);
  }

  private tapped(target: Element): void {
    const button = target.closest("button");
    if (!button) return;
    this.touched = true;
    const { go, tell, place, side, medicine, thing, rate, minutes } = button.dataset;
    void this.one(async () => {
      if (button.hasAttribute("data-begin")) await this.begin();
      else if (button.hasAttribute("data-undo")) await this.undo();
      else if (go !== undefined) this.show(go);
      else if (tell !== undefined) await this.tell(tell, this.fieldsOf(button), this.wordsOf(button), button.dataset["then"]);
      else if (medicine !== undefined) await this.tell("dose", { medicine }, button.dataset["words"]!);
      else if (thing !== undefined) await this.tell("tried", { what: thing }, thing);
      else if (place !== undefined) await this.choose(place, button.innerText, button.dataset["sides"]!.split(" "));
      else if (side !== undefined) await this.tellPlace(side, button.innerText);
      else if (rate !== undefined) this.askAbout(rate);
      else if (minutes !== undefined) await this.add(Number(minutes), button.dataset["said"]!);
    });
  }

  private async one(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await act();
    } finally {
      this.busy = false;
    }
  }

  /** Now, or when it was tapped before this page could be reached. */
  private async begin(): Promise<void> {
    const left = this.left_ms > 0;
    try {
      this.running = await beginAttack(this.outbox, this.owner, this.left_ms || Date.now(), left);
    } catch (error) {
      this.show("begin");
      this.say(left && isFull(error) ? TAP_KEPT : whyNot(error));
      return;
    }
    this.left_ms = 0;
    this.show("menu");
    if (left) await (await openCache(this.owner)).delete(TAPPED);
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
    const { running } = this;
    if (!running) return;
    if (!mayLast(running)) {
      this.leaveOld();
      this.say(TOO_OLD);
      return;
    }
    const at_ms = Date.now();
    const told: Told = { ids: all.map(() => uuid7()), kind, words, at_ms };
    if (typeof fields["about"] === "string") told.about = fields["about"];
    try {
      const each = all.map((one) => ({ at_ms, ...one, ...this.of(running) }));
      await this.outbox.addEach(kind, each, told.ids, words);
    } catch (error) {
      this.say(whyNot(error));
      return;
    }
    // It will be told, whatever becomes of what this page knows of it.
    running.told.push(told);
    this.running = running;
    this.last = { told, fields };
    await this.keep(then);
  }

  private async keep(then: string): Promise<void> {
    const kept = await keepRunning(this.owner, this.running!).catch(() => undefined);
    this.show(then);
    if (!kept) this.say(HARDLY);
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

  private async choose(id: string, name: string, sides: string[]): Promise<void> {
    this.region = { id, name };
    if (sides.length === 1) {
      await this.tell("place", { place: `${id}.${sides[0]}` }, name);
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
      await this.keep("menu");
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
  const at = emergencyAt();
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
