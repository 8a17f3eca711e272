"""The emergency list of an attack. Whatever else is due, nothing else is asked now.

While other questions are open no hands are offered, only breathing and rest: the rules leave these to everybody who
can answer the list.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

from django.db import transaction
from django.http import QueryDict

from unclench.composer.types import Request
from unclench.safety.interview import PAGES, Page, Remembered, StillOpenError, Told, answers, page
from unclench.safety.interview_types import Usual
from unclench.safety.rules import load_rules
from unclench.safety.types import Answers, Clearance, RuleId, Variable
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.diary.ways import BREATHING_ONLY, FIRST_REQUEST
from unclench.web.moment import Moment
from unclench.web.today import checking
from unclench.web.today.remembering import remembered
from unclench.web.today.since import still_stands

HOLDS_FOR = timedelta(hours=1)
"""In an attack things change: after an hour the list is asked once more."""
_ANY_AGE = 30.0
_SIGNS = "signs-"


class NotOnTheListError(ValueError):
    """The form holds what the list does not ask."""


def emergency_list(person: Person) -> Page:
    return page("emergency", remembered=remembered(person), rules=load_rules())


def holds(episode: Episode, moment: Moment) -> bool:
    """Whether the list was answered for this attack a short while ago, and nothing else was said since."""
    found = episode.check_in
    return (
        found is not None
        and found.deleted_at is None
        and found.verdict not in ("", "emergency")
        and timedelta() <= moment.at - found.at < HOLDS_FOR
        and still_stands(found)
    )


def allows_hands(episode: Episode) -> bool:
    found = episode.check_in
    return found is not None and not checking.request_of(found).mind_only


def read(data: QueryDict) -> Told:
    """What was ticked. Raises NotOnTheListError."""
    rules = load_rules()
    on_list = {rule.id: rule for rule in rules.rules if rule.short_list}
    yes, unsure = (tuple(dict.fromkeys(RuleId(name) for name in data.getlist(said))) for said in ("yes", "unsure"))
    details = {
        RuleId(name.removeprefix(_SIGNS)): tuple(Variable(sign) for sign in data.getlist(name))
        for name in data
        if name.startswith(_SIGNS)
    }
    if not on_list.keys() >= {*yes, *unsure, *details}:
        raise NotOnTheListError
    usual: dict[RuleId, Usual] = {}
    for rule in yes:
        for value in get_args(Usual):
            if data.get(f"usual-{rule}") == value:
                usual[rule] = value
    return Told("emergency", yes=yes, unsure=unsure, details=details, usual=usual)


def tell(episode: Episode, told: Told, moment: Moment) -> Clearance:
    """Keep what was said, and lock if it is an emergency. Raises NotKnownError or ValueError for what was not asked."""
    person = episode.owner
    said, request = _answers(remembered(person), told, moment, checking.is_first(person))
    with transaction.atomic():
        check_in = checking.start(person, moment, request)
        checking.tell(check_in, told, moment)
        clearance = checking.settle(check_in, said, moment)
        episode.check_in = check_in
        episode.save(update_fields=["check_in"])
    return clearance


def _answers(known: Remembered, told: Told, moment: Moment, first: bool) -> tuple[Answers, Request]:
    today = moment.local_date
    try:
        whole = answers(known, [told], today=today, now=moment.local, first_session=first)
    except StillOpenError as error:
        as_if_asked = replace(
            known, age=_ANY_AGE if known.age is None else known.age, asked_on=dict.fromkeys(PAGES, today)
        )
        where = [Told("where")] if "where" in error.pages else []
        partly = answers(as_if_asked, [told, *where], today=today, now=moment.local, first_session=first)
        if known.age is None:
            partly = replace(partly, facts={name: fact for name, fact in partly.facts.items() if name != "age"})
        return partly, BREATHING_ONLY
    return whole, FIRST_REQUEST if whole.unasked_is_no else BREATHING_ONLY
