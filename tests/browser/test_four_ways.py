"""The first questions: how long they take, and that four people get through them without needless blocks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import App, Watcher
from tests.browser.four import AURA, FOUR, PREGNANT, RELAXER, THINNER, Questions, Someone
from tests.browser.walk import SIZES, Walker, rows

MOST_SCREENS = 6
MOST_SECONDS = 90
MOST_TAPS = 12

SAYS: dict[str, tuple[str, ...]] = {
    AURA.name: ("Nothing you told us speaks against a session.",),
    THINNER.name: ("Blood thinners",),
    PREGNANT.name: ("Pregnant", "Not lying face down", "Not lying on your back"),
    RELAXER.name: ("relaxer or perm planned", "Left alone: scalp", "Until", "Then it counts as just done."),
}


@SIZES
@pytest.mark.parametrize("someone", FOUR, ids=lambda someone: someone.name)
def test_gets_a_session_within_six_screens_and_ninety_seconds(
    fresh_walker: Walker, fresh_app: App, someone: Someone
) -> None:
    walker, page = fresh_walker, fresh_walker.page
    walker.come_in()
    walker.ask()
    count = Questions(walker).answer(someone)
    print(f"{someone.name}: {len(count.pages)} screens, {count.words} words, {count.taps} taps, {count.seconds:.0f} s")
    assert len(count.pages) <= MOST_SCREENS
    assert count.seconds <= MOST_SECONDS
    assert count.taps <= MOST_TAPS
    walker.is_at("/sessions/*/")
    for text in SAYS[someone.name]:
        expect(page.locator("#plan")).to_contain_text(text)
    [plan] = rows(fresh_app, "select session from massage_plan")
    assert re.search(r'"hands_on_s": [1-9]', plan["session"])


@SIZES
def test_the_usual_aura_of_somebody_diagnosed_is_no_emergency(
    fresh_walker: Walker, fresh_app: App, fresh_watcher: Watcher
) -> None:
    del fresh_watcher
    walker, page = fresh_walker, fresh_walker.page
    walker.come_in()
    walker.ask()
    walker.tick("yes", "cad_5d_major")
    walker.tick("detail", "cad_5d_major:new_numbness")
    walker.tick("usual.cad_5d_major", "yes")
    walker.leave_by("Go on with what I ticked")
    Questions(walker).answer(Someone("in an aura"))
    walker.is_at("/sessions/*/")
    expect(page.locator("#plan .verdict")).to_contain_text("No hands today")
    [plan] = rows(fresh_app, "select session from massage_plan")
    assert '"hands_on_s": 0' in plan["session"]
    assert rows(fresh_app, "select id from today_emergencylock") == []


def test_the_questions_are_answered_with_the_keys_alone(desktop_walker: Walker) -> None:
    """Tab, space and return: from the list to the plan."""
    walker, page = desktop_walker, desktop_walker.page
    walker.come_in()
    walker.ask()
    press_until(walker, "None of these")
    page.wait_for_url("**page=about")
    page.keyboard.press("Tab")
    focus_on(walker, "#age")
    page.keyboard.type("28")
    focus_on(walker, 'input[value="relaxer_before"]')
    page.keyboard.press("Space")
    press_until(walker, "Go on with what I ticked")
    page.wait_for_url("**page=where")
    focus_on(walker, 'input[name="when.relaxer_before"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert page.locator('input[name="when.relaxer_before"][value="unknown"]').is_checked()
    press_until(walker, "Go on")
    walker.is_at("/sessions/*/")


def focus_on(walker: Walker, selector: str) -> None:
    for _ in range(80):
        if walker.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        walker.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not come to with Tab")


def press_until(walker: Walker, button: str) -> None:
    for _ in range(80):
        text = walker.page.evaluate(
            "document.activeElement.matches('button') ? document.activeElement.textContent : ''"
        )
        if text.strip() == button:
            walker.page.keyboard.press("Enter")
            return
        walker.page.keyboard.press("Tab")
    raise AssertionError(f"{button} is not come to with Tab")


def test_what_is_told_again_is_shown_again_on_the_way_back(desktop_walker: Walker) -> None:
    walker, page = desktop_walker, desktop_walker.page
    walker.come_in()
    walker.ask()
    walker.leave_by("None of these")
    page.locator("#age").fill("40")
    walker.tick("yes", "relaxer_before")
    walker.leave_by("Go on with what I ticked")
    expect(page.locator(".progress")).to_contain_text("3 of 3")
    walker.leave_by(page.get_by_role("link", name="Back"))
    expect(page.locator("#age")).to_have_value("40")
    assert page.locator('input[type="checkbox"][value="relaxer_before"]').is_checked()
