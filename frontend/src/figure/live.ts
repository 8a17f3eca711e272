// The part that is loaded only where a figure is drawn: everything that needs three.

import { type Asset, fetchAsset } from "./asset";
import { Viewer } from "./viewer";

export async function newViewer(canvas: HTMLCanvasElement, folder: string): Promise<Viewer> {
  const [body, hands] = await Promise.all([fetchAsset(`${folder}body.bin`), fetchAsset(`${folder}hands.bin`)]);
  let limbs: Promise<Asset> | null = null;
  return new Viewer(canvas, { body, hands, limbs: () => (limbs ??= fetchAsset(`${folder}insets.bin`)) });
}
