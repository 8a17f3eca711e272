from __future__ import annotations

from typing import get_args

import pytest

from unclench.evidence import load_library, words
from unclench.evidence.types import Bias, Depth, Design, Direction, Dose, Grade, Number, Practice

LIBRARY = load_library()


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (Grade, words.GRADES),
        (Grade, words.GRADE_MEANINGS),
        (Direction, words.DIRECTIONS),
        (Practice, words.PRACTICES),
        (Design, words.DESIGNS),
        (Bias, words.BIASES),
        (Depth, words.DEPTHS),
    ],
)
def test_every_code_has_its_words(codes: object, names: dict[str, str]) -> None:
    assert tuple(names) == get_args(codes)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (
            Number("x", -3.5, "s", low=-4.9, high=-2.1, interval="95 % CI", trials=4),
            "−3.5 (95 % CI −4.9 to −2.1; 4 trials)",
        ),
        (Number("x", 32.9, "s", versus=55.7, people=28, trials=1), "32.9 against 55.7 (1 trial; 28 people)"),
        (Number("x", 0.092, "s", "mm", before=0.085), "from 0.085 to 0.092 mm"),
        (Number("x", 0.05, "s", "d", upto=0.30, about=True), "d about 0.05 to 0.30"),
        (Number("x", 1.79, "s", "SMD in favour of massage"), "SMD 1.79 in favour of massage"),
        (Number("x", 0.62, "s", "effect size", trials=6), "effect size 0.62 (6 trials)"),
        (Number("x", -0.55, "s", "r"), "r −0.55"),
        (Number("x", 28, "s", "%", signed=True), "+28 %"),
        (Number("x", -31.8, "s", "%", versus=31.5, signed=True), "−31.8 against +31.5 %"),
        (Number("x", 60, "s", "%", about=True), "about 60 %"),
        (Number("x", 0.1, "s", "p", people=211), "p = 0.1 (211 people)"),
        (Number("x", 33, "s", "trials", people=1994), "33 trials (1,994 people)"),
        (Number("x", 4.8, "s", "degrees"), "4.8 degrees"),
    ],
)
def test_a_figure_is_written_out(number: Number, shown: str) -> None:
    assert words.number(number) == shown


@pytest.mark.parametrize(
    ("dose", "shown"),
    [
        (
            Dose(minutes=(45,), per_week=(2,), weeks=(6,), sessions=(12,)),
            "45 minutes, twice a week, for 6 weeks: 12 sessions.",
        ),
        (Dose(minutes=(15, 25), per_week=(1, 3)), "15 to 25 minutes, 1 to 3 times a week."),
        (Dose(sessions=(1,)), "A single session."),
        (Dose(weeks=(1,)), "For 1 week."),
        (Dose(), ""),
    ],
)
def test_a_dose_is_written_out(dose: Dose, shown: str) -> None:
    assert words.dose(dose) == shown


@pytest.mark.parametrize(
    ("dose", "shown"),
    [
        (Dose(before_weeks=4, after_weeks=(3, 9)), "4 weeks of diary before, asked again after 3 and 9 weeks."),
        (Dose(after_months=(1,)), "Asked again after 1 month."),
        (Dose(), ""),
    ],
)
def test_what_came_before_and_after_is_written_out(dose: Dose, shown: str) -> None:
    assert words.follow_up(dose) == shown


@pytest.mark.parametrize(
    ("study", "shown"),
    [
        ("moraska2015", "56 (17 massage, 19 sham, 20 waiting)"),
        ("gross2024", "1,994 (33 trials)"),
        ("maistrello2018", "7 randomised trials"),
        ("moraska2017", "62"),
    ],
)
def test_people_are_counted(study: str, shown: str) -> None:
    assert words.people(LIBRARY.studies[study]) == shown


def test_every_figure_of_the_content_can_be_read() -> None:
    for claim in LIBRARY.claims.values():
        for number in claim.numbers:
            shown = words.number(number)
            assert "None" not in shown
            assert "  " not in shown
            assert "-" not in shown
