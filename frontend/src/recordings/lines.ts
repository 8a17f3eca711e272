// One line after the other: record, stop, listen, again. Only one thing is recorded or heard at a time.

import { asWave } from "./wave";

const BEFORE_AND_AFTER_MS = 3_000; // silence around the words does not count; the server cuts it off

const NOT_HERE = "This browser cannot record here. It needs a microphone, and this page from this machine or by https.";
const NOT_ALLOWED = "The microphone is not allowed. Allow it for this page in the browser, then try again.";
const NOT_SENT = "It could not be kept. Is Unclench still running?";

interface Kept {
  sound: string;
  delete: string;
  seconds: number;
}

export function offerRecording(root: HTMLElement): void {
  if (!("MediaRecorder" in window) || !navigator.mediaDevices) {
    tell(root, NOT_HERE);
  }
  for (const item of root.querySelectorAll<HTMLElement>("[data-line]")) new Line(root, item);
}

let under: Line | null = null; // what is being recorded
const heard = new Audio();

class Line {
  private readonly root: HTMLElement;
  private readonly item: HTMLElement;
  private readonly record: HTMLButtonElement;
  private readonly play: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private recorder: MediaRecorder | null = null;
  private timer = 0;

  constructor(root: HTMLElement, item: HTMLElement) {
    this.root = root;
    this.item = item;
    this.record = button(item, "record");
    this.play = button(item, "play");
    this.remove = button(item, "remove");
    this.record.hidden = !("MediaRecorder" in window) || !navigator.mediaDevices;
    this.record.addEventListener("click", () => void (this.recorder ? this.stop() : this.start()));
    this.play.addEventListener("click", () => this.listen());
    this.remove.addEventListener("click", () => void this.forget());
    this.show();
  }

  stop(): void {
    clearTimeout(this.timer);
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private async start(): Promise<void> {
    under?.stop();
    heard.pause();
    this.wrong("");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { autoGainControl: false, echoCancellation: false } });
    } catch {
      return this.wrong(NOT_ALLOWED);
    }
    const parts: Blob[] = [];
    const recorder = (this.recorder = new MediaRecorder(stream));
    under = this;
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      this.recorder = null;
      if (under === this) under = null;
      this.show();
      void this.keep(new Blob(parts, { type: recorder.mimeType }));
    };
    recorder.start();
    this.timer = window.setTimeout(() => this.stop(), Number(this.item.dataset["most"]) + BEFORE_AND_AFTER_MS);
    this.show();
    state(this.root, "Recording. Speak now.");
  }

  private async keep(recorded: Blob): Promise<void> {
    state(this.root, "Being kept …");
    try {
      const answer = await this.post(this.item.dataset["line"] ?? "", await asWave(recorded));
      const said = (await answer.json()) as Kept & { message?: string };
      if (!answer.ok) return this.wrong(said.message ?? NOT_SENT);
      this.item.dataset["sound"] = said.sound;
      this.item.dataset["delete"] = said.delete;
      state(this.root, `Kept, ${said.seconds} seconds.`);
    } catch {
      return this.wrong(NOT_SENT);
    } finally {
      this.show();
    }
  }

  private listen(): void {
    const sound = this.item.dataset["sound"];
    if (!sound) return;
    under?.stop();
    if (!heard.paused && heard.src.endsWith(sound)) return heard.pause();
    heard.src = sound;
    heard.play().catch(() => this.wrong("It cannot be played here."));
  }

  private async forget(): Promise<void> {
    const address = this.item.dataset["delete"];
    if (!address) return;
    heard.pause();
    try {
      const answer = await this.post(`${address}?script`);
      if (!answer.ok && answer.status !== 404) return this.wrong(NOT_SENT);
    } catch {
      return this.wrong(NOT_SENT);
    }
    delete this.item.dataset["sound"];
    delete this.item.dataset["delete"];
    state(this.root, "Deleted.");
    this.show();
    this.record.focus();
  }

  private post(address: string, body?: Blob): Promise<Response> {
    const headers = { "X-CSRFToken": this.root.dataset["token"] ?? "" };
    return fetch(address, { method: "POST", headers, ...(body ? { body } : {}) });
  }

  private show(): void {
    const kept = "sound" in this.item.dataset;
    this.record.textContent = this.recorder ? "Stop" : kept ? "Again" : "Record";
    this.play.hidden = this.remove.hidden = !kept || this.recorder !== null;
    const mark = this.item.querySelector<HTMLElement>("[data-mark]");
    if (mark) mark.hidden = !kept;
    this.item.toggleAttribute("data-on", this.recorder !== null);
    const count = this.root.querySelector("[data-count]");
    if (count) count.textContent = String(this.root.querySelectorAll("[data-line][data-sound]").length);
  }

  private wrong(text: string): void {
    const place = this.item.querySelector<HTMLElement>("[data-wrong]");
    if (place) {
      place.textContent = text;
      place.hidden = !text;
    }
    if (text) state(this.root, "");
  }
}

function button(item: HTMLElement, name: string): HTMLButtonElement {
  const found = item.querySelector<HTMLButtonElement>(`[data-${name}]`);
  if (!found) throw new Error(`a line without ${name}`);
  return found;
}

function state(root: HTMLElement, text: string): void {
  const place = root.querySelector("[data-state]");
  if (place) place.textContent = text;
}

function tell(root: HTMLElement, text: string): void {
  const place = root.querySelector<HTMLElement>("[data-trouble]");
  if (!place) return;
  place.textContent = text;
  place.hidden = false;
}
