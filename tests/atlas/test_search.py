"""People write names as they know them; ids are for the program."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.atlas.search import NotKnownError, find, search
from unclench.atlas.types import Kind
from unclench.atlas.words import SINGULAR, form, names_of

ATLAS = load_atlas()
NAMES: list[tuple[Kind, str, str]] = [
    (kind, name, entry.id) for kind in SINGULAR for entry in getattr(ATLAS, kind).values() for name in names_of(entry)
]
LONG_NAMES = [(kind, name, entry) for kind, name, entry in NAMES if len(form(name)) >= 6]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("complaints", "tth_episodic", "tth_episodic"),
        ("complaints", "tension-headache", "tth_episodic"),
        ("complaints", "Tension headache", "tth_episodic"),
        ("complaints", "headache", "tth_episodic"),
        ("complaints", "migraine", "migraine_interictal"),
        ("complaints", "Migraine attack", "migraine_attack"),
        ("complaints", "stiff neck", "neck_pain"),
        ("complaints", "clenching", "jaw_tension"),
        ("complaints", "focus", "poor_concentration"),
        ("complaints", "my jaw", "jaw_tension"),
        ("points", "GB-20", "GB20"),
        ("points", "gb20", "GB20"),
        ("points", "LI 4", "LI4"),
        ("points", "hegu", "LI4"),
        ("points", "Taiyáng", "EX-HN5"),
        ("points", "ex hn 5", "EX-HN5"),
        ("regions", "base of skull", "suboccipital"),
        ("regions", "the base of my skull", "suboccipital"),
        ("regions", "TEMPLES", "temple"),
        ("regions", "traps", "shoulder_top"),
        ("regions", "shoulders", "shoulder_top"),
        ("regions", "back of the head", "scalp_occipital"),
        ("muscles", "traps", "trapezius_upper"),
        ("muscles", "musculus masseter", "masseter"),
        ("landmarks", "c7 bump", "c7_bump"),
        ("sources", "gray", "gray"),
    ],
)
def test_it_finds_what_is_meant(kind: Kind, text: str, expected: str) -> None:
    assert find(ATLAS, kind, text).id == expected


@given(name=st.sampled_from(NAMES), upper=st.booleans(), gap=st.sampled_from([" ", "-", "_", "  "]))
def test_it_finds_every_name_however_it_is_written(name: tuple[Kind, str, str], upper: bool, gap: str) -> None:
    kind, text, expected = name
    written = gap.join(text.split())
    assert find(ATLAS, kind, written.upper() if upper else written).id == expected


@st.composite
def typos(draw: st.DrawFn) -> tuple[Kind, str, str]:
    """A name with one letter too many, one wrong or missing, or two swapped."""
    kind, name, entry = draw(st.sampled_from(LONG_NAMES))
    text = form(name)
    place = draw(st.integers(0, len(text) - 1))
    before, here, after = text[:place], text[place], text[place + 1 :]
    letter = draw(st.sampled_from(string.ascii_lowercase))
    ways = (letter + here + after, letter + after, after, after[:1] + here + after[1:])
    return kind, before + draw(st.sampled_from(ways)), entry


def nearest(kind: Kind, text: str) -> set[str]:
    """What is found under `text`, or under the names that are offered instead."""
    try:
        return {find(ATLAS, kind, text).id}
    except NotKnownError as error:
        return {find(ATLAS, kind, name).id for name in error.nearest}


@given(typo=typos())
def test_it_names_what_was_meant_near_a_typo(typo: tuple[Kind, str, str]) -> None:
    kind, text, meant = typo
    another_name = any(text == form(name) for other, name, _ in NAMES if other == kind)
    assert another_name or meant in nearest(kind, text)


def test_it_says_what_it_does_not_know() -> None:
    with pytest.raises(NotKnownError) as caught:
        find(ATLAS, "regions", "tempels")
    assert caught.value.kind == "region"
    assert caught.value.text == "tempels"
    assert caught.value.nearest[0] == "temples"


def test_it_offers_the_names_that_hold_a_word() -> None:
    with pytest.raises(NotKnownError) as caught:
        find(ATLAS, "regions", "scalp")
    assert {find(ATLAS, "regions", name).safety_region for name in caught.value.nearest[:3]} == {"scalp"}


@pytest.mark.parametrize("text", ["", "   ", "—", "the", "xyzzy", "\N{GRINNING FACE}"])
def test_it_knows_nothing_by_no_name(text: str) -> None:
    with pytest.raises(NotKnownError):
        find(ATLAS, "regions", text)


def test_the_best_hit_comes_first() -> None:
    hits = search(ATLAS, "neck pain")
    assert (hits[0].kind, hits[0].entry.id) == ("complaints", "neck_pain")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("LI4", "points", "LI4"),
        ("temple", "regions", "temple"),
        ("jaw clench", "complaints", "jaw_tension"),
        ("migr", "complaints", "migraine_attack"),
        ("acromion", "landmarks", "acromion_tip"),
        ("vertebral artery", "muscles", "rcp_major"),
        ("Cochrane", "sources", "gross2024"),
        ("headahce", "complaints", "tth_episodic"),
    ],
)
def test_it_searches_names_and_texts_of_all_kinds(words: str, kind: Kind, expected: str) -> None:
    assert (kind, expected) in [(hit.kind, hit.entry.id) for hit in search(ATLAS, words)]


def test_every_word_must_be_answered() -> None:
    assert all(hit.score == 0 for hit in search(ATLAS, "temple cochrane"))


def test_no_words_find_nothing() -> None:
    assert search(ATLAS, " – ") == ()


@given(name=st.sampled_from(NAMES))
def test_a_whole_name_is_found_first(name: tuple[Kind, str, str]) -> None:
    kind, text, entry = name
    best = [hit for hit in search(ATLAS, text) if hit.score == 4]
    assert (kind, entry) in [(hit.kind, hit.entry.id) for hit in best]
