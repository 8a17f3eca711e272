// The figure drawn: body, ways, hands, light and look, at a moment of somebody else's clock.

import { BufferGeometry, Color, Float32BufferAttribute, Mesh, Scene as Stage, ShaderMaterial, WebGLRenderer } from "three";

import type { Asset } from "./asset";
import { Body, type Glow } from "./body";
import { Hands } from "./hand";
import { LIT, newLighting, setLook, setTheme } from "./lighting";
import { Look, viewAt } from "./look";
import { type Motion, type Part, type Scene, sceneIndexAt, scenes, type Step, touches } from "./motion";
import type { Hair, Skin, Theme } from "./palette";
import { posed, poseAt } from "./pose";
import { Ribbon } from "./ribbon";
import type { Build } from "./shape";

export interface Wearing {
  build: Build;
  skin: Skin;
  hair: Hair;
}

const PIXEL_RATIOS = [2, 1.5, 1.15, 0.85];
const SLOW_FRAME_MS = 26;
const FRAMES_JUDGED = 40;
/** The tail behind the hand is as long as the hand's way in this time. */
const TAIL_S = 1.1;
const DISC_MM = { fingertips: 6, thumb: 7, palm: 15, grip: 8, knuckles: 10, whole: 18 } as const;

export class Viewer {
  readonly look = new Look();
  private readonly renderer: WebGLRenderer;
  private readonly stage = new Stage();
  private readonly lighting = newLighting();
  private readonly backdrop = newBackdrop(this.lighting);
  private readonly body: Body;
  private readonly hands: Hands;
  private readonly canvas: HTMLCanvasElement;
  private motion: Motion = { build: "reference", steps: [] };
  private scenes: Scene[] = [];
  private ribbons: { scene: number; part: Part; ribbon: Ribbon }[] = [];
  private shownScene = -1;
  private theme: Theme = "light";
  private ratio = 0;
  private slow = { frames: 0, ms: 0, last: 0 };
  private width = 0;
  private height = 0;

