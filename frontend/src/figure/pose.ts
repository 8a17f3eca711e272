// How the body itself is held at a moment: head, shoulders, trunk and breath. The same rule moves the skin in the
// shader (DEFORM) and single points here.

import { ease, type Movement, type Step, type Vector } from "./motion";

export interface Pose {
  /** Turning of the head about its three axes, in radians: nod (chin down), turn (to the left), tilt (to the left). */
  head: Vector;
  /** Of the trunk likewise. */
  trunk: Vector;
  /** How far the shoulders are up, to the front, and drawn together, in millimetres. */
  shoulders: Vector;
  /** How far brows are lifted, eyes squeezed, lips and teeth pressed, 0 to 1. */
  face: Vector;
  /** How far the left and the right arm are held out, 0 to 1. */
  arms: readonly [number, number];
  /** 0 out, 1 in. */
  breath: number;
}

export const UPRIGHT: Pose = { head: [0, 0, 0], trunk: [0, 0, 0], shoulders: [0, 0, 0], face: [0, 0, 0], arms: [0, 0], breath: 0 };

const BREATH_S = 5.5;
const SHRUG_MM = 20;
const DRAW_MM = 14;
const DEFAULT_DEGREES = 20;
/** Pressed against a hand, the head hardly moves. */
const PRESS_DEG = 4;
const ARM_S = 1.5;

/** `still`: no breath either. */
export function poseAt(step: Step | undefined, now_s: number, still: boolean): Pose {
  const breath = still ? 0 : (1 - Math.cos((2 * Math.PI * now_s) / BREATH_S)) / 2;
  const depth = step?.stillness === "breathing" ? 1 : 0.35;
  const pose = {
    head: [0, 0, 0] as [number, number, number],
    trunk: [0, 0, 0] as [number, number, number],
    shoulders: [0, 0, 0] as [number, number, number],
    face: [0, 0, 0] as [number, number, number],
    arms: [0, 0] as [number, number],
    breath: breath * depth,
  };
  for (const movement of step?.movements ?? []) {
    const inside = now_s - step!.start_s;
    if (inside < movement.at_s || inside >= movement.until_s) continue;
    apply(pose, movement, inside - movement.at_s);
  }
  return pose;
}

/** How far out a movement is, and to which side it goes where it does one after the other. */
function reach(movement: Movement, since_s: number): { out: number; round: number } {
  const length_s = movement.out_s + movement.hold_s + movement.back_s || 1;
  const round = Math.floor(since_s / length_s);
  const inside = since_s - round * length_s;
  if (inside < movement.out_s) return { out: ease(inside / movement.out_s), round };
  const left = length_s - inside;
  // The way back takes no longer than the way out; what is left of its time is rest.
  const back_s = Math.min(movement.back_s, Math.max(1, movement.out_s));
  const since_back = inside - movement.out_s - movement.hold_s;
  if (since_back <= 0 || left <= 0) return { out: 1, round };
  return { out: 1 - ease(Math.min(1, since_back / back_s)), round };
}

type Three = [number, number, number];

function apply(
  pose: { head: Three; trunk: Three; shoulders: Three; face: Three; arms: [number, number] },
  movement: Movement,
  since_s: number,
): void {
  const { out: reached, round } = reach(movement, since_s);
  // Where the step is too short for the whole of it, it still comes back gently.
  const left_s = movement.until_s - movement.at_s - since_s;
  const out = Math.min(reached, ease(Math.min(1, left_s / Math.max(1, Math.min(movement.back_s, movement.out_s)))));
  const own = movement.own === "left" ? 1 : -1;
  let sideways = 1;
  if (movement.toward === "own") sideways = own;
  else if (movement.toward === "other") sideways = -own;
  else if (movement.toward === "both") sideways = round % 2 ? 1 : -1;
  const angle = ((movement.degrees || DEFAULT_DEGREES) * Math.PI * out) / 180;
  const joint = movement.part === "trunk" ? pose.trunk : pose.head;
  if (movement.part === "head" || movement.part === "trunk") {
    if (movement.move === "turn") joint[1] += sideways * angle;
    else if (movement.move === "tilt") joint[2] += sideways * angle;
    else if (movement.move === "nod" || movement.move === "bend") {
      if (movement.toward === "own" || movement.toward === "other") {
        joint[0] += angle * 0.75;
        joint[1] += sideways * angle * 0.6;
      } else joint[0] += movement.toward === "back" || movement.toward === "up" ? -angle : angle;
    } else if (movement.move === "step") {
      // The forearm lies on a door frame, all the while.
      pose.arms[movement.own === "left" ? 0 : 1] = ease(Math.min(1, since_s / ARM_S, left_s / ARM_S));
    } else if (movement.move === "draw") joint[0] += 0.3 * angle;
    else if (movement.move === "press") joint[0] -= (PRESS_DEG * Math.PI * out) / 180;
  } else if (movement.part === "shoulders" || movement.part === "blades") {
    if (movement.move === "lift") pose.shoulders[0] += (movement.toward === "down" ? -0.5 : 1) * SHRUG_MM * out;
    else {
      const back = movement.toward === "in" || movement.toward === "back" || movement.toward === "down";
      pose.shoulders[1] += (back ? -1 : 1) * DRAW_MM * out;
      if (movement.toward === "down") pose.shoulders[0] -= 0.4 * SHRUG_MM * out;
    }
  } else pose.face[["brows", "eyes", "jaw"].indexOf(movement.part)] = out;
}

