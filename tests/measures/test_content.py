"""The measures as content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unclench.measures import MeasureContentError, load_measures, load_sources
from unclench.measures.content import Band, Change, Item, Measure, read_measures

MEASURES = load_measures()
ONE = MEASURES["hit6"]


def test_every_source_is_used_and_every_one_that_is_used_is_there() -> None:
    used = {source for one in MEASURES.values() for source in one.sources}
    used |= {source for one in MEASURES.values() for change in one.change for source in change.sources}
    assert used | {"basner2011a"} == set(load_sources())  # that one stands for the cut-offs in the code


def test_no_item_of_a_licensed_questionnaire_is_there() -> None:
    """Totals from elsewhere have numbers and nothing that is asked."""
    licensed = [one for one in MEASURES.values() if one.kind == "total"]
    assert {"hit6", "midas", "ndi", "pss10", "phq9"} <= {one.id for one in licensed}
    asked = [item for one in licensed for item in one.item if item.ask or item.low or item.high or item.steps]
    assert asked == []


def test_a_size_of_change_names_its_grade_and_a_published_one_its_source() -> None:
    for one in MEASURES.values():
        for change in one.change:
            assert bool(change.sources) or change.grade not in ("abstract", "excerpt"), (one.id, change.of)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(ONE, item=()), "only the task and the map"),
        (replace(ONE, item=(*ONE.item, *ONE.item)), "stands twice"),
        (replace(ONE, kind="reaction", item=()), "no such task"),
        (replace(ONE, item=(Item("total", "Total", lowest=5, highest=5),)), "an empty range"),
        (replace(ONE, item=(Item("total", "Total", steps=("a", "b")),), band=()), "as many steps"),
        (replace(ONE, band=(Band(40, "some"),)), "bands begin"),
        (replace(ONE, band=(*ONE.band, Band(50, "again"))), "bands begin"),
        (replace(ONE, change=()), "what a change means"),
        (replace(ONE, change=(Change("total", "Much.", "none", 2),)), "a size and a grade"),
        (replace(ONE, sources=("nobody1900",)), "unknown sources nobody1900"),
    ],
)
def test_content_that_does_not_fit_is_refused(broken: Measure, reason: str) -> None:
    with pytest.raises(MeasureContentError, match=reason):
        read_measures([broken], load_sources())


def test_one_id_stands_once() -> None:
    with pytest.raises(MeasureContentError, match="hit6 stands twice"):
        read_measures([ONE, ONE], load_sources())
