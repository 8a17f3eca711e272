// What hands and body do, as the server writes it, and what of it holds at a moment. Only the moment decides: nothing
// is remembered from one frame to the next, so that a jump of the sound is a jump of the picture.

import type { Build } from "./shape";

export type Part = "left" | "right" | "middle";
export type Vector = readonly [number, number, number];
export type HandPose = "fingertips" | "thumb" | "palm" | "grip" | "knuckles" | "whole";

/** A way over the skin: points evenly along it in millimetres, with outward normals, three numbers each. */
export interface Line {
  points: number[];
  normals: number[];
  /** The vertices under an area. */
  area: number[] | null;
}

export interface Stroke {
  what: string;
  type: "circle" | "line" | "spline" | "zigzag" | "hold" | "point" | "area";
  hand: HandPose;
  hands: "one" | "both" | "alternating";
  /** With the hand of the other side. */
  across?: boolean;
  radius_mm: number;
  period_s: number;
  on_s: number;
  off_s: number;
  still: boolean;
  closed: boolean;
  back: "lift" | "reverse" | "none";
  left: Line | null;
  right: Line | null;
  middle: Line | null;
}

export interface Turn {
  at_s: number;
  until_s: number;
  stroke: number;
  sides: Part[];
  view: number;
}

export interface View {
  azimuth_deg: number;
  elevation_deg: number;
  target_mm: Vector;
  span_mm: number;
  inset: string;
}

export interface Movement {
  what: string;
  part: "head" | "brows" | "eyes" | "jaw" | "shoulders" | "blades" | "trunk";
  move: "turn" | "tilt" | "nod" | "bend" | "lift" | "draw" | "press" | "tighten" | "step";
  toward: "own" | "other" | "both" | "forward" | "back" | "up" | "down" | "in";
  own: "left" | "right";
  degrees: number;
  out_s: number;
  hold_s: number;
  back_s: number;
  repeats: number;
  at_s: number;
  until_s: number;
  view: View;
}

export interface Step {
  start_s: number;
  end_s: number;
  name: string;
  level: number;
  /** How hard, in the words that the rest of the program uses. */
  level_words: string;
  giver: string;
  strokes: Stroke[];
  turns: Turn[];
  views: View[];
  movements: Movement[];
  stillness: string;
}

export interface Motion {
  build: Build;
  steps: Step[];
}

/** Where one hand is and what it does there. */
export interface Touch {
  stroke: Stroke;
  part: Part;
  /** Which hand, as the person's own. */
  hand: "left" | "right";
  at: Vector;
  normal: Vector;
  /** Where it moves to, length 1; zero where it rests. */
  along: Vector;
  /** How far along the line, 0 to 1. */
  share: number;
  /** Going there, or coming back. */
  way: 1 | -1;
  lift_mm: number;
  /** 0 not at all, 1 as hard as the step says. */
  press: number;
  /** 0 unseen, 1 fully there. */
  seen: number;
}

/** One turn on the clock of the whole session. */
export interface Scene {
  step: number;
  turn: Turn | null;
  /** From here it is announced: the camera turns, the way is drawn. */
  early_s: number;
  start_s: number;
  end_s: number;
  view: View | null;
}

const RETURN_SHARE = 0.2;
const LIFT_MM = 26;
const TAP_MM = 14;
const FADE_S = 0.45;
const PRESS_S = 0.8;
const NEXT_STEP_S = 3;
const NEXT_TURN_S = 1.6;
const ASIDE_MM = 17;

/** The scenes in order, without gaps inside a step that moves hands. */
export function scenes(motion: Motion): Scene[] {
  const found: Scene[] = [];
  motion.steps.forEach((step, number) => {
    acts(step).forEach(({ turn, view, ...act }, place) => {
      const start_s = step.start_s + act.at_s;
      const end_s = step.start_s + act.until_s;
      const before = found.at(-1);
      const calm = before && isSame(before.view, view) && place > 0;
      const lead = place === 0 ? NEXT_STEP_S : calm ? 0.6 : NEXT_TURN_S;
      const room = before ? (before.end_s - before.start_s) / 3 : 0;
      found.push({ step: number, turn, early_s: start_s - Math.min(lead, room), start_s, end_s, view });
    });
  });
  return found;
}

