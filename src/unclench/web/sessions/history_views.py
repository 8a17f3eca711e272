"""What has been: the list, and one session in full."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import F
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from unclench.atlas import load_atlas
from unclench.composer.types import Session
from unclench.plain import from_plain
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.records import own_or_kept
from unclench.web.sessions.access import get_play_for
from unclench.web.sessions.history import Cursor, entry_of_play, history_of, reason_name
from unclench.web.sessions.history_rows import answer_row, head, line, month
from unclench.web.sessions.models import EVENTS, RATINGS, NextDay, Play, PlayEvent
from unclench.web.tags import minutes_seconds

_HAPPENED = dict(EVENTS)


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    lines: SafeString


@require_GET
def history(request: PersonRequest) -> HttpResponse:
    """Sessions and headaches together, newest first, by month."""
    before = None
    if text := request.GET.get("before"):
        before = Cursor.read(text)
        if before is None:
            raise Http404
    found = history_of(request.user, before)
    token = get_token(request)
    months = tuple(
        Month(name, SafeString("".join([line(entry, token) for entry in group])))
        for name, group in groupby(found.entries, key=month)
    )
    context = {"here": "history", "months": months, "older": found.older, "first": before is None}
    return render(request, "sessions/history.html", context)


@dataclass(frozen=True, slots=True)
class Rated:
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class StepTaken:
    name: str
    where: str
    minutes: str
    remarks: str


@require_GET
def play_record(request: PersonRequest, play: UUID) -> HttpResponse:
    """Everything kept about one session."""
    found = get_play_for(request.user, play)
    session = from_plain(Session, found.plan.session)
    events = tuple(PlayEvent.of(found.owner).filter(play=found).select_related("left").order_by("at", "id"))
    next_day = NextDay.of(found.owner).filter(play=found).first()
    reached_ms = max([found.position_ms, *(event.position_ms for event in events)])
    context = {
        "here": "history",
        "play": found,
        "row": head(entry_of_play(found)),
        "session": session,
        "ratings": [
            Rated(name.capitalize(), getattr(found, f"{name}_before"), getattr(found, f"{name}_after"))
            for name in RATINGS
        ],
        "unwanted": [reason_name(reason) for reason in found.unwanted],
        "steps": _steps(session, events, reached_ms, found.ending == "finished"),
        "others": _others(events, session),
        "reason": reason_name(found.stop_reason),
        "changed": next((one.left.changed for one in events if one.left is not None), found.plan.changed),
        "reached_s": found.position_ms // 1000,
        "next_day": next_day,
    }
    return render(request, "sessions/play_record.html", context)


def _steps(session: Session, events: tuple[PlayEvent, ...], reached_ms: int, finished: bool) -> tuple[StepTaken, ...]:
    atlas = load_atlas()
    taken = []
    for step in session.steps:
        happened = [_words(event) for event in events if event.step == step.id and event.kind in _OF_A_STEP]
        if not happened and not finished and step.start_s * 1000 >= reached_ms:
            happened = ["Not reached"]
        regions = step.contact or step.target
        taken.append(
            StepTaken(
                name=atlas.techniques[step.technique].name,
                where=", ".join(atlas.regions[region].name for region in regions),
                minutes=minutes_seconds(step.duration_s),
                remarks=" · ".join(dict.fromkeys(happened)),
            )
        )
    return tuple(taken)


_OF_A_STEP = frozenset({"skipped", "extended", "again", "swapped", "softer", "firmer", "hurt", "stopped", "back"})


def _words(event: PlayEvent) -> str:
    if event.level is not None:
        return f"{_HAPPENED[event.kind]}: {event.level} of 10 at most"
    reason = reason_name(event.reason)
    return f"{_HAPPENED.get(event.kind, event.kind)}: {reason}" if reason else _HAPPENED.get(event.kind, event.kind)


@dataclass(frozen=True, slots=True)
class Happened:
    clock: str
    text: str


def _others(events: tuple[PlayEvent, ...], session: Session) -> tuple[Happened, ...]:
    """What belongs to no step: when it began, rested, went on and ended."""
    known = {step.id for step in session.steps}
    return tuple(
        Happened(f"{event.lived.local:%H:%M:%S}", _words(event))
        for event in events
        if event.kind not in _OF_A_STEP or event.step not in known
    )


@require_POST
def delete_play(request: PersonRequest, play: UUID) -> HttpResponse:
    found = _get_any_play_for(request.user, play)
    found.take_away(request.moment.at)
    return answer_row(request, entry_of_play(found), deleted=True)


@require_POST
def restore_play(request: PersonRequest, play: UUID) -> HttpResponse:
    found = _get_any_play_for(request.user, play)
    found.bring_back()
    return answer_row(request, entry_of_play(found), deleted=False)


def _get_any_play_for(person: Person, play: UUID) -> Play:
    """A play of this person or of a receiver they keep, also a deleted one that can be brought back; else 404."""
    found = Play.objects.filter(own_or_kept(person), plan__owner=F("owner"), plan__deleted_at=None)
    return get_object_or_404(found, id=play)
