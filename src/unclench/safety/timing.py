"""Time rules: when what was told holds, from which day on, and until when.

A person says when something was, or is planned; that becomes the latest moment at which it can have been (planned: the
earliest). So what is not known exactly holds longer, never shorter. Every length of time is counted in real hours
between moments in UTC: a leap day, a change of the clocks or a flight moves what a clock shows, and nothing here.
How long a rule holds is read from its own condition.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from unclench.plain import PlainError, from_plain
from unclench.safety.expression import Expression, comparisons, evaluate, variables
from unclench.safety.rules import CONTENT, RuleBook, RuleContentError, load_rules
from unclench.safety.types import Answer, Answers, Ends, Happened, Rule, RuleId, Variable

AgoUnit = Literal["days", "weeks", "months", "years"]

HOUR_S = 3600
DAY_S = 24 * HOUR_S
UNIT_S: Mapping[str, int] = {"minutes": 60, "hours": HOUR_S, "days": DAY_S, "weeks": 7 * DAY_S}
DAYS_IN: Mapping[AgoUnit, int] = {"days": 1, "weeks": 7, "months": 30, "years": 365}
"""The shorter month: "about two months ago" is never taken for longer ago than it was."""
LONGEST_AGO_DAYS = 120 * 366
FURTHEST_PLANNED_DAYS = 366


@dataclass(frozen=True, slots=True)
class Timed:
    """One entry of timing.toml; see there."""

    rule: RuleId
    label: str = ""
    ask: str = ""
    since: tuple[Variable, ...] = ()
    until: tuple[Variable, ...] = ()
    hours: int = 0
    still: str = ""
    becomes: RuleId = ""
    counts_up: bool = False
    named_only: bool = False

    @property
    def asks(self) -> Literal["", "since", "until", "either", "week"]:
        """Which question about time it makes the person answer."""
        if not self.ask:
            return ""
        if self.counts_up:
            return "week"
        return "either" if self.since and self.until else "until" if self.until else "since"


class WhenError(ValueError):
    """A time that cannot be; the message is for the person."""


@cache
def load_timing() -> Mapping[RuleId, Timed]:
    """By rule. Raises RuleContentError if it does not fit the rules."""
    return read_timing(CONTENT / "timing.toml", load_rules())


def read_timing(path: Path, rules: RuleBook) -> Mapping[RuleId, Timed]:
    try:
        entries = from_plain(tuple[Timed, ...], tomllib.loads(path.read_text(encoding="utf-8"))["timed"])
    except PlainError as error:
        raise RuleContentError(f"{path.name}: {error}") from None
    timing = {entry.rule: entry for entry in entries}
    if len(timing) != len(entries):
        raise RuleContentError(f"{path.name}: a rule stands twice")
    for entry in entries:
        for rule in (entry.rule, *([entry.becomes] if entry.becomes else [])):
            if rule not in rules.by_id:
                raise RuleContentError(f"{path.name}: {rule} is not a rule")
        for variable in (*entry.since, *entry.until):
            if variable not in rules.variables or rules.variables[variable].unit not in UNIT_S:
                raise RuleContentError(f"{path.name}: {entry.rule}: {variable} is no length of time")
        if bool(entry.since or entry.until) == bool(entry.hours):
            raise RuleContentError(f"{path.name}: {entry.rule} needs since or until, or hours")
    return timing


# ── From what a person says ──


def on_day(day: date, now: datetime, *, planned: bool = False) -> Happened:
    """On this day, in the zone of `now`. A day that is still to come is planned; today is, if it is said so."""
    here = now.tzinfo
    if planned or day > now.date():
        if (day - now.date()).days > FURTHEST_PLANNED_DAYS:
            raise WhenError("This day is more than a year ahead.")
        return Happened(day, _second(datetime.combine(day, time(), here)), planned=True)
    if (now.date() - day).days > LONGEST_AGO_DAYS:
        raise WhenError("This day is too long ago.")
    end = datetime.combine(day + timedelta(days=1), time(), here)
    return Happened(day, min(_second(end), _second(now)))


def ago(amount: float, unit: AgoUnit, now: datetime) -> Happened:
    """About so long ago: one unit less is what counts."""
    days = DAYS_IN[unit] * max(0.0, amount - 1)
    if not 0 <= days <= LONGEST_AGO_DAYS:
        raise WhenError("This is too long ago.")
    at = now.astimezone(UTC) - timedelta(days=days)
    return Happened(at.astimezone(now.tzinfo).date(), _second(at), known="about")


def this_week(now: datetime) -> Happened:
    """In the last seven days, but not today: yesterday counts."""
    return replace(on_day(now.date() - timedelta(days=1), now), known="about")


def at_some_time(now: datetime) -> Happened:
    """Nobody knows when: it may have been just now."""
    return Happened(now.date(), _second(now), known="unknown")


def planned_some_time(now: datetime) -> Happened:
    """Nobody knows when it will be: it may be any moment, until the day is known."""
    return Happened(now.date(), _second(now), known="unknown", planned=True)


def in_week(week: int, now: datetime) -> Happened:
    """The first day of a pregnancy of which this many weeks are over, at the most."""
    at = now.astimezone(UTC) - timedelta(days=7 * week + 6)
    return Happened(at.astimezone(now.tzinfo).date(), _second(at))


def week_of(rule: RuleId, when: Happened, now: datetime) -> int | None:
    """How many weeks are over by now, where weeks are what one counts; None elsewhere, and where nobody knows."""
    entry = load_timing().get(rule)
    if entry is None or not entry.counts_up or when.known == "unknown":
        return None
    return (_second(now) - when.by_s) // UNIT_S["weeks"]


def _second(moment: datetime) -> int:
    return int(moment.timestamp())


# ── Where it stands at a moment ──


def aged(happened: Mapping[RuleId, Happened], now: datetime) -> dict[RuleId, Happened]:
    """What was planned and whose day has come has happened, at the latest at the end of that day.

    On the day itself it may still be ahead, so it counts as both.
    """
    timing, known = load_timing(), dict(happened)
    for rule, when in happened.items():
        entry = timing.get(rule)
        if entry is None or not when.planned or when.known == "unknown" or when.day > now.date():
            continue
        done = replace(when, planned=False, by_s=min(_end_of(when.day, now), _second(now)))
        target = entry.becomes or (rule if entry.since else "")
        if target and (target not in known or known[target].planned or known[target].by_s < done.by_s):
            known[target] = done
        if entry.becomes and when.day < now.date():
            del known[rule]
    return known


def _end_of(day: date, now: datetime) -> int:
    return _second(datetime.combine(day + timedelta(days=1), time(), now.tzinfo))


def numbers(rule: RuleId, when: Happened, now: datetime, rules: RuleBook) -> dict[Variable, float]:
    """How long ago, or how long until then, in the units of the rules' numbers; what is not so is left out."""
    entry = load_timing().get(rule)
    if entry is None or (entry.counts_up and when.known == "unknown"):
        return {}
    names = entry.until if when.planned else entry.since
    apart_s = max(0, when.by_s - _second(now) if when.planned else _second(now) - when.by_s)
    if when.planned and when.known == "unknown":
        apart_s = 0
    values = {name: apart_s / UNIT_S[rules.variables[name].unit] for name in names}
    return {name: min(value, rules.variables[name].most) for name, value in values.items()}