interface Act {
  turn: Turn | null;
  at_s: number;
  until_s: number;
  view: View | null;
}

/** Turns of hands, or else movements one after the other (or together): the first begins with its step, the last ends with it. */
function acts(step: Step): Act[] {
  const first = step.views[0] ?? null;
  if (step.turns.length) {
    return step.turns.map((turn) => ({ turn, at_s: turn.at_s, until_s: turn.until_s, view: step.views[turn.view] ?? first }));
  }
  const length_s = step.end_s - step.start_s;
  const moves = step.movements.filter(({ at_s }, place) => place === 0 || at_s > step.movements[place - 1]!.at_s);
  if (!moves.length) return [{ turn: null, at_s: 0, until_s: length_s, view: first }];
  return moves.map(({ at_s, view }, place) => ({
    turn: null,
    at_s: place ? at_s : 0,
    until_s: moves[place + 1]?.at_s ?? length_s,
    view,
  }));
}

export function sceneIndexAt(all: readonly Scene[], now_s: number): number {
  return Math.max(
    0,
    all.findLastIndex((scene) => scene.start_s <= now_s),
  );
}

/** The hands of a scene at a moment. */
export function touches(step: Step, scene: Scene, now_s: number, until_s = scene.end_s): Touch[] {
  const { inset } = scene.view ?? { inset: "" };
  const { turn } = scene;
  const stroke = turn && step.strokes[turn.stroke];
  if (!stroke || stroke.type === "area") return [];
  const inside = now_s - scene.start_s;
  const seen = Math.min(1, Math.max(0, Math.min(inside / FADE_S, (until_s - now_s) / FADE_S)));
  if (seen <= 0) return [];
  const found: Touch[] = [];
  const both = turn.sides.length > 1;
  // Far parts are shown one at a time: the other hand is at work on this one.
  const sides = inset ? turn.sides.slice(0, 1) : turn.sides;
  sides.forEach((part, number) => {
    const line = stroke[part];
    if (!line || !line.points.length) return;
    if (part !== "middle") {
      const shift = both && stroke.hands === "alternating" ? number * 0.5 : 0;
      const own = part === "left" ? "left" : "right";
      const hand = stroke.across || inset === "forearm" ? (own === "left" ? "right" : "left") : own;
      found.push({ ...touch(stroke, line, inside + shift * stroke.period_s), part, hand, seen });
      return;
    }
    const one = touch(stroke, line, inside);
    if (stroke.hands === "one") found.push({ ...one, part, hand: "right", seen });
    else for (const hand of ["left", "right"] as const) found.push({ ...beside(one, hand), part, hand, seen });
  });
  return found;
}

type Bare = Omit<Touch, "part" | "hand" | "seen">;

function touch(stroke: Stroke, line: Line, inside_s: number): Bare {
  const last = line.points.length / 3 - 1;
  if (stroke.still || stroke.period_s <= 0) return rest(stroke, line, 0, pressIn(inside_s));
  if (stroke.type === "hold") return hold(stroke, line, inside_s);
  const round = inside_s / stroke.period_s;
  const u = round - Math.floor(round);
  if (stroke.type === "point") {
    const spot = Math.min(last, Math.floor(u * (last + 1)));
    const down = Math.max(0, Math.cos(2 * Math.PI * (u * (last + 1) - spot)));
    return { ...rest(stroke, line, spot, down), lift_mm: TAP_MM * (1 - down) };
  }
  if (stroke.back === "reverse") {
    const there = u < 0.5;
    return move(stroke, line, there ? 2 * u : 2 - 2 * u, there ? 1 : -1, 0);
  }
  if (stroke.back === "lift") {
    const worked = 1 - RETURN_SHARE;
    if (u <= worked) return move(stroke, line, u / worked, 1, 0);
    const back = (u - worked) / RETURN_SHARE;
    const share = 1 - ease(back);
    return { ...move(stroke, line, share, -1, LIFT_MM * Math.sin(Math.PI * back)), press: 0 };
  }
  return move(stroke, line, u, 1, 0);
}

