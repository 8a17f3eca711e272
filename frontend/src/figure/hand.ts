// The hands at work, as one sees through them: clear at their outline, thin where they cover what they touch.

import { BufferAttribute, BufferGeometry, Color, Group, Matrix4, Mesh, ShaderMaterial, Vector3 } from "three";

import type { Asset } from "./asset";
import { LIT, type Lighting } from "./lighting";
import { cross, ease, mix, type Touch, unit, type Vector } from "./motion";
import { type Skin, SKINS, type Theme } from "./palette";
import { normalsOf } from "./shape";

const POSES = ["fingertips", "thumb", "finger", "palm", "grip", "knuckles"] as const;
type Stored = (typeof POSES)[number];

interface Contact {
  centre_mm: Vector;
  press: Vector;
  point: Vector;
}

/** How far the middle of the contact sinks into the skin: the pads give, and a grip goes round a ridge. */
const SINK_MM: Record<Stored, number> = { fingertips: 1.5, thumb: 1.5, finger: 1.5, palm: 2, grip: 14, knuckles: 1.5 };
/** How steeply a hand stands on what it touches, in degrees about its side. */
const RAISE_DEG: Record<Stored, number> = { fingertips: 6, thumb: 0, finger: 10, palm: 0, grip: 0, knuckles: 0 };

/** Two hands side by side leave each other this much room, and go aside for it no farther than that. */
const ROOM_MM = 1.5;
const ASIDE_MM = 95;
/** Where the skin faces this much to the side, no hand reaches the other. */
const SIDEWAYS = 0.9;
const HEAD_FROM_MM = 40;

/** What the outline of a hand fades to. */
const VEILS: Record<Theme, string> = { light: "#fff4e8", dark: "#efd2b2", dim: "#8a6a4a" };

export class Hands {
  readonly group = new Group();
  private readonly geometries: Record<Stored, BufferGeometry>;
  private readonly outlines: Record<Stored, Float32Array>;
  private readonly pairs: Record<"left" | "right", Pair>;

  constructor(asset: Asset, lighting: Lighting) {
    const contacts = asset.about["contacts"] as Record<Stored, Contact>;
    const triangles = Uint32Array.from(asset.whole("triangles"));
    const border = asset.values("border");
    this.geometries = Object.fromEntries(
      POSES.map((pose) => [pose, geometryOf(asset.values(pose), contacts[pose], triangles, border)]),
    ) as Record<Stored, BufferGeometry>;
    this.outlines = Object.fromEntries(POSES.map((pose) => [pose, outlineOf(this.geometries[pose])])) as Record<Stored, Float32Array>;
    this.pairs = { left: new Pair(lighting), right: new Pair(lighting) };
    this.group.add(this.pairs.left.depth, this.pairs.left.mesh, this.pairs.right.depth, this.pairs.right.mesh);
  }

  colour(skin: Skin, theme: Theme): void {
    for (const pair of Object.values(this.pairs)) {
      pair.mesh.material.uniforms["uSkin"]!.value.set(SKINS[skin]);
      pair.mesh.material.uniforms["uVeil"]!.value.set(VEILS[theme]);
    }
  }

  /** `giver`: whose hands they are; a person's own come from below and in front, another's from where one looks. */
  hold(touches: readonly (Touch & { over_mm: number })[], giver: string, inset: string, eye: Vector): void {
    for (const pair of Object.values(this.pairs)) pair.show(0);
    for (const touch of touches) {
      const pair = this.pairs[touch.hand];
      const pose = poseOf(touch, inset);
      const lift_mm = touch.lift_mm + touch.over_mm - SINK_MM[pose] * (0.4 + 0.6 * touch.press) + (1 - touch.press) * 1.5;
      const place = placed(touch, pose, lift_mm + 18 * (1 - touch.seen), inset ? besideLimb(touch) : elbow(touch, giver, eye));
      if (touches.length > 1 && !inset) makeRoom(place, touch, this.outlines[pose]);
      pair.put(this.geometries[pose], place, touch.hand);
      pair.show(touch.seen);
      pair.mesh.material.uniforms["uPlace"]!.value.set(...touch.at);
    }
  }

  dispose(): void {
    for (const geometry of Object.values(this.geometries)) geometry.dispose();
    for (const pair of Object.values(this.pairs)) pair.dispose();
  }
}

class Pair {
  readonly depth: Mesh<BufferGeometry, ShaderMaterial>;
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;

