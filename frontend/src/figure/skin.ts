// Skin that is lit, drawn on and touched: a mesh whose hair, brows, lips and garment are distances in the shader, with
// the glow of what is worked on.

import { BufferAttribute, BufferGeometry, Color, Mesh, ShaderMaterial, Vector2, Vector3, Vector4 } from "three";

import { Grid } from "./grid";
import { LIT, type Lighting } from "./lighting";
import type { Vector } from "./motion";
import { HAIRS, type Hair, LIGHTS, MARKS, SKINS, type Skin as SkinTone, type Theme } from "./palette";
import { DEFORM, type Pose } from "./pose";
import { neighbours, normalsOf, openness, type Shape, smoothed } from "./shape";

export const MOST_TOUCHES = 6;
/** How full the hair is over the scalp. */
export const HAIR_MM = 4.5;
const OUTSIDE_MM = -60;
/** From this far from its cut on the skin is whole. */
const FADES_MM = 120;

/** Signed distances in millimetres by vertex, positive inside; what is missing is nowhere. */
export interface Masks {
  hair?: Float32Array;
  brow?: Float32Array;
  lips?: Float32Array;
  lines?: Float32Array;
  garment?: Float32Array;
  /** From where the mesh is cut off. */
  border: Float32Array;
}

/** How far each vertex moves when the face does this or the arms that, three numbers each. */
export interface Moves {
  brows: Float32Array;
  eyes: Float32Array;
  jaw: Float32Array;
  /** Both arms held out. */
  arm: Float32Array;
}

export interface Glow {
  at: Vector;
  radius_mm: number;
  /** 0 to 1. */
  strength: number;
  /** The radius of the disc itself; 0 shows none. */
  disc: number;
}

export class Skin {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial[]>;
  readonly uniforms;
  shape: Shape;
  protected grid: Grid;
  private readonly moves: Moves | null;
  /** Whether the geometry knows how to move; most motions never ask for it. */
  private isMovable = false;
  private readonly spread: { starts: Int32Array; which: Int32Array };

  constructor(shape: Shape, masks: Masks, lighting: Lighting, moves: Moves | null) {
    this.shape = shape;
    this.moves = moves;
    this.grid = new Grid(shape.positions);
    this.uniforms = {
      ...lighting,
      uHead: { value: new Vector3() },
      uTrunk: { value: new Vector3() },
      uShoulders: { value: new Vector3() },
      uBreath: { value: 0 },
      uSkin: { value: new Color() },
      uHairColour: { value: new Color() },
      uHairFull: { value: 1 },
      uFace: { value: moves ? 1 : 0 },
      uGarment: { value: new Color() },
      uTouchColour: { value: new Color() },
      uTouchEdge: { value: new Color() },
      uTouchOutline: { value: new Color() },
      uFaceMove: { value: new Vector3() },
      uArms: { value: new Vector2() },
      uCloth: { value: 0 },
      uClothColour: { value: new Color() },
      uTouches: { value: Array.from({ length: MOST_TOUCHES }, () => new Vector4(0, 0, 0, 1)) },
      uTouched: { value: Array.from({ length: MOST_TOUCHES }, () => new Vector4()) },
      uPatch: { value: 0 },
    };
    const count = shape.positions.length / 3;
    const [drawn, more] = [new Float32Array(4 * count), new Float32Array(3 * count)];
    for (let vertex = 0; vertex < count; vertex++) {
      [masks.hair, masks.brow, masks.lips, masks.lines].forEach((mask, place) => {
        drawn[4 * vertex + place] = mask ? mask[vertex]! : OUTSIDE_MM;
      });
      more[3 * vertex] = masks.garment ? masks.garment[vertex]! : OUTSIDE_MM;
      more[3 * vertex + 1] = masks.border[vertex]!;
    }
    const geometry = new BufferGeometry();
    const { index, whole } = endsLast(shape, masks.border);
    geometry.setIndex(new BufferAttribute(index, 1));
    geometry.addGroup(0, whole, 0);
    geometry.addGroup(whole, index.length - whole, 1);
    geometry.setAttribute("masks", new BufferAttribute(drawn, 4));
    geometry.setAttribute("more", new BufferAttribute(more, 3));
    geometry.setAttribute("patchShare", new BufferAttribute(new Float32Array(count), 1));
    this.spread = neighbours(count, shape.triangles);
    this.mesh = new Mesh(
      geometry,
      [false, true].map(
        (transparent) =>
          new ShaderMaterial({ uniforms: this.uniforms, vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent }),
      ),
    );
    this.mesh.frustumCulled = false;
    this.clothe();
  }

