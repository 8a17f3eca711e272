from __future__ import annotations

import re

import pytest

from unclench.composer import Request, compose
from unclench.composer.types import Session, Step
from unclench.guide.arc import HEIGHT, TWELFTHS, WIDTH, draw, parts_of
from unclench.safety.screen import screen
from unclench.safety.types import Answers


def session(minutes: int = 10, complaint: str = "tth_episodic", *, mind_only: bool = False) -> Session:
    clearance = screen(Answers(unasked_is_no=True), complaints=(complaint,))
    return compose(Request(complaints=(complaint,), minutes=minutes, mind_only=mind_only), clearance)


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", path)]


@pytest.mark.parametrize("complaint", ["tth_episodic", "neck_pain", "poor_sleep", "stress"])
@pytest.mark.parametrize("minutes", [3, 5, 10, 30, 60])
def test_it_fits_its_field_and_the_labels_fill_the_whole(complaint: str, minutes: int) -> None:
    arc = draw(session(minutes, complaint))
    for path in (arc.area, arc.line, arc.mind, arc.divide):
        assert all(0 <= number <= WIDTH for number in numbers(path))
    assert sum(label.share for label in arc.labels) == TWELFTHS
    assert all(label.share > 0 and label.name for label in arc.labels)


def test_it_rises_with_the_pressure() -> None:
    """A level lies where the line says: y falls as the level grows."""
    made = session()
    ys = {step.level: y for step, y in zip(_touching(made), _plateaus(draw(made).line), strict=True)}
    levels = sorted(ys)
    assert [ys[level] for level in levels] == sorted(ys.values(), reverse=True)
    assert max(ys.values()) < HEIGHT


def _touching(made: Session) -> list[Step]:
    return [step for step in made.steps if step.contact]


def _plateaus(line: str) -> list[float]:
    """Where the line starts, and where each curve ends; the last goes down to rest."""
    start = [float(line[1:].split("H", maxsplit=1)[0].split()[1])]
    return start + [float(curve.split()[-1]) for curve in re.findall(r"C([^HCM]+)", line)][:-1]


def test_without_hands_it_is_one_calm_line() -> None:
    arc = draw(session(mind_only=True))
    assert not arc.area
    assert not arc.line
    assert len(set(re.findall(r"M[\d.]+ ([\d.]+)", arc.mind))) == 1
    assert "no touch" in arc.text


def test_the_parts_follow_one_another_and_fill_the_time() -> None:
    made = session(30)
    at_s = 0
    for part in parts_of(made):
        assert part.start_s == at_s
        at_s += part.duration_s
    assert at_s == made.duration_s


def test_it_says_what_it_shows() -> None:
    text = draw(session()).text
    assert text.startswith("Pressure over time. Arrive, 40 seconds, at most 2 of 10; Shoulders")
    assert "Come to rest" in text