/** Moves a point of the skin, or with `asDirection` a direction there. */
export function posed(pose: Pose, point: Vector, asDirection?: Vector): Vector {
  const head = headShare(point);
  const trunk = trunkShare(point);
  let moved: Vector = asDirection ?? point;
  if (!asDirection) {
    const shoulder = shoulderShare(point);
    const chest = chestShare(point);
    moved = [
      point[0],
      point[1] + shoulder * (pose.shoulders[0] + 2.2 * pose.breath) + chest * 1.2 * pose.breath,
      point[2] + shoulder * pose.shoulders[1] + chest * 3.2 * pose.breath,
    ];
  }
  moved = turned(moved, pose.head, head, asDirection ? [0, 0, 0] : NECK);
  return turned(moved, pose.trunk, trunk, asDirection ? [0, 0, 0] : WAIST);
}

const NECK: Vector = [0, 38, 8];
const WAIST: Vector = [0, -420, 0];

const smooth = (low: number, high: number, value: number) => ease(Math.min(1, Math.max(0, (value - low) / (high - low))));

function headShare([x, y, z]: Vector): number {
  return smooth(-25, 72, y + 0.55 * (z - 20) - Math.max(0, Math.abs(x) - 55));
}

function trunkShare([, y]: Vector): number {
  return smooth(-430, -120, y);
}

function shoulderShare([x, y]: Vector): number {
  return smooth(45, 130, Math.abs(x)) * smooth(-420, -60, y);
}

function chestShare([x, y, z]: Vector): number {
  return smooth(-330, -120, y) * (1 - smooth(-70, 10, y)) * smooth(-10, 70, z) * (1 - smooth(110, 190, Math.abs(x)));
}

function turned(point: Vector, angles: Vector, share: number, pivot: Vector): Vector {
  const size = Math.hypot(...angles);
  if (size * share < 1e-6) return point;
  const axis: Vector = [angles[0] / size, angles[1] / size, -angles[2] / size];
  const [c, s] = [Math.cos(size * share), Math.sin(size * share)];
  const v: Vector = [point[0] - pivot[0], point[1] - pivot[1], point[2] - pivot[2]];
  const dot = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
  return [
    pivot[0] + v[0] * c + (axis[1] * v[2] - axis[2] * v[1]) * s + axis[0] * dot * (1 - c),
    pivot[1] + v[1] * c + (axis[2] * v[0] - axis[0] * v[2]) * s + axis[1] * dot * (1 - c),
    pivot[2] + v[2] * c + (axis[0] * v[1] - axis[1] * v[0]) * s + axis[2] * dot * (1 - c),
  ];
}

/** The same for the vertex shader: `posedPoint` and `posedDirection`. */
export const DEFORM = /* glsl */ `
uniform vec3 uHead;
uniform vec3 uTrunk;
uniform vec3 uShoulders;
uniform float uBreath;

vec3 turnedBy(vec3 v, vec3 angles, float share) {
  float size = length(angles);
  if (size * share < 1e-6) return v;
  vec3 axis = vec3(angles.xy, -angles.z) / size;
  float c = cos(size * share);
  float s = sin(size * share);
  return v * c + cross(axis, v) * s + axis * dot(axis, v) * (1.0 - c);
}
float headShare(vec3 p) { return smoothstep(-25.0, 72.0, p.y + 0.55 * (p.z - 20.0) - max(0.0, abs(p.x) - 55.0)); }
float trunkShare(vec3 p) { return smoothstep(-430.0, -120.0, p.y); }
float shoulderShare(vec3 p) { return smoothstep(45.0, 130.0, abs(p.x)) * smoothstep(-420.0, -60.0, p.y); }
float chestShare(vec3 p) {
  return smoothstep(-330.0, -120.0, p.y) * (1.0 - smoothstep(-70.0, 10.0, p.y)) * smoothstep(-10.0, 70.0, p.z)
    * (1.0 - smoothstep(110.0, 190.0, abs(p.x)));
}
vec3 posedPoint(vec3 p) {
  float shoulder = shoulderShare(p);
  float chest = chestShare(p);
  vec3 q = p + vec3(0.0,
    shoulder * (uShoulders.x + 2.2 * uBreath) + chest * 1.2 * uBreath,
    shoulder * uShoulders.y + chest * 3.2 * uBreath);
  vec3 neck = vec3(0.0, 38.0, 8.0);
  vec3 waist = vec3(0.0, -420.0, 0.0);
  q = neck + turnedBy(q - neck, uHead, headShare(p));
  return waist + turnedBy(q - waist, uTrunk, trunkShare(p));
}
vec3 posedDirection(vec3 p, vec3 d) {
  return turnedBy(turnedBy(d, uHead, headShare(p)), uTrunk, trunkShare(p));
}
`;
