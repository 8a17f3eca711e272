"""The player in a real browser, with figures: a whole session with its tab hidden, and how soon a tap is heard.

    PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python benchmarks/player.py whole --minutes 30
    PYTHONPATH=src:. UNCLENCH_BROWSER=/usr/bin/chromium .venv/bin/python benchmarks/player.py files --minutes 10

`whole` plays at its own speed behind another tab; each `timeupdate` notes the clock of the sound and that of the wall
clock; a cue's time in playback is read between two notes. `files` plays the same steps from one file and from a file
for each step. `taps` says how soon a tap is answered, `picture` how far the figure is from the sound, `begin` how long
it takes from the tap on Start to sound: with the app there, and from a kept session with the network off.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.app import ARGUMENTS, PHONE, App, free_port, launch
from tests.browser.figure_page import drawing_browser

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


def start(page: Page, url: str, plan: str) -> dict[str, Any]:
    page.goto(f"{url}/sessions/{plan}/")
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
    for (wall, sound), (next_wall, next_sound) in pairwise(notes):
        if sound <= at_s <= next_sound and next_sound > sound:
            return wall + (next_wall - wall) * (at_s - sound) / (next_sound - sound)
    return None


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def whole(app: App, playwright: Playwright, folder: Path, minutes: int) -> None:
    """Playwright makes every page believe that it is seen, so it lets go of the browser while the session plays."""
    port = free_port()
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, f"--remote-debugging-port={port}", f"--user-data-dir={folder / 'profile'}"]
    with subprocess.Popen(
        [os.environ["UNCLENCH_BROWSER"], *arguments, *(["--no-sandbox"] if as_root else []), "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/json/version")
            browser = playwright.chromium.connect_over_cdp(address)
            page = browser.contexts[0].pages[0]
            page.goto(app.open_door().as_uri())
            page.wait_for_url(f"{app.url}/**")
            page.wait_for_load_state()
            playback = start(page, app.url, app.stage("plan", minutes=minutes))
            page.evaluate(_NOTE)
            browser.close()
            urllib.request.urlopen(urllib.request.Request(f"{address}/json/new?about:blank", method="PUT")).close()
            time.sleep(minutes * 60 + 10)
            browser = playwright.chromium.connect_over_cdp(address)
            page = next(one for one in browser.contexts[0].pages if one.url.startswith(app.url))
            tell_whole(playback, page.evaluate("() => notes"), minutes)
            browser.close()
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def tell_whole(playback: dict[str, Any], noted: list[list[Any]], minutes: int) -> None:
    notes = [(float(wall), float(sound)) for wall, sound, _ in noted]
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
    gaps = [after[0] - before[0] for before, after in pairwise(notes[1:])]
    print(f"{minutes} min, {len(notes)} notes, {100 * hidden:.1f} % of them hidden; {len(offsets)} cues")
    print(
        f"cues off the wall clock: p50 {percentile(off, 0.5):.1f} ms, p99 {percentile(off, 0.99):.1f} ms, "
        f"most {max(off):.1f} ms"
    )
    print(f"length against the wall clock: {length:+.0f} ms; longest time between two notes {max(gaps):.0f} ms")
    print(
        f"load of the machine in the last quarter of an hour: {os.getloadavg()[2]:.1f} on {os.cpu_count()} processors"
    )


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


def files(page: Page, minutes: int, folder: Path) -> None:
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


# How soon a tap is answered, looked at more often than a frame.
_TAPPED = """async ({ button, done }) => {
  const audio = document.querySelector('main audio');
  const [at, src] = [audio.currentTime, audio.src];
  const check = new Function('audio', 'at', 'src', `return ${done}`);
  const channel = new MessageChannel();
  const from = performance.now();
  if (button.length > 1) document.querySelector(`[data-player="${button}"]`).click();
  else document.dispatchEvent(new KeyboardEvent('keydown', { key: button }));
  return new Promise(found => {
    channel.port1.onmessage = () => {
      if (check(audio, at, src)) found(performance.now() - from);
      else if (performance.now() - from > 10000) found(NaN);
      else channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
  });
}"""
PAUSED, ON = "audio.paused", "!audio.paused && audio.currentTime > at"
JUMPED = "!audio.seeking && !audio.paused && Math.abs(audio.currentTime - at) > 1"
OTHER = "audio.src !== src && !audio.paused && !audio.seeking && audio.currentTime > 0.001"
SOFTER = "document.querySelector('[data-player=note]').textContent.includes('Softer')"


def taps(app: App, page: Page, minutes: int) -> None:
    """From the tap to the sound, in the page itself."""
    playback = start(page, app.url, app.stage("plan", minutes=minutes))
    page.locator("[data-others=here]").wait_for(state="attached", timeout=MADE_WITHIN_MS)

    def tapped(button: str, done: str) -> float:
        return float(page.evaluate(_TAPPED, {"button": button, "done": done}))

    found: dict[str, list[float]] = {}

    def note(what: str, took_ms: float) -> None:
        found.setdefault(what, []).append(took_ms)
        page.wait_for_timeout(700)

    for _ in range(8):
        note("pause", tapped("play", PAUSED))
        note("go on", tapped("play", ON))
        note("skip", tapped("skip", JUMPED))
        note("back", tapped("back", JUMPED))
    note("softer, told", tapped("less", SOFTER))
    names = set(page.evaluate("async path => Object.keys(await (await fetch(path)).json())", f"{_path(page)}others/"))
    for step in playback["steps"]:
        if step["id"] in names:
            page.evaluate("s => { document.querySelector('main audio').currentTime = s; }", step["start_ms"] / 1000 + 1)
            page.wait_for_timeout(700)
            note("something else", tapped("x", OTHER))
            page.evaluate("() => { const a = document.querySelector('main audio'); a.currentTime = a.duration - 3; }")
            page.wait_for_timeout(1_500)
    for what, values in found.items():
        print(f"{what}: p50 {percentile(values, 0.5):.0f} ms, most {max(values):.0f} ms, {len(values)} times")


def _path(page: Page) -> str:
    path: str = page.evaluate("() => location.pathname")
    return path


# From the tap on Start to a clock of the sound that moves.
_BEGUN = """selector => new Promise(done => {
  const Usual = window.Audio;
  let audio = document.querySelector('audio');
  window.Audio = function (...given) { return (audio = new Usual(...given)); };
  const channel = new MessageChannel();
  const button = [...document.querySelectorAll(selector)].find(one => one.offsetParent);
  const from = performance.now();
  button.click();
  channel.port1.onmessage = () => {
    if (audio && !audio.paused && audio.currentTime > 0.001) done(performance.now() - from);
    else if (performance.now() - from > 20000) done(NaN);
    else channel.port2.postMessage(0);
  };
  channel.port2.postMessage(0);
})"""


def begin(app: App, page: Page, minutes: int) -> None:
    taken: dict[str, list[float]] = {"with the app": [], "kept, network off": []}
    for _ in range(6):
        plan = app.stage("plan", minutes=minutes)
        page.goto(f"{app.url}/sessions/{plan}/phone/")
        page.get_by_role("button", name="Keep it here").click()
        page.get_by_text("Kept. It plays here").wait_for(timeout=MADE_WITHIN_MS)
        page.context.set_offline(True)
        page.goto(f"{app.url}/kept/{plan}/")
        page.get_by_role("button", name="None of these").click()
        page.wait_for_timeout(500)
        taken["kept, network off"].append(float(page.evaluate(_BEGUN, "[data-part=go]")))
        page.context.set_offline(False)
        page.goto(f"{app.url}/sessions/{app.stage('plan', minutes=minutes)}/")
        page.wait_for_load_state("networkidle", timeout=MADE_WITHIN_MS)
        page.mouse.click(200, 60)
        taken["with the app"].append(float(page.evaluate(_BEGUN, "form[data-start] button, button[form=start]")))
    for what, values in taken.items():
        print(
            f"from the tap to sound, {what}: p50 {percentile(values, 0.5):.0f} ms, most {max(values):.0f} ms, "
            f"{len(values)} times; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        )


# What the figure shows beside what is heard, in every frame; and after the page was not drawn for a while.
_PICTURE = """async seconds => {
  const figure = document.querySelector('unclench-figure');
  const audio = document.querySelector('main audio');
  const behind = [];
  const until = performance.now() + 1000 * seconds;
  while (performance.now() < until) {
    await new Promise(done => requestAnimationFrame(done));
    if (figure.shown_s !== null) behind.push(1000 * Math.abs(audio.currentTime - figure.shown_s));
  }
  const jumps = [];
  for (let jump = 0; jump < 8; jump++) {
    audio.currentTime = 20 + 7 * jump;
    const from = performance.now();
    while (Math.abs(figure.shown_s - audio.currentTime) > 0.1 && performance.now() - from < 5000)
      await new Promise(done => setTimeout(done, 5));
    jumps.push(performance.now() - from);
    await new Promise(done => setTimeout(done, 300));
  }
  return { behind, jumps, live: figure.dataset.live };
}"""


def picture(app: App, page: Page, minutes: int) -> None:
    start(page, app.url, app.stage("plan", minutes=minutes))
    page.goto(f"{_path(page)}?figure=3d")
    page.get_by_role("button", name="Go on at").click()
    page.locator("unclench-figure[data-live]").wait_for(timeout=MADE_WITHIN_MS)
    found = page.evaluate(_PICTURE, 20)
    for name, words in (
        ("behind", "the picture behind the sound"),
        ("jumps", "from a jump of the sound to its picture"),
    ):
        values = found[name]
        print(
            f"{words}: p50 {percentile(values, 0.5):.0f} ms, p95 {percentile(values, 0.95):.0f} ms, "
            f"{len(values)} times; drawn in software, {found['live']}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["whole", "files", "taps", "picture", "begin"])
    parser.add_argument("--minutes", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        app = App(Path(place))
        app.start()
        try:
            if asked.what == "whole":
                whole(app, playwright, Path(place), asked.minutes)
            elif asked.what == "picture":
                with drawing_browser(playwright) as browser:
                    picture(app, _page(app, browser), asked.minutes)
            else:
                browser = launch(playwright)
                page = _page(app, browser)
                if asked.what == "files":
                    files(page, asked.minutes, Path(place))
                elif asked.what == "begin":
                    begin(app, page, asked.minutes)
                else:
                    taps(app, page, asked.minutes)
                browser.close()
        finally:
            app.stop()


def _page(app: App, browser: Browser) -> Page:
    return app.context(browser, PHONE).new_page()


if __name__ == "__main__":
    main()
