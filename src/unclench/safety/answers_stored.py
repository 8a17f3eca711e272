"""Answers as plain JSON data and back. Days, which `plain` does not know, are written as 2026-11-21."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from unclench.plain import PlainError, from_plain, to_plain
from unclench.safety.types import Answer, Answers, Area, RuleId, Variable


@dataclass(frozen=True, slots=True)
class _Stored:
    """`Answers` with its days as text."""

    facts: Mapping[Variable, Answer]
    conditions: tuple[RuleId, ...]
    symptoms: tuple[RuleId, ...]
    areas: tuple[Area, ...]
    areas_of: Mapping[RuleId, tuple[Area, ...]]
    unasked_is_no: bool
    first_session: bool
    doctor_said_yes: Mapping[RuleId, str] = field(default_factory=dict)


def answers_to_plain(answers: Answers) -> Any:
    return to_plain(
        _Stored(
            facts=answers.facts,
            conditions=answers.conditions,
            symptoms=answers.symptoms,
            areas=answers.areas,
            areas_of=answers.areas_of,
            unasked_is_no=answers.unasked_is_no,
            first_session=answers.first_session,
            doctor_said_yes={rule: day.isoformat() for rule, day in answers.doctor_said_yes.items()},
        )
    )


def answers_from_plain(data: Any) -> Answers:
    """Raises PlainError for what does not fit."""
    stored = from_plain(_Stored, data)
    return Answers(
        facts=stored.facts,
        conditions=stored.conditions,
        symptoms=stored.symptoms,
        areas=stored.areas,
        areas_of=stored.areas_of,
        doctor_said_yes={rule: _day(text, rule) for rule, text in stored.doctor_said_yes.items()},
        unasked_is_no=stored.unasked_is_no,
        first_session=stored.first_session,
    )


def _day(text: str, rule: RuleId) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PlainError(f"a day such as 2026-11-21 expected, {text!r} found", "doctor_said_yes", rule) from None
