// The list: searched as one types, with a count at each group.

export class List {
  readonly #rows: readonly HTMLElement[];
  readonly #groups: readonly HTMLDetailsElement[];
  readonly #opened = new Set<HTMLDetailsElement>();
  readonly #found: HTMLElement;

  constructor(root: HTMLElement) {
    this.#rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
    this.#groups = [...root.querySelectorAll<HTMLDetailsElement>("details")];
    this.#found = root.querySelector<HTMLElement>('[data-part="found"]')!;
    const search = root.querySelector<HTMLElement>('[data-part="search"]')!;
    search.hidden = false;
    const field = search.querySelector("input")!;
    field.addEventListener("input", () => this.#search(field.value));
    // Enter would send the form.
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }

  refresh(): void {
    for (const group of this.#groups) {
      const count = group.querySelector<HTMLElement>('[data-part="count"]')!;
      const chosen = [...group.querySelectorAll("select")].filter((field) => field.value).length;
      count.textContent = String(chosen);
      count.hidden = chosen === 0;
    }
  }

  #search(text: string): void {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of this.#rows) {
      row.hidden = !words.every((word) => row.dataset["words"]!.includes(word));
      if (!row.hidden) shown += 1;
    }
    for (const group of this.#groups) {
      const open = group.querySelector("[data-row]:not([hidden])") !== null;
      group.hidden = !open;
      // What stood open before stands open again once the search is empty.
      if (words.length > 0 && !group.open && open) {
        group.open = true;
        this.#opened.add(group);
      }
    }
    if (words.length === 0) {
      for (const group of this.#opened) group.open = false;
      this.#opened.clear();
    }
    this.#found.textContent = words.length === 0 ? "" : shown === 1 ? "1 place" : shown ? `${shown} places` : "No place of this name.";
  }
}
