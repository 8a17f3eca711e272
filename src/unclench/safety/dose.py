"""What earlier sessions leave for now: from hands as they were played, and what was felt, to limits that end.

Pure: the same past and moment give the same limits, in whatever order the past is told. More work, firmer work and more
that was felt never allow more. One thing ends by being done: what holds for the next session there is over after it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from unclench.atlas.types import SourceId
from unclench.plain import PlainError, from_plain
from unclench.safety.effect_words import region_words
from unclench.safety.past import (
    BRUISE,
    EVERYWHERE,
    HEADACHE,
    MORE_DAYS,
    SORENESS,
    TOO_FIRM,
    Felt,
    Past,
    Worked,
    ended_s,
)
from unclench.safety.rules import CONTENT, RuleContentError
from unclench.safety.types import (
    BlockRegions,
    CapPressure,
    Effect,
    Ends,
    Finding,
    LowerPressure,
    RuleId,
    SafetyRegion,
    Until,
)
from unclench.wording import listed

HOUR_S = 3600
DAY_S = 24 * HOUR_S
FIRM_LEVEL = 5
"""From here on a place rests for a day (g_dose)."""
SORE_ABOVE, STILL_SORE_AFTER_S = 4, 48 * HOUR_S
NO_FIRMER_ABOVE = 3
SORE_WEEK_S = 7 * DAY_S
FEW_OF, LAST_SITTINGS, FOLLOWS_WITHIN_S = 2, 5, DAY_S
ASKED_FOR_S = 28 * DAY_S
"""So long after a session with hands new nerve signs are asked about (post_session_neuro)."""
WEEK_DAYS = 7

PAINS = frozenset({"stop_pain"})
TOO_MUCH = PAINS | {TOO_FIRM}
SKIN = frozenset({"stop_skin", BRUISE, "rash_spreads"})
FAINT = frozenset({"stop_faint"})
HEADACHES = frozenset({HEADACHE, "stop_headache_up"})
THERE: SafetyRegion = "there"


@dataclass(frozen=True, slots=True)
class AfterRule:
    """One entry of after.toml; see there."""

    id: RuleId
    name: str
    reason: str
    effects: tuple[Effect, ...]
    sources: tuple[SourceId, ...]
    basis: str
    verified: Literal["yes", "no"]
    hours: int = 0
    next_time: bool = False
    waits: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule, at one place. `until_s` is None where it ends with the next session, or with a doctor's word."""

    rule: RuleId
    place: SafetyRegion
    until_s: int | None = None
    level: int | None = None


@cache
def load_after() -> Mapping[RuleId, AfterRule]:
    """By id. Raises RuleContentError if the content is not what dose.py works with."""
    try:
        data = tomllib.loads((CONTENT / "after.toml").read_text(encoding="utf-8"))
        rules = from_plain(tuple[AfterRule, ...], data["rule"])
    except PlainError as error:
        raise RuleContentError(f"after.toml: {error}") from None
    found = {rule.id: rule for rule in rules}
    if len(found) != len(rules) or found.keys() != _KINDS.keys():
        raise RuleContentError("after.toml: its rules are not those that dose.py knows")
    for rule in rules:
        if not (rule.hours or rule.next_time or rule.waits):
            raise RuleContentError(f"after.toml: {rule.id} never ends")
    return found


# ── What holds ──


def limits(past: Past, now_s: int) -> tuple[Limit, ...]:
    """All that hold at this moment, in the order of the rules and of the names of their places."""
    known = past.until(now_s)
    found: list[Limit] = []
    for rule in load_after().values():
        at: dict[SafetyRegion, Limit] = {}
        for limit in _KINDS[rule.id](known, rule):
            if limit.until_s is None or now_s < limit.until_s:
                at[limit.place] = _stricter(at.get(limit.place), limit)
        found.extend(at[place] for place in sorted(at))
    return tuple(found)


def findings(past: Past, now: datetime) -> tuple[Finding, ...]:
    """The same as findings; places with one rule that end together are one."""
    together: dict[tuple[RuleId, int | None, int | None], list[SafetyRegion]] = {}
    for limit in limits(past, int(now.timestamp())):
        together.setdefault((limit.rule, limit.until_s, limit.level), []).append(limit.place)
    return tuple(_finding(*key, tuple(places), now) for key, places in together.items())


def asks_since(past: Past, now_s: int) -> bool:
    """Whether hands were at work within 28 days, so that new nerve signs are asked about."""
    return any(0 <= now_s - entry.ended_s <= ASKED_FOR_S for entry in past.until(now_s).worked)