def is_in_force(rule: Rule, when: Happened, now: datetime, rules: RuleBook) -> bool:
    """Whether the condition named holds at this moment."""
    entry = load_timing().get(rule.id)
    if entry is None or entry.counts_up:
        return True
    if entry.hours:
        return _second(now) - when.by_s < entry.hours * HOUR_S
    return _time_holds(rule, entry, when, now, rules) or (bool(entry.still) and not when.planned and when.still != "no")


def is_over(rule: Rule, when: Happened, now: datetime, rules: RuleBook) -> bool:
    """Its time has passed. Whether it is still so for another reason does not matter here."""
    entry = load_timing().get(rule.id)
    return (
        entry is not None
        and not (entry.counts_up or entry.hours or when.planned)
        and not _time_holds(rule, entry, when, now, rules)
    )


def asks_when(rule: RuleId) -> bool:
    """Whether it is asked when this was, or will be."""
    entry = load_timing().get(rule)
    return entry is not None and entry.asks != ""


def asks_still(rule: Rule, when: Happened, now: datetime, rules: RuleBook) -> bool:
    """Time has passed, and nobody has said yet whether it is still so."""
    entry = load_timing().get(rule.id)
    return entry is not None and bool(entry.still) and when.still is None and is_over(rule, when, now, rules)


def _time_holds(rule: Rule, entry: Timed, when: Happened, now: datetime, rules: RuleBook) -> bool:
    facts: dict[Variable, Answer] = dict.fromkeys(variables(rule.when), "no")
    if not entry.still:  # a condition that is not a matter of time, such as a concussion nobody has cleared, stays
        facts |= {name: answer for name, answer in rule.sets.items() if answer == "yes" and name in facts}
    facts |= numbers(rule.id, when, now, rules)
    if entry.named_only:
        # Too lately for this rule is for another one, with the same numbers; this one has not run out.
        facts |= {name: 1e6 for name in entry.since if _is_least(rule.when, name)}
    return evaluate(rule.when, facts) == "yes"


def _is_least(condition: Expression, name: Variable) -> bool:
    """The condition only asks whether it was longer ago than something."""
    found = [entry for entry in comparisons(condition) if entry.variable == name]
    return bool(found) and all(entry.operator in (">", ">=") for entry in found)


