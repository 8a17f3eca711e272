"""The evaluation set as data: who asks for what, what must be in the session, and what must never be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.evaluation.sights import Sight
from unclench.atlas import load_atlas
from unclench.atlas.types import ComplaintId, Giver, Place, Position, RegionId, Side
from unclench.composer import Belief, Pain, Request, Session, compose
from unclench.plain import from_plain
from unclench.safety import Answers, Area, Clearance, screen
from unclench.safety.agreement import every_area
from unclench.safety.types import Answer, RuleId

CONTENT = Path(__file__).parent / "requests.toml"


@dataclass(frozen=True)
class Wishes:
    """What is asked for; the fields of a Request that the rows need."""

    complaints: tuple[ComplaintId, ...]
    minutes: int
    giver: Giver = "self"
    position: Position | None = None
    place: Place | None = None
    pains: tuple[Pain, ...] = ()
    mind_only: bool = False
    bedtime: bool = False
    likes_deep: bool = False
    sore_thumbs: bool = False
    beliefs: tuple[Belief, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the person said about themselves; everything else was asked and answered with no."""

    facts: Mapping[str, Answer] = field(default_factory=dict)
    conditions: tuple[RuleId, ...] = ()
    symptoms: tuple[RuleId, ...] = ()
    at: RegionId = ""
    side: Side = "both"


@dataclass(frozen=True)
class Never:
    """What must not be seen, and the safety rule of this person, or the promise to everyone, that forbids it."""

    rule: str
    sees: Sight


@dataclass(frozen=True)
class Row:
    id: str
    says: str
    """The request in words, as the design has it."""
    request: Wishes
    told: Told = field(default_factory=Told)
    emergency: bool = False
    unmet: tuple[str, ...] = ()
    """What was wished and cannot be, in the words of the session: said, and nothing beside it."""
    must_include: tuple[Sight, ...] = ()
    must_never: tuple[Never, ...] = ()

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True)
class EvaluationSet:
    promises: Mapping[str, str]
    """What holds for everyone, by a short name: the invariants that a "never" may stand on."""
    row: tuple[Row, ...]


@cache
def evaluation_set() -> EvaluationSet:
    return from_plain(EvaluationSet, tomllib.loads(CONTENT.read_text(encoding="utf-8")))


def request_of(row: Row) -> Request:
    wishes = row.request
    return Request(
        complaints=wishes.complaints,
        minutes=wishes.minutes,
        giver=wishes.giver,
        position=wishes.position,
        place=wishes.place,
        pains=wishes.pains,
        mind_only=wishes.mind_only,
        bedtime=wishes.bedtime,
        likes_deep=wishes.likes_deep,
        sore_thumbs=wishes.sore_thumbs,
        beliefs=wishes.beliefs,
    )


@cache
def _screened(place: int) -> Clearance:
    row = evaluation_set().row[place]
    told = row.told
    answers = Answers(
        facts=told.facts,
        conditions=told.conditions,
        symptoms=told.symptoms,
        areas=(Area(told.at, told.side),) if told.at else (),
        unasked_is_no=True,
        agreed=every_area(),
    )
    return screen(answers, giver=row.request.giver, complaints=row.request.complaints)


@cache
def _composed(place: int) -> Session:
    return compose(request_of(evaluation_set().row[place]), _screened(place), atlas=load_atlas())


def clearance_of(row: Row) -> Clearance:
    return _screened(evaluation_set().row.index(row))


def session_of(row: Row) -> Session:
    return _composed(evaluation_set().row.index(row))
