"""Pictures that can be read: as shapes, as a sentence, as a table."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.diaries import scheduled
from unclench.trials.design import Design
from unclench.trials.monitoring import Look, Monitoring
from unclench.trials.pictures import Picture, Theme, draw_dots, draw_evidence, draw_power, draw_strip
from unclench.trials.pictures.svg import COLOURS, WIDTH
from unclench.trials.planning import Plan, PlanPoint
from unclench.trials.simulate import World
from unclench.trials.types import MISSING

SVG = "{http://www.w3.org/2000/svg}"
DAYS = tuple(float(value) for value in np.linspace(-9.5, 0.5, 20))
POWER = Plan(
    "weeks",
    9.4,
    0.5,
    None,
    "at the planned end",
    "weeks",
    tuple(PlanPoint(w, w / 60, 0.01) for w in (4, 8, 16, 26, 52)),
)
ATTACK_POWER = Plan(
    "attacks", None, None, 1.5, "at the planned end", "attacks", (PlanPoint(40, 0.3, 0), PlanPoint(150, 0.9, 0))
)


def dots(values: tuple[float, ...] = DAYS) -> Picture:
    return draw_dots(
        values, mean=-4.5, low=values[0], high=values[-1], chance_less=0.96, unit="days", comparator="quiet rest"
    )


DIARY = scheduled(Design(units=4), world=World(missing=0.1))[0]


@cache
def strip(levels: int = 2) -> Picture:
    world = World(missing=0.1, log_gaps=(0.2, 0.2)[: levels - 2])
    return draw_strip(scheduled(Design(units=4), world=world)[0], comparator="light touch")


def evidence(*values: float) -> Picture:
    return draw_evidence(Monitoring(tuple(Look(n, n, e) for n, e in enumerate(values))), unit="pairs of weeks")


ALL = {
    "dots": dots(),
    "points": draw_dots(DAYS, mean=-4.5, low=-9, high=0.5, chance_less=0.96, unit="points", comparator="light touch"),
    "strip": strip(),
    "degrees": strip(4),
    "daily": draw_strip(scheduled(Design("days", 30), world=World(missing=0.1))[0], comparator="breathing"),
    "evidence": evidence(0.4, 3.0, 45.0),
    "nothing yet": evidence(),
    "power": draw_power(POWER),
    "attacks": draw_power(ATTACK_POWER),
}
EVERY = pytest.mark.parametrize("picture", ALL.values(), ids=ALL.keys())


def texts(picture: Picture) -> list[ElementTree.Element]:
    return ElementTree.fromstring(picture.svg).findall(f".//{SVG}text")


@EVERY
def test_it_is_well_formed_and_named(picture: Picture) -> None:
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == picture.title
    assert root.findtext(f"{SVG}desc") == picture.sentence


@EVERY
def test_its_words_stay_inside(picture: Picture) -> None:
    """Letters are at most 0.6 of their size wide on average, in any of the fonts named."""
    for text in texts(picture):
        size = {"head": 17, "soft": 14}.get(text.get("class", "").split(" ")[0], 15)
        width, x = 0.56 * size * len(text.text or ""), float(text.get("x", 0))
        anchor = text.get("class", "")
        left = x - width if "end" in anchor else x - width / 2 if "middle" in anchor else x
        assert left >= 0, text.text
        assert left + width <= WIDTH, text.text


@EVERY
def test_it_needs_nothing_from_elsewhere(picture: Picture) -> None:
    assert "script" not in picture.svg
    assert re.findall(r"(?:href|url\(|var\()\S*", picture.svg) == []


ROLES = {"ground": "raised", "ink": "ink", "soft": "ink-soft", "line": "line", "edge": "edge-ink", "other": "touch"}
TOKENS = Path(__file__).resolve().parents[2] / "frontend" / "src" / "styles" / "tokens.css"


def test_its_colours_are_those_of_the_pages() -> None:
    """The stylesheet names them by their role; in dim the accent is too dark to draw with, and its text is taken."""
    css = TOKENS.read_text("utf-8")
    for theme, before in (("light", "[data-theme]"), ("dark", '[data-theme="dark"]'), ("dim", '[data-theme="dim"]')):
        block = css.split(f"{before} {{", 1)[1].split("}", 1)[0]
        roles = ROLES | {"session": "accent-text" if theme == "dim" else "accent"}
        for name, role in roles.items():
            (colour,) = re.findall(rf"--{role}: (#\w+);", block)
            assert COLOURS[theme][name] == colour, (theme, name)


def contrast(one: str, other: str) -> float:
    """WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    low, high = sorted((light(one), light(other)))
    return high / low


@pytest.mark.parametrize("theme", COLOURS)
def test_words_and_shapes_can_be_told_from_the_ground(theme: str) -> None:
    colours = COLOURS[theme]
    assert min(contrast(colours[name], colours["ground"]) for name in ("ink", "soft")) >= 4.5
    assert min(contrast(colours[name], colours["ground"]) for name in ("session", "other", "edge")) >= 3


@EVERY
def test_it_is_drawn_in_every_theme(picture: Picture) -> None:
    themes: tuple[Theme, ...] = ("auto", "light", "dark", "dim")
    drawn = {theme: picture.in_theme(theme) for theme in themes}
    assert drawn["auto"] == picture.svg
    assert "prefers-color-scheme: dark" in picture.svg
    for theme in ("light", "dark", "dim"):
        used = set(re.findall(r"#[0-9a-f]{6}", drawn[theme]))
        assert used == set(COLOURS[theme].values())
        assert "prefers-color-scheme" not in drawn[theme]
        ElementTree.fromstring(drawn[theme])