def _stricter(one: Limit | None, other: Limit) -> Limit:
    """Of two of one rule at one place: what holds longer, and the lower level."""
    if one is None:
        return other
    until = None if one.until_s is None or other.until_s is None else max(one.until_s, other.until_s)
    levels = [level for level in (one.level, other.level) if level is not None]
    return replace(other, until_s=until, level=min(levels) if levels else None)


def _rest_after_firm(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for entry in past.worked:
        if entry.level >= FIRM_LEVEL or entry.pressed:
            for place in entry.places:
                yield Limit(rule.id, place, entry.ended_s + rule.hours * HOUR_S)


def _rest_where_it_hurt(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from _for_hours(past, rule, PAINS)


def _skin_rests(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from _for_hours(past, rule, SKIN)


def _for_hours(past: Past, rule: AfterRule, what: frozenset[str]) -> Iterator[Limit]:
    for felt in past.felt:
        if felt.what in what:
            for place in past.places_of(felt):
                yield Limit(rule.id, place, felt.at_s + rule.hours * HOUR_S)


def _lighter_where_it_hurt(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for felt in past.felt:
        if felt.what in TOO_MUCH:
            for place in past.places_of(felt):
                if not _worked_since(past, felt, place):
                    yield Limit(rule.id, place)


def _neck_after_faint(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from (Limit(rule.id, EVERYWHERE) for felt in past.felt if felt.what in FAINT)


def _worked_since(past: Past, felt: Felt, place: SafetyRegion) -> bool:
    """Whether a session that began after it was said has worked there."""
    return any(entry.sitting_s > felt.at_s and (place == EVERYWHERE or place in entry.places) for entry in past.worked)


def _no_firmer_while_sore(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for felt in _sorenesses(past):
        if (felt.level or 0) > NO_FIRMER_ABOVE or (felt.level and _since_end_s(past, felt) > STILL_SORE_AFTER_S):
            played = past.in_sitting(felt.sitting_s)
            for place in felt.places or tuple({place for entry in played for place in entry.places}):
                levels = [entry.level for entry in played if place in entry.places]
                if levels and not _worked_since(past, felt, place):
                    yield Limit(rule.id, place, level=max(levels))


def _sore_waits(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from _while_sore(past, rule, STILL_SORE_AFTER_S)


def _sore_week(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from _while_sore(past, rule, SORE_WEEK_S)


def _while_sore(past: Past, rule: AfterRule, after_s: int) -> Iterator[Limit]:
    last: dict[int, Felt] = {}
    for felt in _sorenesses(past):
        known = last.get(felt.sitting_s)
        if known is None or (felt.at_s, felt.level or 0) > (known.at_s, known.level or 0):
            last[felt.sitting_s] = felt
    for felt in last.values():
        if (felt.level or 0) > SORE_ABOVE and _since_end_s(past, felt) > after_s:
            yield Limit(rule.id, EVERYWHERE, felt.at_s + rule.hours * HOUR_S)


def _gentle_after_soreness(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for felt in _sorenesses(past):
        sore = (felt.level or 0) > SORE_ABOVE and _since_end_s(past, felt) > STILL_SORE_AFTER_S
        if sore and not _worked_since(past, felt, EVERYWHERE):
            yield Limit(rule.id, EVERYWHERE)


def _sorenesses(past: Past) -> Iterable[Felt]:
    return (felt for felt in past.felt if felt.what == SORENESS and felt.level is not None)


def _since_end_s(past: Past, felt: Felt) -> int:
    played = past.in_sitting(felt.sitting_s)
    return felt.at_s - (ended_s(played) if played else felt.sitting_s)


def _few_after_headaches(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for at_s in _too_often(past):
        yield Limit(rule.id, EVERYWHERE, at_s + rule.hours * HOUR_S)


def _headaches_again(past: Past, rule: AfterRule) -> Iterator[Limit]:
    for at_s in _too_often(past)[1:]:
        yield Limit(rule.id, EVERYWHERE, at_s + rule.hours * HOUR_S)


def _too_often(past: Past) -> list[int]:
    """When it was said that a headache had followed a session, and one had followed another of the four before."""
    followed: dict[int, int] = {}
    for felt in past.felt:
        if felt.what in HEADACHES:
            followed[felt.sitting_s] = min(felt.at_s, followed.get(felt.sitting_s, felt.at_s))
    sittings = sorted({*past.sittings, *followed})
    moments = []
    for place, sitting in enumerate(sittings):
        lately = sittings[max(0, place + 1 - LAST_SITTINGS) : place + 1]
        named = [followed[entry] for entry in lately if entry in followed]
        if sitting in followed and len(named) >= FEW_OF:
            # Told late about an earlier session, it begins when the second was told.
            moments.append(max(named))
    return sorted(moments)


def _more_headache_days(past: Past, rule: AfterRule) -> Iterator[Limit]:
    yield from (Limit(rule.id, EVERYWHERE) for felt in past.felt if felt.what == MORE_DAYS)


_KINDS = {
    "rest_after_firm": _rest_after_firm,
    "rest_where_it_hurt": _rest_where_it_hurt,
    "lighter_where_it_hurt": _lighter_where_it_hurt,
    "skin_rests": _skin_rests,
    "neck_after_faint": _neck_after_faint,
    "no_firmer_while_sore": _no_firmer_while_sore,
    "sore_waits": _sore_waits,
    "sore_week": _sore_week,
    "gentle_after_soreness": _gentle_after_soreness,
    "few_after_headaches": _few_after_headaches,
    "headaches_again": _headaches_again,
    "more_headache_days": _more_headache_days,
}


# ── As a finding ──


def _finding(
    rule_id: RuleId, until_s: int | None, level: int | None, places: tuple[SafetyRegion, ...], now: datetime
) -> Finding:
    rule = load_after()[rule_id]
    named = places != (EVERYWHERE,)
    effects = tuple(_at(effect, places, level) for effect in rule.effects)
    if until_s is None:
        effects = (*effects, Until("until", _end_words(rule, places)))
    return Finding(
        rule=f"{rule.id}@{'+'.join(places)}" if named else rule.id,
        name=f"{rule.name}: {listed([region_words(place) for place in places])}" if named else rule.name,
        type="conditional",
        everyone=False,
        urgency=None,
        reason=rule.reason,
        effects=effects,
        waits=rule.waits,
        sources=rule.sources,
        basis=rule.basis,
        verified=rule.verified,
        ends=None if until_s is None else _ends(until_s, now),
    )


def _end_words(rule: AfterRule, places: tuple[SafetyRegion, ...]) -> str:
    if rule.waits:
        return "a doctor has agreed"
    return "the next session is over" if places == (EVERYWHERE,) else "the next session there is over"


def _ends(at_s: int, now: datetime) -> Ends:
    last = datetime.fromtimestamp(at_s - 1, now.tzinfo)
    return Ends(last.date(), at_s, by_the_hour=True)


def _at(effect: Effect, places: tuple[SafetyRegion, ...], level: int | None) -> Effect:
    """With the places, and the level played, put in."""
    match effect:
        case BlockRegions(regions=named) | LowerPressure(regions=named):
            return replace(effect, regions=_put(named, places))
        case CapPressure(regions=named, max=most):
            return replace(effect, regions=_put(named, places), max=most if level is None else level)
        case _:
            return effect


def _put(named: tuple[SafetyRegion, ...], places: tuple[SafetyRegion, ...]) -> tuple[SafetyRegion, ...]:
    return tuple(put for place in named for put in (places if place == THERE else (place,)))


# ── Counting ──


@dataclass(frozen=True, slots=True)
class FirmCount:
    """Seconds at level 5 or more on one place. A stroke over two places counts for both."""

    place: SafetyRegion
    today_s: int
    week_s: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was played: on this local day, and on it and the six before."""

    sessions_today: int
    sessions_week: int
    hands_today_s: int
    hands_week_s: int
    firm: tuple[FirmCount, ...]
    rest_days: int
    """Of these seven days, those without hands."""


def tally(past: Past, today: date) -> Tally:
    week = [entry for entry in past.worked if today - timedelta(days=WEEK_DAYS) < entry.day <= today and entry.seconds]
    day = [entry for entry in week if entry.day == today]
    firm = [entry for entry in week if entry.level >= FIRM_LEVEL]
    places = sorted({place for entry in firm for place in entry.places})
    return Tally(
        sessions_today=len({entry.sitting_s for entry in day}),
        sessions_week=len({entry.sitting_s for entry in week}),
        hands_today_s=_sum(day),
        hands_week_s=_sum(week),
        firm=tuple(
            FirmCount(
                place,
                _sum(entry for entry in firm if place in entry.places and entry.day == today),
                _sum(entry for entry in firm if place in entry.places),
            )
            for place in places
        ),
        rest_days=WEEK_DAYS - len({entry.day for entry in week}),
    )


def _sum(worked: Iterable[Worked]) -> int:
    return sum(entry.seconds for entry in worked)
