// A run of the reaction task as it is told to the server, which scores it. Names and units are those of measures.Run.

export type Input = "key" | "touch" | "mouse";

export interface Trial {
  wait_ms: number;
  answer_ms: number | null;
  early: boolean;
  late: boolean;
}

export interface Run {
  task: string;
  input: Input;
  ended: "finished" | "stopped";
  lasted_ms: number;
  frame_ms: number;
  held: number;
  hidden: number;
  trials: Trial[];
}

export interface Task {
  id: string;
  lastsMs: number;
  shortestMs: number;
  longestMs: number;
  falseStartMs: number;
  givesUpMs: number;
}

// Between one frame and the next this much more than usual passes where the screen has missed one.
const MISSED = 1.6;

export function drawWait(task: Task): number {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return task.shortestMs + ((random ?? 0) / 2 ** 32) * (task.longestMs - task.shortestMs);
}

export function middle(values: readonly number[]): number {
  const ordered = [...values].sort((one, other) => one - other);
  const half = Math.floor(ordered.length / 2);
  const [low, high] = [ordered[half - 1], ordered[half]];
  if (high === undefined) return 0;
  return ordered.length % 2 || low === undefined ? high : (low + high) / 2;
}

export function isMissed(gapMs: number, frameMs: number): boolean {
  return frameMs > 0 && gapMs > MISSED * frameMs;
}

export function mostUsed(inputs: readonly Input[]): Input {
  const counted = new Map<Input, number>();
  for (const input of inputs) counted.set(input, (counted.get(input) ?? 0) + 1);
  return [...counted].sort(([, one], [, other]) => other - one)[0]?.[0] ?? "key";
}
