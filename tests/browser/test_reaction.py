"""The reaction task in a real Chromium, on a clock that the test winds: the code is the page's own, all of it.

Frames, timers and times of events go by that clock, so ninety seconds pass in a moment.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, Watcher
from tests.browser.walk import rows

# In a browser the times of events and performance.now() are one clock; the wound one is to be no other.
_ONE_CLOCK = "Object.defineProperty(Event.prototype, 'timeStamp', {get() { return performance.now(); }})"
_ANSWER = """after => {
  const disc = document.querySelector('[data-part=disc]');
  new MutationObserver(() => {
    if (disc.hidden) return;
    setTimeout(() => dispatchEvent(new KeyboardEvent('keydown', {key: ' ', cancelable: true})), after);
  }).observe(disc, {attributes: true, attributeFilter: ['hidden']});
}"""
FRAME_MS = 16
"""Of the wound clock."""
WAITS_MS = {"reaction_90": (1_000, 4_000), "reaction_300": (2_000, 10_000)}
LONGEST_WAIT_MS = WAITS_MS["reaction_90"][1]


@pytest.fixture
def task(phone: Page) -> Page:
    return page_of_task(phone, "reaction_90")


def page_of_task(phone: Page, measure: str) -> Page:
    """The page of the task, before it begins."""
    phone.clock.install()
    phone.add_init_script(_ONE_CLOCK)
    phone.goto(f"/measures/{measure}/take/")
    return phone


def practise(page: Page, longest_wait_ms: int = LONGEST_WAIT_MS) -> None:
    """Five taps, each about 200 ms after the disc."""
    page.locator('[data-part="start"]').tap()
    page.clock.run_for(100)
    for _ in range(5):
        page.clock.run_for(longest_wait_ms + 100)
        expect(page.locator('[data-part="disc"]')).to_be_visible()
        page.locator(".reaction-field").tap(position={"x": 60, "y": 200})
    expect(page.get_by_role("heading", name="That was practice")).to_be_visible()


def kept(app: App, measure: str = "reaction_90") -> list[dict[str, Any]]:
    found = rows(app, f"select run from measures_taking where measure = '{measure}' and deleted_at is null")
    return [json.loads(row["run"]) for row in found]


@pytest.mark.parametrize(("minutes", "name"), [(1.5, "Reaction time, 90 seconds"), (5, "Reaction time, 5 minutes")])
def test_practice_and_then_all_of_it_is_kept(phone: Page, app: App, minutes: float, name: str) -> None:
    measure, lasts_ms = f"reaction_{int(minutes * 60)}", int(minutes * 60_000)
    task = page_of_task(phone, measure)
    shortest_ms, longest_ms = WAITS_MS[measure]
    before = len(kept(app, measure))
    practise(task, longest_ms)
    assert len(kept(app, measure)) == before
    task.evaluate(_ANSWER, 250)
    task.locator('[data-part="go"]').tap()
    with task.expect_navigation(url=re.compile(f"/measures/{measure}/$")):
        task.clock.run_for(lasts_ms + longest_ms + 6_000)
    expect(task.get_by_text(f"Kept: {name}.")).to_be_visible()
    (run,) = kept(app, measure)[before:]
    assert (run["task"], run["input"], run["ended"], run["hidden"], run["held"]) == (measure, "key", "finished", 0, 0)
    assert lasts_ms <= run["lasted_ms"] <= lasts_ms + longest_ms + 500
    waits = [trial["wait_ms"] for trial in run["trials"]]
    assert all(shortest_ms <= wait <= longest_ms for wait in waits)
    assert len({round(wait) for wait in waits}) > len(waits) // 2
    # From the frame after the one in which the disc was drawn, when it is on the screen.
    assert all(250 - 2 * FRAME_MS <= trial["answer_ms"] <= 250 for trial in run["trials"])
    expect(task.locator(".takings tbody tr").first).to_contain_text(re.compile(r"Middle time: 2[2-5]\d ms"))


def test_it_stops_at_any_time_and_keeps_what_is_said_to_be_kept(task: Page, app: App) -> None:
    before = len(kept(app))
    practise(task)
    task.locator('[data-part="go"]').tap()
    task.clock.run_for(500)
    task.keyboard.press("Space")
    expect(task.locator('[data-part="time"]')).to_have_text("too soon")
    task.clock.run_for(LONGEST_WAIT_MS + 100)
    task.keyboard.down("Space")
    for _ in range(4):
        task.clock.run_for(50)
        task.keyboard.down("Space")  # held down: it repeats
    task.keyboard.up("Space")
    task.clock.run_for(200)
    task.keyboard.press("Escape")
    expect(task.get_by_role("heading", name="Stopped")).to_be_visible()
    assert len(kept(app)) == before
    with task.expect_navigation():
        task.get_by_role("button", name="Keep it as stopped").tap()
    (run,) = kept(app)[before:]
    assert (run["ended"], run["held"]) == ("stopped", 1)
    assert [trial["early"] for trial in run["trials"]] == [True, False]
    assert 400 <= run["trials"][0]["wait_ms"] <= 600
    expect(task.locator(".takings").first).to_contain_text("stopped before the end")


def test_a_page_out_of_sight_ends_it_and_nothing_is_kept_unasked(task: Page, app: App) -> None:
    before = len(kept(app))
    practise(task)
    task.locator('[data-part="go"]').tap()
    task.clock.run_for(1_000)
    task.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    expect(task.get_by_text("The page went out of sight")).to_be_visible()
    task.locator('[data-part="leave"]').tap()
    task.wait_for_url("**/measures/reaction_90/")
    assert len(kept(app)) == before


def test_without_script_it_says_what_it_needs(app: App, watcher: Watcher, phone: Page) -> None:
    assert phone.context.browser is not None
    context = app.context(phone.context.browser, (390, 844), java_script_enabled=False)
    watcher.watch(context)
    page = context.new_page()
    page.goto("/measures/reaction_90/take/")
    expect(page.get_by_text("This task needs JavaScript")).to_be_visible()
    expect(page.locator('[data-part="start"]')).to_be_hidden()
    context.close()
