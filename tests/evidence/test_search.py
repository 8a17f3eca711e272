from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.evidence import load_library
from unclench.evidence.search import chosen, find, names_of, search
from unclench.evidence.types import Claim, Study
from unclench.names import NotKnownError

LIBRARY = load_library()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("endorphins", "endorphins"),
        ("Stress hormone", "cortisol"),
        ("lactic-acid", "detox"),
        ("MBSR", "mbsr_migraine"),
        ("moraska 2015", "moraska2015"),
        ("mak2024", "mak2024"),
    ],
)
def test_it_finds_by_everyday_names(text: str, name: str) -> None:
    assert find(LIBRARY, text).id == name


def test_every_entry_is_found_by_its_id() -> None:
    for kind, entries in ((Claim, LIBRARY.claims), (Study, LIBRARY.studies)):
        for name in entries:
            found = find(LIBRARY, name)
            assert isinstance(found, kind)
            assert found.id == name


def test_a_typo_gets_the_nearest_names() -> None:
    with pytest.raises(NotKnownError) as refused:
        find(LIBRARY, "serotonine")
    assert refused.value.nearest[0] == "serotonin"


@pytest.mark.parametrize(
    ("words", "first"),
    [("cortisol", "cortisol"), ("knots", "trigger_points"), ("thai amitriptyline", "damapong2015"), ("cochrane", "")],
)
def test_what_answers_best_comes_first(words: str, first: str) -> None:
    hits = search(LIBRARY, words)
    assert hits
    assert not first or hits[0].entry.id == first
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(st.sampled_from([*LIBRARY.claims.values(), *LIBRARY.studies.values()]), st.data())
def test_words_of_a_name_find_it(entry: Claim | Study, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names_of(entry)))
    assert entry.id in {hit.entry.id for hit in search(LIBRARY, name)}


@pytest.mark.parametrize("words", ["", "   ", "the", "xyzzyqqq"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    assert search(LIBRARY, words) == ()


def test_each_wish_narrows_and_all_of_them_meet() -> None:
    everything = chosen(LIBRARY)
    assert everything == tuple(LIBRARY.claims.values())
    for claim in everything:
        for complaint in claim.complaints:
            for practice in claim.practices:
                assert claim in chosen(LIBRARY, complaint=complaint, practice=practice, grade=claim.grade)
    for claim in chosen(LIBRARY, complaint="stress", practice="massage", grade="low"):
        assert "stress" in claim.complaints
        assert "massage" in claim.practices
        assert claim.grade == "low"
