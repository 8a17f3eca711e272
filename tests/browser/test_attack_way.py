"""Attack now, at a phone's size and at a desk's: one tap keeps the time, whatever comes after."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.walk import SIZES, Walker, rows

ONSETS = "select at, ended_at, deleted_at, source, check_in_id from diary_episode order by at"


UNDER_THE_MESSAGE = """() => {
  const over = document.querySelector('.toast').getBoundingClientRect();
  return [...document.querySelectorAll('a[href], button, summary, input')].filter(element => {
    const box = element.getBoundingClientRect();
    const apart = box.bottom <= over.top || box.top >= over.bottom || box.right <= over.left || box.left >= over.right;
    return !apart && element.checkVisibility() && !element.closest('.toast');
  }).map(element => element.innerText);
}"""
"""What one could tap, and cannot for the message that lies over it."""


def is_dim(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-theme", "dim")
    red, green, blue = page.evaluate(
        "() => getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) < 48
    assert red >= blue


@SIZES
def test_one_tap_then_nothing_has_to_be_read_twice(fresh_walker: Walker, fresh_app: App) -> None:
    walker, app, page = fresh_walker, fresh_app, fresh_walker.page
    walker.come_in()
    walker.count_taps()
    walker.tap_button("Attack now")
    walker.is_at("/attack/*/")
    assert walker.taps == 1
    [onset] = rows(app, ONSETS)
    assert onset["source"] == "attack"
    assert (onset["ended_at"], onset["deleted_at"], onset["check_in_id"]) == (None, None, None)
    is_dim(page)
    expect(page.get_by_text(re.compile(r"^Noted, \d\d:\d\d\."))).to_be_visible()

    walker.tap(page.get_by_role("button", name=re.compile("^Undo")))
    expect(page.get_by_role("heading", name="Taken back.")).to_be_visible()
    assert rows(app, ONSETS)[0]["deleted_at"] is not None
    walker.tap_button("Bring it back")
    none = page.get_by_role("button", name="None of these")
    expect(none).to_be_visible()
    assert rows(app, ONSETS)[0]["deleted_at"] is None
    assert page.get_by_role("checkbox").count() >= 5
    assert on_one_screen(page)

    walker.tap(none)
    expect(page.get_by_text("Take your usual medicine as you always do.")).to_be_visible()
    is_dim(page)
    assert page.locator("svg, img, input[type=range], .rating").count() == 0
    expect(page.get_by_text("comes after the first check")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("wrist"))).to_have_count(0)
    assert all(box["height"] >= 64 for box in boxes(page, ".attack-choice"))

    address = page.url
    walker.tap(page.get_by_role("link", name=re.compile("^Say how it is")))
    walker.tap(page.get_by_role("button", name="7", exact=True))
    expect(page.get_by_role("status").filter(has_text="Pain 7.")).to_be_visible()
    assert page.locator(".say-answer").count() == 8
    assert page.evaluate(UNDER_THE_MESSAGE) == []
    page.goto(address)
    breathe(walker)
    page.goto(address)
    walker.tap(page.get_by_role("button", name=re.compile("^Quiet")))
    walker.is_at("/attack/*/?quiet")
    is_dim(page)
    done = page.get_by_role("link", name="I am done")
    walker.tap(done)
    expect(page).to_have_url(address)
    walker.tap_button("It has eased")
    walker.is_at("/")
    expect(page.get_by_role("status").filter(has_text="Eased")).to_be_visible()
    assert rows(app, ONSETS)[0]["ended_at"] is not None
    walker.tap_button("Undo")
    walker.is_at("/attack/*/")
    assert rows(app, ONSETS)[0]["ended_at"] is None
    walker.tap_button("It has eased")
    walker.is_at("/")

    walker.tap_link("History")
    entry = page.locator(".entry.attack")
    expect(entry).to_contain_text("Attack")
    expect(entry).to_contain_text("Breathing")
    expect(entry).to_contain_text(re.compile("quiet", re.IGNORECASE))
    walker.tap(entry.get_by_role("link"))
    walker.is_at("/episodes/*/")
    walker.tick("pain", "7")
    walker.tap_button("Keep this")
    expect(page.locator(".facts")).to_contain_text("7 of 10")


@SIZES
def test_the_point_is_offered_after_the_first_check(fresh_walker: Walker) -> None:
    walker, page = fresh_walker, fresh_walker.page
    walker.come_in()
    walker.ask(minutes=5)
    walker.answer_check()
    walker.today()
    walker.tap_button("Attack now")
    walker.is_at("/attack/*/")
    walker.leave_by("None of these")
    walker.tap(page.get_by_role("button", name=re.compile("^A point on the wrist")))
    walker.is_at("/plays/*/?dim")
    is_dim(page)
    walker.sounds()


def breathe(walker: Walker) -> None:
    """Breathing sounds, in the dark."""
    page = walker.page
    walker.tap(page.get_by_role("button", name=re.compile("^Breathing")))
    walker.is_at("/plays/*/?dim")
    is_dim(page)
    walker.sounds()
    is_dim(page)
    walker.says("name", "[Bb]reath")
    walker.tap(walker.part("hurts"))
    walker.tap(walker.part("hurt-stop"))
    walker.is_at("/plays/*/after/")


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.eval_on_selector_all(
        selector, "all => all.map(one => ({ height: one.getBoundingClientRect().height }))"
    )
    assert found
    return found


def on_one_screen(page: Page) -> bool:
    """The whole list and its answer, without scrolling."""
    return bool(
        page.evaluate(
            "() => { const box = document.querySelector('.none-of-these').getBoundingClientRect();"
            " return scrollY === 0 && box.top >= 0 && box.bottom <= innerHeight; }"
        )
    )
