"""`unclench screen`: the safety rules alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cli.command import flat, process, run
from unclench.cli.show_clearance import CRISIS, EMERGENCY
from unclench.safety import load_rules

TODAY = datetime.now().astimezone().date()
"""A doctor's yes is dated, and the command reads the day from the clock."""


def clearance(*words: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(run("screen", *words, "--json").stdout)
    return read


def blocked_by(rule: str, cleared: dict[str, Any]) -> list[str]:
    return [block["region"] for block in cleared["blocks"] if rule in block["rules"]]


def test_with_nothing_told_all_is_clear() -> None:
    result = run("screen")
    assert result.exit_code == 0
    assert "Clear." in result.output
    assert "up to 20 minutes" in result.output


def test_the_first_line_says_what_was_assumed() -> None:
    first = run("screen").output.splitlines()[0]
    assert first == "Assumed: no to every safety question, since none was answered."


def test_a_condition_tells_why_and_what_it_changes() -> None:
    result = run("screen", "--condition", "blood-thinners")
    assert result.exit_code == 0
    assert "You may bruise easily" in flat(result.output)
    assert "up to 10 minutes" in result.output
    assert "at most 3 of 10" in flat(result.output)


def test_age_is_told_in_years() -> None:
    assert "(older_65)" in flat(run("screen", "--age", "70").output)


def test_trained_hands_have_more_time() -> None:
    assert "up to 45 minutes" in run("screen", "--giver", "professional").output


def test_an_emergency_ends_with_3() -> None:
    result = run("screen", "--symptom", "thunderclap")
    assert result.exit_code == 3
    assert EMERGENCY in flat(result.output)
    assert "Hands-on work" not in result.output


def test_a_crisis_ends_with_3_and_shows_the_lines_to_call() -> None:
    result = run("screen", "--symptom", "self-harm")
    assert result.exit_code == 3
    assert CRISIS in flat(result.output)
    assert "Clear." not in result.output


def test_crisis_and_emergency_are_both_said() -> None:
    result = run("screen", "--symptom", "self_harm", "--symptom", "thunderclap")
    assert result.exit_code == 3
    assert CRISIS in flat(result.output)
    assert EMERGENCY in flat(result.output)


def test_a_condition_that_may_be_happening_now_says_so_first() -> None:
    says = "If “stroke” is happening now or is new: get help now; say --symptom stroke_fast."
    assert run("screen", "--condition", "stroke").stdout.splitlines()[0] == says
    assert run("screen", "--condition", "stroke", "--json").stderr.strip() == says


@pytest.mark.parametrize("words", [("--fact", "age=8", "--age", "40"), ("--fact", "fever=yes", "--fact", "fever=no")])
def test_answers_that_contradict_each_other_are_refused(words: tuple[str, ...]) -> None:
    assert run("screen", *words).exit_code == 2


def test_everything_blocked_is_said_in_a_line() -> None:
    result = run("screen", "--condition", "fever")
    assert result.exit_code == 0
    assert "Hands-on work: not today." in result.output


def test_json_holds_the_whole_clearance() -> None:
    cleared = clearance("--condition", "blood-thinners")
    assert cleared["verdict"] == "adapted"
    assert cleared["hands_on_limit_s"] == 600
    assert cleared["assumed_no"] is True


def test_an_emergency_in_json_ends_with_3_too() -> None:
    result = run("screen", "--symptom", "thunderclap", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["verdict"] == "emergency"


def test_a_doctors_yes_lifts_what_waits_for_it() -> None:
    assert blocked_by("dental_surgery", clearance("--condition", "dental surgery"))
    allowed = clearance("--condition", "dental surgery", "--doctor-said-yes", f"dental_surgery={TODAY}")
    assert blocked_by("dental_surgery", allowed) == []


@pytest.mark.parametrize(("days", "holds"), [(178, True), (181, False), (-2, False)])
def test_a_doctors_yes_holds_for_180_days(days: int, holds: bool) -> None:
    said = TODAY - timedelta(days=days)
    cleared = clearance("--condition", "dental surgery", "--doctor-said-yes", f"dental_surgery={said}")
    assert (blocked_by("dental_surgery", cleared) == []) == holds


def test_a_doctors_yes_lifts_no_limit_of_pressure() -> None:
    allowed = clearance("--condition", "warfarin", "--doctor-said-yes", f"anticoagulant={TODAY}")
    assert max(cap["level"] for cap in allowed["caps"]) == 3


def test_the_list_names_every_condition_symptom_and_fact() -> None:
    listed = run("screen", "--list").output
    rules = load_rules()
    names = [rule.id for rule in rules.rules] + [entry.name for entry in rules.entries]
    assert [name for name in names if name not in listed] == []


def test_the_list_is_read_by_programs_too() -> None:
    listing = json.loads(run("screen", "--list", "--json").stdout)
    rules = load_rules()
    assert [rule["id"] for rule in listing["conditions"]] == [rule.id for rule in rules.contraindications]
    assert [rule["id"] for rule in listing["symptoms"]] == [rule.id for rule in rules.red_flags]
    assert [entry["name"] for entry in listing["facts"]] == [entry.name for entry in rules.entries]


def test_a_typo_ends_with_2_and_names_the_nearest() -> None:
    result = run("screen", "--condition", "osteoporoses")
    assert result.exit_code == 2
    assert "osteoporosis" in result.output


@pytest.mark.parametrize("words", [(), ("--list",), ("--condition", "warfarin")])
def test_in_a_pipe_there_are_no_colours_and_no_trailing_spaces(words: tuple[str, ...]) -> None:
    printed = process("screen", *words).stdout
    assert "\x1b" not in printed
    assert [line for line in printed.splitlines() if line != line.rstrip()] == []


def test_an_oil_that_is_wanted_is_answered_with_its_strength_or_a_no() -> None:
    result = run("screen", "--fact", "lavender=yes", "--fact", "bergamot=yes")
    assert "Oil: lavender oil, at most 1 percent strong; no bergamot oil." in flat(result.output)
    assert "essential oil" not in flat(run("screen").output)
