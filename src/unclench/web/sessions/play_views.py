"""Playing a plan, and how it was: right after, and the day after."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.composer.telling import consent
from unclench.guide.answers import answers
from unclench.guide.stop import asked, stop_reasons
from unclench.plain import to_plain
from unclench.web.access import PersonRequest
from unclench.web.figures.looks import build_of
from unclench.web.figures.pictures import picture_of_step
from unclench.web.moment import Moment
from unclench.web.sessions import later, others, planning, playing, ratings
from unclench.web.sessions.access import get_plan_for, get_play_for
from unclench.web.sessions.felt import SLIP
from unclench.web.sessions.models import EVENTS, RATINGS, NextDay, Play
from unclench.web.sessions.past import versions_of
from unclench.web.sessions.played import beyond_ms
from unclench.web.sessions.playing import Happened
from unclench.web.sessions.sound import SUFFIXES, VOICES
from unclench.web.toasts import leave_toast
from unclench.web.today import checking, locks
from unclench.web.today.help import here_for
from unclench.web.today.onward import emergency_address, to_emergency

MOST_EVENTS = 200
LONGEST_STEP = 60
HIGHEST_LEVEL = 10
NOTE_CHARACTERS = 2_000

_KINDS = frozenset(kind for kind, _ in EVENTS)
_REASONS = frozenset({"", SLIP, *(reason.id for reason in stop_reasons())})


@require_POST
def begin(request: PersonRequest, plan: UUID) -> HttpResponse:
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if not planning.is_fresh(found, request.moment):
        return redirect("plan", found.id)
    if not checking.is_of_now(found.check_in, request.moment):
        # The list stands before every session; a plan may be older than its answer.
        return redirect("check", checking.start(found.owner, request.moment, planning.session_of(found).request).id)
    try:
        before = ratings.read(request.POST)
    except ratings.NotARatingError as error:
        leave_toast(request, str(error))
        return redirect("plan", found.id)
    with transaction.atomic():
        play = playing.begin(found, request.moment, before)
    return redirect("player", play.id)


@require_GET
def player(request: PersonRequest, play: UUID) -> HttpResponse:
    found = get_play_for(request.user, play)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if found.ending and not ("on" in request.GET and playing.was_left(found)):
        return redirect("after", found.id)
    untouched = not found.position_ms
    if untouched and not checking.is_of_now(found.plan.check_in, request.moment):
        return redirect("plan", found.plan_id)
    if not planning.is_fresh(found.plan, request.moment, found):
        return redirect("plan", found.plan_id)
    session = planning.session_of(found.plan)
    shown = {
        "play": found,
        "is_dim": "migraine_attack" in session.request.complaints,
        "before": (*consent(session), *session.before),
        "stop_word": session.safety.stop_word,
        "is_given": session.request.giver != "self" and session.hands_on_s > 0,
        "reasons": playing.reasons_during(),
        "asked": asked(),
        "urgent": playing.urgent(),
        "call": here_for(request),
        "player": _player(found, request.user.heard, request.moment),
    }
    return render(request, "sessions/player.html", shown)


def _player(play: Play, voice: str, moment: Moment) -> dict[str, object]:
    """All that the player's script needs, so that nothing is asked for once it plays."""
    plan = play.plan_id
    now = versions_of(play, moment)[-1]
    answered = answers()[1]
    return {
        "id": str(play.id),
        "playback": to_plain(planning.playback_of(play.plan, taken_ms=beyond_ms(now.told, now.session, moment.at))),
        "giver": now.session.request.giver,
        "others": reverse("play_others", args=[play.id]),
        "answers": {suffix: reverse("answers_sound", args=[suffix]) for suffix in SUFFIXES},
        "answered": {name: [stretch.from_ms, stretch.to_ms] for name, stretch in answered.items()},
        "position_ms": play.position_ms,
        "voice": voice,
        "sounds": {
            voice: {suffix: reverse("sound", args=[plan, voice, suffix]) for suffix in SUFFIXES} for voice in VOICES
        },
        "state": reverse("sound_state", args=[plan]),
        "events": reverse("play_events", args=[play.id]),
        "after": reverse("after", args=[play.id]),
        "address": reverse("player", args=[play.id]),
        "pictures": f"{reverse('step_picture', args=[plan, 'STEP'])}?large",
        "emergency": emergency_address(play.owner),
        "urgent": list(playing.urgent()),
    }


@require_GET
def play_others(request: PersonRequest, play: UUID) -> HttpResponse:
    """What may be done instead of each step: what is shown, and where its sound is. By today's rules, once more."""
    found = get_play_for(request.user, play)
    if locks.standing(found.owner):
        return HttpResponse("No session until a doctor has seen you.", status=409, content_type="text/plain")
    plan = found.plan_id
    offered = {
        step: {
            **to_plain(other),
            "sounds": {
                voice: {suffix: reverse("other_sound", args=[plan, step, voice, suffix]) for suffix in SUFFIXES}
                for voice in VOICES
            },
            "motion": reverse("other_motion", args=[plan, step]),
            "picture": reverse("other_picture", args=[plan, step]),
        }
        for step, other in others.offered(found, request.moment).items()
    }
    return JsonResponse(offered)


@require_GET
def other_picture(request: PersonRequest, plan: UUID, step: str) -> HttpResponse:
    session = others.others_of(get_plan_for(request.user, plan)).get(step)
    if session is None:
        raise Http404
    found = next(one for one in session.steps if one.id == step)
    return HttpResponse(picture_of_step(found, session, build_of(request.user), thumb=False))


