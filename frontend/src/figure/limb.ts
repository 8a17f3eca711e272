// A far part by itself: forearm with hand, lower leg with foot. It looks the same in every build.

import type { Asset } from "./asset";
import type { Lighting } from "./lighting";
import { normalsOf, type Shape } from "./shape";
import { Skin } from "./skin";

export const LIMBS = ["forearm", "lower_leg"] as const;
export type LimbName = (typeof LIMBS)[number];
export type LimbSide = "left" | "right";

export class Limb extends Skin {
  /** The number of its first vertex, counted from the end of the bust. */
  readonly start: number;

  constructor(asset: Asset, name: LimbName, side: LimbSide, lighting: Lighting) {
    const shape = limbShape(asset, name, side);
    super(shape, { border: borderOf(shape) }, lighting, null);
    const counts = LIMBS.map((limb) => asset.rows(`${limb}.vertices`));
    const before = counts.slice(0, LIMBS.indexOf(name)).reduce((sum, count) => sum + count, 0);
    const all = counts.reduce((sum, count) => sum + count, 0);
    this.start = before + (side === "right" ? all : 0);
  }
}

function limbShape(asset: Asset, name: LimbName, side: LimbSide): Shape {
  const positions = asset.values(`${name}.vertices`);
  const triangles = Uint32Array.from(asset.whole(`${name}.triangles`));
  if (side === "left") {
    for (let place = 0; place < positions.length; place += 3) positions[place] = -positions[place]!;
    for (let place = 0; place < triangles.length; place += 3) {
      [triangles[place], triangles[place + 2]] = [triangles[place + 2]!, triangles[place]!];
    }
  }
  return { positions, normals: normalsOf(positions, triangles), triangles };
}

/** How far each vertex is from the open end. */
function borderOf({ positions, triangles }: Shape): Float32Array {
  const edges = new Map<string, [number, number]>();
  for (let place = 0; place < triangles.length; place += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const [a, b] = [triangles[place + corner]!, triangles[place + ((corner + 1) % 3)]!];
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (!edges.delete(key)) edges.set(key, [a, b]);
    }
  }
  const ends = [...new Set([...edges.values()].flat())];
  return Float32Array.from({ length: positions.length / 3 }, (_, vertex) =>
    ends.reduce((least, end) => {
      const far = [0, 1, 2].map((axis) => positions[3 * end + axis]! - positions[3 * vertex + axis]!);
      return Math.min(least, Math.hypot(...far));
    }, 400),
  );
}
