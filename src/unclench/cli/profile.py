"""A profile in a file: what lasts about a person, with the days on which things happened or are planned.

TOML, or JSON with the same names. Days are days in the zone of the person.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unclench.atlas import Atlas
from unclench.cli.reading import SafetyWords, read_answers
from unclench.guide.stop import stop_reasons
from unclench.names import NotKnownError, nearest_names
from unclench.plain import PlainError, from_plain
from unclench.safety import timing
from unclench.safety.interview import check_when
from unclench.safety.past import Felt, Past, Worked
from unclench.safety.rules import RuleBook
from unclench.safety.timing import AgoUnit
from unclench.safety.types import Answers, Happened, RuleId, SafetyRegion, Variable
from unclench.safety.unwanted import load_unwanted

Entry = TypeVar("Entry")

LISTS = ("conditions", "symptoms", "areas", "agreed")
TABLES = ("facts", "when", "doctor_said_yes")
RECORDS = ("played", "felt")
MOST_LEVEL, MOST_MINUTES = 10, 120
_AGO = re.compile(r"(?:about )?(\d{1,3}) (day|week|month|year)s? ago")
_WEEK = re.compile(r"week (\d{1,2})")


@dataclass(frozen=True, slots=True)
class Profile:
    """As it stands in the file. `when` has a text or a day for each condition."""

    words: SafetyWords
    when: Mapping[str, str]
    zone: str = ""
    played: tuple[PlayedEntry, ...] = ()
    felt: tuple[FeltEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayedEntry:
    """Hands at work, as it was played. `ended` is a day with a time."""

    ended: str
    place: tuple[SafetyRegion, ...]
    level: int
    minutes: float = 1
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class FeltEntry:
    """Something that was felt, and when it was said. `session`: when the session had ended, if it was said later."""

    what: str
    at: str
    session: str = ""
    place: tuple[SafetyRegion, ...] = ()
    level: int | None = None


def read_profile(path: Path) -> Profile:
    """Raises ValueError, with the name of the file, for what is not as it must be."""
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None
    try:
        return _profile(data)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _profile(data: object) -> Profile:
    if not isinstance(data, dict):
        raise ValueError("a table of names and values is expected")
    known = {"age", "first", "zone", "stop_word", *LISTS, *TABLES, *RECORDS}
    if unknown := sorted(data.keys() - known):
        raise ValueError(f"{', '.join(unknown)}: not known here; known are {', '.join(sorted(known))}")
    lists = {name: _texts(name, data.get(name, [])) for name in LISTS}
    tables = {name: _pairs(name, data.get(name, {})) for name in TABLES}
    age, first, zone = data.get("age"), data.get("first", False), data.get("zone", "")
    if not (age is None or (isinstance(age, int | float) and not isinstance(age, bool) and 0 <= age <= 120)):
        raise ValueError("age: years from 0 to 120")
    if not isinstance(first, bool) or not isinstance(zone, str):
        raise ValueError("first is true or false, and zone a name such as Europe/Berlin")
    stop_word = data.get("stop_word", "")
    if not isinstance(stop_word, str):
        raise ValueError("stop_word: a word that can be said aloud")
    words = SafetyWords(
        conditions=lists["conditions"],
        symptoms=lists["symptoms"],
        facts=tuple(f"{name}={value}" for name, value in tables["facts"].items()),
        areas=lists["areas"],
        doctor_said_yes=tuple(f"{name}={value}" for name, value in tables["doctor_said_yes"].items()),
        age=None if age is None else float(age),
        first=first,
        agreed=lists["agreed"],
        stop_word=stop_word,
    )
    played = tuple(_record(PlayedEntry, "played", entry) for entry in _records("played", data))
    felt = tuple(_record(FeltEntry, "felt", entry) for entry in _records("felt", data))
    return Profile(words, tables["when"], zone, played, felt)


def _records(name: str, data: Mapping[str, object]) -> list[object]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name}: a list of tables is expected")
    return value


def _record(kind: type[Entry], name: str, value: object) -> Entry:
    """One of them; a place may stand alone or in a list, a moment as TOML has it or as text."""
    if not isinstance(value, dict):
        raise ValueError(f"{name}: a table of names and values is expected")
    given = {key: entry.isoformat() if isinstance(entry, datetime) else entry for key, entry in value.items()}
    if isinstance(given.get("place"), str):
        given["place"] = [given["place"]]
    try:
        return from_plain(kind, given)
    except PlainError as error:
        raise ValueError(f"{name}: {error}") from None


def past_in(profile: Profile | None, now: datetime, atlas: Atlas) -> Past | None:
    """What the file says has been played and felt. Raises ValueError for what cannot be."""
    if profile is None or not (profile.played or profile.felt):
        return None
    return Past(
        tuple(_worked(entry, now, atlas) for entry in profile.played),
        tuple(_felt(entry, now, atlas) for entry in profile.felt),
    )


def _worked(entry: PlayedEntry, now: datetime, atlas: Atlas) -> Worked:
    ended = _moment("played", entry.ended, now)
    if not 0 <= entry.level <= MOST_LEVEL or not 0 < entry.minutes <= MOST_MINUTES:
        raise ValueError(f"played: a level from 0 to {MOST_LEVEL}, and up to {MOST_MINUTES} minutes")
    seconds = math.ceil(entry.minutes * 60)
    begun_s = int(ended.timestamp()) - seconds
    places = _places("played", entry.place, atlas)
    return Worked(begun_s, int(ended.timestamp()), seconds, entry.level, places, ended.date(), entry.pressed)


def _felt(entry: FeltEntry, now: datetime, atlas: Atlas) -> Felt:
    known = {reason.id for reason in stop_reasons()} | {sign.id for sign in load_unwanted().sign}
    if entry.what not in known:
        raise NotKnownError("effect", entry.what, nearest_names(entry.what, sorted(known)))
    if entry.level is not None and not 0 <= entry.level <= MOST_LEVEL:
        raise ValueError(f"felt: a level from 0 to {MOST_LEVEL}")
    at = _moment("felt", entry.at, now)
    session = _moment("felt", entry.session, now) if entry.session else at
    places = _places("felt", entry.place, atlas) if entry.place else ()
    return Felt(entry.what, int(at.timestamp()), int(session.timestamp()), places, entry.level)


def _moment(name: str, text: str, now: datetime) -> datetime:
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name}: {text} is no moment; write it as 2026-11-27T18:30") from None
    at = said.astimezone(now.tzinfo) if said.tzinfo else said.replace(tzinfo=now.tzinfo)
    if at > now:
        raise ValueError(f"{name}: {text} is still to come")
    return at


def _places(name: str, places: tuple[str, ...], atlas: Atlas) -> tuple[SafetyRegion, ...]:
    """Wide regions of the safety rules; a region of the atlas stands for the one it lies in."""
    wide = {region.safety_region for region in atlas.regions.values()}
    found = []
    for place in places:
        if place not in wide and place not in atlas.regions:
            raise NotKnownError("region", place, nearest_names(place, sorted({*wide, *atlas.regions})))
        found.append(place if place in wide else atlas.regions[place].safety_region)
    if not found:
        raise ValueError(f"{name}: a place is missing")
    return tuple(dict.fromkeys(found))


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
        raise ValueError(f"{name}: a list of texts is expected")
    return tuple(value)


def _pairs(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError(f"{name}: a table of names and values is expected")
    return {key: _text(entry) for key, entry in cast(dict[str, Any], value).items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if type(value) is date else str(value)


def together(typed: SafetyWords, profile: Profile) -> SafetyWords:
    """What stands in the profile and what was typed beside it; an age, areas agreed to and a stop word that were
    typed count.
    """
    kept = profile.words
    return SafetyWords(
        conditions=(*kept.conditions, *typed.conditions),
        symptoms=(*kept.symptoms, *typed.symptoms),
        facts=(*kept.facts, *typed.facts),
        areas=(*kept.areas, *typed.areas),
        doctor_said_yes=(*kept.doctor_said_yes, *typed.doctor_said_yes),
        age=kept.age if typed.age is None else typed.age,
        first=kept.first or typed.first,
        agreed=typed.agreed or kept.agreed,
        stop_word=typed.stop_word or kept.stop_word,
    )


def moment_of(profile: Profile | None) -> datetime:
    """Now, on the clock of the profile's zone, or of this machine."""
    if profile is None or not profile.zone:
        return datetime.now().astimezone()
    try:
        return datetime.now(ZoneInfo(profile.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"zone: {profile.zone} is no time zone; write it as Europe/Berlin") from None


def with_times(
    words: SafetyWords,
    profile: Profile,
    now: datetime,
    atlas: Atlas,
    rules: RuleBook,
    *,
    implied: Iterable[Variable] = (),
) -> Answers:
    """The answers, with every condition under `when` named and dated."""
    happened: dict[RuleId, Happened] = {}
    for name, text in profile.when.items():
        rule = rules.find("contraindication", name)
        happened[rule.id] = read_when(rule.id, text, now, rules)
    answers = read_answers(words, atlas, rules, implied)
    conditions = tuple(dict.fromkeys((*answers.conditions, *happened)))
    return replace(answers, conditions=conditions, happened=happened)


def read_when(rule: RuleId, text: str, now: datetime, rules: RuleBook) -> Happened:
    """A day as 2026-11-21, "today", "this week", "3 weeks ago", "unknown", or "week 30" of a pregnancy."""
    entry = timing.load_timing().get(rule)
    if entry is None:
        raise ValueError(f"when: {rule} does not run out, so it has no day")
    said = text.strip().casefold()
    try:
        when = _when(said, now, only_planned=bool(entry.until and not entry.since), counts_up=entry.counts_up)
        check_when(rule, when, rules)
    except ValueError as error:
        raise ValueError(f"when: {rule} = {text}: {error}") from None
    return when


def _when(said: str, now: datetime, *, only_planned: bool, counts_up: bool) -> Happened:
    if said in ("unknown", "unsure", "?"):
        return timing.planned_some_time(now) if only_planned else timing.at_some_time(now)
    if counts_up:
        if found := _WEEK.fullmatch(said):
            return timing.in_week(int(found[1]), now)
        raise ValueError("write it as “week 30”, or “unknown”")
    if said == "today":
        return timing.on_day(now.date(), now, planned=only_planned)
    if said == "this week" and not only_planned:
        return timing.this_week(now)
    if (found := _AGO.fullmatch(said)) and not only_planned:
        return timing.ago(int(found[1]), cast(AgoUnit, f"{found[2]}s"), now)
    try:
        return timing.on_day(date.fromisoformat(said), now, planned=only_planned)
    except ValueError as error:
        if isinstance(error, timing.WhenError):
            raise
        raise ValueError("a day as 2026-11-21, “today”, “this week”, “3 weeks ago” or “unknown”") from None
