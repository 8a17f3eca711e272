import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.tree import PACKAGE, files
from unclench.atlas import load_atlas
from unclench.guide.lines import line, own_lines, places_in
from unclench.guide.script import all_technique_lines, name_in_sentence, place_words
from unclench.guide.speaking import estimate_ms
from unclench.guide.voice import measure_ms

# Shown or printed, and never spoken.
SILENT = ("sound.", "why.", "stop_sign.")
PARTS = 6


def own() -> Iterator[str]:
    for name, text in own_lines().items():
        if not places_in(text) and not name.startswith(SILENT):
            yield line(name).default
    for side in ("left", "right"):
        yield line("switch.to_side", side=side).default
        for name in ("self", "partner", "professional", "short"):
            yield line(f"only_side.{name}", side=side).default


def announcements() -> Iterator[str]:
    atlas = load_atlas()
    for technique in atlas.techniques.values():
        yield line("next.technique", technique=name_in_sentence(technique.name)).default
    for region in atlas.regions.values():
        yield line("next.places", places=place_words((region,), "self")).default
        yield line("next.places", places=place_words((region,), "self", "right")).default
    for places in (
        ("shoulder_top", "shoulder_point"),
        ("scalp_frontal", "scalp_vertex", "scalp_parietal", "scalp_temporal"),
        ("cheek_zygomatic", "cheek_buccal", "perioral_chin", "jaw_masseter"),
    ):
        contact = tuple(atlas.regions[place] for place in places)
        yield line("next.places", places=place_words(contact, "self")).default
        yield line("next.places", places=place_words(contact, "self", "right")).default


def rules() -> Iterator[str]:
    """What the safety rules have to say."""

    def texts(data: object) -> Iterator[str]:
        if isinstance(data, list):
            yield from (text for item in data for text in texts(item))
        elif isinstance(data, dict):
            if data.get("type") == "line":
                yield str(data["text"])
            yield from (text for item in data.values() for text in texts(item))

    for path in files(PACKAGE / "safety" / "content"):
        yield from texts(tomllib.loads(path.read_text("utf-8")))


@cache
def spoken() -> tuple[str, ...]:
    """Every line there is. Left takes as long as right, and "their" as long as "your": one of them will do."""
    every = sorted({*own(), *announcements(), *rules(), *(say.default for say in all_technique_lines(load_atlas()))})
    return tuple({text.replace("left", "right").replace("their", "your"): text for text in every}.values())


@pytest.mark.parametrize("part", range(PARTS))
def test_no_line_takes_longer_than_its_estimate(part: int) -> None:
    texts = spoken()[part::PARTS]
    short = {
        text: (estimate_ms(text), real_ms)
        for text, real_ms in zip(texts, measure_ms(texts), strict=True)
        if estimate_ms(text) < real_ms
    }
    assert short == {}


def test_estimate_is_at_most_a_quarter_too_long_on_average() -> None:
    texts = spoken()[::20]
    ratios = [estimate_ms(text) / real_ms for text, real_ms in zip(texts, measure_ms(texts), strict=True)]
    assert 1 < sum(ratios) / len(ratios) < 1.25


def test_no_words_take_no_time() -> None:
    assert estimate_ms("") == estimate_ms(" – ") == 0


def test_estimate_is_counted_by_hand() -> None:
    # The line 580, "the" 248; two words at 118, 3 (one l) and 4 letters at 58, a syllable each at 60.
    assert estimate_ms("Roll the palm.") == -(-(580 + 248 + (118 + 3 * 58 + 60) + (118 + 4 * 58 + 60)) // 10) * 10


@given(st.text(), st.text())
def test_more_words_take_no_less_time(one: str, two: str) -> None:
    assert estimate_ms(f"{one} {two}") >= max(estimate_ms(one), estimate_ms(two))