  constructor(canvas: HTMLCanvasElement, body: Asset, hands: Asset) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
    this.renderer.info.autoReset = true;
    this.body = new Body(body, this.lighting);
    this.hands = new Hands(hands, this.lighting);
    this.stage.add(this.backdrop, this.body.mesh, this.hands.group);
  }

  wear({ build, skin, hair }: Wearing, theme: Theme, surface: string): void {
    this.theme = theme;
    setTheme(this.lighting, theme, new Color(surface));
    this.body.wear(build);
    this.body.colour(skin, hair, theme);
    this.hands.colour(skin, theme);
    this.shownScene = -1;
  }

  show(motion: Motion): void {
    this.motion = motion;
    this.scenes = scenes(motion);
    this.shownScene = -1;
  }

  /** The step that the picture is about. */
  stepAt(now_s: number): Step | undefined {
    return this.motion.steps[this.scenes[sceneIndexAt(this.scenes, now_s)]?.step ?? 0];
  }

  size(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.resize();
  }

  private resize(): void {
    const ratio = Math.min(window.devicePixelRatio, PIXEL_RATIOS[this.ratio]!);
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(Math.max(1, this.width), Math.max(1, this.height), false);
    this.lighting.uSize.value.set(this.canvas.width, this.canvas.height);
  }

  /** Takes away pixels where frames come too slowly. */
  judge(frame_ms: number): void {
    const { slow } = this;
    const took = frame_ms - slow.last;
    slow.last = frame_ms;
    if (took > 250) return; // it was not playing
    slow.frames++;
    slow.ms += took;
    if (slow.frames < FRAMES_JUDGED) return;
    if (slow.ms / slow.frames > SLOW_FRAME_MS && this.ratio < PIXEL_RATIOS.length - 1) {
      this.ratio++;
      this.resize();
    }
    slow.frames = slow.ms = 0;
  }

  /** `still`: nothing moves; the whole way is shown, with its direction. */
  draw(now_s: number, still: boolean): void {
    const number = sceneIndexAt(this.scenes, now_s);
    const scene = this.scenes[number];
    const next = this.scenes[number + 1];
    const step = scene && this.motion.steps[scene.step];
    const announced = next && now_s >= next.early_s && !still ? number + 1 : number;
    if (announced !== this.shownScene) this.layRibbons(announced);
    const pose = poseAt(step, now_s, still);
    this.body.hold(pose);
    const handsUntil = next ? Math.max(next.early_s, scene ? scene.start_s + 0.5 : 0) : scene?.end_s;
    const found = step && scene ? touches(step, scene, now_s, handsUntil) : [];
    const glows: Glow[] = [];
    const strength = 0.22 + 0.06 * (step?.level ?? 0);
    for (const touch of found) {
      const on = touch.press * touch.seen;
      const disc = DISC_MM[touch.stroke.hand];
      glows.push({
        at: touch.at,
        radius_mm: disc * 1.4 + 3 + 1.6 * (step?.level ?? 0),
        strength: strength * on,
        disc: touch.lift_mm > 1 ? 0 : disc * (0.75 + 0.25 * on) * Math.min(1, touch.seen * 1.4),
      });
    }
    this.body.glow(glows);
    const start = this.scenes[announced];
    for (const { part, ribbon } of this.ribbons) {
      const touch = announced === number ? found.find((one) => one.part === part) : undefined;
      const since = start ? (now_s - start.early_s) / 0.5 : 1;
      const shown = still ? 1 : Math.min(1, Math.max(0, since));
      if (!touch) {
        ribbon.at(0, 1, 0, shown);
        continue;
      }
      const speed = ribbon.length_mm / (touch.stroke.period_s || 1);
      const tail = touch.lift_mm > 1 || still ? 0 : Math.min(speed * TAIL_S * (touch.stroke.back === "reverse" ? 2 : 1), ribbon.length_mm * 0.6);
      ribbon.at(touch.share, touch.way, tail * touch.seen, shown);
    }
    const azimuth = this.look.aim(viewAt(this.scenes, now_s, still), this.width, this.height);
    setLook(this.lighting, azimuth);
    const { x, y, z } = this.look.camera.position;
    this.hands.hold(
      found.map((touch) => ({
        ...touch,
        at: posed(pose, touch.at),
        normal: posed(pose, touch.at, touch.normal),
        over_mm: this.body.hairOver_mm(touch.at),
      })),
      step?.giver ?? "",
      [x, y, z],
    );
    this.renderer.render(this.stage, this.look.camera);
  }

  private layRibbons(number: number): void {
    for (const { ribbon } of this.ribbons) {
      this.stage.remove(ribbon.mesh);
      ribbon.dispose();
    }
    this.ribbons = [];
    this.shownScene = number;
    const scene = this.scenes[number];
    const stroke = scene?.turn && this.motion.steps[scene.step]!.strokes[scene.turn.stroke];
    const worked: number[] = [];
    for (const part of stroke ? scene.turn!.sides : []) {
      const line = stroke![part];
      if (!line) continue;
      worked.push(...(line.area ?? this.body.near(line.points, 13)));
      if (stroke!.type === "hold" || stroke!.type === "point" || stroke!.type === "area" || line.points.length < 6) continue;
      const ribbon = new Ribbon(line, stroke!.closed, stroke!.back === "reverse", (point) => this.body.hairOver_mm(point), this.body.uniforms);
      ribbon.colour(this.theme);
      this.ribbons.push({ scene: number, part, ribbon });
      this.stage.add(ribbon.mesh);
    }
    this.body.patch(worked);
    this.body.uniforms.uPatch.value = stroke?.type === "area" ? 0.42 : 0.16;
  }

  dispose(): void {
    this.renderer.dispose();
    this.body.dispose();
    this.hands.dispose();
  }
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
