// One screen at a time. Without this script everything of the file stands on one page.

export type Screen = "old" | "check" | "stop" | "ready" | "play" | "hurts" | "end";

export class Screens {
  private readonly page: Document;

  constructor(page: Document) {
    this.page = page;
    for (const part of page.querySelectorAll<HTMLElement>("[data-live]")) part.hidden = false;
    for (const part of page.querySelectorAll<HTMLElement>("[data-plain]")) part.hidden = true;
    this.part<HTMLDetailsElement>("words").open = false;
    this.part<HTMLAudioElement>("audio").hidden = true;
  }

  part<T extends Element = HTMLElement>(name: string): T {
    const found = this.page.querySelector<T>(`[data-part="${name}"]`);
    if (!found) throw new Error(`The file lacks ${name}.`);
    return found;
  }

  write(name: string, text: string): void {
    const part = this.part(name);
    if (part.textContent !== text) part.textContent = text;
  }

  isShown(screen: Screen): boolean {
    return !this.page.querySelector<HTMLElement>(`section[data-screen="${screen}"]`)!.hidden;
  }

  show(screen: Screen): void {
    for (const part of this.page.querySelectorAll<HTMLElement>("[data-screen]")) {
      part.hidden = !part.dataset["screen"]!.split(" ").includes(screen);
    }
    if (screen === "stop") this.page.body.dataset["state"] = "danger";
    else delete this.page.body.dataset["state"];
    scrollTo(0, 0);
    this.page.querySelector<HTMLElement>(`[data-screen="${screen}"] h1`)?.focus({ preventScroll: true });
  }
}
