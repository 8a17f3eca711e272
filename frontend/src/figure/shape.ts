// Triangle meshes as plain numbers: the whole body from its stored left half, normals, and how hollow the skin is.

import type { Asset } from "./asset";

export const BUILDS = ["female", "male", "older", "broader"] as const;
export type Build = (typeof BUILDS)[number] | "reference";

export interface Shape {
  positions: Float32Array;
  normals: Float32Array;
  triangles: Uint32Array;
}

/** Which stored vertex each vertex of the whole body is, and where the mirrored ones begin. */
export interface Halves {
  of: Int32Array;
  left: number;
}

export function halves(asset: Asset): Halves {
  const stored = asset.whole("reference");
  const left = stored.length / 3;
  const of: number[] = Array.from({ length: left }, (_, number) => number);
  for (let number = 0; number < left; number++) if (stored[3 * number] !== 0) of.push(number);
  return { of: Int32Array.from(of), left };
}

export function bodyShape(asset: Asset, build: Build, parts: Halves): Shape {
  const { of, left } = parts;
  const half = asset.values("reference");
  if (build !== "reference") {
    const moved = asset.values(build);
    for (let place = 0; place < half.length; place++) half[place]! += moved[place]!;
  }
  const positions = wholeVectors(half, parts);
  const kept = asset.whole("triangles");
  const mirror = Int32Array.from({ length: left }, (_, number) => number);
  for (let number = left; number < of.length; number++) mirror[of[number]!] = number;
  const triangles = new Uint32Array(2 * kept.length);
  for (let place = 0; place < kept.length; place += 3) {
    for (let corner = 0; corner < 3; corner++) {
      triangles[place + corner] = kept[place + corner]!;
      triangles[kept.length + place + corner] = mirror[kept[place + 2 - corner]!]!;
    }
  }
  return { positions, normals: normalsOf(positions, triangles), triangles };
}

/** A value by stored vertex, spread over the whole body. */
export function whole(values: Float32Array, { of }: Halves): Float32Array {
  return Float32Array.from(of, (stored) => values[stored]!);
}

/** Places or directions by stored vertex, three numbers each: on the other side they are mirrored. */
export function wholeVectors(half: Float32Array, { of, left }: Halves): Float32Array {
  const vectors = new Float32Array(3 * of.length);
  of.forEach((stored, number) => {
    vectors[3 * number] = number < left ? half[3 * stored]! : -half[3 * stored]!;
    vectors[3 * number + 1] = half[3 * stored + 1]!;
    vectors[3 * number + 2] = half[3 * stored + 2]!;
  });
  return vectors;
}

/** Each triangle counts by its angle at the vertex. */
export function normalsOf(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  const side = (from: number, to: number, axis: number) => positions[3 * to + axis]! - positions[3 * from + axis]!;
  for (let place = 0; place < triangles.length; place += 3) {
    const [a, b, c] = [triangles[place]!, triangles[place + 1]!, triangles[place + 2]!];
    const [ux, uy, uz] = [side(a, b, 0), side(a, b, 1), side(a, b, 2)];
    const [vx, vy, vz] = [side(a, c, 0), side(a, c, 1), side(a, c, 2)];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const size = Math.hypot(nx, ny, nz);
    if (size === 0) continue;
    const [wx, wy, wz] = [vx - ux, vy - uy, vz - uz];
    const [uu, vv, ww] = [Math.hypot(ux, uy, uz), Math.hypot(vx, vy, vz), Math.hypot(wx, wy, wz)];
    const atA = Math.acos(clamp((ux * vx + uy * vy + uz * vz) / (uu * vv)));
    const atB = Math.acos(clamp(-(ux * wx + uy * wy + uz * wz) / (uu * ww)));
    const angles = [atA, atB, Math.PI - atA - atB];
    [a, b, c].forEach((vertex, corner) => {
      const share = angles[corner]! / size;
      normals[3 * vertex]! += nx * share;
      normals[3 * vertex + 1]! += ny * share;
      normals[3 * vertex + 2]! += nz * share;
    });
  }
  for (let place = 0; place < normals.length; place += 3) {
    const size = Math.hypot(normals[place]!, normals[place + 1]!, normals[place + 2]!) || 1;
    for (let axis = 0; axis < 3; axis++) normals[place + axis]! /= size;
  }
  return normals;
}

const clamp = (cosine: number) => Math.min(1, Math.max(-1, cosine));

/** Who touches whom: the neighbours of vertex v are `which[starts[v]]` to `which[starts[v + 1] - 1]`. */
export function neighbours(count: number, triangles: Uint32Array): { starts: Int32Array; which: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const vertex of triangles) starts[vertex + 1]! += 2;
  for (let vertex = 0; vertex < count; vertex++) starts[vertex + 1]! += starts[vertex]!;
  const next = starts.slice();
  const which = new Int32Array(2 * triangles.length);
  for (let place = 0; place < triangles.length; place += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const here = triangles[place + corner]!;
      which[next[here]!++] = triangles[place + ((corner + 1) % 3)]!;
      which[next[here]!++] = triangles[place + ((corner + 2) % 3)]!;
    }
  }
  return { starts, which };
}

/** 1 on open skin, less in hollows, where less light comes: how far the skin lies below itself smoothed out. */
export function openness(shape: Shape, { starts, which }: { starts: Int32Array; which: Int32Array }): Float32Array {
  const count = shape.positions.length / 3;
  const open = new Float32Array(count).fill(1);
  let smooth = shape.positions.slice();
  const depths = [
    { passes: 6, full_mm: 2.2, most: 0.3 },
    { passes: 30, full_mm: 13, most: 0.45 },
  ];
  let done = 0;
  for (const { passes, full_mm, most } of depths) {
    for (; done < passes; done++) smooth = smoothed(smooth, 3, starts, which);
    for (let vertex = 0; vertex < count; vertex++) {
      let depth = 0;
      for (let axis = 0; axis < 3; axis++) {
        const place = 3 * vertex + axis;
        depth += (smooth[place]! - shape.positions[place]!) * shape.normals[place]!;
      }
      open[vertex]! *= 1 - most * Math.min(1, Math.max(0, depth / full_mm));
    }
  }
  return smoothed(open, 1, starts, which);
}

/** Each value becomes the mean of its own and its neighbours'. */
export function smoothed(
  values: Float32Array<ArrayBuffer>,
  columns: number,
  starts: Int32Array,
  which: Int32Array,
): Float32Array<ArrayBuffer> {
  const mean = new Float32Array(values.length);
  for (let vertex = 0; vertex < starts.length - 1; vertex++) {
    const [from, to] = [starts[vertex]!, starts[vertex + 1]!];
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let place = from; place < to; place++) sum += values[columns * which[place]! + column]!;
      const own = values[columns * vertex + column]!;
      mean[columns * vertex + column] = to > from ? (own + sum / (to - from)) / 2 : own;
    }
  }
  return mean;
}
