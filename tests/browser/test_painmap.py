"""Where it hurts, told by touch, by keyboard, in the list, and without script: each way says the same.

The figure here is the smallest there can be, so that what is tapped does not hang on how the body is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.app import PHONE, App, Watcher
from tests.browser.axe import TARGET_PX, all_wrong
from tests.browser.walk import SIZES, rows
from tests.web.drawings import FRONT

_SMALLEST_FIGURE = """
from tests.web.drawings import VIEWS
from unclench.web.today import painmap

painmap.views = lambda build: VIEWS
"""


@pytest.fixture(scope="module")
def figure_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    hook = tmp_path_factory.mktemp("hook")
    (hook / "sitecustomize.py").write_text(_SMALLEST_FIGURE, "utf-8")
    served = App(tmp_path_factory.mktemp("figure"), first_on_path=hook)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def watcher(figure_app: App) -> Iterator[Watcher]:
    watching = Watcher(figure_app)
    yield watching
    watching.check()


@pytest.fixture
def size() -> tuple[int, int]:
    return PHONE


@pytest.fixture
def script() -> bool:
    return True


@pytest.fixture
def page(figure_app: App, browser: Browser, watcher: Watcher, size: tuple[int, int], *, script: bool) -> Iterator[Page]:
    """Today, with the question of where it hurts unfolded."""
    context = figure_app.context(
        browser, size, has_touch=size == PHONE, java_script_enabled=script, reduced_motion="reduce"
    )
    watcher.watch(context)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto("/")
    opened.locator("#pains > summary").click()
    yield opened
    context.close()


def patch(page: Page, key: str, view: str = "front") -> Locator:
    return page.locator(f'svg[data-view="{view}"] [data-patch="{key}"]')


def box_of(page: Page, key: str) -> dict[str, float]:
    """Where its path is seen, without what is only felt."""
    box: dict[str, float] = patch(page, key).locator("path").evaluate("path => path.getBoundingClientRect().toJSON()")
    return box


def levels(page: Page) -> dict[str, str]:
    """What the list holds, and so the form."""
    fields = page.locator("select[data-spot]").evaluate_all(
        "fields => fields.filter(one => one.value).map(one => [one.dataset.spot, one.value])"
    )
    return dict(fields)


def said(page: Page) -> str:
    return page.locator('#pains [data-part="said"]').inner_text()


def asked_for(app: App) -> list[dict[str, Any]]:
    """The pains of the newest request that was sent."""
    newest = rows(app, "select request from today_checkin order by at desc limit 1")[0]
    pains: list[dict[str, Any]] = json.loads(newest["request"])["pains"]
    return pains


def send(page: Page) -> None:
    if not page.locator('input[value="tth_episodic"]').is_checked():
        page.locator('label:has(input[value="tth_episodic"])').click()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_url("**/check/**")


@SIZES
def test_by_touch_or_mouse(page: Page, figure_app: App, size: tuple[int, int]) -> None:
    def touch(found: Locator) -> None:
        found.tap() if size == PHONE else found.click()

    touch(patch(page, "shoulder_top.right"))
    assert levels(page) == {"shoulder_top.right": "hurts"}  # no number until one is given
    touch(page.locator(".picker-level").get_by_text("4", exact=True))
    touch(page.get_by_role("button", name="The same on the left"))
    touch(patch(page, "jaw_masseter.left"))
    touch(page.locator(".picker-level").get_by_text("6", exact=True))
    assert said(page) == "Left jaw muscle 6, tops of both shoulders 4"
    expect(page.locator('#pains [data-part="status"]')).to_have_text(said(page))
    marks = page.locator('svg[data-view="front"] .painmap-marks text').all_text_contents()
    assert sorted(marks) == ["4", "4", "6"]  # beside the colour
    touch(page.get_by_role("button", name="Back", exact=True))
    assert page.locator('svg[data-view="back"] .painmap-marks text').all_text_contents() == ["4", "4"]
    send(page)
    assert asked_for(figure_app) == [
        {"region": "jaw_masseter", "level": 6, "side": "left", "named": True},
        {"region": "shoulder_top", "level": 4, "side": "both", "named": True},
    ]


@SIZES
def test_by_keyboard(page: Page, figure_app: App) -> None:
    page.locator('button[data-part="closer"]').focus()
    page.keyboard.press("Tab")
    assert focused(page) == "forehead.right"
    for key, there in (
        ("ArrowRight", "forehead.midline"),
        ("ArrowDown", "glabella.midline"),
        ("ArrowRight", "brow.left"),
    ):
        page.keyboard.press(key)
        assert focused(page) == there
    page.keyboard.press("Enter")
    expect(page.locator(".picker-level").first).to_be_focused()
    assert page.locator("#picker-name").inner_text() == "Left eyebrow"
    for _ in range(7):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "brow.left"
    assert patch(page, "brow.left").get_attribute("aria-label") == "Left eyebrow, 7 of 10"
    assert patch(page, "brow.left").get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "jaw_masseter.left"
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert focused(page) == "jaw_masseter.left"
    assert levels(page) == {"brow.left": "7", "jaw_masseter.left": "hurts"}
    send(page)
    assert {pain["region"]: pain["level"] for pain in asked_for(figure_app)} == {"brow": 7, "jaw_masseter": None}


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.patch ?? document.activeElement.outerHTML"))


def test_in_the_list(page: Page, figure_app: App) -> None:
    page.get_by_role("button", name="List", exact=True).tap()
    expect(page.locator(".painmap-stage")).to_be_hidden()
    page.get_by_label("Find a place").fill("temple")
    expect(page.locator("[data-row]").locator("visible=true")).to_have_count(1)
    page.get_by_label("Temple, right").select_option("6")
    page.get_by_label("Find a place").fill("no such place")
    expect(page.get_by_text("No place of this name.")).to_be_visible()
    page.get_by_label("Find a place").fill("")
    assert page.locator(".places-group[open]").count() == 0
    assert page.locator(".places-group .count").locator("visible=true").all_inner_texts() == ["1"]
    page.get_by_role("button", name="Figure", exact=True).tap()
    assert patch(page, "temple.right").get_attribute("aria-label") == "Right temple, 6 of 10"
    send(page)
    assert asked_for(figure_app) == [{"region": "temple", "level": 6, "side": "right", "named": True}]


@pytest.mark.parametrize("script", [False])
def test_without_script(page: Page, figure_app: App) -> None:
    expect(page.locator(".painmap-stage")).to_be_hidden()
    page.locator(".places-group summary").first.click()
    page.get_by_label("Temple, left").select_option("hurts")
    page.get_by_label("Forehead, middle").select_option("3")
    send(page)
    assert asked_for(figure_app) == [
        {"region": "forehead", "level": 3, "side": "midline", "named": True},
        {"region": "temple", "level": None, "side": "left", "named": True},
    ]


def test_what_was_done_is_undone_step_by_step(page: Page) -> None:
    patch(page, "shoulder_top.right").tap()
    page.locator(".picker-level").get_by_text("4", exact=True).tap()
    page.locator(".picker-level").get_by_text("9", exact=True).tap()
    page.get_by_role("button", name="Clear", exact=True).tap()
    assert levels(page) == {}
    for level in ("9", "4", "hurts"):
        page.get_by_role("button", name="Undo").tap()
        assert levels(page) == {"shoulder_top.right": level}
    page.get_by_role("button", name="Undo").tap()
    assert levels(page) == {}
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_taken_away_is_as_if_never_touched(page: Page, figure_app: App) -> None:
    patch(page, "shoulder_top.right").tap()
    page.locator(".picker-level").get_by_text("0", exact=True).tap()
    page.get_by_role("button", name="Take it away").tap()
    expect(page.locator(".picker")).to_be_hidden()
    send(page)
    assert asked_for(figure_app) == []


def small_one(page: Page) -> dict[str, float]:
    """The left eyebrow, in the middle of the screen; smaller than a fingertip."""
    page.locator(".painmap-stage").evaluate("stage => stage.scrollIntoView({ block: 'center' })")
    brow = box_of(page, "brow.left")
    assert brow["height"] < TARGET_PX
    return brow


def test_a_place_smaller_than_a_finger_answers_to_a_tap_beside_it(page: Page) -> None:
    brow = small_one(page)
    page.touchscreen.tap(brow["x"] + brow["width"] / 2, brow["y"] + brow["height"] + 16)
    expect(page.locator("#picker-name")).to_have_text("Left eyebrow")


def test_where_two_may_have_been_meant_it_asks(page: Page) -> None:
    brow = small_one(page)
    page.touchscreen.tap(brow["x"] + brow["width"] / 2, brow["y"] - 4)
    choices = page.locator(".painmap-which button")
    expect(choices).to_have_count(2)  # in which order is left to how the browser reads a fingertip
    assert sorted(choices.all_inner_texts()) == ["Left eyebrow", "Left side of your forehead"]
    assert levels(page) == {}
    choices.filter(has_text="Left eyebrow").tap()
    expect(page.locator("#picker-name")).to_have_text("Left eyebrow")
    expect(page.locator(".painmap-which")).to_be_hidden()
    assert levels(page) == {"brow.left": "hurts"}


def test_closer_makes_the_small_ones_large(page: Page) -> None:
    before = box_of(page, "brow.left")["width"]
    page.get_by_role("button", name="Closer").tap()
    assert box_of(page, "brow.left")["width"] > 1.5 * before
    assert page.get_by_role("button", name="Closer").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Closer").tap()
    assert box_of(page, "brow.left")["width"] == pytest.approx(before)


def test_what_is_told_twice_is_told_alike(page: Page, watcher: Watcher) -> None:
    """What the page says while one chooses is what the server says of the same form."""
    watcher.allow("status of 422")
    for key, level in (("forehead.midline", "hurts"), ("shoulder_top.left", "4"), ("shoulder_top.right", "4")):
        page.locator(f'select[data-spot="{key}"]').evaluate(
            "(field, level) => { field.value = level; field.dispatchEvent(new Event('change')); }", level
        )
    here = said(page)
    if page.locator('input[value="tth_episodic"]').is_checked():
        page.locator('label:has(input[value="tth_episodic"])').tap()
    page.get_by_role("button", name="Go on", exact=True).tap()
    page.wait_for_url("**/ask/")
    assert said(page) == here == "Forehead (middle) (no number), tops of both shoulders 4"


@SIZES
def test_nothing_is_wrong_with_it(page: Page) -> None:
    patch(page, "shoulder_top.left").click()
    page.locator(".picker-level").get_by_text("4", exact=True).click()
    assert all_wrong(page) == []
    page.get_by_role("button", name="List", exact=True).click()
    page.evaluate("() => { for (const one of document.querySelectorAll('#pains details')) one.open = true; }")
    assert all_wrong(page) == []


def test_the_figure_is_the_whole_of_the_front(page: Page) -> None:
    shown = page.locator('svg[data-view="front"] g[role="button"]')
    assert shown.count() == len(FRONT.patches)
    assert len(set(shown.evaluate_all("all => all.map(one => one.ariaLabel)"))) == len(FRONT.patches)
