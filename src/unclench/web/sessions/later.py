"""What was noticed later: the page that asks, what was ticked, and what it means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from unclench.atlas.types import Source
from unclench.safety import interview
from unclench.safety.citations import cited
from unclench.safety.dose import SKIN
from unclench.safety.effect_words import region_words
from unclench.safety.interview import Told
from unclench.safety.interview_content import details_of
from unclench.safety.interview_types import Usual
from unclench.safety.past import SORENESS
from unclench.safety.rules import load_rules
from unclench.safety.types import SafetyRegion
from unclench.safety.unwanted import CallsFor, LaterSign, load_unwanted
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions import ratings
from unclench.web.sessions.felt import places_worked
from unclench.web.sessions.models import NextDay, Play
from unclench.web.sessions.past import past_of
from unclench.web.sessions.playing import NERVE_SIGNS, SINCE_SESSION, answer_next_day
from unclench.web.today import asking, locks
from unclench.web.today.listing import earlier_of
from unclench.web.today.remembering import remembered

CALLS_FOR: dict[CallsFor, str] = {
    "usual": "Usual",
    "lighter": "Less next time",
    "doctor": "Ask a doctor",
    "emergency": "An emergency",
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was ticked. `usual`: any nerve signs are those of the person's own attack."""

    noticed: tuple[str, ...]
    soreness: int | None = None
    usual: bool = False
    places: tuple[SafetyRegion, ...] = ()
    """Where the skin reacted."""


@dataclass(frozen=True, slots=True)
class Meaning:
    name: str
    calls_for: str
    meaning: str
    sources: tuple[Source, ...]


def read(posted: QueryDict) -> Noticed:
    """Raises ValueError for what is not asked. "None of these" counts only where nothing is ticked."""
    ticked = posted.getlist("noticed")
    asked = {sign.id for sign in load_unwanted().sign if sign.ask or sign.id == NERVE_SIGNS}
    if not asked.issuperset(ticked):
        raise ValueError("This is not among what is asked.")
    if not ticked and "none" not in posted:
        raise ValueError("Tick what there was, or say that there was none of it.")
    soreness = ratings.read_one(posted.get("soreness", ""), "Soreness") if SORENESS in ticked else None
    return Noticed(tuple(dict.fromkeys(ticked)), soreness, _is_usual(posted), tuple(posted.getlist("place")))


def _is_usual(posted: QueryDict) -> bool:
    """Whether what was ticked is the person's own attack that a doctor has named; not sure is no."""
    rules = load_rules()
    rule = rules.by_id[SINCE_SESSION]
    known = details_of(rule, rules)
    signs = tuple(name for name in posted.getlist("sign") if name in known)
    said: Usual = next((value for value, _ in asking.USUALS if value == posted.get("usual")), "unsure")
    told = Told("emergency", yes=(rule.id,), details={rule.id: signs}, usual={rule.id: said})
    return interview.is_usual(rule, told, rules)


def last_of(person: Person) -> Play | None:
    """The last session that was begun and is over."""
    return Play.of(person).exclude(ending="").select_related("plan__check_in").first()


def keep(play: Play, told: Noticed, moment: Moment) -> tuple[str, ...]:
    """What was noticed, and the lock that follows from an emergency: what it names."""
    signs = {sign.id: sign for sign in load_unwanted().sign}
    named = tuple(
        SINCE_SESSION if name == NERVE_SIGNS else signs[name].events[0]
        for name in told.noticed
        if signs[name].calls_for == "emergency" and not (told.usual and name == NERVE_SIGNS)
    )
    with transaction.atomic():
        answer_next_day(play, moment, noticed=told.noticed, soreness=told.soreness, places=told.places)
        if named:
            locks.lock(play.owner, named, moment, play.plan.check_in)
    return named


def meaning_lines(noticed: Collection[str]) -> tuple[str, ...]:
    """Each with what it calls for, the gravest first."""
    named = _gravest(noticed)
    return tuple(f"{sign.ask or sign.text.rstrip('.')}. {CALLS_FOR[sign.calls_for]}: {sign.meaning}" for sign in named)


def _gravest(noticed: Collection[str]) -> list[LaterSign]:
    """What was noticed, the gravest first."""
    order = list(CALLS_FOR)
    named = [sign for sign in load_unwanted().sign if sign.id in noticed]
    return sorted(named, key=lambda sign: -order.index(sign.calls_for))


def follow_lines(person: Person, moment: Moment) -> tuple[str, ...]:
    """What holds from now on, and until when."""
    lines = earlier_of(remembered(person), past_of(person, moment), moment)
    return tuple(f"{line.name}. {' '.join(line.until)}" for line in lines)


def page(play: Play, answer: NextDay | None) -> dict[str, object]:
    rules, unwanted = load_rules(), load_unwanted()
    rule = rules.by_id[SINCE_SESSION]
    asked = unwanted.asked
    return {
        "play": play,
        "noticed": answer.noticed if answer else [],
        "ordinary": [sign for sign in asked if sign.calls_for != "emergency"],
        "urgent": [sign for sign in asked if sign.calls_for == "emergency"],
        "places": [(place, region_words(place)) for place in places_worked(play, play.lived)],
        "skin": SKIN,
        "still": answer is not None and bool(answer.soreness),
        "soreness": ratings.Rating("soreness", "How sore?", "not at all", "very", answer.soreness if answer else None),
        "numbers": range(11),
        "question": rule.question,
        "signs": [(name, rules.variables[name].text) for name in details_of(rule, rules)],
        "usuals": asking.USUALS,
    }


def said(play: Play, answer: NextDay, moment: Moment) -> dict[str, object]:
    """What it means, the gravest first, and what follows."""
    unwanted = load_unwanted()
    return {
        "play": play,
        "meanings": [
            Meaning(sign.ask or sign.text, CALLS_FOR[sign.calls_for], sign.meaning, cited(unwanted.sources_of(sign)))
            for sign in _gravest(answer.noticed)
        ],
        "earlier": earlier_of(remembered(play.owner), past_of(play.owner, moment), moment),
    }