  constructor(lighting: Lighting) {
    const uniforms = {
      ...lighting,
      uSkin: { value: new Color() },
      uVeil: { value: new Color() },
      uSeen: { value: 0 },
      uPlace: { value: new Vector3() },
    };
    const shared = { uniforms, vertexShader: VERTEX };
    // First the depth alone, so that no finger shows through another.
    this.depth = new Mesh(
      new BufferGeometry(),
      new ShaderMaterial({ ...shared, fragmentShader: DEPTH, colorWrite: false }),
    );
    this.mesh = new Mesh(
      new BufferGeometry(),
      new ShaderMaterial({ ...shared, fragmentShader: FRAGMENT, transparent: true, depthWrite: false }),
    );
    this.depth.renderOrder = 4;
    this.mesh.renderOrder = 5;
    // Drawn among the see-through, after everything that may be seen through them.
    this.depth.material.transparent = true;
    for (const mesh of [this.depth, this.mesh]) {
      mesh.matrixAutoUpdate = false;
      mesh.frustumCulled = false;
    }
  }

  put(geometry: BufferGeometry, place: Matrix4, hand: "left" | "right"): void {
    for (const mesh of [this.depth, this.mesh]) {
      mesh.geometry = geometry;
      mesh.matrix.copy(place);
      if (hand === "left") mesh.matrix.multiply(MIRROR);
    }
  }

  show(seen: number): void {
    this.mesh.material.uniforms["uSeen"]!.value = seen;
    this.depth.visible = this.mesh.visible = seen > 0;
  }

  dispose(): void {
    this.depth.material.dispose();
    this.mesh.material.dispose();
  }
}

const MIRROR = new Matrix4().makeScale(-1, 1, 1);

/** Into the frame of the contact: y off the skin, −z to the fingers, origin where it touches. */
function geometryOf(stored: Float32Array, contact: Contact, triangles: Uint32Array, border: Float32Array): BufferGeometry {
  const up: Vector = [-contact.press[0], -contact.press[1], -contact.press[2]];
  const back: Vector = [-contact.point[0], -contact.point[1], -contact.point[2]];
  const aside = cross(up, back);
  const positions = new Float32Array(stored.length);
  for (let place = 0; place < stored.length; place += 3) {
    const v: Vector = [
      stored[place]! - contact.centre_mm[0],
      stored[place + 1]! - contact.centre_mm[1],
      stored[place + 2]! - contact.centre_mm[2],
    ];
    [aside, up, back].forEach((axis, row) => {
      positions[place + row] = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
    });
  }
  const geometry = new BufferGeometry();
  geometry.setIndex(new BufferAttribute(triangles, 1));
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(normalsOf(positions, triangles), 3));
  geometry.setAttribute("border", new BufferAttribute(border, 1));
  return geometry;
}

/** One spot of the head or of a far part is pressed with one finger. */
function poseOf({ stroke, at }: Touch, inset: string): Stored {
  const isSpot = stroke.type === "hold" && stroke.hands === "one" && stroke.hand === "fingertips";
  if (isSpot && (inset || at[1] > HEAD_FROM_MM)) return "finger";
  return stroke.hand === "whole" ? "palm" : stroke.hand;
}

/** A few of the vertices, enough to tell how far a hand reaches. */
function outlineOf(geometry: BufferGeometry): Float32Array {
  const positions = geometry.getAttribute("position").array;
  const border = geometry.getAttribute("border").array;
  const kept: number[] = [];
  for (let vertex = 0; vertex < border.length; vertex += 9) {
    if (border[vertex]! > 40) kept.push(positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!);
  }
  return Float32Array.from(kept);
}

/** Moves a hand along the skin until it is on its own side of the body: then fingers touch where a palm would cross. */
function makeRoom(place: Matrix4, { hand, normal }: Touch, outline: Float32Array): void {
  const side = hand === "left" ? 1 : -1;
  const { elements } = place;
  const mirrored = hand === "left" ? -1 : 1;
  let reach = Infinity;
  for (let spot = 0; spot < outline.length; spot += 3) {
    const x =
      elements[0]! * mirrored * outline[spot]! + elements[4]! * outline[spot + 1]! + elements[8]! * outline[spot + 2]! + elements[12]!;
    reach = Math.min(reach, side * x);
  }
  if (reach >= ROOM_MM || Math.abs(normal[0]) > SIDEWAYS) return;
  const along = Math.sqrt(1 - normal[0] * normal[0]);
  const far = Math.min(ASIDE_MM, (ROOM_MM - reach) / along) * side;
  elements[12]! += (far * (1 - normal[0] * normal[0])) / along;
  elements[13]! -= (far * normal[0] * normal[1]) / along;
  elements[14]! -= (far * normal[0] * normal[2]) / along;
}

