// The bust in the chosen build.

import type { Asset } from "./asset";
import type { Lighting } from "./lighting";
import type { Line, Vector } from "./motion";
import { bodyShape, type Build, type Halves, halves, whole, wholeVectors } from "./shape";
import { HAIR_MM, type Moves, Skin } from "./skin";

export class Body extends Skin {
  private readonly asset: Asset;
  private readonly halves: Halves;
  private readonly hair: Float32Array;
  private build: Build = "reference";
  private over = new WeakMap<Line, Float32Array>();

  constructor(asset: Asset, lighting: Lighting) {
    const parts = halves(asset);
    const mask = (name: string) => whole(asset.values(name), parts);
    const masks = {
      hair: mask("hair"),
      brow: mask("brow"),
      lips: mask("lips"),
      lines: mask("lines"),
      garment: mask("garment"),
      border: mask("border"),
    };
    super(bodyShape(asset, "reference", parts), masks, lighting, movesOf(asset, parts));
    this.asset = asset;
    this.halves = parts;
    this.hair = masks.hair;
  }

  get count(): number {
    return this.halves.of.length;
  }

  wear(build: Build): void {
    if (build === this.build) return;
    this.build = build;
    this.over = new WeakMap();
    this.setShape(bodyShape(this.asset, build, this.halves));
  }

  /** How far the hair stands off the skin along a line. */
  hairOver_mm(line: Line): Float32Array {
    let known = this.over.get(line);
    if (!known) {
      known = new Float32Array(line.points.length / 3);
      for (let place = 0; place < known.length; place++) known[place] = this.hairAt_mm(line.points, 3 * place);
      this.over.set(line, known);
    }
    return known;
  }

  private hairAt_mm(points: readonly number[], from: number): number {
    const [px, py, pz]: Vector = [points[from]!, points[from + 1]!, points[from + 2]!];
    if (py < 40) return 0;
    const best = this.grid.nearest([px, py, pz], 12);
    if (best < 0) return 0;
    const inside = Math.min(1, Math.max(0, this.hair[best]! / 16));
    return HAIR_MM * inside * inside * (3 - 2 * inside);
  }
}

function movesOf(asset: Asset, parts: Halves): Moves {
  const spread = (name: string, where: string): Float32Array => {
    const moved = asset.values(name);
    const half = new Float32Array(3 * parts.left);
    asset.whole(where).forEach((vertex, row) => half.set(moved.subarray(3 * row, 3 * row + 3), 3 * vertex));
    return wholeVectors(half, parts);
  };
  const face = (name: string) => spread(`face.${name}`, "face.vertices");
  return { brows: face("brows"), eyes: face("eyes"), jaw: face("jaw"), arm: spread("arm.up", "arm.vertices") };
}