def resolved(answers: Answers, now: datetime | None, rules: RuleBook) -> Answers:
    """The answers as they stand now: without what has run out or is still to come, with how long ago the rest was.

    Without a moment everything named holds, which is the strictest.
    """
    if now is None or not answers.happened:
        return answers
    happened = aged(answers.happened, now)
    named = [rule for rule in answers.conditions if rule in happened or rule not in answers.happened]
    named += [rule for rule in happened if rule not in named]
    facts = dict(answers.facts)
    conditions: list[RuleId] = []
    for rule in named:
        when = happened.get(rule)
        if when is None:
            conditions.append(rule)
            continue
        holds = is_in_force(rules.by_id[rule], when, now, rules)
        if holds:
            conditions.append(rule)
        entry = load_timing().get(rule)
        if entry is not None and entry.named_only and holds and not _too_lately(rules.by_id[rule], when, now, rules):
            continue
        for name, value in numbers(rule, when, now, rules).items():
            known = facts.get(name)
            # Two tellings of one number: the one that is nearer counts. What was said as not sure stays the worst.
            if known is None or known == "no" or (not isinstance(known, str) and value < known):
                facts[name] = value
    return replace(answers, facts=facts, conditions=tuple(conditions), happened=happened)


def _too_lately(rule: Rule, when: Happened, now: datetime, rules: RuleBook) -> bool:
    given = numbers(rule.id, when, now, rules)
    return any(
        entry.operator in (">", ">=") and not entry.bound < given.get(entry.variable, entry.bound + 1)
        for entry in comparisons(rule.when)
    )


def changes(happened: Mapping[RuleId, Happened], now: datetime, rules: RuleBook) -> tuple[datetime, ...]:
    """The moments from now on at which one of these may begin or end, in order."""
    bounds = _bounds(rules)
    found: set[int] = set()
    for rule, when in happened.items():
        entry = load_timing().get(rule)
        if entry is None or (when.planned and when.known == "unknown"):
            continue
        if entry.hours:
            found.add(when.by_s + entry.hours * HOUR_S)
        names = {*entry.since, *entry.until}
        for event in rules.entailments.events:  # the same event, told in other units
            if names & event.hours.keys():
                names |= event.hours.keys() | event.also_sets.keys()
        for variable, seconds in bounds:
            if variable in names:
                found.add(when.by_s - seconds if variable in entry.until else when.by_s + seconds)
        if when.planned:
            found |= {when.by_s, when.by_s + DAY_S}
            target = load_timing().get(entry.becomes) or entry
            end_s = _end_of(when.day, now)
            found |= {end_s, *(end_s + seconds for variable, seconds in bounds if variable in target.since)}
    at = _second(now)
    return tuple(datetime.fromtimestamp(second, now.tzinfo) for second in sorted(found) if second >= at)


def _bounds(rules: RuleBook) -> tuple[tuple[Variable, int], ...]:
    """Every length of time that some rule compares with, in seconds."""
    units = {name: UNIT_S[entry.unit] for name, entry in rules.variables.items() if entry.unit in UNIT_S}
    return tuple((name, round(bound * units[name])) for name, bound in rules.bounds if name in units)


def endings(
    answers: Answers, now: datetime, rules: RuleBook, holds: Callable[[Answers], frozenset[RuleId]]
) -> dict[RuleId, Ends]:
    """When each rule that holds now ends by itself, if time alone ends it. `answers` as they were told; `holds` gives
    the rules that hold for answers at their moment.
    """
    settled = {
        rule: replace(when, still="no" if when.still is None else when.still) for rule, when in answers.happened.items()
    }
    told = replace(answers, happened=settled)
    open_rules = set(holds(resolved(told, now, rules)))
    found: dict[RuleId, Ends] = {}
    for moment in changes(aged(settled, now), now, rules):
        for at in (moment, moment + timedelta(seconds=1)):  # "at most so long" ends just after it
            over = open_rules - holds(resolved(told, at, rules))
            for rule in over:
                found[rule] = _ends(rule, moment, answers.happened.get(rule), rules)
            open_rules -= over
    return found


def _ends(rule: RuleId, at: datetime, when: Happened | None, rules: RuleBook) -> Ends:
    entry = load_timing().get(rule)
    then = ""
    if entry is not None and entry.still and (when is None or when.still is None):
        then = f"Then it asks: {entry.still}"
    elif entry is not None and entry.becomes:
        then = "Then it counts as just done."
    last = at.astimezone(UTC) - timedelta(seconds=1)
    hours = by_the_hour(rules.by_id[rule], rules)
    return Ends(last.astimezone(at.tzinfo).date(), _second(at), hours, then)


def by_the_hour(rule: Rule, rules: RuleBook) -> bool:
    """Hours count in this rule, and not days."""
    entry = load_timing().get(rule.id)
    if entry is not None and entry.hours:
        return True
    names: Iterable[Variable] = (*entry.since, *entry.until) if entry else variables(rule.when)
    return any(rules.variables[name].unit in ("hours", "minutes") for name in names)
