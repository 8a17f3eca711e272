// "This hurts": a few big buttons that say what it is, what to do then, and the ways on. Where it may be an emergency there
// is one way only.

import type { Parts } from "./parts";

export interface Answers {
  softer(): void;
  /** On without this place. */
  leaveOut(): void;
  /** Nothing hurt. */
  slip(): void;
  stop(reason: string): void;
  /** What it was; the sound stands still. */
  named(reason: string): void;
}

const HURTS = "stop_pain";
const TOO_FIRM = "too_firm";

export class HurtCard {
  private chosen: HTMLElement | null = null;
  private readonly parts: Parts;

  constructor(parts: Parts, answers: Answers) {
    this.parts = parts;
    const stop = (reason: string) => {
      answers.named(reason);
      answers.stop(reason);
    };
    parts.onTap("softer-on", () => {
      answers.named(TOO_FIRM);
      this.close();
      answers.softer();
    });
    parts.onTap("hurt-slip", () => {
      this.close();
      answers.slip();
    });
    parts.onTap("hurt-stop", () => stop(HURTS));
    this.each("[data-leave-out]", () => {
      answers.named(HURTS);
      this.close();
      answers.leaveOut();
    });
    this.each("[data-more]", (button) => this.choose(`[data-answers="${button.dataset["more"]}"]`));
    this.each("[data-reason]", (button) => {
      // What may be an emergency is told at once; the rest once it is clear that it is meant.
      if (button.dataset["urgency"] === "emergency") answers.named(button.dataset["reason"]!);
      this.choose(`[data-advice="${button.dataset["reason"]}"]`);
    });
    this.each("[data-stop]", (button) => stop(button.dataset["stop"]!));
    this.each("[data-back]", () => this.first());
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

  /** What was named could not be told yet; the advice stays. */
  showUnsent(): void {
    for (const words of this.card.querySelectorAll<HTMLElement>("[data-unsent]")) words.hidden = false;
    for (const button of this.card.querySelectorAll<HTMLButtonElement>("[data-stop]")) button.hidden = true;
  }

  private get card(): HTMLElement {
    return this.parts.get("hurt-card");
  }

  private each(selector: string, tapped: (button: HTMLElement) => void): void {
    for (const button of this.card.querySelectorAll<HTMLElement>(selector)) {
      button.addEventListener("click", () => tapped(button));
    }
  }

  private first(): void {
    if (this.chosen) this.chosen.hidden = true;
    this.chosen = null;
    this.parts.get("hurt-first").hidden = false;
    this.card.scrollTop = 0;
    this.parts.get("hurt-title").focus();
  }

  private choose(selector: string): void {
    const found = this.card.querySelector<HTMLElement>(selector);
    if (!found) return;
    if (this.chosen) this.chosen.hidden = true;
    this.chosen = found;
    this.parts.get("hurt-first").hidden = true;
    found.hidden = false;
    this.card.scrollTop = 0;
    found.querySelector<HTMLElement>(".hurt-title")?.focus();
  }

  private shutOut(out: boolean): void {
    for (const part of this.parts.root.children) if (part !== this.card && part instanceof HTMLElement) part.inert = out;
  }
}
