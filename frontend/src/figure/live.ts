// The part that is loaded only where a figure is drawn: everything that needs three.

import { fetchAsset } from "./asset";
import { Viewer } from "./viewer";

export async function newViewer(canvas: HTMLCanvasElement, folder: string): Promise<Viewer> {
  const [body, hands] = await Promise.all([fetchAsset(`${folder}body.bin`), fetchAsset(`${folder}hands.bin`)]);
  return new Viewer(canvas, body, hands);
}
