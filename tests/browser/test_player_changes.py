"""What one can change while it plays, with open eyes and with closed ones; and what the receiver says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import PHONE, App, Watcher
from tests.browser.axe import axe_finds, too_small, too_wide
from tests.browser.test_player import SOUNDS_S, kinds, now_ms, part, play_id, playback, seek, sounding, tap_start

# What the phone would have felt, each with where the sound stood.
_FEELS = """
window.felt = [];
Object.defineProperty(navigator, 'vibrate', { value: pattern => {
  felt.push([[pattern].flat().length, 1000 * (document.querySelector('main audio')?.currentTime ?? 0)]);
  return true;
} });
"""

# So long it takes before sleep until the screen goes dark; here it comes sooner.
_SOONER = """
const late = window.setTimeout.bind(window);
window.setTimeout = (act, ms, ...rest) => late(act, ms === 20_000 ? 500 : ms, ...rest);
"""


@pytest.fixture
def playing(app: App, browser: Browser, watcher: Watcher) -> Iterator[Page]:
    """A phone that buzzes, a moment after Start, with everything there that may be wished for."""
    yield from opened(app, browser, watcher, app.stage("plan", minutes=5))


@pytest.fixture
def given(app: App, browser: Browser, watcher: Watcher) -> Iterator[Page]:
    """The same under a partner's hands."""
    yield from opened(app, browser, watcher, app.stage("plan", minutes=3, complaint="neck_pain", giver="partner"))


def opened(app: App, browser: Browser, watcher: Watcher, plan: str) -> Iterator[Page]:
    context = app.context(browser, PHONE, has_touch=True)
    context.add_init_script(_FEELS + _SOONER)
    watcher.watch(context)
    page = context.new_page()
    page.goto(f"/sessions/{plan}/")
    page.wait_for_load_state("networkidle", timeout=4 * SOUNDS_S)
    tap_start(page)
    yield page
    context.close()


def others_are_here(page: Page) -> None:
    page.locator("[data-others=here]").wait_for(state="attached", timeout=3 * SOUNDS_S)


def level(page: Page) -> str:
    words: str = part(page, "level-words").inner_text()
    return words


def told(app: App, page: Page) -> dict[str, Any]:
    page.wait_for_load_state("networkidle")
    found: dict[str, Any] = next(play for play in app.stage("plays") if play["id"] == play_id(page))
    return found


def with_hands(page: Page) -> dict[str, Any]:
    steps = playback(page)["steps"]
    found: dict[str, Any] = max((step for step in steps if step["hands"]), key=lambda step: step["level"])
    return found


def test_softer_firmer_again_and_something_else(playing: Page, app: App) -> None:
    others_are_here(playing)
    names = playing.evaluate(
        "async () => Object.keys(await (await fetch(JSON.parse(document.querySelector('#playback').textContent).others)"
        ").json())"
    )
    steps = playback(playing)["steps"]
    step = with_hands(playing)
    seek(playing, step["start_ms"] + 9_000)
    part(playing, "less").click()
    expect(part(playing, "level-words")).to_have_text(f"{step['level'] - 1} of 10 at most")
    expect(part(playing, "note")).to_contain_text("Softer from here")
    playing.keyboard.press("f")
    expect(part(playing, "level-words")).to_contain_text(f"{step['level']} of 10")
    playing.keyboard.press("r")
    sounding(playing)
    assert step["start_ms"] <= now_ms(playing) < step["start_ms"] + 5_000

    changing = next(one for one in steps if one["id"] == names[0])
    seek(playing, changing["start_ms"] + 4_000)
    part(playing, "change-open").click()
    expect(part(playing, "swap")).to_be_enabled()
    other = part(playing, "swap-words").inner_text()
    whole = playing.evaluate("() => document.querySelector('main audio').src")
    part(playing, "swap").click()
    expect(part(playing, "name")).to_have_text(other)
    expect(part(playing, "note")).to_contain_text("Something else here")
    playing.wait_for_function("whole => document.querySelector('main audio').src !== whole", arg=whole)
    sounding(playing)
    # The step's own file begins at nought, and behind its end the session's goes on.
    assert now_ms(playing) < 20_000
    seek(playing, changing["duration_ms"] - 600)
    playing.wait_for_function("whole => document.querySelector('main audio').src === whole", arg=whole)
    sounding(playing, changing["next_ms"] / 1000)
    assert {"softer", "firmer", "again", "swapped"} <= set(kinds(told(app, playing)))
    playing.reload()
    expect(playing.get_by_role("button", name="Go on at")).to_be_visible()
    changed = next(one for one in playback(playing)["steps"] if one["id"] == changing["id"])
    assert changed["name"] == other


