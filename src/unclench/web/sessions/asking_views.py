"""Questions to a plan: what five more minutes would bring, and why something is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unclench.atlas import load_atlas
from unclench.atlas.unguided import load_unguided
from unclench.composer.explain import FIVE, Answer, five_more
from unclench.composer.types import Session
from unclench.safety.types import Clearance
from unclench.web.access import PersonRequest
from unclench.web.moment import Moment
from unclench.web.requests import entry_called, is_swap
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.models import Plan
from unclench.web.sessions.why_not_page import (
    WHOLE,
    AnswerPage,
    Asked,
    answer_about_place,
    answer_about_technique,
    answer_about_unguided,
    questions_of,
)
from unclench.web.today import checking, locks
from unclench.web.today.onward import safety_address, to_emergency

LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Worth:
    """What more minutes would bring."""

    minutes: int
    share: str
    """More than this session comes to, in points; empty where it is hardly anything."""
    changes: tuple[str, ...]


@require_GET
def more_minutes(request: PersonRequest, plan: UUID) -> HttpResponseBase:
    """Put into the page of a plan, or a page of its own without script."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    session = _session(found)
    fresh = planning.is_fresh(found, request.moment)
    answer = five_more(session, _clearance(found, request.moment, fresh=fresh), load_atlas()) if fresh else None
    context = {"here": "today", "plan": found, "subject": found.owner, "worth": answer and _worth(session, answer)}
    name = "sessions/more_minutes.html" if is_swap(request) else "sessions/more_minutes_page.html"
    return render(request, name, context)


@require_GET
def why_not(request: PersonRequest, plan: UUID) -> HttpResponseBase:
    """What may be asked; with a `technique` or a `region` (or both), the answer."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    session, atlas = _session(found), load_atlas()
    fresh = planning.is_fresh(found, request.moment)
    context = {
        "here": "today",
        "plan": found,
        "subject": found.owner,
        "fresh": fresh,
        "safety_address": safety_address(found.owner),
        "today_iso": request.moment.local_date.isoformat(),
    }
    if "technique" in request.GET or "region" in request.GET:
        answer = _answer(request, found, session, fresh=fresh)
        return render(request, "sessions/why_not_answer.html", {**context, "answer": answer})
    context["page"] = questions_of(found, session, words, atlas)
    return render(request, "sessions/why_not_swap.html" if is_swap(request) else "sessions/why_not.html", context)


def _session(found: Plan) -> Session:
    """Raises Http404 for a session from a file: it is done as it stands there."""
    session = planning.session_of(found)
    if session.request.opened:
        raise Http404
    return session


def _answer(request: PersonRequest, found: Plan, session: Session, *, fresh: bool) -> AnswerPage:
    """Raises Http404 for what nobody knows."""
    atlas, moment = load_atlas(), request.moment
    asked = Asked(found, session, _clearance(found, moment, fresh=fresh), moment)
    technique, region = request.GET.get("technique", ""), request.GET.get("region", "")
    if unguided := load_unguided().get(technique):
        return answer_about_unguided(unguided, atlas)
    place = entry_called(region, atlas.regions) if region else None
    if place is not None and not technique:
        return answer_about_place(asked, place, atlas)
    at = place.id if place is not None else None
    return answer_about_technique(asked, entry_called(technique, atlas.techniques), at, atlas)


def _clearance(found: Plan, moment: Moment, *, fresh: bool) -> Clearance:
    """Of now; an older plan is asked about by the day it was answered on."""
    return checking.clearance_of(found.check_in, moment if fresh else found.check_in.lived)


def _worth(session: Session, answer: Answer) -> Worth:
    permille = WHOLE * (answer.points or 0) // answer.of if answer.of else 0
    share = "" if permille < 5 else f"{(permille + 5) // 10}\u00a0%"
    return Worth(session.minutes + FIVE, share, answer.changes)
