// A way over the skin: dashes ahead of the hand, a tail behind it that fades like that of a comet, arrowheads that tell
// the direction even where nothing moves.

import { BufferAttribute, BufferGeometry, Color, DoubleSide, Mesh, ShaderMaterial, Vector2, type Vector3 } from "three";

import { cross, type Line, triple, unit, type Vector } from "./motion";
import { MARKS, type Theme } from "./palette";
import { DEFORM } from "./pose";

const WIDTH_MM = 5;
const LIFT_MM = 1.1;
const ARROW_EACH_MM = 46;

export interface Way {
  closed: boolean;
  /** There and back on the same line. */
  both: boolean;
  /** How long one loop is, where the line is made of loops; else 0. */
  cycle_mm: number;
}

/** Made once and laid again and again, so that its shader is made once too. */
export class Ribbon {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;
  length_mm = 0;
  private readonly uniforms;

  constructor(pose: PoseUniforms) {
    this.uniforms = {
      ...pose,
      uAhead: { value: new Color() },
      uAheadEdge: { value: new Color() },
      uGone: { value: new Color() },
      uGoneEdge: { value: new Color() },
      uLength: { value: 1 },
      uAt: { value: 0 },
      uTail: { value: 0 },
      uWay: { value: 1 },
      uClosed: { value: 0 },
      uShown: { value: 1 },
      uArrows: { value: new Vector2(1, 0) },
      uNear: { value: 1 },
    };
    this.mesh = new Mesh(
      new BufferGeometry(),
      new ShaderMaterial({
        uniforms: this.uniforms,
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        transparent: true,
        depthWrite: false,
        polygonOffset: true,
        polygonOffsetFactor: -2,
        polygonOffsetUnits: -4,
        side: DoubleSide,
      }),
    );
    this.mesh.frustumCulled = false;
    this.mesh.visible = false;
    this.mesh.renderOrder = 2;
  }

  /** `over_mm`: how far something stands off the skin, point by point. */
  lay(line: Line, way: Way, over_mm: Float32Array | null, pose: PoseUniforms): void {
    const lifted: Vector[] = [];
    for (let place = 0; place < line.points.length / 3; place++) {
      const [at, normal] = [triple(line.points, place), triple(line.normals, place)];
      const lift = LIFT_MM + (over_mm?.[place] ?? 0);
      lifted.push([at[0] + normal[0] * lift, at[1] + normal[1] * lift, at[2] + normal[2] * lift]);
    }
    const rows = strip(lifted, line.normals, way.closed);
    this.length_mm = rows.length_mm;
    const geometry = new BufferGeometry();
    geometry.setIndex(rows.index);
    geometry.setAttribute("position", new BufferAttribute(Float32Array.from(rows.positions), 3));
    geometry.setAttribute("rest", new BufferAttribute(Float32Array.from(rows.middles), 3));
    geometry.setAttribute("place", new BufferAttribute(Float32Array.from(rows.places), 2));
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    const { uniforms } = this;
    Object.assign(uniforms, { uHead: pose.uHead, uTrunk: pose.uTrunk, uShoulders: pose.uShoulders, uBreath: pose.uBreath });
    uniforms.uLength.value = this.length_mm;
    uniforms.uClosed.value = way.closed ? 1 : 0;
    uniforms.uArrows.value.set(arrowEach(this.length_mm, way.cycle_mm), way.both ? 1 : 0);
    uniforms.uNear.value = way.cycle_mm > 0 ? 1.6 * way.cycle_mm : 2 * this.length_mm;
  }

  colour(theme: Theme): void {
    const marks = MARKS[theme];
    this.uniforms.uAhead.value.set(marks.ahead);
    this.uniforms.uAheadEdge.value.set(marks.aheadEdge);
    this.uniforms.uGone.value.set(marks.gone);
    this.uniforms.uGoneEdge.value.set(marks.goneEdge);
  }

  /** `tail_mm`: how long the tail is; 0 while the hand is away. `shown`: 0 to 1. */
  at(share: number, way: 1 | -1, tail_mm: number, shown: number): void {
    this.uniforms.uAt.value = share * this.length_mm;
    this.uniforms.uWay.value = way;
    this.uniforms.uTail.value = tail_mm;
    this.uniforms.uShown.value = shown;
    this.mesh.visible = shown > 0;
  }

