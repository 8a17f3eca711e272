"""The evaluation set as data: who asks for what, what must be in the session, and what must never be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.evaluation.sights import Sight
from unclench.atlas import load_atlas
from unclench.atlas.types import RegionId, Side
from unclench.composer import Request, Session, compose
from unclench.plain import from_plain
from unclench.safety import Answers, Area, Clearance, screen
from unclench.safety.agreement import every_area
from unclench.safety.types import Answer, RuleId

FILES = (Path(__file__).parent / "requests.toml", Path(__file__).parents[1] / "composer" / "requests.toml")


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
    request: Request
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
    """The rows of both files, with the promises of both."""
    sets = [from_plain(EvaluationSet, tomllib.loads(file.read_text(encoding="utf-8"))) for file in FILES]
    promises = {name: text for one in sets for name, text in one.promises.items()}
    return EvaluationSet(promises, tuple(row for one in sets for row in one.row))


def request_of(row: Row) -> Request:
    return row.request


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
