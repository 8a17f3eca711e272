"""The list of what holds now, what is to come and what is over, and every emergency that was named, as lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from unclench.guide.stop import stop_reasons
from unclench.safety import interview, load_rules, screen
from unclench.safety.dose import NO_FIRMER_ABOVE, tally
from unclench.safety.effect_words import region_words
from unclench.safety.holding import Holding, holdings
from unclench.safety.interview import Remembered
from unclench.safety.past import MORE_DAYS, SORENESS, Past
from unclench.safety.timing import week_of
from unclench.safety.types import RuleId
from unclench.safety.unwanted import load_unwanted
from unclench.safety.when_words import day_words, doctor_words, until_words, when_words
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions.models import Felt
from unclench.web.sessions.past import STAYS
from unclench.web.today import locks
from unclench.web.today.finding_lines import FindingLine, finding_lines
from unclench.web.today.models import EmergencyLock
from unclench.wording import listed

FELT_SHOWN_FOR = timedelta(days=28)


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


def earlier_of(known: Remembered, past: Past, moment: Moment) -> tuple[FindingLine, ...]:
    """What earlier sessions leave, each with until when."""
    clearance = screen(interview.lasting(known, moment.local), now=moment.local, past=past)
    of_rules = load_rules().by_id
    return tuple(line for line in finding_lines(clearance, moment.local) if line.rule not in of_rules)


@dataclass(frozen=True, slots=True)
class FeltLine:
    """Something that was felt and that nobody has settled."""

    id: UUID
    name: str
    said: str
    waits: bool
    """A doctor's word ends what follows from it."""
    by_diary: bool
    """The diary says so, so it is no slip of the finger."""


def felt_of(person: Person, moment: Moment) -> tuple[FeltLine, ...]:
    """What something may still follow from, the newest first."""
    rows = Felt.objects.filter(owner=person, settled_at=None).exclude(what=SORENESS, level__lte=NO_FIRMER_ABOVE)
    since = moment.at - FELT_SHOWN_FOR
    found = rows.filter(Q(at__gte=since) | Q(what__in=STAYS)).order_by("-at", "-id")
    return tuple(_felt_line(felt) for felt in found)


def _felt_line(felt: Felt) -> FeltLine:
    clock = felt.lived.clock
    names = {reason.id: reason.name for reason in stop_reasons()} | {
        sign.id: sign.ask or sign.text for sign in load_unwanted().sign
    }
    where = f": {listed([region_words(place) for place in felt.places])}" if felt.places else ""
    name = f"{names.get(felt.what, felt.what)}{where}"
    return FeltLine(felt.id, name, f"{clock.day} {clock:%B, %H:%M}", felt.what in STAYS, felt.what == MORE_DAYS)


@dataclass(frozen=True, slots=True)
class WorkedLine:
    name: str
    today: str
    week: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was played, today and in seven days, in words."""

    lines: tuple[WorkedLine, ...]
    rest_days: int


def counted_of(past: Past, moment: Moment) -> Counted:
    counted = tally(past, moment.local_date)
    firm = tuple(
        WorkedLine(f"Level 5 or more: {region_words(row.place)}", _minutes(row.today_s), _minutes(row.week_s))
        for row in counted.firm
    )
    return Counted(
        (
            WorkedLine("Sessions with hands", str(counted.sessions_today), str(counted.sessions_week)),
            WorkedLine("Hands at work", _minutes(counted.hands_today_s), _minutes(counted.hands_week_s)),
            *firm,
        ),
        counted.rest_days,
    )


def _minutes(seconds: int) -> str:
    """Rounded up, so that a little is not nothing."""
    return f"{-(-seconds // 60)}\u00a0min"


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