  setShape(shape: Shape): void {
    this.shape = shape;
    this.grid = new Grid(shape.positions);
    this.clothe();
  }

  private clothe(): void {
    const { shape } = this;
    const { geometry } = this.mesh;
    geometry.setAttribute("position", new BufferAttribute(shape.positions, 3));
    geometry.setAttribute("normal", new BufferAttribute(shape.normals, 3));
    this.isMovable = false;
    const open = openness(shape, this.spread);
    const more = geometry.getAttribute("more") as BufferAttribute;
    for (let vertex = 0; vertex < open.length; vertex++) more.setZ(vertex, open[vertex]!);
    more.needsUpdate = true;
  }

  /** The normals of the moved skin are as dear as those of a whole body, so they are found when they are first needed. */
  private makeMovable(): void {
    const { shape } = this;
    for (const [name, move] of Object.entries(this.moves ?? {}) as [keyof Moves, Float32Array][]) {
      const moved = shape.positions.map((value, place) => value + move[place]!);
      const turned = normalsOf(moved, shape.triangles).map((value, place) => value - shape.normals[place]!);
      this.mesh.geometry.setAttribute(`${name}Move`, new BufferAttribute(move, 3));
      this.mesh.geometry.setAttribute(`${name}Turn`, new BufferAttribute(turned, 3));
    }
    this.isMovable = true;
  }

  colour(skin: SkinTone, hair: Hair, theme: Theme): void {
    this.uniforms.uSkin.value.set(SKINS[skin]);
    this.uniforms.uHairFull.value = hair === "none" ? 0 : 1;
    const isFair = skin === "lightest" || skin === "light";
    this.uniforms.uHairColour.value.set(HAIRS[hair] || (isFair ? "#7a5a44" : "#241a15"));
    this.uniforms.uGarment.value.set(LIGHTS[theme].garment);
    this.uniforms.uClothColour.value.set(LIGHTS[theme].cloth);
    this.uniforms.uTouchColour.value.set(MARKS[theme].touch);
    this.uniforms.uTouchEdge.value.set(MARKS[theme].touchEdge);
    this.uniforms.uTouchOutline.value.set(MARKS[theme].touchOutline);
  }

  hold(pose: Pose): void {
    if (!this.isMovable && [...pose.face, ...pose.arms].some((share) => share > 0)) this.makeMovable();
    this.uniforms.uHead.value.set(...pose.head);
    this.uniforms.uTrunk.value.set(...pose.trunk);
    this.uniforms.uShoulders.value.set(...pose.shoulders);
    this.uniforms.uFaceMove.value.set(...pose.face);
    this.uniforms.uArms.value.set(...pose.arms);
    this.uniforms.uBreath.value = pose.breath;
  }

  /** Where the skin is touched, in the resting pose. */
  glow(glows: readonly Glow[]): void {
    for (let number = 0; number < MOST_TOUCHES; number++) {
      const glow = glows[number];
      const [x, y, z] = glow?.at ?? [0, 0, 0];
      this.uniforms.uTouches.value[number]!.set(x, y, z, glow?.radius_mm ?? 1);
      this.uniforms.uTouched.value[number]!.set(glow?.strength ?? 0, glow?.disc ?? 0, 0, 0);
    }
  }

  /** Lights up the skin by vertex, softly at its edge, or lays a cloth over it. */
  patch(chosen: Iterable<number>, strength: number, cloth = false, rings = 4): void {
    let share = new Float32Array(this.spread.starts.length - 1);
    for (const vertex of chosen) share[vertex] = 1;
    for (let pass = 0; pass < rings; pass++) share = smoothed(share, 1, this.spread.starts, this.spread.which);
    const attribute = this.mesh.geometry.getAttribute("patchShare") as BufferAttribute;
    attribute.copyArray(share);
    attribute.needsUpdate = true;
    this.uniforms.uPatch.value = cloth ? 0 : strength;
    this.uniforms.uCloth.value = cloth ? 1 : 0;
  }

  /** The vertices within reach of a way over the skin; every second of its points is enough. */
  near(points: readonly number[], reach_mm: number): Set<number> {
    return this.grid.near(
      points.filter((_, place) => place % 6 < 3),
      reach_mm,
    );
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    for (const material of this.mesh.material) material.dispose();
  }
}

/** Triangles that fade come after the others, so that what lies behind them shows through. */
function endsLast({ triangles }: Shape, border: Float32Array): { index: Uint32Array<ArrayBuffer>; whole: number } {
  const index = new Uint32Array(triangles.length);
  let [whole, end] = [0, triangles.length];
  for (let place = 0; place < triangles.length; place += 3) {
    const corners = triangles.subarray(place, place + 3);
    const fades = corners.some((vertex) => border[vertex]! < FADES_MM);
    if (fades) end -= 3;
    index.set(corners, fades ? end : whole);
    if (!fades) whole += 3;
  }
  return { index, whole };
}

