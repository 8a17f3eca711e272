// Which places a tap may have meant. A place smaller than a fingertip answers to a tap beside it.

export const FINGER_PX = 48;
const NEAR_PX = 10;
const DIRECTIONS = 12;
const STEPS = 3;

/** The patch that was hit, then the small ones so near that they may have been meant. */
export function meant(patches: Iterable<SVGGElement>, x: number, y: number): SVGGElement[] {
  const found: { patch: SVGGElement; away: number }[] = [];
  for (const patch of patches) {
    const path = patch.querySelector("path")!;
    const reach = reachOf(path);
    const away = distance(path, x, y, reach);
    if (away !== null) found.push({ patch, away });
  }
  return found.sort((one, other) => one.away - other.away).map(({ patch }) => patch);
}

/** How far beside it a tap still counts: to the size of a fingertip. */
function reachOf(path: SVGPathElement): number {
  const { width, height } = path.getBoundingClientRect();
  const least = Math.min(width, height);
  return least < FINGER_PX ? Math.max(NEAR_PX, (FINGER_PX - least) / 2) : 0;
}

/** 0 inside, null out of reach. */
function distance(path: SVGPathElement, x: number, y: number, reach: number): number | null {
  const box = path.getBoundingClientRect();
  if (x < box.left - reach || x > box.right + reach || y < box.top - reach || y > box.bottom + reach) return null;
  const toPath = path.getScreenCTM()?.inverse();
  if (!toPath) return null;
  const holds = (px: number, py: number): boolean => path.isPointInFill(new DOMPoint(px, py).matrixTransform(toPath));
  if (holds(x, y)) return 0;
  for (let step = 1; step <= STEPS; step += 1) {
    const away = (reach * step) / STEPS;
    for (let turn = 0; away > 0 && turn < DIRECTIONS; turn += 1) {
      const angle = (2 * Math.PI * turn) / DIRECTIONS;
      if (holds(x + away * Math.cos(angle), y + away * Math.sin(angle))) return away;
    }
  }
  return null;
}

/** A spot well inside the patch, where its number is written: the middle, or the deepest of a grid of points. */
export function heart(path: SVGPathElement): DOMPoint {
  const box = path.getBBox();
  const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (path.isPointInFill(middle)) return middle;
  const cells = 8;
  let best = middle;
  let most = -1;
  for (let row = 1; row < cells; row += 1) {
    for (let column = 1; column < cells; column += 1) {
      const point = new DOMPoint(box.x + (box.width * column) / cells, box.y + (box.height * row) / cells);
      const depth = path.isPointInFill(point) ? around(path, point, Math.min(box.width, box.height) / cells) : -1;
      if (depth > most) [best, most] = [point, depth];
    }
  }
  return best;
}

function around(path: SVGPathElement, point: DOMPoint, by: number): number {
  return [-2, -1, 1, 2]
    .flatMap((step) => [new DOMPoint(point.x + step * by, point.y), new DOMPoint(point.x, point.y + step * by)])
    .filter((other) => path.isPointInFill(other)).length;
}
