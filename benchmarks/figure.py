"""What the figure weighs, and what a frame of it costs the processor in script.

    PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python benchmarks/figure.py --frames 150

A plan of ten minutes is played through, a stretch of every step, in Chromium with four times slowed-down script
(DevTools protocol, `Emulation.setCPUThrottlingRate`). Counted is the processor time of the page's own thread in script
(`Performance.getMetrics`, ScriptDuration in thread ticks), so neither drawing in software nor other work on the machine
counts. Sizes are bytes as they are loaded, before any packing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.browser.app import DESKTOP, App
from tests.browser.figure_page import DRAWS_WITHIN_MS, drawing_browser, open_figure

THROTTLING = 4
LIMIT_MS = 4.0
LIMIT_BYTES = 1_500_000
LIMIT_TRIANGLES = 60_000

# Frames one after the other, and nothing else.
_FRAMES = """async moments => {
  const figure = document.querySelector('unclench-figure');
  for (const moment of moments) {
    window.t = moment; figure.refresh();
    await new Promise(done => requestAnimationFrame(done));
  }
}"""

# One frame at a moment, and nothing else.
_FRAME = """seconds => new Promise(done => {
  const figure = document.querySelector('unclench-figure');
  window.t = seconds; figure.refresh();
  requestAnimationFrame(done);
})"""
_TRIANGLES = "() => document.querySelector('unclench-figure').triangles"


def script_s(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(entry["value"] for entry in metrics if entry["name"] == "ScriptDuration"))


def cost_ms(devtools: CDPSession, page: Page, moments: list[float]) -> float:
    """Of one of these frames."""
    before = script_s(devtools)
    page.evaluate(_FRAMES, moments)
    return 1000 * (script_s(devtools) - before) / len(moments)


def weights(page: Page) -> dict[str, int]:
    """Bytes by file, of all that the figure asked for."""
    entries = page.evaluate(
        "() => performance.getEntriesByType('resource').map(entry => [entry.name, entry.decodedBodySize])"
    )
    ours = ("/element-", "/live-", "/loop-", "/figure-", ".bin")
    return {Path(name).name: size for name, size in entries if any(part in name for part in ours)}


def measure(app: App, context: BrowserContext, frames: int) -> None:
    plan = app.stage("motion", minutes=10)
    figure = open_figure(app, context, motion=plan)
    page = figure.page
    page.locator("unclench-figure[data-live]").wait_for(timeout=DRAWS_WITHIN_MS)
    for name, size in weights(page).items():
        print(f"{size:>9,} bytes  {name}")
    total = sum(weights(page).values())
    print(f"{total:>9,} bytes  in all, of {LIMIT_BYTES:,} at most; the motion of the plan {len(json.dumps(plan)):,}")
    each = max(10, frames // len(plan["steps"]))
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(_FRAMES, [step["start_s"] + 4 for step in plan["steps"]])  # shaders are made once
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLING})
    usual, changes = [], []
    for step in plan["steps"]:
        middle = (step["start_s"] + step["end_s"]) / 2 + 2
        changes.append(cost_ms(devtools, page, [middle]))
        usual.append(cost_ms(devtools, page, [middle + number / 60 for number in range(each)]))
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    usual.sort()
    print(f"{usual[len(usual) // 2]:.2f} ms of script a frame in the median step, {LIMIT_MS} at most")
    print(f"{usual[0]:.2f} to {usual[-1]:.2f} by step; other work on the machine makes it dearer, never cheaper")
    print(f"{sorted(changes)[len(changes) // 2]:.1f} ms where another stroke begins ({max(changes):.1f} the dearest)")
    print(f"{page.evaluate(_TRIANGLES):,} triangles at most in a frame, of {LIMIT_TRIANGLES:,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=150)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        app.start()
        try:
            with drawing_browser(playwright) as browser:
                measure(app, app.context(browser, DESKTOP), options.frames)
        finally:
            app.stop()


if __name__ == "__main__":
    main()
