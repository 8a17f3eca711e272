"""A small page with nothing but a figure on it, under the app's own address and content security policy."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

from tests.browser.app import HERE, App, launch
from unclench.figure.whole import load_figure

SIZE = (200, 240)
DRAWS_WITHIN_MS = 40_000
"""Drawing without a graphics card is slow, and the machine may be busy."""
STROKE_S = 10.0
STEPS_S = (0.0, 40.0, 80.0)

# A clock that stands until a test moves it, and a count of the frames that are asked for.
_CLOCK = """
window.t = 0; window.goes = false; window.frames = 0;
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = done => { window.frames++; return ask(done); };
"""

# The canvas keeps nothing after a frame, so it is read in the frame in which it is drawn.
_PIXELS = """() => new Promise(done => {
  const canvas = document.querySelector('.figure-canvas');
  document.querySelector('unclench-figure').refresh();
  requestAnimationFrame(() => {
    const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    done([canvas.width, canvas.height, btoa(text)]);
  });
})"""


@contextmanager
def drawing_browser(playwright: Playwright) -> Iterator[Browser]:
    """Draws in software, which the figure has to be asked for."""
    browser = launch(playwright, "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
    yield browser
    browser.close()


@dataclass(frozen=True)
class FigurePage:
    page: Page

    def at(self, seconds: float) -> np.ndarray:
        """The picture at that moment: (row, column, colour)."""
        self.page.evaluate(
            """async seconds => {
              const figure = document.querySelector('unclench-figure');
              window.t = seconds; figure.refresh();
              for (let tries = 0; figure.shown_s !== seconds && tries < 200; tries++)
                await new Promise(done => setTimeout(done, 25));
            }""",
            seconds,
        )
        return self.seen()

    def seen(self) -> np.ndarray:
        """The picture as it is."""
        width, height, data = self.page.evaluate(_PIXELS)
        pixels = np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(height, width, 4)
        return pixels[..., :3].astype(np.int64)

    def frames_in(self, milliseconds: int) -> int:
        before = int(self.page.evaluate("() => window.frames"))
        self.page.wait_for_timeout(milliseconds)
        return int(self.page.evaluate("() => window.frames")) - before


def open_figure(
    app: App,
    context: BrowserContext,
    query: str = "?figure=3d",
    theme: str = "light",
    motion: dict[str, Any] | None = None,
) -> FigurePage:
    """With this motion, or with `two_strokes`."""
    address = f"{app.url}/figure-page"
    page = context.new_page()
    page.add_init_script(_CLOCK)
    policy = context.request.get(f"{app.url}/").headers["content-security-policy"]
    files = context.request.get(f"{app.url}/you/").text().split('data-asset="')[1].split('"')[0]
    html = f"""<!doctype html><html lang="en-GB" data-theme="{theme}"><head><title>Figure</title>
      <meta name="htmx-config" content='{{"includeIndicatorStyles": false, "allowEval": false}}'>
      {_links()}<link rel="stylesheet" href="/figure-page.css"></head><body><main><h1>Figure</h1>
      <div class="place"><unclench-figure data-asset="{files}" data-motion="/figure-page.json" data-build="reference"
      data-skin="medium_light" data-hair="brown" data-words="Where the hands are"><p>The drawing</p></unclench-figure>
      </div></main></body></html>"""
    style = f".place {{ inline-size: {SIZE[0]}px; block-size: {SIZE[1]}px; }}"

    def answer(route: Route, body: str, kind: str) -> None:
        route.fulfill(body=body, content_type=kind, headers={"Content-Security-Policy": policy})

    page.route(f"{address}{query}", lambda route: answer(route, html, "text/html"))
    page.route(f"{address}.css", lambda route: answer(route, style, "text/css"))
    page.route(f"{address}.json", lambda route: answer(route, json.dumps(motion or two_strokes()), "application/json"))
    page.goto(f"{address}{query}")
    page.evaluate(
        "() => document.querySelector('unclench-figure').keepTime({ now: () => window.t, playing: () => window.goes })"
    )
    return FigurePage(page)


def wait_until_drawn(figure: FigurePage) -> None:
    figure.page.locator("unclench-figure[data-live]").wait_for(timeout=DRAWS_WITHIN_MS)


def _links() -> str:
    """What `{% entry "figure" %}` writes."""
    manifest = json.loads((HERE / "src/unclench/web/static/dist/manifest.json").read_text("utf-8"))
    styles: dict[str, None] = {}

    def gather(key: str) -> None:
        for path in manifest[key].get("css", []):
            styles[path] = None
        for imported in manifest[key].get("imports", []):
            gather(imported)

    key = "src/entries/figure.ts"
    gather(key)
    links = "".join(f'<link rel="stylesheet" href="/static/dist/{path}">' for path in styles)
    return f'{links}<script type="module" src="/static/dist/{manifest[key]["file"]}"></script>'


def two_strokes() -> dict[str, Any]:
    """One over the forehead from the right to the left and back, then one over the left shoulder."""
    forehead = _line([(x, 176.0, 135.0 - x * x / 110) for x in np.linspace(-45, 45, 40)])
    shoulder = _line([(x, 10.0, -10.0) for x in np.linspace(70, 140, 30)])
    front = {"azimuth_deg": 0, "elevation_deg": 8, "target_mm": [0, 120, 60], "span_mm": 330, "inset": ""}
    back = {"azimuth_deg": 160, "elevation_deg": 15, "target_mm": [60, 20, 0], "span_mm": 420, "inset": ""}
    return {
        "build": "reference",
        "steps": [
            _step(0, "Forehead", [_stroke(middle=forehead)], ["middle"], front),
            _step(1, "Shoulder", [_stroke(left=shoulder)], ["left"], back),
        ],
    }


def _step(number: int, name: str, strokes: list[object], sides: list[str], view: object) -> dict[str, Any]:
    start_s, end_s = STEPS_S[number : number + 2]
    turn = {"at_s": 0, "until_s": end_s - start_s, "stroke": 0, "sides": sides, "view": 0}
    return {
        "start_s": start_s,
        "end_s": end_s,
        "name": name,
        "level": 4,
        "level_words": "light to moderate",
        "giver": "self",
        "strokes": strokes,
        "turns": [turn],
        "views": [view],
        "movements": [],
        "stillness": "",
    }


def _stroke(**lines: object) -> dict[str, Any]:
    none = dict.fromkeys(("left", "right", "middle"))
    return {
        "what": "",
        "type": "line",
        "hand": "fingertips",
        "hands": "one",
        "radius_mm": 0,
        "period_s": STROKE_S,
        "on_s": 0,
        "off_s": 0,
        "still": False,
        "closed": False,
        "back": "reverse",
        **none,
        **lines,
    }


def _line(points: list[tuple[float, float, float]]) -> dict[str, Any]:
    surface = load_figure("reference").surface
    trail = surface.nearest(np.array(points))
    return {
        "points": [round(float(value), 1) for value in surface.at(trail).ravel()],
        "normals": [round(float(value), 3) for value in surface.normals_at(trail).ravel()],
        "area": None,
    }
