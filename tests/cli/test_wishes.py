"""Wishes on the command line: the day after, styles, pins, templates, and questions to the plan."""

from __future__ import annotations

from pathlib import Path

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
    assert "The base of your skull (right): " in output
    assert "You named" not in output
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
        ((*HEADACHE, "--why-not", "@ear"), "ears: allowed, but"),
        ((*HEADACHE, "--why-not", "axial traction"), "never guided"),
        ((*HEADACHE, "--explain"), "15 minutes instead of 10."),
        ((*HEADACHE, "--vary", "--seed", "4"), "fit to your wishes"),
        ((*HEADACHE, "--belief", "friction=0.2~0.1", "--stance", "cautious"), "fit to your wishes"),
        ((*HEADACHE, "--mind-only", "--minutes", "30", "--relaxation-week", "2"), "sixteen groups"),
        ((*HEADACHE, "--mind-only", "--minutes", "15", "--relaxation-week", "5"), "four groups"),
        ((*HEADACHE, "--mind-only", "--minutes", "10", "--relaxation-week", "1"), "tense and let go: sixteen groups"),
        ((*HEADACHE, "--mind-only", "--scene", "sky"), "Clouds in a wide sky"),
        (("session", "--complaint", "stress", "--oil", "lavender", "--giver", "partner"), "lavender oil"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, tuple) else "",
)
def test_a_wish_is_seen_in_the_plan(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert says in flat(result.output)


def test_what_has_helped_comes_from_a_file_and_is_told(tmp_path: Path) -> None:
    file = tmp_path / "helped.toml"
    file.write_text(
        '[[belief]]\nfamily = "kneading"\nfactor = 1.4\nspread = 0.2\nentries = 25\n\n'
        '[[belief]]\nfamily = "gliding"\nfactor = 0.7\n',
        encoding="utf-8",
    )
    result = run(*NECK, "--beliefs", str(file), "--belief", "gliding=0.5", "--stance", "cautious", "--explain")
    output = flat(result.output)
    assert result.exit_code == 0
    assert "Your diary speaks for it (25 entries)." in output
    assert "kneading counts 1.23 times its evidence (25 diary entries; mean 1.4, spread 0.2)" in output
    assert "gliding counts 0.50 times its evidence (as you said" in output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("belief = 3", "--beliefs helped.toml"),
        ("[[beliefs]]\nfactor = 1", "unknown: beliefs"),
        ('[[belief]]\nfamily = "kneding"\nfactor = 1.0', "kneading"),
        ('[[belief]]\nfamily = "kneading"\nfactor = 9.0', "factor from 0 to 3"),
        ("belief", "--beliefs helped.toml"),
    ],
)
def test_a_file_of_what_has_helped_that_is_not_understood_ends_with_2(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "helped.toml"
    file.write_text(text, encoding="utf-8")
    result = run(*NECK, "--beliefs", str(file))
    assert result.exit_code == 2
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
