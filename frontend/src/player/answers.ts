// What the voice answers to a tap. One short file, held in memory; each answer is a stretch of it.

import { fetchMade } from "./sound";

export type Answer =
  | "paused"
  | "softer"
  | "softest"
  | "firmer"
  | "firmest"
  | "again"
  | "longer"
  | "full"
  | "other"
  | "no_other"
  | "hurt"
  | "stop"
  | "eyes_closed"
  | "eyes_open"
  | "last";

export class Answers {
  private readonly audio = new Audio();
  private readonly places: Record<string, [number, number]>;
  private until_s = 0;
  private timer = 0;
  /** Told when the voice begins and ends. */
  speaking: (speaks: boolean) => void = () => undefined;

  constructor(places: Record<string, [number, number]>) {
    this.places = places;
    this.audio.preload = "auto";
    this.audio.addEventListener("timeupdate", () => this.watch());
    this.audio.addEventListener("pause", () => this.speaking(false));
  }

  async fetch(address: string, signal: AbortSignal): Promise<void> {
    try {
      this.audio.src = URL.createObjectURL(await fetchMade(address, signal));
    } catch {
      // Then the phone buzzes, and the screen says it.
    }
  }

  say(name: Answer): void {
    const place = this.places[name];
    if (!place || !this.audio.src) return;
    const [from, to] = place;
    this.until_s = to / 1000;
    this.audio.currentTime = from / 1000;
    this.audio.play().then(
      () => this.speaking(true),
      () => undefined,
    );
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hush(), to - from + 400);
  }

  hush(): void {
    this.audio.pause();
  }

  private watch(): void {
    if (this.audio.currentTime >= this.until_s) this.hush();
  }
}
