// The places in the page that the player fills, by the names in its template.

export class Parts {
  readonly root: HTMLElement;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  get<Kind extends Element = HTMLElement>(name: string): Kind {
    const found = this.root.querySelector<Kind>(`[data-player="${name}"]`);
    if (!found) throw new Error(`The player's page has no ${name}.`);
    return found;
  }

  has(name: string): boolean {
    return this.root.querySelector(`[data-player="${name}"]`) !== null;
  }

  /** Touches the page only if the text is another, so that nothing is read out or laid out twice. */
  text(name: string, text: string): void {
    const part = this.get(name);
    if (part.textContent !== text) part.textContent = text;
  }

  show(name: string, shown: boolean): void {
    const part = this.get(name);
    if (part.hidden === shown) part.hidden = !shown;
  }

  onTap(name: string, tapped: () => void): void {
    this.get(name).addEventListener("click", tapped);
  }
}