@EVERY
def test_it_has_a_table_and_a_sentence(picture: Picture) -> None:
    assert picture.rows
    assert {len(row) for row in picture.rows} == {len(picture.header)}
    assert picture.sentence.endswith(".")
    assert len(picture.markdown_table().splitlines()) == len(picture.rows) + 2


@given(st.lists(st.floats(-27, 27), min_size=20, max_size=20))
def test_twenty_dots_are_drawn_on_their_side_and_apart(values: list[float]) -> None:
    picture = dots(tuple(sorted(values)))
    circles = ElementTree.fromstring(picture.svg).findall(f".//{SVG}circle")
    assert len(circles) == 20
    assert sum(circle.get("class") == "session" for circle in circles) == sum(value < 0 for value in values)
    places = [(float(circle.get("cx", 0)), float(circle.get("cy", 0))) for circle in circles]
    assert len(set(places)) == 20
    assert all(0 < x < WIDTH and 90 < y < 216 for x, y in places)


def test_dots_do_not_lie_on_each_other() -> None:
    for low in np.linspace(-6, 1, 15):
        values = tuple(float(value) for value in np.linspace(low, low + 4, 20))
        circles = ElementTree.fromstring(dots(values).svg).findall(f".//{SVG}circle")
        places = np.array([[float(circle.get("cx", 0)), float(circle.get("cy", 0))] for circle in circles])
        apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[np.triu_indices(20, 1)]
        assert apart.min() >= 2 * float(circles[0].get("r", 0)), low


def test_a_week_of_both_arms_shows_the_days_with_sessions() -> None:
    diary = scheduled(Design("days", 30), world=World(missing=0.1))[0]
    lines = ElementTree.fromstring(ALL["daily"].svg).findall(f".//{SVG}line[@class='under']")
    rows = {round(float(one.get("y1", 0))) for one in lines if float(one.get("x1", 0)) < 100}
    weeks = [diary.arm[day : day + 7] for day in range(28, diary.days, 7)]
    assert len(rows) == sum({0, 1} <= set(week) for week in weeks)
    assert len(lines) - len(rows) == sum(int((week == 1).sum()) for week in weeks if {0, 1} <= set(week))


def test_the_dots_say_how_many_are_fewer() -> None:
    assert dots().sentence.startswith("19 of 20 equally likely sizes of the change mean fewer days.")


def test_the_strip_counts_what_was_entered() -> None:
    diary = scheduled(Design(units=4), world=World(missing=0.1))[0]
    session = (diary.arm == 1) & (diary.y != MISSING)
    rows = {row[0]: row[1:] for row in strip().rows}
    assert rows["session"] == (str(int((session & (diary.y == 1)).sum())), str(int(session.sum())))
    assert set(rows) == {"before", "light touch", "session"}
    drawn = ElementTree.fromstring(strip().svg).findall(f".//{SVG}rect[@class='day s1']")
    assert len(drawn) == int((diary.y == 1).sum()) + 1  # one in the legend


def test_degrees_are_written_into_the_days() -> None:
    assert {text.text for text in texts(strip(4)) if text.get("class") == "number"} == {"1", "2", "3"}


def test_the_dots_end_on_what_they_mean_together() -> None:
    def last(chance: float) -> str:
        drawn = draw_dots(DAYS, mean=-4.5, low=-9, high=1, chance_less=chance, unit="days", comparator="rest")
        return drawn.sentence.rsplit("more. ", 1)[1]

    assert last(0.99) == "Together they mean fewer days."
    assert last(0.01) == "Together they mean more days."
    assert last(0.9) == "It leans towards fewer days. It is not settled."
    assert last(0.1) == "It leans towards more days. It is not settled."
    assert last(0.5) == "It may go either way."


def test_the_strip_says_what_is_not_counted() -> None:
    said = [text.text for text in texts(strip())]
    gaps = (DIARY.y == MISSING) & (DIARY.arm == 1), (DIARY.y == MISSING) & (DIARY.arm == 0)
    assert f"Dashes: session {gaps[0].sum()}, light touch {gaps[1].sum()}. Not counted." in said
    assert "Before: not compared with either." in said


def test_the_evidence_says_when_it_passed() -> None:
    assert evidence(0.4, 3.0, 45.0, 12.0).sentence == (
        "After 4 pairs of weeks the evidence (e-value) is 12.0. It passed 20 after 3 pairs of weeks: an early answer, "
        "“helps”."
    )
    assert evidence(0.4).sentence.endswith("It has not reached 20: not enough yet to say, which is not a no.")


def test_very_small_and_large_evidence_is_drawn_inside() -> None:
    picture = evidence(1e-9, 1e6)
    (curve,) = ElementTree.fromstring(picture.svg).findall(f".//{SVG}polyline")
    points = [tuple(map(float, pair.split(","))) for pair in curve.get("points", "").split()]
    assert all(0 <= x <= WIDTH and 80 <= y <= 270 for x, y in points)


def test_the_plan_says_from_when_an_answer_is_likely() -> None:
    assert "an answer is likelier than not from 52 weeks on" in draw_power(POWER).sentence


def test_names_cannot_break_the_picture() -> None:
    diary = scheduled(Design(units=2))[0]
    picture = draw_strip(diary, comparator="<b>&")
    assert any(text.text == "<b>&" for text in texts(picture))