@require_POST
def play_events(request: PersonRequest, play: UUID) -> HttpResponse:
    """Told in batches, possibly late and possibly twice."""
    found = get_play_for(request.user, play)
    try:
        happened = [_happened(entry) for entry in _entries(request.body)]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        return HttpResponse("This is not a list of events.", status=422, content_type="text/plain")
    playing.tell(found, happened, request.moment)
    return HttpResponse(status=204)


def _entries(body: bytes) -> list[object]:
    entries = json.loads(body)
    if not isinstance(entries, list) or len(entries) > MOST_EVENTS:
        raise ValueError
    return entries


def _happened(entry: object) -> Happened:
    if not isinstance(entry, dict):
        raise TypeError
    kind, step, reason = entry["kind"], entry.get("step", ""), entry.get("reason", "")
    level, technique = entry.get("level"), entry.get("technique", "")
    position_ms = int(entry["position_ms"])
    if kind not in _KINDS or reason not in _REASONS or not 0 <= position_ms < 2**31:
        raise ValueError
    if not isinstance(step, str) or len(step) > LONGEST_STEP or not step.isascii():
        raise ValueError
    if level is not None and not (isinstance(level, int) and 0 <= level <= HIGHEST_LEVEL):
        raise ValueError
    if not isinstance(technique, str) or len(technique) > LONGEST_STEP:
        raise ValueError
    at = datetime.fromtimestamp(int(entry["at_ms"]) / 1_000, UTC)
    return Happened(UUID(entry["id"]), kind, at, position_ms, step, reason, level, technique)


@require_http_methods(["GET", "POST"])
def hurts(request: PersonRequest, play: UUID) -> HttpResponse:
    """This hurts, where the player's script does not run."""
    found = get_play_for(request.user, play)
    if request.method == "GET":
        return render(request, "sessions/hurts.html", {"play": found, "asked": asked()})
    reason = request.POST.get("reason", "")
    if reason not in {entry.id for entry in playing.reasons_during()}:
        raise BadRequest("This is no reason to stop.")
    with transaction.atomic():
        playing.name(found, reason, request.moment)
    if reason in playing.urgent():
        return to_emergency(found.owner)
    shown = {"play": found, "reasons": playing.reasons_named([reason]), "call": here_for(request)}
    return render(request, "sessions/after_advice.html", shown)


@require_http_methods(["GET", "POST"])
def after(request: PersonRequest, play: UUID) -> HttpResponse:
    """How was it? Nothing has to be answered."""
    found = get_play_for(request.user, play)
    if request.method == "GET":
        if found.rated_at and found.unwanted and "change" not in request.GET:
            return render(request, "sessions/after_advice.html", _advice(request, found))
        given = {name: getattr(found, f"{name}_after") for name in RATINGS}
        shown = {**_after(found, given, found.note, found.unwanted), "heard": "heard" in request.GET}
        return render(request, "sessions/after.html", shown)
    if "heard" in request.POST:
        playing.hear(found, request.moment)
    note, unwanted = request.POST.get("note", "").strip(), request.POST.getlist("unwanted")
    if "skip" in request.POST:
        with transaction.atomic():
            playing.rate(found, request.moment, {})
        return redirect("history")
    try:
        given = ratings.read(request.POST)
        _check_note(note)
    except ValueError as error:
        shown = {**_after(found, ratings.read_valid(request.POST), note, unwanted), "error": str(error)}
        return render(request, "sessions/after.html", shown, status=422)
    with transaction.atomic():
        playing.rate(found, request.moment, given, note, unwanted)
    if found.unwanted:
        return redirect("after", found.id)
    leave_toast(request, "Kept: how it was.")
    return redirect("history")


def _check_note(note: str) -> None:
    if len(note) > NOTE_CHARACTERS:
        raise ValueError(f"Your note has {len(note)} characters; {NOTE_CHARACTERS} fit.")


def _after(play: Play, given: dict[str, int | None], note: str, unwanted: list[str]) -> dict[str, object]:
    return {
        "play": play,
        "was_left": playing.was_left(play),
        "rows": ratings.rows(given, play),
        "note": note,
        "reasons": stop_reasons(),
        "unwanted": unwanted,
        "numbers": range(11),
        "here": "history",
    }


def _advice(request: PersonRequest, play: Play) -> dict[str, object]:
    named = playing.reasons_named(play.unwanted)
    return {
        "play": play,
        "reasons": named,
        "is_emergency": any(reason.urgency == "emergency" for reason in named),
        "call": here_for(request),
    }


@require_http_methods(["GET", "POST"])
def next_day(request: PersonRequest, play: UUID) -> HttpResponse:
    """What was noticed since. Some of it is an emergency; nerve signs are, but for the person's own usual attack."""
    found = get_play_for(request.user, play)
    if request.method == "GET":
        answer = NextDay.objects.filter(play=found).first()
        if answer is not None and "said" in request.GET:
            return render(request, "sessions/next_day_said.html", later.said(found, answer, request.moment))
        return render(request, "sessions/next_day.html", later.page(found, answer))
    if "pass" in request.POST:
        with transaction.atomic():
            playing.answer_next_day(found, request.moment, passed=True)
        return redirect("today")
    try:
        told = later.read(request.POST)
    except ValueError as error:
        shown = {**later.page(found, None), "error": str(error)}
        return render(request, "sessions/next_day.html", shown, status=422)
    if later.keep(found, told, request.moment):
        return to_emergency(found.owner)
    if told.noticed == (playing.NERVE_SIGNS,):
        leave_toast(request, "Kept. The next session begins with the questions.")
        return redirect("today")
    if told.noticed:
        return redirect(f"{reverse('next_day', args=[found.id])}?said")
    leave_toast(request, "Kept: nothing noticed.")
    return redirect("today")
