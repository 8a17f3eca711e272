"""The page of a plan, and its changes: each makes a new plan, and the one before stays where it was."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from unclench.composer.change import (
    firmer,
    firmer_here,
    less_here,
    more_here,
    not_here,
    pin,
    softer,
    softer_here,
    swap,
    unpin,
    with_minutes,
    with_spot,
    without_step,
)
from unclench.composer.composing import LONGEST_MINUTES, SHORTEST_MINUTES
from unclench.composer.types import RefusedError, Request, Session
from unclench.names import NotKnownError
from unclench.safety import words
from unclench.web.access import PersonRequest
from unclench.web.figures.looks import build_of
from unclench.web.figures.pictures import picture_of_step
from unclench.web.requests import is_swap
from unclench.web.sessions import planning, ratings
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.models import Plan
from unclench.web.sessions.plan_page import page_of
from unclench.web.sessions.sound import voice_of
from unclench.web.sessions.why_not_page import spot_written
from unclench.web.today import checking, locks
from unclench.web.today.onward import safety_address, to_emergency

_MINUTES_WANTED = f"Minutes: a whole number from {SHORTEST_MINUTES} to {LONGEST_MINUTES}."
_SAME = {
    "firmer": "Nothing firmer is possible within today’s limits.",
    "softer": "Nothing softer is possible: it would be the same session.",
    "more": "This place already gets as much as today’s limits and the time allow.",
    "softer_here": "Nothing softer is possible there.",
    "firmer_here": "Nothing firmer is possible there within today’s limits.",
    "pin": "It stays: it is in this session, and will be in the next one.",
    "include": "It cannot be had in this session.",
}

WAYS = {"undo": "Undone.", "redo": "Done again."}
"""What is said when one goes back, or forth again."""

_OF_A_STEP: dict[str, Callable[[Session, str], Request | None]] = {
    "without": without_step,
    "more": more_here,
    "less": less_here,
    "softer_here": softer_here,
    "firmer_here": firmer_here,
    "not_here": not_here,
    "swap": swap,
    "pin": pin,
    "unpin": unpin,
}
"""Changes that name a step."""


class _CannotChangeError(ValueError):
    """Why the session stays as it is, for the person to read."""


class _NotMinutesError(_CannotChangeError):
    """What was typed is no number of minutes."""


@require_GET
def plan(request: PersonRequest, plan: UUID) -> HttpResponseBase:
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    return _show(request, found)


@require_GET
def step_picture(request: PersonRequest, plan: UUID, step: str) -> HttpResponse:
    """A drawing of one step, put into the page as it comes into sight: small, or `?large`."""
    session = planning.session_of(get_plan_for(request.user, plan))
    found = next((one for one in session.steps if one.id == step), None)
    if found is None:
        raise Http404
    return HttpResponse(picture_of_step(found, session, build_of(request.user), thumb="large" not in request.GET))


@require_POST
def change_plan(request: PersonRequest, plan: UUID) -> HttpResponseBase:
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    session = planning.session_of(found)
    if request.POST.get("change") == "check":
        return redirect("check", checking.start(found.owner, request.moment, session.request).id)
    try:
        changed = _changed(request, found, session)
    except _CannotChangeError as error:
        return _show(request, found, problem=error)
    if is_swap(request):
        response = _show(request, changed)
        response["HX-Push-Url"] = reverse("plan", args=[changed.id])
        return response
    # From a page of its own one comes to what came of it.
    return redirect(f"{reverse('plan', args=[changed.id])}{'#changed' if 'include' in request.POST else ''}")


def _changed(request: PersonRequest, found: Plan, session: Session) -> Plan:
    if not planning.is_fresh(found, request.moment):
        raise _CannotChangeError("This was composed on older answers. Check again first.")
    if session.request.opened:
        raise _CannotChangeError("A session from a file is played as it is. While it plays, steps can be skipped.")
    try:
        wanted = _wanted(request, session)
        changed = planning.change_plan(found, wanted, request.moment)
    except _CannotChangeError:
        raise
    except RefusedError as error:
        raise _CannotChangeError("The independent checker refused that session, so it is not shown.") from error
    except (NotKnownError, ValueError) as error:
        raise _CannotChangeError(str(error)) from error
    if changed is None:
        named = (name for name in (*_OF_A_STEP, "include") if name in request.POST)
        kind = next(named, request.POST.get("change", ""))
        raise _CannotChangeError(_SAME.get(kind, "That leaves the session as it is."))
    return changed


def _wanted(request: PersonRequest, session: Session) -> Request:
    """What is asked for instead. Raises NotKnownError for a step that is not in the session."""
    asked = request.POST
    if "minutes" in asked:
        return with_minutes(session.request, _minutes(asked["minutes"]))
    if "include" in asked:
        return with_spot(session, spot_written(asked["include"]))
    name = next((name for name in _OF_A_STEP if name in asked), None)
    if name is not None:
        try:
            changed = _OF_A_STEP[name](session, asked[name])
        except NotKnownError:
            raise
        except ValueError as error:
            raise _CannotChangeError(str(error)) from error
        if changed is None:
            raise _CannotChangeError(_SAME[name])
        return changed
    change = asked.get("change", "")
    wanted = {"softer": softer, "firmer": firmer}.get(change, lambda _: None)(session)
    if wanted is None:
        raise _CannotChangeError(_SAME.get(change, "This change is not known here."))
    return wanted


def _minutes(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise _NotMinutesError(_MINUTES_WANTED)
    minutes = int(text)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise _NotMinutesError(_MINUTES_WANTED)
    return minutes


def _show(request: PersonRequest, found: Plan, *, problem: _CannotChangeError | None = None) -> HttpResponse:
    session = planning.session_of(found)
    # Read by the day it was answered on, so that an old plan is shown as it was.
    clearance = checking.clearance_of(found.check_in, found.check_in.lived)
    context = {
        "here": "today",
        "plan": found,
        "subject": found.owner,
        "safety_address": safety_address(found.owner),
        "page": page_of(session, clearance, found.check_in.lived.local),
        "today_iso": request.moment.local_date.isoformat(),
        "unreviewed": words.UNREVIEWED,
        "fresh": planning.is_fresh(found, request.moment),
        "undone_id": planning.undone(found),
        "went": WAYS.get(request.headers.get("HX-Trigger", ""), "") if request.method == "GET" else "",
        "problem": problem,
        "minutes_problem": isinstance(problem, _NotMinutesError),
        "typed": request.POST.get("minutes", ""),
        "voice": voice_of(request.user),
        "ratings": ratings.rows(),
        "numbers": range(11),
        "swap": is_swap(request),
    }
    if context["swap"]:
        return render(request, "sessions/plan_swap.html", context)
    return render(request, "sessions/plan.html", context, status=422 if problem else 200)