/** Where the forearm comes from. */
function elbow(touch: Touch, giver: string, eye: Vector): Vector {
  const side = touch.hand === "left" ? 1 : -1;
  const { at } = touch;
  if (giver !== "" && giver !== "self") {
    const from = unit([eye[0] - at[0], 0, eye[2] - at[2]]);
    const aside = unit([from[2], 0, -from[0]]);
    const spread = Math.sign(aside[0] * at[0] + aside[2] * at[2]) || side;
    // Another's hands come from behind: over the head to the face, from below to the back.
    const over = share(-10, 50, at[2]) * share(20, 70, at[1]);
    const [far, out, up] = [260 - 320 * over, 60 + 70 * over, -190 + 400 * over];
    return [at[0] + from[0] * far + aside[0] * out * spread, at[1] + up, at[2] + from[2] * far + aside[2] * out * spread];
  }
  // One's own elbow. In front it is out to the side for the middle of the face, so that no hand hides it, and below for
  // its sides; behind, it is out beside the ears; for the back, the arm comes over the shoulder.
  const middle = 1 - Math.min(1, Math.abs(at[0]) / 70);
  const front: Vector = [side * (190 + 190 * middle), at[1] - 230 + 110 * middle, at[2] + 60 - 40 * middle];
  const behind: Vector = [side * 330, at[1] + 20, at[2] + 110];
  const over: Vector = [at[0] + side * 40, at[1] + 300, at[2] + 120];
  const isBehind = share(30, -20, at[2]);
  const isLow = isBehind * share(10, -60, at[1]);
  return mix(mix(front, behind, isBehind), over, isLow);
}

/** A far part stands upright: the hand comes from beside it. */
function besideLimb({ at, normal }: Touch): Vector {
  const aside = unit(cross([0, 1, 0], normal));
  const side = aside[0] * at[0] >= 0 ? 1 : -1;
  return [at[0] + side * aside[0] * 200, at[1] - 80, at[2] + side * aside[2] * 200];
}

/** 0 at `from`, 1 at `to`, softly in between. */
function share(from: number, to: number, value: number): number {
  return ease(Math.min(1, Math.max(0, (value - from) / (to - from))));
}

function placed(touch: Touch, pose: Stored, lift_mm: number, from: Vector): Matrix4 {
  const { at, normal } = touch;
  const way: Vector = [from[0] - at[0], from[1] - at[1], from[2] - at[2]];
  const off = way[0] * normal[0] + way[1] * normal[1] + way[2] * normal[2];
  const back = unit([way[0] - off * normal[0], way[1] - off * normal[1], way[2] - off * normal[2]]);
  const aside = cross(normal, back);
  const place = new Matrix4().makeBasis(vec(aside), vec(normal), vec(back));
  if (RAISE_DEG[pose]) place.multiply(new Matrix4().makeRotationX((-RAISE_DEG[pose] * Math.PI) / 180));
  place.setPosition(at[0] + normal[0] * lift_mm, at[1] + normal[1] * lift_mm, at[2] + normal[2] * lift_mm);
  return place;
}

const vec = (v: Vector) => new Vector3(...v);

const VERTEX = /* glsl */ `
attribute float border;
varying vec3 vNormal;
varying vec3 vWorld;
varying float vBorder;
void main() {
  vec4 at = modelMatrix * vec4(position, 1.0);
  vWorld = at.xyz;
  vNormal = mat3(modelMatrix) * normal;
  vBorder = border;
  gl_Position = projectionMatrix * viewMatrix * at;
}
`;

const DEPTH = /* glsl */ `
varying float vBorder;
uniform float uSeen;
void main() {
  if (vBorder < 26.0 || uSeen < 0.5) discard;
  gl_FragColor = vec4(0.0);
}
`;

const FRAGMENT = /* glsl */ `
uniform vec3 uSkin;
uniform vec3 uVeil;
uniform float uSeen;
uniform vec3 uPlace;
varying vec3 vNormal;
varying vec3 vWorld;
varying float vBorder;
${LIT}
void main() {
  vec3 n = normalize(vNormal);
  vec3 eye = normalize(cameraPosition - vWorld);
  float facing = clamp(dot(n, eye), 0.0, 1.0);
  float edge = pow(1.0 - facing, 1.6);
  vec3 colour = shown(litSkin(mix(uSkin, uVeil, 0.22), n, eye, 1.0, 0.03));
  colour = mix(colour, shown(uVeil), 0.3 * edge);
  // Nothing hides the place itself from the one who looks.
  float off = length(cross(uPlace - cameraPosition, normalize(vWorld - cameraPosition)));
  float clear_ = mix(0.16, 1.0, smoothstep(8.0, 28.0, off));
  float alpha = mix(0.56, 0.95, edge) * clear_ * smoothstep(4.0, 110.0, vBorder) * uSeen;
  gl_FragColor = vec4(colour, alpha);
  #include <colorspace_fragment>
}
`;
