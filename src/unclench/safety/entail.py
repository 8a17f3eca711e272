"""What follows from an answer: two names for one thing, one event told in hours or in weeks.

Rules speak of `whiplash_hours` here and of `whiplash_weeks` there; someone who has said one has answered both. Only
what makes the rules see more is ever added, and nothing that was said is changed, but for a "no" that another answer
contradicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unclench.safety.expression import Expression, evaluate
from unclench.safety.types import Answer, Variable


@dataclass(frozen=True, slots=True)
class Entailment:
    """Where `when` holds, `sets` are true as well, and numbers in `unsure` that nobody gave may be the worst."""

    when: Expression
    sets: tuple[Variable, ...] = ()
    unsure: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class SameEvent:
    """One event asked about in several units: variable to hours in its unit. `also_sets` follow, but not back."""

    name: str
    hours: Mapping[Variable, int]
    also_sets: Mapping[Variable, int]


@dataclass(frozen=True, slots=True)
class Entailments:
    entailments: tuple[Entailment, ...]
    events: tuple[SameEvent, ...]


def entailed(facts: Mapping[Variable, Answer], known: Entailments) -> dict[Variable, Answer]:
    """The facts with all that follows from them. Adding a fact never takes away what followed before."""
    complete = dict(facts)
    # One pass may make another entailment hold; there are few, and each can only add.
    while True:
        for event in known.events:
            _spread(event, complete)
        holding = [entry for entry in known.entailments if evaluate(entry.when, complete) == "yes"]
        new: dict[Variable, Answer] = {name: "unsure" for entry in holding for name in entry.unsure}
        new |= {name: "yes" for entry in holding for name in entry.sets}
        new = {name: answer for name, answer in new.items() if complete.get(name, "no") == "no"}
        if not new:
            return complete
        complete.update(new)


def _spread(event: SameEvent, facts: dict[Variable, Answer]) -> None:
    known = [(facts[variable], hours) for variable, hours in event.hours.items() if facts.get(variable, "no") != "no"]
    if not known:
        return
    unsure = any(isinstance(answer, str) for answer, _ in known)
    ago_h = min((answer * hours for answer, hours in known if not isinstance(answer, str)), default=0.0)
    for variable, hours in (*event.hours.items(), *event.also_sets.items()):
        if facts.get(variable, "no") == "no":
            facts[variable] = "unsure" if unsure else ago_h / hours
