// Where it hurts: a figure and a list that say the same. Without script the list stands alone, and is sent as it is.

import { Figure } from "./figure";
import { List } from "./list";
import { Picker } from "./picker";
import { Spots } from "./spots";

export function makePainMap(root: HTMLElement): void {
  const part = (name: string): HTMLElement | null => root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const list = new List(part("list")!);
  const spots = new Spots(root, () => refresh());
  const said = part("said")!;
  const undo = part("undo") as HTMLButtonElement;
  const clear = part("clear") as HTMLButtonElement;
  const figure = part("figure");
  const onFigure = figure ? makeFigure(root, figure, spots) : () => {};

  function refresh(): void {
    const words = spots.words;
    said.textContent = words || said.dataset["none"]!;
    part("status")!.textContent = words || "No place chosen.";
    part("back")!.hidden = spots.isEmpty && !spots.canUndo;
    undo.disabled = !spots.canUndo;
    clear.disabled = spots.isEmpty;
    list.refresh();
    onFigure();
  }

  undo.addEventListener("click", () => spots.undo());
  clear.addEventListener("click", () => spots.clear());
  list.refresh();
  onFigure();
  part("back")!.hidden = spots.isEmpty;
  clear.disabled = spots.isEmpty;
}

/** Brings the figure to life; what it has to do when something changed. */
function makeFigure(root: HTMLElement, area: HTMLElement, spots: Spots): () => void {
  const which = area.querySelector<HTMLElement>('[data-part="which"]')!;
  const picker = new Picker(area.querySelector<HTMLElement>('[data-part="picker"]')!, spots, (key) => figure.focus(key));
  const figure = new Figure(area, spots, (keys, by) => {
    which.hidden = keys.length < 2;
    if (keys.length < 2) return picker.open(keys[0]!, by);
    picker.close();
    which.replaceChildren(question("Which one?"));
    for (const key of keys) which.append(chooser(spots.said(key), () => {
      which.hidden = true;
      picker.open(key, by);
    }));
    which.scrollIntoView({ block: "nearest" });
  });
  offerWays(root, area);
  return () => {
    picker.refresh();
    figure.refresh();
  };
}

function question(words: string): HTMLElement {
  const asked = document.createElement("span");
  asked.className = "small";
  asked.textContent = words;
  return asked;
}

function chooser(said: string, chosen: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "painmap-chip";
  button.textContent = said.charAt(0).toUpperCase() + said.slice(1);
  button.addEventListener("click", chosen);
  return button;
}

/** The figure, or the list: one of the two is seen. */
function offerWays(root: HTMLElement, area: HTMLElement): void {
  const ways = root.querySelector<HTMLElement>('[data-part="ways"]')!;
  const list = root.querySelector<HTMLElement>('[data-part="list"]')!;
  const show = (way: string): void => {
    area.hidden = way !== "figure";
    list.hidden = way !== "list";
    for (const button of ways.querySelectorAll<HTMLButtonElement>("button"))
      button.ariaPressed = String(button.dataset["way"] === way);
  };
  ways.hidden = false;
  for (const button of ways.querySelectorAll<HTMLButtonElement>("button"))
    button.addEventListener("click", () => show(button.dataset["way"]!));
  show("figure");
}