function hold(stroke: Stroke, line: Line, inside_s: number): Bare {
  const spots = line.points.length / 3;
  const each_s = stroke.on_s + stroke.off_s || stroke.period_s / spots;
  const on_s = stroke.on_s || each_s;
  const number = Math.floor(inside_s / each_s);
  const since_s = inside_s - number * each_s;
  const leaving = Math.max(0, since_s - on_s + PRESS_S) / PRESS_S;
  const press = Math.min(pressIn(since_s), 1 - ease(Math.min(1, leaving)));
  const spot = number % spots;
  if (spots === 1 || since_s < on_s || stroke.off_s <= 0) return rest(stroke, line, spot, press);
  // On the way to the next spot, above the skin.
  const way = ease(Math.min(1, (since_s - on_s) / stroke.off_s));
  const [from, to] = [rest(stroke, line, spot, 0), rest(stroke, line, (spot + 1) % spots, 0)];
  return {
    ...to,
    at: mix(from.at, to.at, way),
    normal: unit(mix(from.normal, to.normal, way)),
    lift_mm: (LIFT_MM / 2) * Math.sin(Math.PI * way),
  };
}

const pressIn = (since_s: number) => ease(Math.min(1, Math.max(0, since_s / PRESS_S)));

function rest(stroke: Stroke, line: Line, spot: number, press: number): Bare {
  const last = line.points.length / 3 - 1;
  return {
    stroke,
    at: triple(line.points, spot),
    normal: triple(line.normals, spot),
    along: [0, 0, 0],
    share: last > 0 ? spot / last : 0,
    way: 1,
    lift_mm: 0,
    press,
  };
}

function move(stroke: Stroke, line: Line, share: number, way: 1 | -1, lift_mm: number): Bare {
  const last = line.points.length / 3 - 1;
  const place = share * last;
  const from = Math.min(Math.max(0, last - 1), Math.floor(place));
  const to = Math.min(last, from + 1);
  const between = place - from;
  const [a, b] = [triple(line.points, from), triple(line.points, to)];
  const normal = unit(mix(triple(line.normals, from), triple(line.normals, to), between));
  const along = unit([way * (b[0] - a[0]), way * (b[1] - a[1]), way * (b[2] - a[2])]);
  return { stroke, at: mix(a, b, between), normal, along, share, way, lift_mm, press: 1 };
}

/** Two hands at the middle lie one beside the other. */
function beside(one: Bare, hand: "left" | "right"): Bare {
  const aside = hand === "left" ? ASIDE_MM : -ASIDE_MM;
  return { ...one, at: [one.at[0] + aside, one.at[1], one.at[2]] };
}

/** Every movement brings its own copy of its view. */
export function isSame(one: View | null, other: View | null): boolean {
  if (one === other || !one || !other) return one === other;
  const isEqual = (["azimuth_deg", "elevation_deg", "span_mm", "inset"] as const).every((name) => one[name] === other[name]);
  return isEqual && one.target_mm.every((value, axis) => value === other.target_mm[axis]);
}

export function triple(numbers: readonly number[], place: number): Vector {
  return [numbers[3 * place]!, numbers[3 * place + 1]!, numbers[3 * place + 2]!];
}

export function mix(a: Vector, b: Vector, share: number): Vector {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function unit(v: Vector): Vector {
  const size = Math.hypot(...v) || 1;
  return [v[0] / size, v[1] / size, v[2] / size];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function ease(share: number): number {
  return share * share * (3 - 2 * share);
}
