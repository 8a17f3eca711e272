"""`unclench evidence`: what is said, and what is known of it."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import flat, process, run
from unclench.evidence import load_library, words

LIBRARY = load_library()


def test_without_an_id_every_claim_is_there_with_its_answer_and_grade() -> None:
    result = run("evidence")
    assert result.exit_code == 0
    shown = flat(result.output)
    for claim in LIBRARY.claims.values():
        assert f"“{claim.claim}” {claim.id}" in shown
        assert f"{claim.verdict} ({words.GRADES[claim.grade]})" in shown
    assert words.HONEST in shown


def test_the_list_in_json_holds_every_claim() -> None:
    listed = json.loads(run("evidence", "--json").stdout)
    assert [entry["id"] for entry in listed] == list(LIBRARY.claims)


@pytest.mark.parametrize("name", LIBRARY.claims)
def test_a_claim_is_shown_whole(name: str) -> None:
    result = run("evidence", name)
    assert result.exit_code == 0
    shown, claim = flat(result.output), LIBRARY.claims[name]
    told = [claim.claim, claim.verdict, claim.known, claim.unverified, claim.note, claim.may_say, *claim.never_say]
    told += [words.GRADES[claim.grade], words.DIRECTIONS[claim.direction], words.DEPTHS[claim.depth]]
    told += [f"{figure.what}: {words.number(figure)}" for figure in claim.numbers]
    told += [LIBRARY.sources[source].citation for source in claim.sources]
    told += [study.id for study in LIBRARY.studies_of(claim)]
    assert [text for text in told if flat(text) not in shown] == []


@pytest.mark.parametrize("name", LIBRARY.studies)
def test_a_study_is_shown_whole(name: str) -> None:
    result = run("evidence", name)
    assert result.exit_code == 0
    shown, study = flat(result.output), LIBRARY.studies[name]
    told = [study.name, study.population, study.what, study.by, study.comparator, study.outcome, *study.results]
    told += [study.bias_why, study.missing, study.use, words.dose(study.dose), study.dose.note, words.people(study)]
    told += [words.DESIGNS[study.design], words.follow_up(study.dose), *(part.name for part in study.parts)]
    told += [f"{part}: {words.DEPTHS[depth]}" for part, depth in study.seen.items()]
    assert [text for text in told if flat(text) not in shown] == []


def test_a_source_tells_who_cites_it() -> None:
    shown = flat(run("evidence", "mak2024").output)
    assert "overall_pain, self_massage_equals_pro" in shown
    assert "https://doi.org/10.1001/jamanetworkopen.2024.22259" in shown


@pytest.mark.parametrize(("typed", "kind"), [("cortisol", "claim"), ("quinn2002", "study"), ("mak2024", "source")])
def test_an_entry_in_json_says_what_it_is(typed: str, kind: str) -> None:
    entry = json.loads(run("evidence", typed, "--json").stdout)
    assert (entry["kind"], entry["id"]) == (kind, typed)


def test_an_entry_goes_by_its_everyday_names() -> None:
    assert json.loads(run("evidence", "stored", "emotions", "--json").stdout)["id"] == "emotional_release"


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        (("--for", "stiff neck"), "complaints", "neck_pain"),
        (("--practice", "scalp-massage"), "practices", "scalp_massage"),
    ],
)
def test_the_list_is_narrowed(given: tuple[str, ...], field: str, value: str) -> None:
    listed = json.loads(run("evidence", *given, "--json").stdout)
    assert [entry["id"] for entry in listed] == [c.id for c in LIBRARY.claims.values() if value in getattr(c, field)]


@pytest.mark.parametrize("grade", words.GRADES)
def test_the_list_is_narrowed_to_a_grade(grade: str) -> None:
    listed = json.loads(run("evidence", "--grade", grade.replace("_", "-"), "--json").stdout)
    assert [entry["id"] for entry in listed] == [c.id for c in LIBRARY.claims.values() if c.grade == grade]


def test_nothing_left_says_so() -> None:
    result = run("evidence", "--grade", "high")
    assert result.exit_code == 0
    assert result.output == "No claim answers to all of this.\n"


def test_a_search_goes_over_claims_studies_and_sources() -> None:
    hits = json.loads(run("evidence", "--search", "cortisol", "--json").stdout)
    assert hits[0]["entry"]["id"] == "cortisol"
    assert {hit["kind"] for hit in hits} == {"claim", "study", "source"}
    assert "cortisol" in run("evidence", "--search", "cortisol").output


def test_a_search_for_nothing_known_says_so() -> None:
    result = run("evidence", "--search", "xyzzyqqq")
    assert result.exit_code == 0
    assert "Nothing found" in result.output


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (("serotonine",), "Did you mean serotonin"),
        (("--for", "stif neck"), "Did you mean stiff neck"),
        (("--grade", "superb"), "'superb' is not one of"),
        (("--practice", "golf"), "'golf' is not one of"),
        (("cortisol", "--grade", "low"), "one of these at a time"),
        (("--search", "x", "--for", "stress"), "one of these at a time"),
    ],
)
def test_what_is_not_understood_ends_with_2(given: tuple[str, ...], hint: str) -> None:
    result = run("evidence", *given)
    assert result.exit_code == 2
    assert hint in flat(result.output)


def test_in_a_pipe_there_are_no_colours_and_no_trailing_spaces() -> None:
    printed = process("evidence", "cortisol").stdout
    assert "\x1b" not in printed
    assert [line for line in printed.splitlines() if line != line.rstrip()] == []
