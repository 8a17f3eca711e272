"""The measures as content: their questions, ranges and bands, and what is known of a change that matters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from unclench.atlas.types import Source, SourceId
from unclench.measures.reaction import TASKS
from unclench.plain import PlainError, from_plain

CONTENT = Path(__file__).parent / "content"

Kind = Literal["ratings", "steps", "reaction", "places", "total"]
"""Ratings of 0 to 10; steps that each have words; the reaction task; the pain map; a total from elsewhere."""
Group = Literal["felt", "attention", "body", "elsewhere"]
Better = Literal["lower", "higher", "none"]
Grade = Literal["abstract", "excerpt", "analogy", "choice", "none"]

GROUPS: Mapping[Group, str] = {
    "felt": "How it is",
    "attention": "Attention",
    "body": "Neck, posture, places",
    "elsewhere": "Filled in elsewhere",
}
TOLD_BY = (
    ("doctor", "A doctor or therapist"),
    ("paper", "A form on paper"),
    ("app", "Another app or web page"),
    ("study", "A study"),
)
"""Where a total comes from: ids and words."""
GRADES: Mapping[Grade, str] = {
    "abstract": "Read in the abstract of a study",
    "excerpt": "Read in part of a source",
    "analogy": "Taken over from a measure of the same kind",
    "choice": "Our own choice, no study",
    "none": "No figure found",
}


class MeasureContentError(ValueError):
    """The content is broken; the text says where."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked, or one number that is given."""

    id: str
    name: str
    ask: str = ""
    low: str = ""
    high: str = ""
    """What the two ends stand for."""
    lowest: float = 0
    highest: float = 10
    unit: str = ""
    tenths: bool = False
    """One decimal is allowed; otherwise whole numbers."""
    better: Better = "lower"
    steps: tuple[str, ...] = ()
    """In words, from the lowest to the highest."""
    degrees: bool = False
    """A camera can give degrees beside, or in place of, the step."""


@dataclass(frozen=True, slots=True)
class Band:
    at_least: float
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is called a change that matters, in the unit of the item; no size where no figure is known."""

    of: str
    text: str
    grade: Grade
    size: float | None = None
    sources: tuple[SourceId, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    id: str
    name: str
    group: Group
    kind: Kind
    about: str
    change: tuple[Change, ...]
    item: tuple[Item, ...] = ()
    band: tuple[Band, ...] = ()
    note: str = ""
    mean: bool = False
    """The mean of all items is a figure, too, where all were answered."""
    stem: str = ""
    """Asked of every item."""
    sum: bool = False
    """The sum of all items is a figure, too, where all were answered; the bands are of it."""
    mood: bool = False
    """Whoever gives this number is shown whom to talk to."""
    moves_neck: bool = False
    sources: tuple[SourceId, ...] = ()

    def item_called(self, name: str) -> Item:
        """Raises KeyError."""
        for item in self.item:
            if item.id == name:
                return item
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class _Measures:
    measure: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class _Sources:
    source: tuple[Source, ...]


@cache
def load_measures() -> Mapping[str, Measure]:
    """By id, in the order of the page. Raises MeasureContentError if the content is broken."""
    content = tomllib.loads((CONTENT / "measures.toml").read_text(encoding="utf-8"))
    try:
        return read_measures(from_plain(_Measures, content).measure, load_sources())
    except PlainError as error:
        raise MeasureContentError(f"measures.toml: {error}") from None


@cache
def load_sources() -> Mapping[SourceId, Source]:
    content = tomllib.loads((CONTENT / "sources.toml").read_text(encoding="utf-8"))
    try:
        return {source.id: source for source in from_plain(_Sources, content).source}
    except PlainError as error:
        raise MeasureContentError(f"sources.toml: {error}") from None


def read_measures(measures: Iterable[Measure], sources: Mapping[SourceId, Source]) -> Mapping[str, Measure]:
    """Raises MeasureContentError for what does not fit together."""
    found: dict[str, Measure] = {}
    for one in measures:
        if one.id in found:
            raise MeasureContentError(f"{one.id} stands twice")
        for wrong in _wrong(one, sources):
            raise MeasureContentError(f"{one.id}: {wrong}")
        found[one.id] = one
    return found


def _wrong(measure: Measure, sources: Mapping[SourceId, Source]) -> Iterable[str]:
    names = [item.id for item in measure.item]
    if len(set(names)) != len(names):
        yield "an item stands twice"
    if bool(names) == (measure.kind in ("reaction", "places")):
        yield "only the task and the map have no items"
    if (measure.kind == "reaction") != (measure.id in TASKS):
        yield "no such task"
    for item in measure.item:
        if item.lowest >= item.highest:
            yield f"{item.id}: an empty range"
        if item.steps and len(item.steps) != item.highest - item.lowest + 1:
            yield f"{item.id}: as many steps as numbers"
        if bool(item.steps) != (measure.kind == "steps"):
            yield f"{item.id}: steps belong to measures in steps"
    starts = [band.at_least for band in measure.band]
    lowest = sum(item.lowest for item in measure.item)
    if starts != sorted(set(starts)) or (starts and ((len(names) != 1 and not measure.sum) or starts[0] != lowest)):
        yield "bands begin at the lowest number and go up"
    if not measure.change:
        yield "what a change means is missing"
    for change in measure.change:
        if (change.size is None) != (change.grade == "none"):
            yield f"{change.of}: a size and a grade go together"
    unknown = {*measure.sources, *(source for change in measure.change for source in change.sources)} - sources.keys()
    if unknown:
        yield f"unknown sources {', '.join(sorted(unknown))}"
