// Which vertices lie near a place: by cubes, so that nobody has to look at all of them.

import type { Vector } from "./motion";

const CELL_MM = 14;
const SPAN = 1024;

export class Grid {
  private readonly cells = new Map<number, number[]>();
  private readonly positions: Float32Array;

  constructor(positions: Float32Array) {
    this.positions = positions;
    for (let vertex = 0; vertex < positions.length / 3; vertex++) {
      const key = keyOf(cell(positions[3 * vertex]!), cell(positions[3 * vertex + 1]!), cell(positions[3 * vertex + 2]!));
      const there = this.cells.get(key);
      if (there) there.push(vertex);
      else this.cells.set(key, [vertex]);
    }
  }

  /** All that are within reach of any of the points, three numbers each. */
  near(points: readonly number[], reach_mm: number): Set<number> {
    const found = new Set<number>();
    for (let place = 0; place < points.length; place += 3) {
      const at: Vector = [points[place]!, points[place + 1]!, points[place + 2]!];
      this.around(at, reach_mm, (vertex, far) => {
        if (far < reach_mm) found.add(vertex);
      });
    }
    return found;
  }

  /** The nearest one; -1 where none is within reach. */
  nearest(at: Vector, reach_mm: number): number {
    let [best, least] = [-1, Infinity];
    this.around(at, reach_mm, (vertex, far) => {
      if (far < least) [best, least] = [vertex, far];
    });
    return best;
  }

  private around(at: Vector, reach_mm: number, seen: (vertex: number, far_mm: number) => void): void {
    const { positions } = this;
    const [low, high] = [at.map((value) => cell(value - reach_mm)), at.map((value) => cell(value + reach_mm))];
    for (let x = low[0]!; x <= high[0]!; x++) {
      for (let y = low[1]!; y <= high[1]!; y++) {
        for (let z = low[2]!; z <= high[2]!; z++) {
          for (const vertex of this.cells.get(keyOf(x, y, z)) ?? []) {
            const place = 3 * vertex;
            seen(vertex, Math.hypot(positions[place]! - at[0], positions[place + 1]! - at[1], positions[place + 2]! - at[2]));
          }
        }
      }
    }
  }
}

const cell = (mm: number) => Math.floor(mm / CELL_MM) + SPAN / 2;
const keyOf = (x: number, y: number, z: number) => (x * SPAN + y) * SPAN + z;
