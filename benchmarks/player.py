"""The player in a real browser, with figures: a whole session with its tab hidden, and how soon a tap is heard.

    PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python benchmarks/player.py whole --minutes 30
    PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python benchmarks/player.py files --minutes 10

`whole` plays at its own speed behind another tab. While it runs, each `timeupdate` notes the sound's clock and the wall
clock; a cue's time in playback is read between two notes. `files` plays the same steps from one file and from a file for
each step.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.app import PHONE, App, launch

MADE_WITHIN_MS = 180_000

_NOTE = """() => {
  const audio = document.querySelector('audio');
  window.notes = [[performance.now(), audio.currentTime, document.visibilityState]];
  const note = () => notes.push([performance.now(), audio.currentTime, document.visibilityState]);
  audio.addEventListener('timeupdate', note);
  // The page would go on to the question how it was; here it stays.
  audio.addEventListener('ended', event => {
    event.stopImmediatePropagation();
    note();
    window.isOver = true;
  }, { capture: true });
}"""


def start(page: Page, plan: str) -> dict[str, Any]:
    page.goto(f"/sessions/{plan}/")
    page.wait_for_load_state("networkidle", timeout=MADE_WITHIN_MS)
    page.get_by_role("button", name="Start", exact=True).locator("visible=true").first.click()
    page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.2", timeout=MADE_WITHIN_MS)
    found: dict[str, Any] = page.evaluate("() => JSON.parse(document.querySelector('#playback').textContent).playback")
    return found


def cues_ms(playback: dict[str, Any]) -> list[int]:
    """Every moment at which something is heard or shown."""
    steps = [step["start_ms"] for step in playback["steps"]]
    lines = [line["at_ms"] for line in playback["captions"]]
    switches = [change["at_ms"] for change in playback["switches"]]
    return sorted({*steps, *lines, *switches})


def passed_at(notes: Sequence[tuple[float, float]], at_s: float) -> float | None:
    """The wall clock, in milliseconds, at which the sound's clock passed this moment."""
    for (wall, sound), (next_wall, next_sound) in zip(notes, notes[1:], strict=False):
        if sound <= at_s <= next_sound and next_sound > sound:
            return wall + (next_wall - wall) * (at_s - sound) / (next_sound - sound)
    return None


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def whole(app: App, page: Page, minutes: int) -> None:
    playback = start(page, app.stage("plan", minutes=minutes))
    page.evaluate(_NOTE)
    front = page.context.new_page()
    front.goto("about:blank")
    front.bring_to_front()
    page.wait_for_function("() => window.isOver", timeout=(minutes + 5) * 60_000, polling=5_000)
    noted = page.evaluate("() => notes")
    notes = [(wall, sound) for wall, sound, _ in noted]
    hidden = sum(1 for *_, state in noted if state == "hidden") / len(noted)
    first_wall, first_sound = notes[1]
    offsets = []
    for cue in cues_ms(playback):
        wall = passed_at(notes[1:], cue / 1000)
        if wall is not None:
            offsets.append((wall - first_wall) - (cue - first_sound * 1000))
    middle = statistics.median(offsets)
    off = [abs(offset - middle) for offset in offsets]
    last_wall, last_sound = notes[-1]
    length = (last_wall - first_wall) - (last_sound - first_sound) * 1000
    gaps = [after[0] - before[0] for before, after in zip(notes[1:], notes[2:], strict=False)]
    print(f"{minutes} min, {len(notes)} notes, {100 * hidden:.1f} % of them hidden; {len(offsets)} cues")
    print(
        f"cues off the wall clock: p50 {percentile(off, 0.5):.1f} ms, p99 {percentile(off, 0.99):.1f} ms, "
        f"most {max(off):.1f} ms"
    )
    print(f"length against the wall clock: {length:+.0f} ms; longest time between two notes {max(gaps):.0f} ms")