const VERTEX = /* glsl */ `
attribute vec4 masks;
attribute vec3 more;
attribute float patchShare;
uniform float uHairFull;
varying vec4 vMasks;
varying vec3 vMore;
varying float vPatch;
varying vec3 vNormal;
varying vec3 vWorld;
varying vec3 vRest;
uniform vec3 uFaceMove;
uniform vec2 uArms;
attribute vec3 armMove;
attribute vec3 armTurn;
attribute vec3 browsMove;
attribute vec3 browsTurn;
attribute vec3 eyesMove;
attribute vec3 eyesTurn;
attribute vec3 jawMove;
attribute vec3 jawTurn;
${DEFORM}
void main() {
  vMasks = masks;
  vMore = more;
  vPatch = patchShare;
  vRest = position;
  float full = uHairFull * smoothstep(0.0, 16.0, masks.x) * ${HAIR_MM.toFixed(1)};
  float arm = position.x > 0.0 ? uArms.x : uArms.y;
  vec3 rest = position + uFaceMove.x * browsMove + uFaceMove.y * eyesMove + uFaceMove.z * jawMove + arm * armMove;
  vec3 facing = normalize(
    normal + uFaceMove.x * browsTurn + uFaceMove.y * eyesTurn + uFaceMove.z * jawTurn + arm * armTurn);
  vec3 at = posedPoint(rest + facing * full);
  vNormal = posedDirection(position, facing);
  vWorld = at;
  gl_Position = projectionMatrix * viewMatrix * vec4(at, 1.0);
}
`;

