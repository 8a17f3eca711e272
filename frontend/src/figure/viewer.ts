// The figure drawn: body, ways, hands, light and look, at a moment of somebody else's clock.

import { BufferGeometry, Color, Float32BufferAttribute, Mesh, Scene as Stage, ShaderMaterial, Vector3, WebGLRenderer } from "three";

import type { Asset } from "./asset";
import { Body } from "./body";
import { Hands } from "./hand";
import { LIT, newLighting, setLook, setTheme } from "./lighting";
import { Limb, type LimbName, LIMBS } from "./limb";
import { Look, viewAt } from "./look";
import { type Line, type Motion, type Part, type Scene, sceneIndexAt, scenes, type Step, type Stroke, type Touch, touches, triple, type Vector } from "./motion";
import type { Hair, Skin as SkinTone, Theme } from "./palette";
import { posed, poseAt, UPRIGHT } from "./pose";
import { Ribbon } from "./ribbon";
import type { Build } from "./shape";
import { type Glow, MOST_TOUCHES, Skin } from "./skin";

export interface Wearing {
  build: Build;
  skin: SkinTone;
  hair: Hair;
}

/** A number at a place, in pixels of the page. */
export interface Mark {
  x: number;
  y: number;
  text: string;
}

export interface Assets {
  body: Asset;
  hands: Asset;
  /** Fetched when a far part is first shown. */
  limbs: () => Promise<Asset>;
}

const PIXEL_RATIOS = [2, 1.5, 1.15, 0.85];
const SLOW_FRAME_MS = 26;
const FRAMES_JUDGED = 40;
/** The tail behind the hand is as long as the hand's way in this time. */
const TAIL_S = 1.1;
const DISC_MM = { fingertips: 6, thumb: 7, palm: 15, grip: 8, knuckles: 10, whole: 18 } as const;
const NEAR_MM = 13;
const MARK_PX = 28;
const APPEARS_S = 0.5;
/** Where the hands rest while nothing moves: this share of a stroke from its beginning. */
const STILL_SHARE = 0.3;

interface Laid {
  part: Part;
  line: Line;
  ribbon: Ribbon | null;
}

export class Viewer {
  readonly look = new Look();
  /** Tells that something has come that was waited for. */
  changed: () => void = () => undefined;
  /** The most that any picture held so far. */
  triangles = 0;
  private readonly renderer: WebGLRenderer;
  private readonly stage = new Stage();
  private readonly lighting = newLighting();
  private readonly body: Body;
  private readonly hands: Hands;
  private readonly limbs = new Map<string, Limb>();
  private readonly canvas: HTMLCanvasElement;
  private readonly assets: Assets;
  private skin: Skin;
  private motion: Motion = { build: "reference", steps: [] };
  private scenes: Scene[] = [];
  /** As many as a turn has sides. */
  private readonly ribbons: readonly Ribbon[];
  private laid: Laid[] = [];
  private shownScene = -1;
  private wearing: Wearing = { build: "reference", skin: "medium_light", hair: "brown" };
  private theme: Theme = "light";
  private ratio = 0;
  private slow = { frames: 0, ms: 0, last: 0 };
  private width = 1;
  private height = 1;

  constructor(canvas: HTMLCanvasElement, assets: Assets) {
    this.canvas = canvas;
    this.assets = assets;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
    this.body = new Body(assets.body, this.lighting);
    this.skin = this.body;
    this.hands = new Hands(assets.hands, this.lighting);
    this.ribbons = Array.from({ length: 3 }, () => new Ribbon(this.body.uniforms));
    this.stage.add(newBackdrop(this.lighting), this.body.mesh, ...this.ribbons.map(({ mesh }) => mesh), this.hands.group);
  }