_FILES = """async ({ whole, parts, starts }) => {
  const blobs = async address => URL.createObjectURL(await (await fetch(address)).blob());
  const one = await blobs(whole);
  const many = [];
  for (const part of parts) many.push(await blobs(part));
  const audio = new Audio();
  document.body.append(audio);
  // A loop of messages looks at the clock more often than timers may.
  const until = held => new Promise(done => {
    const channel = new MessageChannel();
    const from = performance.now();
    channel.port1.onmessage = () => {
      if (held() || performance.now() - from > 5000) done(performance.now());
      else channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
  });
  const moving = to => until(() => !audio.seeking && !audio.paused && audio.currentTime > to + 0.0005);
  const found = { seek: [], change: [], changeOnEnd: [], pause: [], off: [] };
  audio.src = one;
  await audio.play();
  for (const start of starts) {
    await new Promise(done => setTimeout(done, 400));
    const from = performance.now();
    audio.currentTime = start;
    const at = await moving(start);
    found.seek.push(at - from - 1000 * (audio.currentTime - start));
    found.off.push(1000 * Math.abs(audio.currentTime - start));
  }
  for (let time = 0; time < 10; time++) {
    await new Promise(done => setTimeout(done, 300));
    const from = performance.now();
    const stopped = new Promise(done => audio.addEventListener('pause', () => done(performance.now()), { once: true }));
    audio.pause();
    found.pause.push(await stopped - from);
    await audio.play();
  }
  for (const part of many) {
    await new Promise(done => setTimeout(done, 400));
    const from = performance.now();
    audio.src = part;
    audio.play();
    const at = await moving(0);
    found.change.push(at - from - 1000 * audio.currentTime);
  }
  for (const part of many) {
    audio.currentTime = audio.duration - 0.3;
    await new Promise(done => audio.addEventListener('seeked', done, { once: true }));
    const ended = new Promise(done => audio.addEventListener('ended', () => done(performance.now()), { once: true }));
    await ended;
    const from = performance.now();
    audio.src = part;
    audio.play();
    const at = await moving(0);
    found.changeOnEnd.push(at - from - 1000 * audio.currentTime);
  }
  return found;
}"""


def files(app: App, page: Page, minutes: int, folder: Path) -> None:
    from dataclasses import replace

    from unclench.atlas import load_atlas
    from unclench.composer import Request, compose
    from unclench.guide.audio import render
    from unclench.guide.score import score
    from unclench.safety import Answers, screen

    clearance = screen(Answers(facts={"age": 34}, unasked_is_no=True), complaints=("tth_episodic",))
    session = compose(Request(complaints=("tth_episodic",), minutes=minutes), clearance)
    written = score(session, atlas=load_atlas())
    one = folder / "whole.opus"
    size = render(written, one).size_bytes
    sizes, paths = [], []
    for number, step in enumerate(written.steps):
        alone = replace(written, duration_ms=step.duration_ms, steps=(replace(step, start_ms=0),))
        paths.append(folder / f"{number}.opus")
        sizes.append(render(alone, paths[-1]).size_bytes)
    page.goto("/about/")
    page.route(
        "**/bench/*",
        lambda route: route.fulfill(
            path=folder / route.request.url.rsplit("/", 1)[-1], content_type="audio/ogg; codecs=opus"
        ),
    )
    page.mouse.click(200, 200)
    found = page.evaluate(
        _FILES,
        {
            "whole": "/bench/whole.opus",
            "parts": [f"/bench/{path.name}" for path in paths],
            "starts": [step.start_ms / 1000 for step in written.steps],
        },
    )
    print(f"{minutes} min, {len(paths)} steps: one file {size:,} bytes, a file per step {sum(sizes):,} bytes together")
    for name, words in (
        ("seek", "one file: from the call to sound at the step, ms"),
        ("off", "one file: the clock after a seek against the step's start, ms"),
        ("change", "a file per step: from the change of source to sound, ms"),
        ("changeOnEnd", "a file per step: silence between the end of one and the next, ms"),
        ("pause", "pause: from the call to the event, ms"),
    ):
        values = found[name]
        print(
            f"{words}: p50 {percentile(values, 0.5):.1f}, p95 {percentile(values, 0.95):.1f}, most {max(values):.1f}; "
            f"together {sum(values):.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["whole", "files"])
    parser.add_argument("--minutes", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        app = App(Path(place))
        app.start()
        browser = launch(playwright)
        try:
            context = app.context(browser, PHONE)
            page = context.new_page()
            if asked.what == "whole":
                whole(app, page, asked.minutes)
            else:
                files(app, page, asked.minutes, Path(place))
        finally:
            browser.close()
            app.stop()


if __name__ == "__main__":
    main()
