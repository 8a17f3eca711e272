// "This hurts": what to do, and the ways on. Where it may be an emergency there is one way only.

import type { Parts } from "./parts";

export interface Answers {
  softer(): void;
  skip(): void;
  stop(reason: string): void;
  /** What it was; the sound stands still. */
  named(reason: string): void;
}

const HURTS = "stop_pain";

export class HurtCard {
  private chosen: HTMLElement | null = null;
  private readonly parts: Parts;

  constructor(parts: Parts, answers: Answers) {
    this.parts = parts;
    parts.onTap("softer-on", () => {
      answers.named(HURTS);
      this.close();
      answers.softer();
    });
    parts.onTap("hurt-skip", () => {
      answers.named(HURTS);
      this.close();
      answers.skip();
    });
    parts.onTap("hurt-stop", () => answers.stop(HURTS));
    for (const button of this.card.querySelectorAll<HTMLElement>("[data-reason]")) {
      button.addEventListener("click", () => {
        answers.named(button.dataset["reason"]!);
        this.choose(button.dataset["reason"]!);
      });
    }
    for (const button of this.card.querySelectorAll<HTMLElement>("[data-stop]")) {
      button.addEventListener("click", () => answers.stop(button.dataset["stop"]!));
    }
    for (const button of this.card.querySelectorAll<HTMLElement>("[data-back]")) {
      button.addEventListener("click", () => this.first());
    }
  }

  get isOpen(): boolean {
    return !this.card.hidden;
  }

  open(): void {
    this.card.hidden = false;
    this.shutOut(true);
    this.first();
  }

  close(): void {
    this.card.hidden = true;
    this.shutOut(false);
    this.parts.get("hurts").focus();
  }

  /** One step back; false where there is none, because it may be an emergency. */
  escape(): boolean {
    if (!this.chosen) this.close();
    else if (this.chosen.querySelector("[data-back]")) this.first();
    else return false;
    return true;
  }

  private get card(): HTMLElement {
    return this.parts.get("hurt-card");
  }

  private first(): void {
    if (this.chosen) this.chosen.hidden = true;
    this.chosen = null;
    this.parts.get("hurt-first").hidden = false;
    this.card.scrollTop = 0;
    this.parts.get("hurt-title").focus();
  }

  private choose(reason: string): void {
    this.chosen = this.card.querySelector<HTMLElement>(`[data-advice="${reason}"]`);
    this.parts.get("hurt-first").hidden = true;
    if (!this.chosen) return;
    this.chosen.hidden = false;
    this.card.scrollTop = 0;
    this.chosen.querySelector<HTMLElement>(".hurt-title")?.focus();
  }

  private shutOut(out: boolean): void {
    for (const part of this.parts.root.children) if (part !== this.card && part instanceof HTMLElement) part.inert = out;
  }
}
