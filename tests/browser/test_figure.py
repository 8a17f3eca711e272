"""The living figure: it draws, keeps to its clock, rests when it should, and gives way to the drawing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.app import DESKTOP, App, Watcher
from tests.browser.axe import all_wrong
from tests.browser.figure_page import (
    STEPS_S,
    STROKE_S,
    FigurePage,
    drawing_browser,
    open_figure,
    two_strokes,
    wait_until_drawn,
)

LATE_MS = 100
"""How far the picture may be behind the sound."""


@pytest.fixture(scope="module")
def drawer(playwright: Playwright) -> Iterator[Browser]:
    with drawing_browser(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def figure(app: App, drawer: Browser) -> Iterator[FigurePage]:
    """One for all tests that only look; nothing may go wrong on it, and nothing be asked of anybody else."""
    watcher = Watcher(app)
    context = app.context(drawer, DESKTOP)
    watcher.watch(context)
    found = open_figure(app, context)
    wait_until_drawn(found)
    yield found
    context.close()
    watcher.check()


def touched(picture: np.ndarray) -> float:
    """From left to right where the disc of contact is: the middle of what is reddest above the mouth."""
    forehead = picture[: len(picture) // 2]
    red = forehead[..., 0] - forehead[..., 1]
    assert red.max() > 90
    return float(np.nonzero(red > red.max() - 12)[1].mean())


def test_it_draws_a_body(figure: FigurePage) -> None:
    picture = figure.at(3)
    colours = np.unique(picture.reshape(-1, 3) // 8, axis=0)
    assert len(colours) > 200
    corner, middle = picture[4, 4], picture[120, 100]
    assert np.abs(corner - middle).sum() > 60


def test_the_hand_is_where_the_clock_says(figure: FigurePage) -> None:
    """Over the forehead and back: there at half of the time, and at the same place on both ways."""
    quarter = STROKE_S / 4
    there, middle, end = (touched(figure.at(STROKE_S + quarter * part)) for part in (0.4, 1, 1.6))
    assert there < middle < end
    assert abs((there + end) / 2 - middle) < 4
    assert abs(touched(figure.at(STROKE_S + 3 * quarter)) - middle) < 4


def test_the_same_moment_is_the_same_picture(figure: FigurePage) -> None:
    first = figure.at(13)
    figure.at(50)
    assert (figure.at(13) == first).all()


def test_it_turns_to_the_next_step_before_its_hands_move(figure: FigurePage) -> None:
    during, announced, begun = (figure.at(STEPS_S[1] + shift) for shift in (-8, -0.5, 1.5))
    after = np.abs(announced - begun).mean()
    assert np.abs(announced - during).mean() > 3 * after


def test_it_follows_and_rests_with_its_clock(figure: FigurePage) -> None:
    page = figure.page
    figure.at(5)
    assert figure.frames_in(300) == 0
    late = page.evaluate(
        """async () => {
          const figure = document.querySelector('unclench-figure');
          const begun = performance.now();
          window.goes = true;
          figure.keepTime({ now: () => 5 + (performance.now() - begun) / 1000, playing: () => window.goes });
          const late = [];
          let last = null;
          while (late.length < 12) {
            await new Promise(done => setTimeout(done, 5));
            if (figure.shown_s === last) continue;
            last = figure.shown_s;
            late.push(1000 * (5 + (performance.now() - begun) / 1000 - last));
          }
          window.goes = false;
          figure.keepTime({ now: () => window.t, playing: () => window.goes });
          return late;
        }"""
    )
    assert sorted(late)[len(late) // 2] <= LATE_MS
    page.wait_for_timeout(300)
    assert figure.frames_in(300) == 0


def test_it_rests_out_of_sight(figure: FigurePage) -> None:
    page = figure.page
    page.evaluate("() => { document.querySelector('.place').style.marginBlockStart = '3000px'; }")
    page.wait_for_timeout(200)
    page.evaluate("() => { window.goes = true; document.querySelector('unclench-figure').refresh(); }")
    page.wait_for_timeout(200)
    hidden = figure.frames_in(300)
    page.evaluate("() => { document.querySelector('.place').style.marginBlockStart = '0'; }")
    page.wait_for_timeout(300)
    shown = figure.frames_in(500)
    page.evaluate("() => { window.goes = false; }")
    assert hidden == 0
    assert shown > 0


def test_keys_look_around_and_come_back(figure: FigurePage) -> None:
    page = figure.page
    before = figure.at(3)
    heard = "() => { window.heard = 0; document.addEventListener('keydown', () => window.heard++); }"
    page.evaluate(heard)
    page.get_by_role("button", name="Look around").focus()
    for key in ("ArrowLeft", "ArrowUp", "+"):
        page.keyboard.press(key)
        assert np.abs(figure.seen() - before).mean() > 1
    page.keyboard.press("0")
    assert (figure.seen() == before).all()
    assert page.evaluate("() => window.heard") == 0


def test_dragging_turns_it_and_a_double_tap_turns_it_back(figure: FigurePage) -> None:
    page = figure.page
    before = figure.at(3)
    box = page.locator(".figure-canvas").bounding_box()
    assert box
    x, y = box["x"] + 100, box["y"] + 80
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=3)
    page.mouse.up()
    assert np.abs(figure.seen() - before).mean() > 1
    page.mouse.dblclick(x, y)
    assert (figure.seen() == before).all()


def test_it_can_be_held_still(figure: FigurePage) -> None:
    page = figure.page
    hold = page.get_by_role("button", name="Hold the picture still")
    hold.click()
    one, other = figure.at(3), figure.at(6)
    marks = page.locator(".figure-mark").all_inner_texts()
    hold.click()
    assert (one == other).all()
    assert marks == ["1", "2"]
    assert hold.get_attribute("aria-pressed") == "false"


def test_a_look_is_put_on_at_once(figure: FigurePage) -> None:
    before = figure.at(3)
    figure.page.evaluate("() => document.querySelector('unclench-figure').setAttribute('data-skin', 'deepest')")
    darker = figure.seen()
    figure.page.evaluate("() => document.querySelector('unclench-figure').setAttribute('data-skin', 'medium_light')")
    assert darker.mean() < before.mean() - 10
    assert (figure.seen() == before).all()


def test_axe_finds_nothing_on_it(figure: FigurePage) -> None:
    assert all_wrong(figure.page) == []


def test_nothing_moves_where_little_motion_is_asked_for(app: App, drawer: Browser) -> None:
    context = app.context(drawer, DESKTOP, reduced_motion="reduce")
    still = open_figure(app, context)
    wait_until_drawn(still)
    one, other, next_step = still.at(3), still.at(7), still.at(STEPS_S[1] + 1)
    assert still.page.locator("unclench-figure").get_attribute("data-live") == "still"
    assert (one == other).all()
    assert np.abs(one - next_step).mean() > 3
    context.close()


def test_dim_is_never_bright_and_never_moves(app: App, drawer: Browser) -> None:
    context = app.context(drawer, DESKTOP)
    dim = open_figure(app, context, theme="dim")
    wait_until_drawn(dim)
    one, other = dim.at(3), dim.at(7)
    assert (one == other).all()
    assert one.max() < 225
    assert one.mean() < 70
    context.close()


@pytest.mark.parametrize("query", ["", "?figure=drawing"])
def test_without_a_graphics_card_the_drawing_stays(app: App, drawer: Browser, query: str) -> None:
    context = app.context(drawer, DESKTOP)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    plain = open_figure(app, context, query=query)
    plain.page.wait_for_load_state("networkidle")
    assert plain.page.get_by_text("The drawing").is_visible()
    assert plain.page.locator("canvas").count() == 0
    assert not [url for url in asked if "/live-" in url or url.endswith(".bin")]
    context.close()


def test_without_webgl_the_drawing_stays(app: App, browser: Browser) -> None:
    context = app.context(browser, DESKTOP)
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    plain = open_figure(app, context)
    plain.page.wait_for_load_state("networkidle")
    assert plain.page.get_by_text("The drawing").is_visible()
    context.close()


def test_the_motion_of_these_tests_is_as_the_app_writes_it(app: App) -> None:
    """The keys of a step, a stroke and a view, which the viewer reads by name."""
    plan = app.stage("motion", minutes=5)
    written = next(step for step in plan["steps"] if step["strokes"])
    ours = two_strokes()["steps"][0]
    assert set(ours) <= set(written)
    assert set(ours["strokes"][0]) <= set(written["strokes"][0])
    assert set(ours["views"][0]) == set(written["views"][0])
    assert set(ours["turns"][0]) == set(written["turns"][0])
