"""Two pages beside the questions: what the receiver agrees to, and what is so with the hands that give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import BadRequest
from django.http import QueryDict

from unclench.safety.agreement import (
    STOP,
    AgreedArea,
    Agreement,
    load_agreement,
    read_stop_word,
    unless_asked,
)
from unclench.safety.types import AgreedAreaId, Variable
from unclench.web.today.asking import MisfitError

GiverFacts = dict[Variable, Literal["yes", "no"]]
OWN_WORD = "own"
HANDS: tuple[tuple[Variable, str, str], ...] = (
    (
        "giver_hands_unready",
        "Hands not washed, or rings or watch on",
        "Wash them with soap, take all of it off.",
    ),
    ("giver_nails_long", "Nails long, sharp or artificial", "Short enough that only the pads touch."),
    ("giver_hand_skin", "A cut, sore, rash, wart or infection on hands or forearms", "Also under a plaster or glove."),
    ("giver_ill", "Fever, a cold, stomach bug, cold sore, anything catching", "Also if it is only beginning."),
    ("giver_impaired", "Alcohol, drugs or a sedative today", "Hands feel less then."),
    ("giver_oil_allergy", "Allergic to the oil or cream at hand, or not sure", "Then it is done without."),
)
"""As one ticks it, with a word of help."""
OF_OIL: Variable = "giver_oil_allergy"
"""Asked where an oil is wished."""
Company = Literal["parent", "family", "other", "nobody"]
COMPANY: tuple[tuple[Company, str, str], ...] = (
    ("parent", "A parent or guardian gives", ""),
    ("family", "Somebody of the family gives", "With a parent or guardian in the room"),
    ("other", "Somebody else gives", "With a parent or guardian in the room"),
    ("nobody", "No parent or guardian is here", ""),
)
OWN_COMPANY: tuple[tuple[Company, str, str], ...] = (
    ("parent", "A parent or guardian is with me", "And agrees"),
    ("nobody", "Nobody is", ""),
)
"""Where the young person's own hands work."""
_PERMITS: dict[Company, tuple[Variable, ...]] = {
    "parent": ("caregiver_present", "giver_is_caregiver", "giver_is_family"),
    "family": ("caregiver_present", "giver_is_family"),
    "other": ("caregiver_present",),
    "nobody": (),
}
OF_GIVER = frozenset([*(name for name, _, _ in HANDS), *_PERMITS["parent"]])
"""What this page brings: of the giver, and of who is there."""


@dataclass(frozen=True, slots=True)
class AreaChoice:
    area: AgreedArea
    on: bool


@dataclass(frozen=True, slots=True)
class AgreeSheet:
    """The page for the receiver. What was ticked the last time is shown again, and counts once it is sent."""

    areas: tuple[AreaChoice, ...]
    words: tuple[tuple[str, bool], ...]
    own_word: str
    own_on: bool


def agree_sheet(last: Agreement | None, posted: QueryDict | None = None) -> AgreeSheet:
    content = load_agreement()
    if posted is not None:
        ticked: tuple[str, ...] = tuple(posted.getlist("area"))
        word, own = posted.get("stop_word", "") or "", posted.get("own_word", "") or ""
    else:
        ticked = unless_asked() if last is None else last.areas
        said = STOP if last is None else last.stop_word
        word, own = (said, "") if said in content.stop_words else (OWN_WORD, said)
    return AgreeSheet(
        tuple(AreaChoice(area, area.id in ticked) for area in content.area),
        tuple((offered, offered == word) for offered in content.stop_words),
        own,
        word == OWN_WORD,
    )


def read_agreement(posted: QueryDict) -> Agreement:
    """Raises BadRequest for what the page does not offer, MisfitError for what a person can put right."""
    content = load_agreement()
    ticked = posted.getlist("area")
    if not set(ticked) <= {area.id for area in content.area}:
        raise BadRequest("No area of this name is known. Nothing was changed.")
    areas: tuple[AgreedAreaId, ...] = tuple(area.id for area in content.area if area.id in ticked)
    chosen = posted.get("stop_word", "") or ""
    if chosen not in (*content.stop_words, OWN_WORD):
        raise MisfitError("Choose a stop word: at that word both hands come off at once.")
    try:
        word = read_stop_word((posted.get("own_word", "") or "") if chosen == OWN_WORD else chosen)
    except ValueError as error:
        raise MisfitError(str(error)) from None
    if not areas:
        raise MisfitError("Nothing is ticked, so nothing may be touched. Tick a place, or choose “No hands”.")
    return Agreement(areas, word)


@dataclass(frozen=True, slots=True)
class HandChoice:
    variable: Variable
    text: str
    note: str
    on: bool


@dataclass(frozen=True, slots=True)
class GiverSheet:
    """The page for who gives, and, with somebody under 18, for who is there."""

    hands: tuple[HandChoice, ...]
    company: tuple[tuple[Company, str, str, bool], ...]
    """Empty for grown-ups."""


def giver_sheet(
    *, others_hands: bool, minor: bool, oil: bool, told: Mapping[str, str] | None, posted: QueryDict | None
) -> GiverSheet:
    """What was told a moment ago is shown again; nothing of another day is."""
    ticked, with_whom = [name for name, said in (told or {}).items() if said == "yes"], _company(told)
    if posted is not None:
        ticked = posted.getlist("hand")
        with_whom = next((company for company in _PERMITS if company == posted.get("company")), None)
    choices = COMPANY if others_hands else OWN_COMPANY
    return GiverSheet(
        tuple(
            HandChoice(name, text, note, name in ticked)
            for name, text, note in HANDS
            if others_hands and (oil or name != OF_OIL)
        ),
        tuple((value, text, note, value == with_whom) for value, text, note in choices) if minor else (),
    )


def read_giver(posted: QueryDict, *, others_hands: bool, minor: bool, oil: bool) -> GiverFacts:
    """Raises BadRequest for what the page does not ask, MisfitError for what a person can put right."""
    ticked, none = posted.getlist("hand"), posted.get("answer") == "none"
    known = [name for name, _, _ in HANDS if oil or name != OF_OIL] if others_hands else []
    if not set(ticked) <= set(known):
        raise BadRequest("The page does not ask this.")
    facts: GiverFacts = {name: "yes" if name in ticked else "no" for name in known}
    if minor:
        facts |= _said_company(posted.get("company", "") or "", others_hands=others_hands)
    if known and none and ticked:
        raise MisfitError("Something is ticked, and “None of these” was chosen. Take the tick out, or go on with it.")
    if known and not none and not ticked:
        raise MisfitError("Nothing is ticked. If none of it is so, choose “None of these”.")
    return facts


def _said_company(said: str, *, others_hands: bool) -> GiverFacts:
    choices = COMPANY if others_hands else OWN_COMPANY
    company = next((value for value, _, _ in choices if value == said), None)
    if company is None:
        raise MisfitError("Who is there? Somebody under 18 does this with a parent or guardian.")
    return {name: "yes" if name in _PERMITS[company] else "no" for name in _PERMITS["parent"]}


def _company(told: Mapping[str, str] | None) -> Company | None:
    if told is None or "caregiver_present" not in told:
        return None
    given = {name for name in _PERMITS["parent"] if told.get(name) == "yes"}
    return next(company for company, names in _PERMITS.items() if set(names) == given)
