"""`unclench session`, as people type it: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.command import HEADACHE, MIGRAINE, flat, process, run
from unclench.atlas import Atlas
from unclench.cli.show_clearance import CRISIS, EMERGENCY
from unclench.cli.show_session import STOP
from unclench.composer import Session
from unclench.composer.types import Refusal
from unclench.safety import Clearance

START = re.compile(r"^ *\d+:\d\d  ", re.MULTILINE)
SHOWS_A_PLAN = "What to do"


def starts_s(output: str) -> list[int]:
    """When each step of a printed plan begins."""
    times = [start.strip().split(":") for start in START.findall(output)]
    return [60 * int(minutes) + int(seconds) for minutes, seconds in times]


# ── The plan ──


def test_the_first_line_says_what_was_assumed() -> None:
    first = run("session", "--complaint", "stress").output.splitlines()[0]
    assert first == "Assumed: no to every safety question, since none was answered."


def test_the_first_line_names_what_was_given() -> None:
    output = run(*HEADACHE, "--condition", "blood-thinners", "--fact", "pregnant=unsure").output
    first = flat(output.split("\n\n", maxsplit=1)[0])
    assert first.startswith("Assumed: no to every safety question but what you gave (")
    assert "Blood thinners" in first
    assert "pregnancy: unsure" in first


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (HEADACHE, "a headache now, from the complaint"),
        ((*HEADACHE, "--age", "58"), "age: 58 years"),
        ((*HEADACHE, "--condition", "open-wound@temple:right"), "at: temple (right)"),
        ((*HEADACHE, "--condition", "open-wound", "--area", "chin"), "at: mouth and chin"),
        ((*HEADACHE, "--condition", "warfarin", "--json"), "Blood thinners"),
    ],
)
def test_the_first_line_says_how_the_words_were_understood(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    told = result.stderr if "--json" in words else result.stdout
    assert says in flat(told).split(").", maxsplit=1)[0] + ")."


def test_what_is_given_and_implied_is_named_once() -> None:
    plan = flat(run(*HEADACHE, "--fact", "headache_now=yes").output)
    assert "gave (a headache now)." in plan


def test_the_plan_tells_when_each_step_begins() -> None:
    starts = starts_s(run(*HEADACHE, "--minutes", "10").output)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert 540 <= starts[-1] < 600


@pytest.mark.parametrize(
    "words",
    [
        "10 minutes for: Tension headache",
        "Arrive with a few slow breaths",
        "You gave your temples 6 of 10.",
        "Evidence: ",
        "Before",
        "Limits",
        "of at most 20:00 today.",
        "See a doctor: The headache changes its pattern",
        "Never touched: the throat",
        "After",
        STOP,
        "No clinician has signed these rules yet.",
    ],
)
def test_the_plan_tells(words: str) -> None:
    plan = run(*HEADACHE, "--minutes", "10", "--position", "seated", "--pain", "temple=6").output
    assert words in flat(plan)


def test_a_plan_ends_with_0() -> None:
    result = run(*HEADACHE)
    assert result.exit_code == 0
    assert SHOWS_A_PLAN in result.output


def test_what_is_left_out_today_is_named_with_its_reason() -> None:
    assert "Scalp above the ear: Chemical relaxer" in flat(run(*HEADACHE, "--fact", "relaxer_planned_days=2").output)


def test_steps_from_a_hundred_seconds_on_are_told_in_minutes() -> None:
    plan = run(*HEADACHE, "--minutes", "15", "--mind-only").output
    assert re.search(r"^ *\d+:\d\d +\d+:\d\d  ", plan, re.MULTILINE)
    assert not re.search(r"\d{3} s\b", plan)


def test_a_first_session_says_so() -> None:
    assert "First session: at most 8 minutes by hand" in flat(run(*HEADACHE, "--minutes", "15", "--first").output)


@pytest.mark.parametrize("giver", ["partner", "professional"])
def test_other_hands_ask_for_a_clear_yes_and_a_number(giver: str) -> None:
    plan = flat(run(*HEADACHE, "--giver", giver).output)
    assert "Ask for a clear yes" in plan
    assert "numbers from 0 to 10" in plan


def test_before_sleep_is_bedtime_without_being_asked() -> None:
    asked = run("session", "--complaint", "poor-sleep", "--bedtime").output
    assert run("session", "--complaint", "poor-sleep").output == asked


def test_a_technique_left_out_is_not_there() -> None:
    assert "Slow breathing" in run(*HEADACHE).output
    assert "Slow breathing" not in run(*HEADACHE, "--without", "breathing").output


# ── What one types ──


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("headache", "Tension headache"),
        ("tension-headache", "Tension headache"),
        ("stiff neck", "Neck pain"),
        ("clenching", "A tight jaw"),
        ("my eyes", "Tired eyes"),
        ("cannot sleep", "Sleep"),
        ("brain fog", "A clear head"),
        ("tth_episodic", "Tension headache"),
    ],
)
def test_a_complaint_goes_by_its_everyday_names(typed: str, name: str) -> None:
    assert f"minutes for: {name}" in run("session", "--complaint", typed).output


def test_two_complaints_go_together() -> None:
    assert "for: A tight jaw and stress" in run("session", "--complaint", "jaw", "--complaint", "stress").output


def test_the_same_complaint_under_two_names_is_one() -> None:
    assert run(*HEADACHE, "--complaint", "tth_episodic").output == run(*HEADACHE).output


@pytest.mark.parametrize(
    ("typed", "level"),
    [("temple=6", 6), ("my temples=6", 6), ("base of skull=7", 7), ("suboccipital:right=5", 5)],
)
def test_pain_is_given_by_place_side_and_number(typed: str, level: int) -> None:
    plan = flat(run(*HEADACHE, "--pain", typed).output)
    assert "You gave" in plan
    assert f"{level} of 10. " in plan


@pytest.mark.parametrize(
    "typed", ["temple", "temple=11", "temple=-1", "temple=much", "temple:up=3", "=4", "temple=6.5"]
)
def test_pain_that_makes_no_sense_is_refused(typed: str) -> None:
    result = run(*HEADACHE, "--pain", typed)
    assert result.exit_code == 2
    assert "write it as PLACE[:SIDE]=N" in flat(result.output) or "left, right or both" in result.output


@pytest.mark.parametrize("value", ["yes", "Y", "true", "1", "on"])
def test_a_yes_may_be_said_in_several_ways(value: str) -> None:
    assert "(pregnancy_ok)" in flat(run("session", "--complaint", "stress", "--fact", f"pregnant={value}").output)


@pytest.mark.parametrize("value", ["no", "N", "false", "0", "off"])
def test_a_no_may_be_said_in_several_ways(value: str) -> None:
    assert "(pregnancy_ok)" not in run("session", "--complaint", "stress", "--fact", f"pregnant={value}").output


@pytest.mark.parametrize("value", ["unsure", "not sure", "unknown", "?"])
def test_an_unsure_emergency_sign_stops_like_a_yes(value: str) -> None:
    assert run(*HEADACHE, "--fact", f"facial_droop={value}").exit_code == 3


@pytest.mark.parametrize("typed", ["relaxer_planned_days=2", "relaxer_planned_days=2.0", "relaxer_planned_days= 2"])
def test_a_number_is_read_as_one(typed: str) -> None:
    assert "(relaxer_before)" in flat(run(*HEADACHE, "--fact", typed).output)


def test_a_number_beyond_the_rule_does_not_trigger_it() -> None:
    assert "(relaxer_before)" not in run(*HEADACHE, "--fact", "relaxer_planned_days=8").output


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("pregnant", "write it as pregnant=VALUE"),
        ("pregnant=maybe", "is answered with yes, no or unsure"),
        ("temp_c=warm", "is a number of °C, or no, or unsure"),
    ],
)
def test_a_fact_in_the_wrong_form_says_how_to_write_it(typed: str, says: str) -> None:
    result = run(*HEADACHE, "--fact", typed)
    assert result.exit_code == 2
    assert says in flat(result.output)


def test_a_condition_takes_a_place_and_a_side() -> None:
    plan = flat(run(*HEADACHE, "--condition", "open-wound@temple:right").output)
    assert "Temple (right): Cut, scratch, sore or stitches" in plan


def test_a_condition_at_a_place_takes_both_sides_unless_one_is_named() -> None:
    plan = flat(run(*HEADACHE, "--condition", "open-wound@temple").output)
    assert "Temple: Cut, scratch, sore or stitches" in plan


def test_an_area_serves_the_condition_beside_it() -> None:
    beside = run(*HEADACHE, "--condition", "open-wound", "--area", "temple:right")
    assert beside.output == run(*HEADACHE, "--condition", "open-wound@temple:right").output


@pytest.mark.parametrize("typed", ["blood-thinners", "Blood thinner", "warfarin", "anticoagulant"])
def test_a_condition_goes_by_its_everyday_names(typed: str) -> None:
    assert "(anticoagulant)" in flat(run(*HEADACHE, "--condition", typed).output)


@pytest.mark.parametrize(
    ("option", "typed", "nearest"),
    [
        ("--complaint", "tenson-headache", "tension-headache"),
        ("--condition", "blood-thiners", "blood thinners"),
        ("--condition", "open-wund@temple", "open_wound"),
        ("--condition", "open-wound@tempel", "temple"),
        ("--symptom", "thunderclp", "thunderclap"),
        ("--fact", "pregnent=yes", "pregnant"),
        ("--pain", "tempel=6", "temple"),
        ("--area", "tempel", "temple"),
        ("--with", "warm-compres", "warm_compress"),
        ("--without", "kneding", "kneading"),
        ("--doctor-said-yes", "osteoporoses=2026-01-01", "osteoporosis"),
        ("--minuts", "10", "--minutes"),
    ],
)
def test_a_typo_ends_with_2_and_names_the_nearest(option: str, typed: str, nearest: str) -> None:
    result = run(*HEADACHE, option, typed)
    assert result.exit_code == 2
    assert "Did you mean" in result.output
    assert nearest in result.output.casefold()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--complaint", "stress", "--minutes", "2"),
        ("--complaint", "stress", "--minutes", "61"),
        ("--complaint", "stress", "--pressure-cap", "11"),
        ("--complaint", "stress", "--giver", "nobody"),
        ("--complaint", "stress", "--mind-only", "--hands-only"),
        ("--complaint", "stress", "--place", "desk", "--position", "supine"),
        ("--complaint", "stress", "--age", "200"),
        ("--complaint", "stress", "--doctor-said-yes", "osteoporosis=soon"),
    ],
)
def test_what_is_not_understood_ends_with_2(words: tuple[str, ...]) -> None:
    result = run("session", *words)
    assert result.exit_code == 2
    assert SHOWS_A_PLAN not in result.output


# ── Emergencies, and a session that is not for today ──


@pytest.mark.parametrize(
    "words",
    [
        (*HEADACHE, "--symptom", "thunderclap"),
        (*HEADACHE, "--fact", "facial_droop=yes"),
        (*MIGRAINE, "--symptom", "prolonged_aura"),
        (*MIGRAINE, "--symptom", "first aura"),
        (*MIGRAINE, "--fact", "aura_symptoms=yes", "--fact", "aura_first_ever=yes"),
        (*MIGRAINE, "--fact", "same_as_usual=yes", "--fact", "aura_symptoms=yes", "--fact", "aura_first_ever=yes"),
        (*HEADACHE, "--mind-only", "--symptom", "thunderclap"),
    ],
)
def test_an_emergency_ends_with_3_and_says_what_to_do(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 3
    assert EMERGENCY in flat(result.output)
    assert SHOWS_A_PLAN not in result.output
    assert starts_s(result.output) == []


def test_the_aura_one_always_has_is_no_emergency_and_needs_no_hands() -> None:
    result = run(*MIGRAINE, "--condition", "aura_now")
    assert result.exit_code == 0
    assert "no hands" in result.output
    assert "Slow breathing" in result.output
    assert "Pressure never above" not in result.output


def test_thoughts_of_self_harm_end_with_3_and_a_crisis_line_alone() -> None:
    result = run("session", "--complaint", "stress", "--symptom", "self-harm")
    assert result.exit_code == 3
    assert flat(result.output) == CRISIS


def test_an_emergency_in_json_is_a_refusal_with_its_reason() -> None:
    result = run(*HEADACHE, "--symptom", "thunderclap", "--json")
    refusal = json.loads(result.output)
    assert result.exit_code == 3
    assert refusal["refused"] == "emergency"
    assert refusal["advice"] == EMERGENCY
    assert [finding["rule"] for finding in refusal["findings"]] == ["thunderclap"]


def test_where_hands_must_rest_the_mind_has_a_session() -> None:
    result = run("session", "--complaint", "stress", "--condition", "fever")
    assert result.exit_code == 0
    assert "no hands" in result.output
    assert "(fever)" in flat(result.output)


def test_hands_alone_where_hands_must_rest_end_with_3() -> None:
    result = run("session", "--complaint", "stress", "--condition", "fever", "--hands-only")
    assert result.exit_code == 3
    assert "(fever)" in flat(result.output)
    assert SHOWS_A_PLAN not in result.output


def test_see_a_doctor_today_ends_with_3_and_offers_breath() -> None:
    result = run(*HEADACHE, "--symptom", "p_positional")
    assert result.exit_code == 3
    assert "See a doctor today." in flat(result.output)
    assert "--mind-only" in result.output


def test_the_breath_offered_until_the_doctor_has_been_seen_is_given() -> None:
    result = run(*HEADACHE, "--symptom", "p_positional", "--mind-only")
    assert result.exit_code == 0
    assert "Slow breathing" in result.output


def test_nothing_that_fits_ends_with_4_and_says_what_could_be_changed() -> None:
    practices = (
        *("breathing", "meditation", "scan", "imagery", "imagery_warmth", "imagery_sky"),
        *("pmr", "pmr4", "pmr7", "pmr16", "pmr_recall"),
    )
    without = [word for name in practices for word in ("--without", name)]
    result = run("session", "--complaint", "stress", "--mind-only", *without)
    assert result.exit_code == 4
    assert "Nothing fits" in result.output


def test_a_plan_that_the_checker_refuses_ends_with_5_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(session: Session, clearance: Clearance, atlas: Atlas) -> tuple[Refusal, ...]:
        del session, clearance, atlas
        return (Refusal("pressure", "level 9 where 4 is the limit"),)

    monkeypatch.setattr("unclench.composer.composing.check", refuse)
    result = run(*HEADACHE)
    assert result.exit_code == 5
    assert "level 9 where 4 is the limit" in flat(result.output)
    assert SHOWS_A_PLAN not in result.output


# ── In a pipe, and twice ──


def test_in_a_pipe_there_are_no_colours_and_no_trailing_spaces() -> None:
    plan = process(*HEADACHE, "--minutes", "10").stdout
    assert "\x1b" not in plan
    assert [line for line in plan.splitlines() if line != line.rstrip()] == []


def test_a_pipe_gets_the_same_plan_as_the_runner() -> None:
    assert process(*HEADACHE, "--seed", "3").stdout == run(*HEADACHE, "--seed", "3").output


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_two_processes_write_the_same_bytes(form: tuple[str, ...]) -> None:
    words = (*HEADACHE, "--minutes", "12", "--condition", "warfarin", "--pain", "temple=6", "--seed", "7", *form)
    first, second = (process(*words, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout


@pytest.mark.parametrize(("words", "code"), [(("--symptom", "thunderclap"), 3), (("--minutes", "0"), 2), ((), 0)])
def test_the_process_ends_with_the_code(words: tuple[str, ...], code: int) -> None:
    assert process(*HEADACHE, *words).returncode == code


# ── The plan in other forms ──


@pytest.mark.parametrize("option", ["--audio", "--vtt"])
def test_json_goes_with_no_file(option: str, tmp_path: Path) -> None:
    file = tmp_path / "tonight.vtt"
    result = run(*HEADACHE, "--json", option, str(file))
    assert result.exit_code == 2
    assert "--json" in result.output
    assert not file.exists()


def test_json_is_an_open_massage_session_as_long_as_asked() -> None:
    session = json.loads(run(*HEADACHE, "--minutes", "5", "--json").stdout)
    assert session["oms"] == "0.1"
    assert session["duration_ms"] == 300_000


def test_captions_are_written_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tonight.vtt"
    result = run(*HEADACHE, "--minutes", "5", "--vtt", str(file))
    assert result.exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("WEBVTT")
    assert SHOWS_A_PLAN in result.stdout


def test_a_file_does_not_hide_what_a_doctor_should_see(tmp_path: Path) -> None:
    result = run(*HEADACHE, "--age", "70", "--fact", "headache_new=yes", "--vtt", str(tmp_path / "a.vtt"))
    assert "See a doctor today" in flat(result.stdout)


def test_json_tells_beside_it_what_a_doctor_should_see() -> None:
    result = run(*HEADACHE, "--age", "70", "--fact", "headache_new=yes", "--condition", "heart attack", "--json")
    assert "See a doctor today" in flat(result.stderr)
    assert "Waits for a doctor's yes." in flat(result.stderr)
    assert json.loads(result.stdout)["oms"] == "0.1"


def test_json_tells_beside_it_that_all_is_clear() -> None:
    assert "Clear." in run("session", "--complaint", "stress", "--json").stderr


@pytest.mark.parametrize("other", ["a.wav", "folder/../a.wav", "link.vtt"])
def test_one_file_cannot_hold_both_sound_and_captions(other: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    if other == "link.vtt":
        (tmp_path / other).symlink_to(tmp_path / "a.wav")
    result = run(*HEADACHE, "--audio", str(tmp_path / "a.wav"), "--vtt", str(tmp_path / other))
    assert result.exit_code == 2
    assert "same file" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("--fact", "migraine_now=yes", "--fact", "migraine_now=no"),
        ("--fact", "age=8", "--age", "40"),
        ("--fact", "age=no"),
        ("--fact", "age=8", "--fact", "age=9"),
        ("--fact", "headache_now=no"),
        ("--fact", "bp_sys=19"),
        ("--age", "nan"),
    ],
)
def test_answers_that_contradict_each_other_or_cannot_be_are_refused(words: tuple[str, ...]) -> None:
    assert run(*HEADACHE, *words).exit_code == 2


def test_what_the_complaint_says_cannot_be_denied() -> None:
    result = run(*MIGRAINE, "--fact", "migraine_now=no")
    assert result.exit_code == 2
    assert "the complaint already says “a migraine now”" in flat(result.output)


@pytest.mark.parametrize("words", [("--fact", "age=40", "--age", "40"), ("--fact", "headache_now=yes")])
def test_the_same_thing_said_twice_is_fine(words: tuple[str, ...]) -> None:
    assert run(*HEADACHE, *words).exit_code == 0


@pytest.mark.parametrize(
    ("seed", "code"), [(2**53 - 1, 0), (1 - 2**53, 0), (2**53, 2), (-(2**53), 2), (10**30, 2)], ids=str
)
def test_a_seed_is_a_number_that_json_can_carry(seed: int, code: int) -> None:
    assert run("session", "--complaint", "stress", "--seed", str(seed)).exit_code == code


def test_a_warning_sign_named_as_a_condition_is_taken_as_one() -> None:
    assert run(*HEADACHE, "--condition", "thunderclap").exit_code == 3


@pytest.mark.parametrize(
    ("typed", "symptom"),
    [
        ("stroke", "stroke_fast"),
        ("TIA", "tia_recent"),
        ("heart-attack", "cardiac_referred"),
        ("angina", "cardiac_referred"),
        ("seizures", "seizure_new"),
        ("fainting", "seizure_new"),
        ("numbness", "n_neuro_deficit"),
        ("numbness@chin", "n_neuro_deficit"),
        ("dissection", "cad_pain"),
    ],
)
def test_a_condition_that_may_be_happening_now_says_so_first(typed: str, symptom: str) -> None:
    says = f"If “{typed.partition('@')[0]}” is happening now or is new: get help now; say --symptom {symptom}."
    words = (*HEADACHE, "--condition", typed)
    assert run(*words).stdout.splitlines()[0] == says
    assert run(*words, "--json").stderr.splitlines()[0] == says


@pytest.mark.parametrize("typed", ["blood-thinners", "pregnancy", "fever", "high blood pressure", "stroke_tia_3m"])
def test_a_condition_that_lasts_is_taken_as_it_is(typed: str) -> None:
    assert "happening now" not in run(*HEADACHE, "--condition", typed).output


def test_a_word_for_a_wound_reaches_everything_it_may_mean() -> None:
    plan = flat(run("session", "--complaint", "neck-pain", "--condition", "vaccine@shoulder:left").output)
    assert "round of the shoulder (left)" in plan


def test_a_wound_without_a_place_asks_where_it_is() -> None:
    assert "say where it is" in flat(run(*HEADACHE, "--condition", "open-wound").output)


def test_only_one_side_is_named_with_its_side() -> None:
    plan = flat(run(*HEADACHE, "--minutes", "12", "--condition", "needling@temple:right", "--pain", "temple=8").output)
    assert "Not touched: temple (right)." in plan
    assert re.search(r"On one side alone, since the other is left out today: [a-z][^.]* at \d+:\d\d \(left\)", plan)
    assert not re.search(r"\bs\d+\b", plan)


def test_crisis_and_emergency_are_both_said() -> None:
    both = (*HEADACHE, "--symptom", "self_harm", "--symptom", "thunderclap")
    result = run(*both)
    assert result.exit_code == 3
    assert CRISIS in flat(result.output)
    assert EMERGENCY in flat(result.output)
    refusal = json.loads(run(*both, "--json").stdout)
    assert CRISIS in refusal["advice"]
    assert EMERGENCY in refusal["advice"]


def test_a_spoken_session_is_written_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tonight.flac"
    result = run(*HEADACHE, "--minutes", "3", "--no-introduction", "--audio", str(file))
    assert result.exit_code == 0
    assert file.read_bytes().startswith(b"fLaC")
    assert "(3:00, " in result.stderr


@pytest.mark.parametrize(("options", "begins"), [((), True), (("--no-introduction",), False)])
def test_who_has_only_the_sound_is_introduced_to_it(options: tuple[str, ...], begins: bool, tmp_path: Path) -> None:
    file = tmp_path / "tonight.vtt"
    assert run(*HEADACHE, "--minutes", "3", *options, "--vtt", str(file)).exit_code == 0
    captions = file.read_text(encoding="utf-8")
    assert ("Before you begin." in captions) == begins
    assert ("notes first" in captions) != begins


def test_a_file_of_no_known_sound_is_refused(tmp_path: Path) -> None:
    result = run(*HEADACHE, "--minutes", "3", "--audio", str(tmp_path / "tonight.txt"))
    assert result.exit_code == 2
    assert ".opus" in result.output
    assert SHOWS_A_PLAN not in result.output


def test_m4a_without_its_extra_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unclench.guide.m4a.find_spec", lambda _: None)
    result = run(*HEADACHE, "--minutes", "3", "--audio", str(tmp_path / "tonight.m4a"))
    assert result.exit_code == 2
    assert "unclench[m4a]" in " ".join(result.output.split())
    assert SHOWS_A_PLAN not in result.output


@pytest.mark.parametrize(("option", "name"), [("--audio", "tonight.flac"), ("--vtt", "tonight.vtt")])
def test_a_folder_that_is_not_there_is_named(option: str, name: str, tmp_path: Path) -> None:
    result = run(*HEADACHE, "--minutes", "3", option, str(tmp_path / "nowhere" / name))
    assert result.exit_code == 1
    assert "nowhere" in result.output
    assert SHOWS_A_PLAN in result.output


def test_captions_inside_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("session", "--complaint", "stress", "--vtt", str(tmp_path / "file" / "tonight.vtt"))
    assert result.exit_code == 1
    assert "tonight.vtt" in result.output


def test_captions_that_fail_leave_the_old_ones_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        del self, target
        raise OSError(28, "No space left on device")

    file = tmp_path / "tonight.vtt"
    file.write_text("the old ones")
    monkeypatch.setattr(Path, "replace", full)
    assert run("session", "--complaint", "stress", "--vtt", str(file)).exit_code == 1
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("tonight.vtt", "the old ones")]


def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert run("session", "--complaint", "stress", "--vtt", str(tmp_path / "pipe")).exit_code == 2
    assert (tmp_path / "pipe").is_fifo()


def test_the_help_says_what_hands_only_does_where_hands_must_rest() -> None:
    helped = flat(run("session", "--help").output)
    assert "(exit 3) or find nothing to do (exit 4)" in helped
    assert run("session", "--complaint", "stress", "--hands-only", "--pressure-cap", "0").exit_code == 4


@pytest.mark.parametrize("words", [("--area", "temple:right"), ("--condition", "pregnancy@temple")])
def test_a_place_that_nothing_asked_for_is_refused(words: tuple[str, ...]) -> None:
    assert run(*HEADACHE, *words).exit_code == 2


def test_a_place_serves_a_fact_too() -> None:
    plan = flat(run(*HEADACHE, "--fact", "open_wound=yes", "--area", "temple:right").output)
    assert "temple (right)" in plan
