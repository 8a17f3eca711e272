"""With other hands: areas, a stop word, the giver and the company of a child, typed or in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import run
from unclench.atlas import load_atlas
from unclench.safety.agreement import regions_of

NECK = ("session", "--complaint", "neck-pain", "--minutes", "10", "--giver", "partner")
CHILD = ("screen", "--giver", "partner", "--age", "9")


def first_line(*arguments: str) -> str:
    """Up to the first empty line: a narrow terminal breaks it."""
    return " ".join(run(*arguments).output.partition("\n\n")[0].split())


def test_the_first_line_says_what_nobody_was_asked() -> None:
    said = first_line(*NECK)
    assert "Nobody was asked where to touch: hair and scalp, face and ears, chest are left alone." in said
    assert "No stop word was agreed." in said
    assert "The giver’s hands are clean, short-nailed, whole and well." in said


def test_what_was_agreed_is_kept_to_and_said() -> None:
    shown = " ".join(run(*NECK, "--agreed", "shoulders", "--stop-word", "red").output.split())
    assert "Stop word: “red”." in shown
    assert "Agreed for this session: shoulders. Not touched: neck," in shown
    assert "Nobody was asked" not in shown


def test_a_session_touches_only_what_was_agreed() -> None:
    data = json.loads(run(*NECK, "--agreed", "shoulders", "--json").stdout)
    touched = {target["region"] for phase in data["phases"] for step in phase["steps"] for target in step["targets"]}
    assert touched
    assert touched <= set(regions_of(("shoulders",), load_atlas()))


def test_a_file_that_leaves_holds_no_stop_word() -> None:
    assert "pineapple" not in run(*NECK, "--agreed", "neck", "--stop-word", "pineapple", "--json").stdout.lower()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--giver", "partner", "--agreed", "heir"), "Did you mean hair?"),
        (("--giver", "partner", "--stop-word", "more"), "taken for going on"),
        (("--agreed", "hair"), "say whose hands"),
        (("--stop-word", "red"), "say whose hands"),
        (("--giver", "partner", "--fact", "giver_il=yes"), "giver_ill"),
        (("--giver", "partner", "--fact", "giver_ill=maybe"), "yes, no or unsure"),
    ],
)
def test_what_is_not_understood_ends_with_2(arguments: tuple[str, ...], words: str) -> None:
    done = run("screen", *arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())


def test_a_giver_who_is_ill_does_not_touch() -> None:
    shown = run("screen", "--giver", "partner", "--fact", "giver_ill=unsure").output
    assert "Hands-on work: not today." in shown
    assert "Breath, attention, rest: yes." in shown


def test_a_child_alone_is_refused_with_a_kind_reason() -> None:
    done = run("session", "--complaint", "stress", "--giver", "partner", "--age", "9")
    assert done.exit_code == 3
    assert "Please ask yours to sit with you" in " ".join(done.output.split())


def test_a_childs_own_parent_may_touch() -> None:
    present = ("--fact", "caregiver_present=yes")
    assert "Hands-on work: not today." in run(*CHILD, *present).output
    assert "Hands-on work: up to 5 minutes." in run(*CHILD, *present, "--fact", "giver_is_caregiver=yes").output


def test_a_profile_holds_areas_and_a_stop_word(tmp_path: Path) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        'agreed = ["neck", "hair"]\nstop_word = "red"\n[facts]\ngiver_nails_long = "no"\n', encoding="utf-8"
    )
    said = json.loads(run("screen", "--profile", str(file), "--giver", "partner", "--json").stdout)
    assert said["agreed"] == list(regions_of(("neck", "hair"), load_atlas()))
    assert said["stop_word"] == "red"
    typed = run("screen", "--profile", str(file), "--giver", "partner", "--agreed", "neck", "--json").stdout
    assert json.loads(typed)["agreed"] == list(regions_of(("neck",), load_atlas()))


@pytest.mark.parametrize("line", ['agreed = ["heir"]', 'agreed = "neck"', "stop_word = 3", 'agree = ["neck"]'])
def test_a_profile_with_what_nobody_knows_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(line + "\n", encoding="utf-8")
    assert run("screen", "--profile", str(file), "--giver", "partner").exit_code == 2