def test_with_closed_eyes_the_screen_is_one_button(playing: Page, app: App) -> None:
    part(playing, "eyes-on").click()
    pad = playing.locator("[data-pad]")
    expect(pad).to_be_visible()
    assert playing.evaluate("() => getComputedStyle(document.querySelector('.eyes')).backgroundColor") == "rgb(0, 0, 0)"
    assert axe_finds(playing) == []
    paused = "() => document.querySelector('main audio').paused"
    pad.click()
    playing.wait_for_function(paused)
    pad.click()
    playing.wait_for_function(f"() => !({paused})()")
    steps = playback(playing)["steps"]
    swipe(playing, -150, 0)
    sounding(playing, steps[1]["start_ms"] / 1000)
    swipe(playing, 150, 0)
    playing.wait_for_function(
        "s => document.querySelector('main audio').currentTime < s", arg=steps[1]["start_ms"] / 1000
    )
    seek(playing, with_hands(playing)["start_ms"] + 8_000)
    swipe(playing, 0, 150)
    playing.mouse.move(180, 300)
    playing.mouse.down()
    playing.wait_for_function(paused)  # held: it hurts
    playing.mouse.up()
    pad.click()  # on, softer
    playing.wait_for_function(f"() => !({paused})()")
    two_fingers(playing)
    expect(part(playing, "eyes")).to_be_hidden()
    expect(part(playing, "level-words")).to_contain_text("at most")
    assert len(playing.evaluate("() => felt")) >= 6
    kept = told(app, playing)
    assert {"paused", "resumed", "skipped", "back", "softer", "hurt"} <= set(kinds(kept))
    assert [event[3] for event in kept["events"] if event[0] == "hurt"] == ["too_firm"]


def swipe(page: Page, x: int, y: int) -> None:
    page.mouse.move(190, 400)
    page.mouse.down()
    page.mouse.move(190 + x, 400 + y, steps=3)
    page.mouse.up()


def two_fingers(page: Page) -> None:
    page.evaluate(
        """() => { const pad = document.querySelector('[data-pad]'); pad.setPointerCapture = () => undefined;
          for (const pointerId of [11, 12]) pad.dispatchEvent(new PointerEvent('pointerdown', { pointerId })); }"""
    )


def test_what_changes_is_felt_with_the_tab_hidden(playing: Page) -> None:
    step = playback(playing)["steps"][1]
    seek(playing, step["start_ms"] - 1_000)
    front = playing.context.new_page()
    front.bring_to_front()
    sounding(playing, step["start_ms"] / 1000 + 0.5)
    felt = [at_ms for beats, at_ms in playing.evaluate("() => felt") if beats == 3]
    assert len(felt) == 1
    assert step["start_ms"] <= felt[0] <= step["start_ms"] + 500
    front.close()


def test_the_sheets_and_the_dark_before_sleep(playing: Page, app: App, browser: Browser, watcher: Watcher) -> None:
    part(playing, "change-open").click()
    found = [*axe_finds(playing), *too_small(playing), *too_wide(playing)]
    part(playing, "large").click()
    expect(part(playing, "root")).to_have_attribute("data-large", "")
    part(playing, "dim").click()
    expect(playing.locator("html")).to_have_attribute("data-theme", "dim")
    found += axe_finds(playing)
    part(playing, "keys-open").click()
    expect(playing.get_by_role("heading", name="Keys")).to_be_visible()
    found += axe_finds(playing)
    playing.keyboard.press("Escape")
    expect(part(playing, "keys")).to_be_hidden()
    assert found == []
    for night in opened(app, browser, watcher, app.stage("plan", minutes=3, complaint="poor_sleep", bedtime=True)):
        expect(part(night, "eyes")).to_be_visible()
        assert night.evaluate("() => felt") == []


def test_the_receiver_says_less_more_and_stop(given: Page, app: App) -> None:
    step = with_hands(given)
    seek(given, step["start_ms"] + 8_000)
    given.keyboard.press("PageDown")
    expect(part(given, "level-words")).to_have_text(f"{step['level'] - 1} of 10 at most")
    given.keyboard.press("2")
    expect(part(given, "level-words")).to_contain_text(f"{step['level']} of 10")
    for _ in range(3):
        given.keyboard.press("PageUp")
    expect(part(given, "level-words")).to_contain_text(f"{step['firmer']} of 10")
    part(given, "change-open").click()
    part(given, "receiver-open").click()
    keys = [part(given, f"receiver-{name}").bounding_box() for name in ("less", "more", "stop")]
    assert all(box is not None and box["height"] > 200 and box["width"] > 300 for box in keys)
    assert axe_finds(given) == []
    part(given, "receiver-less").click()
    part(given, "receiver-stop").click()
    expect(part(given, "hurt-card")).to_be_visible()
    assert given.evaluate("() => document.querySelector('main audio').paused")
    assert {"softer", "firmer", "hurt"} <= set(kinds(told(app, given)))
