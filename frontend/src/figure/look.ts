// From where one looks: the step's own view on the clock, plus how far the person has turned it.

import { PerspectiveCamera } from "three";

import { ease, isSame, mix, type Scene, sceneIndexAt, type Vector, type View } from "./motion";

const FIELD_DEG = 20;
const TURN_S = 1.8;
const HIGHEST_DEG = 80;
const LOWEST_DEG = -35;
export const REST: View = { azimuth_deg: 22, elevation_deg: 6, target_mm: [0, 20, 20], span_mm: 560, inset: "" };

export class Look {
  readonly camera = new PerspectiveCamera(FIELD_DEG, 1, 100, 6000);
  private own = { azimuth_deg: 0, elevation_deg: 0, zoom: 1 };

  turn(azimuth_deg: number, elevation_deg: number): void {
    this.own.azimuth_deg = Math.max(-180, Math.min(180, this.own.azimuth_deg + azimuth_deg));
    this.own.elevation_deg = Math.max(-80, Math.min(80, this.own.elevation_deg + elevation_deg));
  }

  closer(times: number): void {
    this.own.zoom = Math.max(0.5, Math.min(3, this.own.zoom * times));
  }

  reset(): void {
    this.own = { azimuth_deg: 0, elevation_deg: 0, zoom: 1 };
  }

  get isOwn(): boolean {
    return this.own.azimuth_deg !== 0 || this.own.elevation_deg !== 0 || this.own.zoom !== 1;
  }

  /** Puts the camera there; tells the azimuth in radians. */
  aim(view: View, width: number, height: number): number {
    const { camera, own } = this;
    const azimuth = ((view.azimuth_deg + own.azimuth_deg) * Math.PI) / 180;
    const elevation_deg = Math.max(LOWEST_DEG, Math.min(HIGHEST_DEG, view.elevation_deg + own.elevation_deg));
    const elevation = (elevation_deg * Math.PI) / 180;
    const aspect = width / height;
    // In a narrow picture the span is what fits from side to side.
    const span_mm = (view.span_mm / own.zoom) * Math.max(1, 0.86 / aspect);
    const far = span_mm / 2 / Math.tan((FIELD_DEG * Math.PI) / 360);
    const [x, y, z] = view.target_mm;
    camera.aspect = aspect;
    camera.position.set(
      x + far * Math.sin(azimuth) * Math.cos(elevation),
      y + far * Math.sin(elevation),
      z + far * Math.cos(azimuth) * Math.cos(elevation),
    );
    camera.lookAt(x, y, z);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    return azimuth;
  }
}

/** `cut`: no turning, the picture changes at once. */
export function viewAt(all: readonly Scene[], now_s: number, cut: boolean): View {
  let number = Math.max(
    0,
    all.findLastIndex((scene) => scene.early_s <= now_s),
  );
  if (cut) number = sceneIndexAt(all, now_s);
  const scene = all[number];
  if (!scene) return REST;
  const view = scene.view ?? lastView(all, number);
  const before = number > 0 ? (all[number - 1]!.view ?? lastView(all, number - 1)) : view;
  const share = cut ? 1 : ease(Math.min(1, Math.max(0, (now_s - scene.early_s) / TURN_S)));
  return share < 1 && !isSame(before, view) && before.inset === view.inset ? between(before, view, share) : view;
}

/** A step without a view of its own is seen as a whole. */
function lastView(all: readonly Scene[], number: number): View {
  return all[number]?.view ?? REST;
}

function between(from: View, to: View, share: number): View {
  let turn = (to.azimuth_deg - from.azimuth_deg) % 360;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  const back = Math.sin(Math.PI * share) * Math.abs(turn) * 0.9; // a step back on a wide turn, so that nothing rushes past
  return {
    azimuth_deg: from.azimuth_deg + turn * share,
    elevation_deg: from.elevation_deg + (to.elevation_deg - from.elevation_deg) * share,
    target_mm: mix(from.target_mm, to.target_mm, share) as Vector,
    span_mm: from.span_mm + (to.span_mm - from.span_mm) * share + back,
    inset: to.inset,
  };
}
