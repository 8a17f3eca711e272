// What hurts, and how much. The fields of the list hold it, so that the form is sent as it is seen; all else follows.

export const HURTS = "hurts";

/** "temple.left" and "6", or "hurts" where nobody gave a number. */
type State = ReadonlyMap<string, string>;

export class Spots {
  readonly #fields = new Map<string, HTMLSelectElement>();
  readonly #before: State[] = [];
  readonly #changed: () => void;
  #now: State;

  constructor(root: ParentNode, changed: () => void) {
    this.#changed = changed;
    for (const field of root.querySelectorAll<HTMLSelectElement>("select[data-spot]")) {
      this.#fields.set(field.dataset["spot"]!, field);
      field.addEventListener("change", () => this.#note());
    }
    this.#now = this.#read();
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  /** "" where nothing was chosen. */
  level(key: string): string {
    return this.#fields.get(key)?.value ?? "";
  }

  said(key: string): string {
    return this.#fields.get(key)?.dataset["said"] ?? "";
  }

  set(levels: Iterable<readonly [string, string]>): void {
    for (const [key, level] of levels) {
      const field = this.#fields.get(key);
      if (field) field.value = level;
    }
    this.#note();
  }

  clear(): void {
    this.set([...this.#now.keys()].map((key) => [key, ""] as const));
  }

  undo(): void {
    const state = this.#before.pop();
    if (!state) return;
    for (const [key, field] of this.#fields) field.value = state.get(key) ?? "";
    this.#now = state;
    this.#changed();
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  get isEmpty(): boolean {
    return this.#now.size === 0;
  }

  /** "Right temple 6, tops of both shoulders 4": two sides that hurt alike are said once, as the server says them. */
  get words(): string {
    const words: string[] = [];
    for (const [key, level] of this.#now) {
      const [region, side] = key.split(".");
      const like = (other: string): boolean => this.#now.get(`${region}.${other}`) === level;
      if (side === "right" && like("left")) continue;
      const both = side === "left" && like("right");
      const name = both ? this.#fields.get(key)!.closest<HTMLElement>("[data-both]")!.dataset["both"]! : this.said(key);
      words.push(`${name} ${level === HURTS ? "(no number)" : level}`);
    }
    const said = words.join(", ");
    return said.charAt(0).toUpperCase() + said.slice(1);
  }

  #note(): void {
    const state = this.#read();
    if (same(state, this.#now)) return;
    this.#before.push(this.#now);
    this.#now = state;
    this.#changed();
  }

  #read(): State {
    return new Map([...this.#fields].filter(([, field]) => field.value).map(([key, field]) => [key, field.value]));
  }
}

function same(one: State, other: State): boolean {
  return one.size === other.size && [...one].every(([key, level]) => other.get(key) === level);
}