const FRAGMENT = /* glsl */ `
uniform vec3 uSkin;
uniform vec3 uHairColour;
uniform float uHairFull;
uniform float uFace;
uniform vec3 uGarment;
uniform vec3 uTouchColour;
uniform vec3 uTouchEdge;
uniform vec3 uTouchOutline;
uniform vec4 uTouches[${MOST_TOUCHES}];
uniform vec4 uTouched[${MOST_TOUCHES}];
uniform float uPatch;
uniform float uCloth;
uniform vec3 uClothColour;
varying vec4 vMasks;
varying vec3 vMore;
varying float vPatch;
varying vec3 vNormal;
varying vec3 vWorld;
varying vec3 vRest;
${LIT}
float inside(float distance_mm, float soft_mm) {
  float width = max(fwidth(distance_mm), soft_mm);
  return smoothstep(-width, width, distance_mm);
}
float chance(vec2 cell) { return fract(sin(dot(cell, vec2(12.9898, 78.233))) * 43758.5453); }
float noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 share = fract(at);
  share = share * share * (3.0 - 2.0 * share);
  return mix(mix(chance(cell), chance(cell + vec2(1.0, 0.0)), share.x),
    mix(chance(cell + vec2(0.0, 1.0)), chance(cell + vec2(1.0, 1.0)), share.x), share.y);
}
float spot(vec3 middle, vec3 size) { vec3 d = (vec3(abs(vRest.x), vRest.yz) - middle) / size; return exp(-dot(d, d)); }
void main() {
  vec3 n = normalize(vNormal);
  vec3 eye = normalize(cameraPosition - vWorld);
  float open = clamp(vMore.z, 0.0, 1.0);
  // Blood is nearer to the surface at cheeks, nose, ears and lips.
  float warm = 0.55 * spot(vec3(38.0, 100.0, 118.0), vec3(22.0, 17.0, 30.0)) + 0.4 * spot(vec3(0.0, 101.0, 152.0), vec3(12.0, 12.0, 16.0))
    + 0.6 * spot(vec3(84.0, 122.0, 10.0), vec3(9.0, 26.0, 24.0));
  vec3 skin = uSkin * mix(vec3(1.0), vec3(1.04, 0.86, 0.84), warm * uFace);
  skin *= 0.985 + 0.03 * noise(vRest.xy * 0.11 + vRest.z * 0.07);
  vec3 lips = mix(uSkin * vec3(0.86, 0.55, 0.52), vec3(0.42, 0.13, 0.11), 0.16);
  skin = mix(skin, lips, 0.62 * inside(vMasks.z, 1.1));
  vec3 brow = mix(uSkin * 0.35, uHairColour, 0.75);
  skin = mix(skin, brow, 0.7 * inside(vMasks.y - 0.3, 1.3));
  skin = mix(skin, mix(uSkin * 0.16, vec3(0.03, 0.018, 0.014), 0.6), 0.82 * inside(vMasks.w, 0.3));

  float cloth = inside(vMore.x, 0.6);
  float seam = smoothstep(-7.0, -0.5, vMore.x) * (1.0 - cloth);
  vec3 colour = litSkin(skin, n, eye, open * (1.0 - 0.25 * seam), 0.04 + 0.07 * (1.0 - smoothstep(0.05, 0.4, uSkin.g)));

  // Short hair that lies down from the crown: fine lines along its fall, a broad soft sheen across.
  float hair = uHairFull * inside(vMasks.x + (noise(vRest.xy * 0.9 + vRest.z) - 0.5) * 2.2, 1.6);
  vec3 crown = vec3(8.0, 232.0, -14.0);
  vec3 fall = vRest - crown;
  float round_ = atan(fall.x, fall.z);
  float down = length(fall);
  float strand = noise(vec2(round_ * 46.0, down * 0.035)) * 0.6 + noise(vec2(round_ * 120.0, down * 0.06)) * 0.4;
  vec3 along = normalize(fall - n * dot(fall, n) + 1e-4);
  float across = dot(along, normalize(uKeyWay + eye));
  float sheen = pow(clamp(1.0 - across * across, 0.0, 1.0), 14.0) * clamp(dot(n, uKeyWay) * 0.8 + 0.35, 0.0, 1.0);
  vec3 hairColour = uHairColour * (0.78 + 0.44 * strand);
  float root = mix(0.72, 1.0, smoothstep(0.0, 9.0, vMasks.x));
  vec3 hairLit = litSkin(hairColour * root, n, eye, mix(1.0, open, 0.6), 0.012) + uKey * (uHairColour * 0.55 + 0.02) * sheen * (0.35 + 0.5 * strand);
  // Where it begins, skin shows through.
  colour = mix(colour, hairLit, hair * mix(0.72, 1.0, smoothstep(-1.0, 7.0, vMasks.x)));
  // A shaved head still has a shadow of hair.
  colour *= 1.0 - (1.0 - uHairFull) * 0.07 * inside(vMasks.x, 6.0);

  vec3 clothLit = litSkin(uGarment * (0.96 + 0.05 * noise(vRest.xy * vec2(1.6, 0.5))), n, eye, open, 0.0);
  float hem = 1.0 - smoothstep(2.0, 3.2, abs(vMore.x - 5.0));
  clothLit *= 1.0 - 0.05 * hem;
  colour = mix(colour, clothLit, cloth);

  // A cloth or a pack that lies on it: woven, with a hem.
  if (uCloth > 0.5) {
    float width = max(fwidth(vPatch), 0.02);
    float laid = smoothstep(0.42 - width, 0.42 + width, vPatch);
    float fold = smoothstep(0.44, 0.5, vPatch) - smoothstep(0.53, 0.6, vPatch);
    vec3 weave = uClothColour * (0.95 + 0.07 * noise(vRest.xy * 1.8 + vRest.z * 1.3)) * (1.0 - 0.1 * fold);
    colour = mix(colour * (1.0 - 0.25 * smoothstep(0.2, 0.42, vPatch)), litSkin(weave, n, eye, open, 0.0), laid);
  }

  // What is worked on, and what is touched.
  float glow = vPatch * uPatch;
  float disc = 0.0;
  float ring = 0.0;
  float outline = 0.0;
  for (int number = 0; number < ${MOST_TOUCHES}; number++) {
    float strength = uTouched[number].x;
    float size = uTouched[number].y;
    if (strength <= 0.0 && size <= 0.0) continue;
    float far = distance(vRest, uTouches[number].xyz);
    float reach = uTouches[number].w;
    glow = max(glow, strength * exp(-far * far / (reach * reach)));
    float soft = max(fwidth(far), 0.4);
    if (size > 0.0) {
      disc = max(disc, 1.0 - smoothstep(size - soft, size + soft, far));
      ring = max(ring, 1.0 - smoothstep(size + 1.5 - soft, size + 1.5 + soft, far));
      outline = max(outline, 1.0 - smoothstep(size + 2.2 - soft, size + 2.2 + soft, far));
    }
  }
  vec3 heat = uTouchColour * 1.15;
  colour = mix(colour, heat * (0.55 + 0.45 * dot(colour, vec3(0.3333))) + colour * 0.25, clamp(glow, 0.0, 0.85));
  colour = shown(colour);
  colour = mix(colour, uTouchOutline, outline * 0.55);
  colour = mix(colour, uTouchEdge, ring * 0.94);
  colour = mix(colour, uTouchColour, disc);

  gl_FragColor = vec4(colour, smoothstep(6.0, ${FADES_MM.toFixed(1)}, vMore.y));
  #include <colorspace_fragment>
}
`;