  wear(wearing: Wearing, theme: Theme, surface: string): void {
    this.wearing = wearing;
    this.theme = theme;
    setTheme(this.lighting, theme, new Color(surface));
    this.body.wear(wearing.build);
    for (const skin of [this.body, ...this.limbs.values()]) skin.colour(wearing.skin, wearing.hair, theme);
    this.hands.colour(wearing.skin, theme);
    this.shownScene = -1;
  }

  show(motion: Motion): void {
    this.motion = motion;
    this.scenes = scenes(motion);
    this.shownScene = -1;
  }

  stepAt(now_s: number): Step | undefined {
    return this.motion.steps[this.scenes[sceneIndexAt(this.scenes, now_s)]?.step ?? 0];
  }

  get length_s(): number {
    return this.motion.steps.at(-1)?.end_s ?? 0;
  }

  /** Whether something else is at work than in the picture. */
  isNews(now_s: number): boolean {
    return sceneIndexAt(this.scenes, now_s) !== this.shownScene;
  }

  size(width: number, height: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.resize();
  }

  private resize(): void {
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, PIXEL_RATIOS[this.ratio]!));
    this.renderer.setSize(this.width, this.height, false);
    this.lighting.uSize.value.set(this.canvas.width, this.canvas.height);
  }

  /** Takes away pixels where frames come too slowly. */
  judge(frame_ms: number): void {
    const { slow } = this;
    const took_ms = frame_ms - slow.last;
    slow.last = frame_ms;
    if (took_ms > 250) return; // it was not playing
    slow.frames++;
    slow.ms += took_ms;
    if (slow.frames < FRAMES_JUDGED) return;
    if (slow.ms / slow.frames > SLOW_FRAME_MS && this.ratio < PIXEL_RATIOS.length - 1) {
      this.ratio++;
      this.resize();
    }
    slow.frames = slow.ms = 0;
  }

  /** `still`: nothing moves; the whole way is shown, with its direction, and the numbers of its ends are returned. */
  draw(now_s: number, still: boolean): Mark[] {
    const number = sceneIndexAt(this.scenes, now_s);
    const scene = this.scenes[number];
    const next = this.scenes[number + 1];
    const step = scene && this.motion.steps[scene.step];
    const announced = next && now_s >= next.early_s && !still ? number + 1 : number;
    if (announced !== this.shownScene) this.lay(announced);
    const isFar = this.skin !== this.body;
    const pose = isFar ? UPRIGHT : poseAt(step, still && scene ? stillAt(scene, step) : now_s, still);
    this.skin.hold(pose);
    const shown = !scene || !step || (isFar && announced !== number) ? [] : this.touchesAt(scene, step, next, now_s, still);
    this.glow(shown, step, still);
    const start = this.scenes[announced];
    for (const { part, ribbon } of this.laid) {
      const touch = announced === number ? shown.find((one) => one.part === part) : undefined;
      const since = start ? (now_s - start.early_s) / APPEARS_S : 1;
      ribbon?.at(touch?.share ?? 0, touch?.way ?? 1, tail_mm(ribbon, touch, still), still ? 1 : Math.min(1, Math.max(0, since)));
    }
    const azimuth = this.look.aim(viewAt(this.scenes, now_s, still), this.width, this.height);
    setLook(this.lighting, azimuth);
    const { x, y, z } = this.look.camera.position;
    this.hands.hold(
      shown.map((touch) => ({
        ...touch,
        at: posed(pose, touch.at),
        normal: posed(pose, touch.at, touch.normal),
        over_mm: this.over_mm(touch),
      })),
      step?.giver ?? "",
      isFar ? "far" : "",
      [x, y, z],
    );
    this.renderer.render(this.stage, this.look.camera);
    this.triangles = Math.max(this.triangles, this.renderer.info.render.triangles);
    return still ? this.marks() : [];
  }

  private touchesAt(scene: Scene, step: Step, next: Scene | undefined, now_s: number, still: boolean): Touch[] {
    if (!still) return touches(step, scene, now_s, next ? Math.max(next.early_s, scene.start_s + 0.5) : scene.end_s);
    const stroke = scene.turn && step.strokes[scene.turn.stroke];
    const rest_s = stroke?.type === "hold" ? 2 : Math.max(0.5, STILL_SHARE * (stroke?.period_s ?? 0));
    return touches(step, scene, scene.start_s + rest_s, Infinity).map((touch) => ({ ...touch, seen: 1 }));
  }

  private glow(shown: readonly Touch[], step: Step | undefined, still: boolean): void {
    const level = step?.level ?? 0;
    const glows: Glow[] = shown.map((touch) => {
      const on = touch.press * touch.seen;
      const disc = DISC_MM[touch.stroke.hand];
      return {
        at: touch.at,
        radius_mm: disc * 1.4 + 3 + 1.6 * level,
        strength: (0.22 + 0.06 * level) * on,
        disc: touch.lift_mm > 1 ? 0 : disc * (0.75 + 0.25 * on) * Math.min(1, touch.seen * 1.4),
      };
    });
    // While nothing moves, every spot of a hold is shown at once.
    if (still) {
      for (const touch of shown) {
        if (touch.stroke.type !== "hold" && touch.stroke.type !== "point") continue;
        const { points } = touch.stroke[touch.part]!;
        for (let spot = 1; spot < points.length / 3 && glows.length < MOST_TOUCHES; spot++) {
          glows.push({ at: triple(points, spot), radius_mm: 10, strength: 0.2, disc: DISC_MM[touch.stroke.hand] * 0.75 });
        }
      }
    }
    this.skin.glow(glows);
  }

  private over_mm(touch: Touch): number {
    if (this.skin !== this.body) return 0;
    const over = this.body.hairOver_mm(touch.stroke[touch.part]!);
    return over[Math.round(touch.share * (over.length - 1))] ?? 0;
  }

  private lay(number: number): void {
    for (const ribbon of this.ribbons) ribbon.hide();
    this.laid = [];
    this.shownScene = number;
    const scene = this.scenes[number];
    const stroke = (scene?.turn && this.motion.steps[scene.step]!.strokes[scene.turn.stroke]) || null;
    const inset = scene?.view?.inset ?? "";
    const sides = scene?.turn?.sides ?? [];
    this.put(inset, sides[0] === "right" ? "right" : "left");
    const worked = new Set<number>();
    for (const part of stroke ? (inset ? sides.slice(0, 1) : sides) : []) {
      const line = stroke![part];
      if (!line) continue;
      const start = this.skin instanceof Limb ? this.body.count + this.skin.start : 0;
      const under = line.area?.map((vertex) => vertex - start) ?? this.skin.near(line.points, NEAR_MM);
      for (const vertex of under) worked.add(vertex);
      this.laid.push({ part, line, ribbon: isWay(stroke!, line) ? this.layRibbon(stroke!, line) : null });
    }
    this.skin.patch(worked, 0.16, stroke?.type === "area");
  }

  private layRibbon(stroke: Stroke, line: Line): Ribbon {
    const ribbon = this.ribbons[this.laid.length]!;
    const cycle_mm = stroke.closed ? 0 : 2 * Math.PI * stroke.radius_mm;
    const over_mm = this.skin === this.body ? this.body.hairOver_mm(line) : null;
    ribbon.lay(line, { closed: stroke.closed, both: stroke.back === "reverse", cycle_mm }, over_mm, this.skin.uniforms);
    ribbon.colour(this.theme);
    return ribbon;
  }

  /** The bust, or the far part that the scene is about. */
  private put(inset: string, side: "left" | "right"): void {
    const name = LIMBS.find((limb) => limb === inset);
    const wanted = name ? this.limb(name, side) : this.body;
    if (wanted === this.skin) return;
    this.stage.remove(this.skin.mesh);
    this.skin = wanted;
    this.stage.add(wanted.mesh);
  }

  private limb(name: LimbName, side: "left" | "right"): Skin {
    const known = this.limbs.get(`${name} ${side}`);
    if (known) return known;
    void this.assets.limbs().then((asset) => {
      const limb = new Limb(asset, name, side, this.lighting);
      limb.colour(this.wearing.skin, this.wearing.hair, this.theme);
      this.limbs.set(`${name} ${side}`, limb);
      this.shownScene = -1;
      this.changed();
    });
    return this.body;
  }

  /** Where a way begins and ends, or the spots in their order. */
  private marks(): Mark[] {
    const found: Mark[] = [];
    for (const { line, ribbon } of this.laid) {
      const count = line.points.length / 3;
      const isClosed = ribbon !== null && Math.hypot(...away(triple(line.points, 0), triple(line.points, count - 1))) < 3;
      if (count < 2 || isClosed) continue;
      const places = ribbon ? [0, count - 1] : Array.from({ length: count }, (_, place) => place);
      places.forEach((place, number) => {
        const mark = this.seenAt(triple(line.points, place), triple(line.normals, place));
        if (!mark) return;
        const text = String(number + 1);
        // Both sides begin close together: one number stands for both.
        const twin = found.find((other) => other.text === text && Math.hypot(other.x - mark.x, other.y - mark.y) < MARK_PX);
        if (twin) [twin.x, twin.y] = [(twin.x + mark.x) / 2, (twin.y + mark.y) / 2];
        else found.push({ ...mark, text });
      });
    }
    return found;
  }

  private seenAt(at: Vector, normal: Vector): { x: number; y: number } | null {
    const { camera } = this.look;
    const [ex, ey, ez] = away(at, [camera.position.x, camera.position.y, camera.position.z]);
    if (ex * normal[0] + ey * normal[1] + ez * normal[2] <= 0) return null;
    const place = new Vector3(...at).project(camera);
    return { x: ((place.x + 1) / 2) * this.width, y: ((1 - place.y) / 2) * this.height };
  }

  dispose(): void {
    for (const ribbon of this.ribbons) ribbon.dispose();
    for (const limb of this.limbs.values()) limb.dispose();
    this.body.dispose();
    this.hands.dispose();
    this.renderer.dispose();
  }
}

