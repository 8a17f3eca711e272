// A technique: the drawing, or the living figure in its place, which goes round and round by its own clock.
import "./atlas";
import { FigureElement } from "../figure/element";

for (const place of document.querySelectorAll<HTMLElement>("[data-round]")) {
  const figure = place.querySelector("unclench-figure");
  if (!(figure instanceof FigureElement)) continue;
  const round_s = Number(place.dataset["round"]);
  const start_ms = performance.now();
  figure.keepTime({ now: () => ((performance.now() - start_ms) / 1000) % round_s, playing: () => true });
}
