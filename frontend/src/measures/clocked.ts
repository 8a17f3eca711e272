// The task itself: waits, shows the disc, takes the answer. All times are of the page's one clock, in milliseconds: those
// of frames, of events and of performance.now() are the same.

import { drawWait, isMissed, middle, mostUsed, type Input, type Run, type Task, type Trial } from "./run";

export interface Shown {
  disc(there: boolean): void;
  answered(ms: number): void;
  tooSoon(): void;
  noAnswer(): void;
  left(ms: number): void;
}

// What is shown after an answer stays so long, within the wait: less than the shortest one.
const SHOWN_MS = 700;
// A touch or a click that the same press makes a second time.
const SAME_PRESS_MS = 40;

export class Clocked {
  readonly #trials: Trial[] = [];
  readonly #inputs: Input[] = [];
  readonly #gaps: number[] = [];
  #frame = 0;
  #lastFrame = 0;
  #began = 0;
  #waitFrom = 0;
  #wait = 0;
  #asked = 0; // the frame in which the disc was drawn
  #seen = 0; // the frame after it: by then it is on the screen
  #late = false;
  #lastPress = -Infinity;
  #clearAt = Infinity;
  #held = 0;
  #repeats = false;
  #hidden = 0;
  #over = false;

  readonly #task: Task;
  readonly #shown: Shown;
  readonly #ended: (run: Run) => void;
  readonly #mostTrials: number;

  constructor(task: Task, shown: Shown, ended: (run: Run) => void, mostTrials = Infinity) {
    this.#task = task;
    this.#shown = shown;
    this.#ended = ended;
    this.#mostTrials = mostTrials;
  }

  start(): void {
    this.#frame = requestAnimationFrame((at) => {
      this.#began = this.#lastFrame = at;
      this.#waitAnew(at);
      this.#frame = requestAnimationFrame(this.#tick);
    });
  }

  stop(): void {
    this.#end("stopped");
  }

  // The page went out of sight: nothing after that can be trusted.
  hide(): void {
    this.#hidden += 1;
    this.#end("stopped");
  }

  press(input: Input, at: number): void {
    if (this.#over || !this.#began || at - this.#lastPress < SAME_PRESS_MS) return;
    this.#lastPress = at;
    this.#repeats = false;
    this.#inputs.push(input);
    if (!this.#asked) {
      this.#trials.push({ wait_ms: Math.max(at - this.#waitFrom, 0), answer_ms: null, early: true, late: false });
      this.#shown.tooSoon();
    } else {
      const answer = Math.max(at - (this.#seen || this.#asked), 0);
      this.#trials.push({ wait_ms: this.#wait, answer_ms: answer, early: false, late: this.#late });
      this.#shown.disc(false);
      if (answer < this.#task.falseStartMs) this.#shown.tooSoon();
      else this.#shown.answered(answer);
    }
    this.#next(at);
  }

  // The key repeats: it is held down, which is no answer.
  hold(): void {
    if (!this.#repeats) this.#held += 1;
    this.#repeats = true;
  }

  readonly #tick = (at: number): void => {
    if (this.#over) return;
    const gap = at - this.#lastFrame;
    this.#lastFrame = at;
    if (gap > 0) this.#gaps.push(gap);
    if (this.#asked && !this.#seen) {
      this.#seen = at;
      this.#late = isMissed(gap, middle(this.#gaps.slice(-120)));
    } else if (!this.#asked && at - this.#waitFrom >= this.#wait) {
      this.#asked = at;
      this.#shown.disc(true);
    } else if (this.#asked && at - this.#seen >= this.#task.givesUpMs) {
      this.#trials.push({ wait_ms: this.#wait, answer_ms: null, early: false, late: this.#late });
      this.#shown.disc(false);
      this.#shown.noAnswer();
      this.#next(at);
      if (this.#over) return;
    }
    if (at >= this.#clearAt) {
      this.#clearAt = Infinity;
      this.#shown.answered(0);
    }
    this.#shown.left(Math.max(this.#task.lastsMs - (at - this.#began), 0));
    // A disc that stands is waited for; what stands at the end is a trial like the others.
    if (!this.#asked && at - this.#began >= this.#task.lastsMs) this.#end("finished");
    else this.#frame = requestAnimationFrame(this.#tick);
  };

  #next(at: number): void {
    if (this.#trials.length >= this.#mostTrials) this.#end("finished");
    else {
      this.#clearAt = at + SHOWN_MS;
      this.#waitAnew(at);
    }
  }

  #waitAnew(at: number): void {
    this.#asked = this.#seen = 0;
    this.#late = false;
    this.#waitFrom = at;
    this.#wait = drawWait(this.#task);
  }

  #end(ended: "finished" | "stopped"): void {
    if (this.#over) return;
    this.#over = true;
    cancelAnimationFrame(this.#frame);
    this.#shown.disc(false);
    this.#ended({
      task: this.#task.id,
      input: mostUsed(this.#inputs),
      ended,
      lasted_ms: Math.max(this.#lastFrame - this.#began, 0),
      frame_ms: middle(this.#gaps),
      held: this.#held,
      hidden: this.#hidden,
      trials: this.#trials,
    });
  }
}
