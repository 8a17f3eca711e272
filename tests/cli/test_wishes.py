"""Wishes on the command line: the day after, styles, pins, templates, and questions to the plan."""

from __future__ import annotations

import pytest

from tests.cli.command import HEADACHE, flat, run

NECK = ("session", "--complaint", "neck-pain")


def test_the_day_after_a_migraine_in_one_line() -> None:
    words = "session --giver partner --minutes 20 --position supine --side right --oil none --softer neck"
    result = run(*words.split(), "--complaint", "migraine day after")
    output = flat(result.output)
    assert result.exit_code == 0
    assert "20 minutes for: The day after a migraine a partner's hands, lying on the back" in output
    assert "Back of the neck" in output
    assert "(right) as a place that hurts" in output
    assert "Pressure never above 3 of 10" in output
    assert "oil" not in output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*NECK, "--giver", "partner", "--style", "shiatsu", "--minutes", "20"), "Pressing along a line"),
        ((*NECK, "--giver", "partner", "--minutes", "20", "--oil", "plain"), "with plain oil"),
        ((*NECK, "--place", "mat", "--then", "supine", "--minutes", "20"), "sitting, then lying on the back"),
        (
            ("session", "--complaint", "shoulder-pain", "--tool", "ball", "--place", "mat", "--minutes", "15"),
            "Ball at the wall",
        ),
        ((*NECK, "--one-hand"), "Neck and shoulder kneading"),
        ((*NECK, "--quiet", "--place", "desk"), "sitting"),
        ((*NECK, "--pin", "circular-friction@nape", "--minutes", "6"), "Small slow circles"),
        (("session", "--template", "kim2016"), "From a study"),
        ((*HEADACHE, "--why-not", "ear-massage"), "Ear rub: allowed, but"),
        ((*HEADACHE, "--why-not", "axial traction"), "never guided"),
        ((*HEADACHE, "--explain"), "15 minutes instead of 10."),
        ((*HEADACHE, "--vary", "--seed", "4"), "fit to your wishes"),
        ((*HEADACHE, "--belief", "friction=0.2~0.1", "--beliefs", "cautious"), "fit to your wishes"),
        (("session", "--complaint", "stress", "--oil", "lavender", "--giver", "partner"), "lavender oil"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, tuple) else "",
)
def test_a_wish_is_seen_in_the_plan(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert says in flat(result.output)


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        (("--not-here", "base-of-skull"), "· base of the skull"),
        (("--without", "static-compression@shoulder-top"), "Pressing a sore spot · top of the shoulder"),
        (("--less", "shoulder-top"), "Kneading · top of the shoulder"),
    ],
)
def test_a_wish_takes_something_out(words: tuple[str, ...], gone: str) -> None:
    result = run(*HEADACHE, "--minutes", "20", *words)
    assert result.exit_code == 0, result.output
    assert gone not in flat(result.output)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("session",), "--complaint, or --template"),
        ((*NECK, "--style", "shiatso"), "shiatsu"),
        ((*NECK, "--style", "thai", "--giver", "partner"), "given by a professional"),
        ((*NECK, "--softer", "nape=soft"), "whole number"),
        ((*NECK, "--belief", "friction"), "family=1.2"),
        ((*NECK, "--pin", "scalp-circles"), "say where"),
        (("session", "--template", "moraska2015", "--giver", "self"), "not for self"),
        ((*NECK, "--more", "nape", "--less", "nape"), "cannot both be wanted"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, tuple) else "",
)
def test_what_is_not_understood_ends_with_2(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in flat(result.output)