  hide(): void {
    this.mesh.visible = false;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}

export interface PoseUniforms {
  uHead: { value: Vector3 };
  uTrunk: { value: Vector3 };
  uShoulders: { value: Vector3 };
  uBreath: { value: number };
}

/** Arrowheads at even distances, at least one; in loops one for each. */
function arrowEach(length_mm: number, cycle_mm: number): number {
  return length_mm / Math.max(1, Math.round(length_mm / Math.max(ARROW_EACH_MM, cycle_mm)));
}

function strip(points: readonly Vector[], normals: readonly number[], closed: boolean) {
  const positions: number[] = [];
  const middles: number[] = [];
  const places: number[] = [];
  const index: number[] = [];
  const count = points.length;
  let along_mm = 0;
  for (let place = 0; place < count; place++) {
    const before = points[place > 0 ? place - 1 : closed ? count - 2 : 0]!;
    const after = points[place < count - 1 ? place + 1 : closed ? 1 : count - 1]!;
    const tangent = unit([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
    const aside = unit(cross(triple(normals, place), tangent));
    const at = points[place]!;
    if (place > 0) along_mm += Math.hypot(...([0, 1, 2] as const).map((axis) => at[axis] - points[place - 1]![axis]));
    for (const hand of [-1, 1]) {
      positions.push(...([0, 1, 2] as const).map((axis) => at[axis] + aside[axis] * hand * WIDTH_MM));
      middles.push(...at);
      places.push(along_mm, hand);
    }
    if (place > 0) {
      const first = 2 * place - 2;
      index.push(first, first + 1, first + 2, first + 2, first + 1, first + 3);
    }
  }
  return { positions, middles, places, index, length_mm: along_mm };
}

const VERTEX = /* glsl */ `
attribute vec3 rest;
attribute vec2 place;
varying vec2 vPlace;
${DEFORM}
void main() {
  vPlace = vec2(place.x, place.y * ${WIDTH_MM.toFixed(1)});
  vec3 at = posedPoint(rest) + posedDirection(rest, position - rest);
  gl_Position = projectionMatrix * viewMatrix * vec4(at, 1.0);
}
`;

// Lengths in millimetres. Each mark has a core and an edge of the opposite lightness, for whatever skin is below.
const FRAGMENT = /* glsl */ `
uniform vec3 uAhead;
uniform vec3 uAheadEdge;
uniform vec3 uGone;
uniform vec3 uGoneEdge;
uniform float uLength;
uniform float uAt;
uniform float uTail;
uniform float uWay;
uniform float uClosed;
uniform float uShown;
uniform vec2 uArrows;
uniform float uNear;
varying vec2 vPlace;
float box(vec2 at, vec2 half_) {
  vec2 d = abs(at) - half_;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}
float cover(float distance_mm) { float w = max(fwidth(distance_mm), 0.05); return 1.0 - smoothstep(-w * 0.7, w * 0.7, distance_mm); }
float arrow(vec2 at, float way) {
  at.x *= way;
  vec2 a = vec2(at.x, abs(at.y));
  return max(dot(a - vec2(2.6, 0.0), normalize(vec2(0.62, 0.78))), -(at.x + 2.2));
}
void main() {
  float s = vPlace.x;
  float y = vPlace.y;
  float each = uLength / max(1.0, floor(uLength / 7.5 + 0.5));
  float dashAt = (fract(s / each + 0.5) - 0.5) * each;
  float dash = box(vec2(dashAt, y), vec2(1.2, 0.15)) - 0.95;
  float arrowAt = (fract(s / uArrows.x) - 0.5) * uArrows.x;
  float head = arrow(vec2(arrowAt, y), uArrows.y > 0.5 ? uWay : 1.0);
  // Dashes make room for arrowheads.
  dash = max(dash, 4.2 - abs(arrowAt));
  float mark = min(dash, head);
  float core = cover(mark);
  float edge = cover(mark - 0.85);
  vec3 colour = mix(uAheadEdge, uAhead, core);
  float alpha = max(core * 0.96, edge * 0.5);

  float behind = (uAt - s) * uWay;
  if (uClosed > 0.5) behind = mod(behind, uLength);
  // Where the line runs over itself again and again, what comes next stands out.
  else alpha *= mix(1.0, 0.3, smoothstep(uNear, 1.6 * uNear, abs(behind)));
  if (uTail > 0.0 && behind >= 0.0 && behind < uTail) {
    float age = behind / uTail;
    float half_ = mix(2.1, 0.7, age);
    float line = abs(y) - half_;
    float tail = cover(line);
    float rim = cover(line - 0.9);
    float strength = 1.0 - age * age;
    vec3 tailColour = mix(uGoneEdge, uGone, tail);
    float tailAlpha = max(tail * strength, rim * strength * 0.8);
    // What lies behind the hand is no longer ahead.
    alpha *= age;
    colour = mix(colour, tailColour, tailAlpha);
    alpha = max(alpha, tailAlpha);
  }
  alpha *= uShown;
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(colour, alpha);
  #include <colorspace_fragment>
}
`;