function isWay(stroke: Stroke, line: Line): boolean {
  return stroke.type !== "hold" && stroke.type !== "point" && stroke.type !== "area" && line.points.length >= 6;
}

function tail_mm(ribbon: Ribbon, touch: Touch | undefined, still: boolean): number {
  if (!touch || still || touch.lift_mm > 1) return 0;
  const speed = (ribbon.length_mm / (touch.stroke.period_s || 1)) * (touch.stroke.back === "reverse" ? 2 : 1);
  return Math.min(speed * TAIL_S, ribbon.length_mm * 0.6) * touch.seen;
}

/** A movement is shown at its end where nothing moves. */
function stillAt(scene: Scene, step: Step | undefined): number {
  const shown = step?.movements.find((one) => step.start_s + one.until_s > scene.start_s);
  return shown ? step!.start_s + shown.at_s + shown.out_s + shown.hold_s / 2 : scene.start_s;
}

function away(from: Vector, to: Vector): Vector {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

function newBackdrop(lighting: ReturnType<typeof newLighting>): Mesh<BufferGeometry, ShaderMaterial> {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute([-1, -1, 0, 3, -1, 0, -1, 3, 0], 3));
  const backdrop = new Mesh(
    geometry,
    new ShaderMaterial({
      uniforms: lighting,
      vertexShader: "void main() { gl_Position = vec4(position.xy, 1.0, 1.0); }",
      fragmentShader: `${LIT} void main() { gl_FragColor = vec4(background(gl_FragCoord.xy), 1.0);
        #include <colorspace_fragment>
      }`,
      depthTest: false,
      depthWrite: false,
    }),
  );
  backdrop.frustumCulled = false;
  backdrop.renderOrder = -1;
  return backdrop;
}
