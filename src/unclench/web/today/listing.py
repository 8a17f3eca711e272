"""The list of what holds now, what is to come and what is over, and every emergency that was named, as lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unclench.safety import interview, load_rules, screen
from unclench.safety.holding import Holding, holdings
from unclench.safety.interview import Remembered
from unclench.safety.timing import week_of
from unclench.safety.types import RuleId
from unclench.safety.when_words import day_words, doctor_words, until_words, when_words
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.today import locks
from unclench.web.today.finding_lines import FindingLine, finding_lines
from unclench.web.today.models import EmergencyLock


@dataclass(frozen=True, slots=True)
class Held:
    """One thing. `line` is what it changes, if it holds now."""

    rule: RuleId
    name: str
    since: str
    until: str
    told: bool
    """It was told, and can be taken back; else it follows from something that was."""
    line: FindingLine | None = None
    doctor: str = ""


@dataclass(frozen=True, slots=True)
class HeldLists:
    now: tuple[Held, ...]
    to_come: tuple[Held, ...]
    over: tuple[Held, ...]


def held_of(known: Remembered, now: datetime) -> HeldLists:
    answers = interview.lasting(known, now)
    clearance = screen(answers, now=now)
    lines = {line.rule: line for line in finding_lines(clearance, now)}
    yes_ends = {finding.rule: finding.doctor_yes_ends for finding in clearance.findings}
    listed = [(entry, _held(entry, known, now, lines, yes_ends.get(entry.rule))) for entry in holdings(answers, now)]
    return HeldLists(
        now=tuple(held for entry, held in listed if entry.state == "now"),
        to_come=tuple(held for entry, held in listed if entry.state == "to_come"),
        over=tuple(held for entry, held in listed if entry.state == "over"),
    )


def _held(
    entry: Holding, known: Remembered, now: datetime, lines: dict[RuleId, FindingLine], yes_ends: date | None
) -> Held:
    today = now.date()
    first = known.conditions.get(entry.rule) or known.signs.get(entry.rule)
    week = week_of(entry.rule, entry.when, now) if entry.when else None
    since = (
        f"week {week}"
        if week is not None
        else when_words(entry.when, today)
        if entry.when
        else f"told on {day_words(first, today)}"
        if first
        else ""
    )
    until = until_words(entry.ends, now) if entry.ends else ""
    if entry.state == "to_come" and entry.begins:
        until = f"from {day_words(entry.begins, today)}{f' {until}' if until else ''}"
    elif entry.state == "now" and not entry.ends:
        until = "" if load_rules().by_id[entry.rule].kind == "red_flag" else "until you take it back"
    return Held(
        rule=entry.rule,
        name=entry.name,
        since=since,
        until=until,
        told=first is not None,
        line=lines.get(entry.rule),
        doctor=doctor_words(yes_ends, today) if yes_ends else "",
    )


@dataclass(frozen=True, slots=True)
class NamedEmergency:
    said: str
    names: str
    ended: str


def emergencies_of(person: Person) -> tuple[NamedEmergency, ...]:
    """Every one, the newest first; also those tapped by mistake."""
    return tuple(_named(found) for found in locks.ended_of(person))


def _named(found: EmergencyLock) -> NamedEmergency:
    clock = found.lived.clock
    names = "; ".join(named.name for named in locks.named_in(found))
    if found.ended_at is None:
        ended = "it stands"
    else:
        at = Moment(found.ended_at, found.zone).clock
        what = "taken back as a mistake" if found.ended_by == "mistake" else "ended: seen by a doctor"
        ended = f"{what}, {at.day} {at:%B %Y, %H:%M}"
    return NamedEmergency(f"{clock.day} {clock:%B %Y, %H:%M}", names, ended)
