"""Whether what a check-in has settled still stands, or something else has been said since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Exists, F, Q

from unclench.atlas import load_atlas
from unclench.composer.types import OILS
from unclench.plain import from_plain, whole_from_plain
from unclench.safety.interview import Remembered, age_on
from unclench.safety.interview_content import load_interview
from unclench.safety.rules import load_rules
from unclench.safety.timing import resolved
from unclench.safety.types import Answers, Variable
from unclench.web.moment import Moment
from unclench.web.sessions.models import NextDay
from unclench.web.today.agreeing import OF_GIVER
from unclench.web.today.models import CheckIn, EmergencyLock


@cache
def _of_oil() -> frozenset[str]:
    """The wish for an oil, and what is asked about this bottle and this room; what lasts is remembered."""
    return frozenset([*OILS, *(question.fact for question in load_interview().oil if not question.lasts)])


def still_stands(check_in: CheckIn) -> bool:
    """Nothing else has been said on another way through, in memory, about a session, or by an emergency.

    One query, since it is asked on many pages: the check-in itself, with what belongs to the person, and those later.
    """
    owner, at = check_in.owner, check_in.at
    ended = EmergencyLock.objects.filter(owner=owner, ended_at__gt=at)  # also by mistake: the list comes first
    symptoms = NextDay.of(owner).filter(new_symptoms=True, at__gt=at)
    found = (
        CheckIn.of(owner)
        .filter(Q(id=check_in.id) | Q(at__gt=at))
        .annotate(otherwise=Exists(ended) | Exists(symptoms), kept=F("owner__profile__remembered"))
    )
    rows = found.values_list(
        "id", "otherwise", "kept", "request", "told", "something_new", "verdict", "answers", "agreement"
    )
    later, known = [], False
    for key, otherwise, kept, *said in rows:
        if otherwise:
            return False
        if key == check_in.id:
            known = _knows(check_in, whole_from_plain(Remembered, kept) if kept else Remembered())
        else:
            later.append(_Later(*said))
    return known and not any(_speaks_otherwise(entry, check_in) for entry in later)


def has_begun_since(check_in: CheckIn, moment: Moment) -> bool:
    """Whether something that was told as planned holds by now, and did not when the answers were given."""
    if not (check_in.answers or {}).get("happened"):
        return False
    answers, rules = whole_from_plain(Answers, check_in.answers), load_rules()
    before = resolved(answers, check_in.lived.local, rules).conditions
    return not set(resolved(answers, moment.local, rules).conditions) <= set(before)


@dataclass(frozen=True, slots=True)
class _Later:
    """What was said on a later way through, as it is stored."""

    request: dict[str, Any]
    told: list[dict[str, Any]]
    something_new: bool
    verdict: str
    answers: dict[str, Any] | None
    agreement: dict[str, Any] | None


def _knows(check_in: CheckIn, now: Remembered) -> bool:
    """Whether its answers hold all that is remembered by now. What has been taken back since does no harm."""
    if check_in.answers is None:
        return False
    answers = whole_from_plain(Answers, check_in.answers)
    local = {rule: areas for rule, areas in now.areas_of.items() if rule in (*now.conditions, *now.signs)}
    of_oils = {question.id: question.fact for question in load_interview().oil}
    wished = bool(check_in.request.get("oil"))
    return (
        set(now.conditions) - of_oils.keys() <= set(answers.conditions)
        and not (
            wished and any(answers.facts.get(of_oils[rule]) != "yes" for rule in now.conditions if rule in of_oils)
        )
        and set(now.signs) <= set(answers.symptoms)
        and all(answers.areas_of.get(rule, ()) == areas for rule, areas in local.items())
        and answers.doctor_said_yes.items() <= now.doctor_said_yes.items()
        and (now.age is None or answers.facts.get("age") == age_on(now, check_in.local_date))
    )


def _speaks_otherwise(later: _Later, check_in: CheckIn) -> bool:
    if later.agreement and check_in.agreement and later.agreement != check_in.agreement:
        return True  # a receiver who has said less since is not touched on what they said before
    if later.answers is None:
        # Broken off on the way: what was named there is not lost.
        return later.something_new or any(
            told["yes"] or told["unsure"] or any(told.get("details", {}).values()) for told in later.told
        )
    return (
        later.verdict == "emergency"
        or _said(later, check_in.answers) != _said(check_in, later.answers)
        or not _implied(later.request) <= _implied(check_in.request)
    )


def _said(check: _Later | CheckIn, others: Mapping[str, Any] | None) -> dict[str, Any]:
    """Without what the person did not say: that it is the first session. What was agreed to and said of other hands is
    compared where both were about other hands; what was said about one oil, never: it is of that session.
    """
    answers = check.answers or {}
    said = {name: value for name, value in answers.items() if name != "first_session"}
    left = set(_of_oil())
    if answers.get("agreed") is None or (others or {}).get("agreed") is None:
        said |= {"agreed": None, "stop_word": ""}
        left |= OF_GIVER
    return said | {"facts": {name: fact for name, fact in answers["facts"].items() if name not in left}}


def _implied(request: Mapping[str, Any]) -> set[Variable]:
    """What the complaints stand for, such as an attack now."""
    complaints = load_atlas().complaints
    named = from_plain(tuple[str, ...], request["complaints"])
    return {variable for name in named if name in complaints for variable in complaints[name].implies}
