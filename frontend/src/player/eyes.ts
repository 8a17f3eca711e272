// Eyes closed: the screen is black, and all of it is one button. A tap, a swipe, a long press; each is answered by the
// voice or by the phone's own buzz, so that nobody has to look.

export interface Gestures {
  tap(): void;
  next(): void;
  back(): void;
  softer(): void;
  hold(): void;
  leave(): void;
}

const HOLD_MS = 700;
const SWIPE_PX = 60;
const HINT_MS = 6_000;

export class EyesClosed {
  private readonly screen: HTMLElement;
  private readonly does: Gestures;
  private readonly down = new Map<number, { x: number; y: number }>();
  private holding = 0;
  private hinting = 0;
  private isDone = false;

  constructor(screen: HTMLElement, does: Gestures) {
    this.screen = screen;
    this.does = does;
    const pad = screen.querySelector<HTMLElement>("[data-pad]")!;
    pad.addEventListener("pointerdown", (event) => this.press(pad, event));
    pad.addEventListener("pointerup", (event) => this.lift(event));
    pad.addEventListener("pointercancel", (event) => this.forget(event));
    pad.addEventListener("contextmenu", (event) => event.preventDefault());
    // A screen reader presses it like any button.
    pad.addEventListener("click", (event) => {
      if (event.detail === 0) does.tap();
    });
  }

  get isOn(): boolean {
    return !this.screen.hidden;
  }

  open(): void {
    this.screen.hidden = false;
    this.screen.querySelector<HTMLElement>("[data-pad]")!.focus({ preventScroll: true });
    this.screen.dataset["hint"] = "";
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => delete this.screen.dataset["hint"], HINT_MS);
  }

  close(): void {
    this.screen.hidden = true;
    this.down.clear();
    clearTimeout(this.holding);
  }

  private press(pad: HTMLElement, event: PointerEvent): void {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    clearTimeout(this.holding);
    if (this.down.size > 1) {
      this.isDone = true;
      return this.does.leave();
    }
    this.isDone = false;
    this.holding = setTimeout(() => this.finish(() => this.does.hold()), HOLD_MS);
  }

  private lift(event: PointerEvent): void {
    const from = this.down.get(event.pointerId);
    this.forget(event);
    if (!from || this.isDone) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.max(Math.abs(x), Math.abs(y)) < SWIPE_PX) this.finish(() => this.does.tap());
    else if (Math.abs(x) > Math.abs(y)) this.finish(() => (x < 0 ? this.does.next() : this.does.back()));
    else if (y > 0) this.finish(() => this.does.softer());
  }

  private forget(event: PointerEvent): void {
    this.down.delete(event.pointerId);
    clearTimeout(this.holding);
  }

  private finish(act: () => void): void {
    this.isDone = true;
    act();
  }
}
