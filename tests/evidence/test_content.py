"""The content against a second transcription, and what it must hold beyond the types and links that are compiled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.evidence.facts import CLAIMS, NEVER_SAID, STUDIES
from unclench.atlas import load_atlas
from unclench.evidence import Claim, Library, Study, load_library
from unclench.evidence.search import names_of
from unclench.names import normalised
from unclench.plain import from_plain, to_plain
from unclench.safety import load_rules
from unclench.safety.citations import load_citations

LIBRARY = load_library()
ATLAS = load_atlas()

GRADES = {"no_evidence": "none"}
DIRECTIONS = {"benefit_uncertain": "perhaps", "harm_possible": "harm"}
COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPELT: dict[str, float] = dict[str, float](zip(COUNTED, range(1, 11), strict=True)) | {
    "half": 0.5,
    "first": 1,
    "twelve": 12,
    "thirteen": 13,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "eighty": 80,
}
# Figures that stand in words of their own: half an hour, one and a half litres, half a year.
IN_WORDS = {"endorphins": {30.0}, "hydration": {1.5}, "acupressure_headache": {6.0}}

every_claim = pytest.mark.parametrize("claim", LIBRARY.claims.values(), ids=list(LIBRARY.claims))
every_study = pytest.mark.parametrize("study", LIBRARY.studies.values(), ids=list(LIBRARY.studies))


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, list | dict):
        for item in data.values() if isinstance(data, dict) else data:
            yield from texts(item)
    else:
        yield str(data)


def figures(entry: Claim | Study) -> set[float]:
    """Every figure in the entry, whether in digits or in words."""
    held = {key: value for key, value in to_plain(entry).items() if key not in ("id", "sources", "points")}
    text = re.sub(r"\b[A-Za-z]+\d+\b", " ", " ".join(texts(held)))
    found = {float(figure.replace(",", "")) for figure in re.findall(r"\.?\d+(?:[.,]\d+)*", text)}
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower()):
        parts = [SPELT[part] for part in word.split("-") if part in SPELT]
        found |= {float(sum(parts)), *map(float, parts)} if parts else set()
    return found | IN_WORDS.get(entry.id, set())


def test_all_claims_and_studies_are_there() -> None:
    assert sorted(LIBRARY.claims) == sorted(CLAIMS)
    assert sorted(LIBRARY.studies) == sorted(STUDIES)
    assert (len(CLAIMS), len(STUDIES)) == (58, 37)


@every_claim
def test_a_claim_is_graded_as_in_the_facts(claim: Claim) -> None:
    grade, direction, verified, sources, _ = CLAIMS[claim.id]
    assert claim.grade == GRADES.get(grade, grade)
    assert claim.direction == DIRECTIONS.get(direction, direction)
    assert (claim.verified == "no") == (verified == "no")
    assert claim.sources == tuple(sources.split())


@every_claim
def test_a_claim_holds_every_figure_of_the_facts(claim: Claim) -> None:
    wanted = set(map(float, CLAIMS[claim.id][4].split()))
    assert wanted - figures(claim) == set()


@every_study
def test_a_study_holds_every_figure_and_source_of_the_facts(study: Study) -> None:
    sources, wanted = STUDIES[study.id]
    assert study.sources == tuple(sources.split())
    assert set(map(float, wanted.split())) - figures(study) == set()


@every_claim
def test_a_claim_keeps_what_is_never_said(claim: Claim) -> None:
    assert ", ".join(claim.never_say) == NEVER_SAID.get(claim.id, "")


@every_claim
def test_a_claim_bears_on_something(claim: Claim) -> None:
    assert claim.practices
    assert claim.verdict.endswith(".")
    assert claim.known.endswith(".")


@every_claim
def test_a_figure_comes_from_a_source_of_its_claim(claim: Claim) -> None:
    for number in claim.numbers:
        assert number.source in claim.sources
        assert (number.low is None) == (number.high is None) == (not number.interval)
        if number.low is not None and number.high is not None:
            assert number.low <= number.value <= number.high


@every_claim
def test_what_was_not_opened_says_how_it_came_here(claim: Claim) -> None:
    assert (claim.verified == "no") == (claim.depth in ("memory", "design"))
    assert bool(claim.unverified) == (claim.verified == "partly")
    if claim.grade == "none" and claim.verified == "no" and claim.depth == "design":
        assert "not looked" in claim.known


@every_claim
def test_a_promise_is_never_sure(claim: Claim) -> None:
    """Nothing here is so well shown that it might be said without its grade."""
    assert claim.grade != "high"
    if claim.direction == "benefit":
        assert claim.grade == "low"


@every_study
def test_a_study_says_what_was_done_and_how_it_was_seen(study: Study) -> None:
    assert study.results
    assert study.seen
    assert study.practices
    assert study.people or study.people_note
    assert study.dose.note or study.dose.sessions or study.dose.weeks
    for name in ("minutes", "per_week", "weeks", "sessions"):
        span = getattr(study.dose, name)
        assert len(span) <= 2
        assert list(span) == sorted(span)


@pytest.mark.parametrize("entry", [*LIBRARY.claims.values(), *LIBRARY.studies.values()], ids=lambda entry: entry.id)
def test_texts_are_tidy_and_lists_name_nothing_twice(entry: Claim | Study) -> None:
    for value in to_plain(entry).values():
        for text in texts(value):
            assert text == " ".join(text.split())
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            assert len(set(value)) == len(value)


def test_a_name_means_one_claim_and_no_study() -> None:
    names = [normalised(name) for claim in LIBRARY.claims.values() for name in {*map(normalised, names_of(claim))}]
    names += [normalised(study.name) for study in LIBRARY.studies.values()]
    assert len(set(names)) == len(names)


def test_no_source_of_its_own_is_there_without_being_cited() -> None:
    cited = {source for claim in LIBRARY.claims.values() for source in claim.sources}
    cited |= {source for study in LIBRARY.studies.values() for source in study.sources}
    assert LIBRARY.sources.keys() - load_citations().keys() - cited == set()


def test_a_source_has_one_entry() -> None:
    addresses = [source.url.rstrip("/").lower() for source in LIBRARY.sources.values() if source.url]
    citations = [source.citation for source in LIBRARY.sources.values()]
    assert len(set(addresses)) == len(addresses)
    assert len(set(citations)) == len(citations)


def test_sources_of_everything_are_the_atlas_and_the_rules_and_these() -> None:
    for technique in ATLAS.techniques.values():
        assert {*technique.sources, *technique.evidence.sources} <= LIBRARY.sources.keys()
    for rule in load_rules().rules:
        assert set(rule.sources) <= LIBRARY.sources.keys()


def test_it_survives_the_way_through_json() -> None:
    data = json.loads(json.dumps(to_plain(LIBRARY, short=True)))
    assert to_plain(from_plain(Library, data)) == to_plain(LIBRARY)
