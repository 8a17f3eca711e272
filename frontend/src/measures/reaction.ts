// The page of the reaction task: what it is, practice, the task, and what is kept of it.

import { Clocked, type Shown } from "./clocked";
import { middle, type Input, type Run, type Task } from "./run";

const COARSE_MS = 30_000;

export function makeReaction(root: HTMLElement): void {
  const part = <Element extends HTMLElement = HTMLElement>(name: string): Element =>
    root.querySelector<Element>(`[data-part="${name}"]`)!;
  const number = (name: string): number => Number(root.dataset[name]);
  const task: Task = {
    id: root.dataset["reaction"]!,
    lastsMs: number("lastsS") * 1000,
    shortestMs: number("shortestMs"),
    longestMs: number("longestMs"),
    falseStartMs: number("falseStartMs"),
    givesUpMs: number("givesUpMs"),
  };
  const stage = part("stage");
  const says = part("says");
  const time = part("time");
  const left = part("left");
  let going: Clocked | undefined;

  const shown = (practice: boolean): Shown => ({
    disc: (there) => {
      part("disc").hidden = !there;
      if (there) time.textContent = "";
    },
    answered: (ms) => (time.textContent = ms ? `${Math.round(ms)}` : ""),
    tooSoon: () => (time.textContent = "too soon"),
    noAnswer: () => (time.textContent = "no answer"),
    left: (ms) => {
      // Coarse: a running clock would be something to watch.
      const seconds = Math.max(Math.ceil(ms / COARSE_MS), 1) * (COARSE_MS / 1000);
      const words = practice ? "Practice" : `up to ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (left.textContent !== words) left.textContent = words;
    },
  });

  function show(name: "before" | "stage" | "rest" | "form"): void {
    for (const one of ["before", "stage", "rest", "form"]) part(one).hidden = one !== name;
    document.body.classList.toggle("is-reacting", name === "stage");
    scrollTo(0, 0);
  }

  function begin(practice: boolean): void {
    show("stage");
    stage.focus();
    time.textContent = "";
    says.textContent = practice ? "For practice: press as soon as the disc is there" : "Press as soon as the disc is there";
    const most = practice ? number("practice") : Infinity;
    going = new Clocked(task, shown(practice), practice ? rest : end, most);
    going.start();
  }

  function rest(run: Run): void {
    going = undefined;
    if (run.ended === "stopped") return show("before");
    show("rest");
    const times = run.trials.flatMap((trial) => (trial.answer_ms === null ? [] : [trial.answer_ms]));
    const soon = run.trials.filter((trial) => trial.early).length;
    part("rest-says").textContent =
      (times.length ? `Middle time ${Math.round(middle(times))} ms. ` : "") +
      (soon ? `${soon} too soon. ` : "") +
      "Nothing of it is kept.";
    part("rest-title").focus();
  }

  function end(run: Run): void {
    going = undefined;
    part<HTMLInputElement>("run").value = JSON.stringify(run);
    if (run.ended === "finished") {
      part("end-title").textContent = "Done";
      part("end-says").textContent = "It is being kept.";
      part("keep").textContent = "Keep it";
      show("form");
      part<HTMLFormElement>("form").requestSubmit();
      return;
    }
    const seconds = Math.round(run.lasted_ms / 1000);
    part("end-title").textContent = "Stopped";
    part("end-says").textContent =
      (run.hidden ? "The page went out of sight" : "You stopped") +
      ` after ${seconds} seconds. Nothing is kept unless you say so; a stopped run is shown, and not compared.`;
    show("form");
    part("end-title").focus();
  }

  const isPart = (event: Event, name: string): boolean => event.target instanceof Node && part(name).contains(event.target);

  addEventListener("keydown", (event) => {
    if (!going) return;
    if (event.key === "Escape") {
      event.preventDefault();
      going.stop();
    } else if (!isPart(event, "stop") && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      if (event.repeat) going.hold();
      else going.press("key", event.timeStamp);
    }
  });
  stage.addEventListener("pointerdown", (event) => {
    if (!going || isPart(event, "stop") || !event.isPrimary) return;
    event.preventDefault();
    const input: Input = event.pointerType === "mouse" ? "mouse" : "touch";
    going.press(input, event.timeStamp);
  });
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) going?.hide();
  });
  part("stop").addEventListener("click", () => going?.stop());
  part("start").addEventListener("click", () => begin(true));
  part("go").addEventListener("click", () => begin(false));
  part("more").addEventListener("click", () => begin(true));
  part("no-script").hidden = true;
  part("start").hidden = false;
}
