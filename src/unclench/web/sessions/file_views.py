"""A session as a file: on paper, for others, and from others."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_http_methods

from unclench.atlas import load_atlas
from unclench.atlas.types import ComplaintId
from unclench.composer.telling import limits
from unclench.guide.handout import file_name
from unclench.guide.oms import Chosen
from unclench.guide.sheet import Paper
from unclench.guide.validate import Problem
from unclench.plain import to_plain
from unclench.web.access import PersonRequest
from unclench.web.accounts.receivers import get_subject_for, receivers_of
from unclench.web.figures.looks import build_of
from unclench.web.requests import UNPROCESSABLE
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.models import OpenedFile
from unclench.web.today import checking, locks
from unclench.web.today.onward import to_emergency

PAPERS: dict[str, Paper] = {"": "a4", "a4": "a4", "letter": "us-letter"}
CHOICES: dict[str, Chosen] = {"complaints": "complaints", "limits": "limits"}
MOST_TOLD = 10


@require_GET
def sheet(request: PersonRequest, plan: UUID) -> HttpResponse:
    """The plan on one page of paper."""
    from unclench.guide.sheet import SheetWords, sheet_pdf

    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if not planning.is_fresh(found, request.moment):
        return redirect("plan", found.id)
    paper = PAPERS.get(request.GET.get("paper", ""))
    if paper is None:
        raise Http404
    session = planning.session_of(found)
    clearance = checking.clearance_of(found.check_in, found.check_in.lived)
    until = date_format((found.check_in.at + planning.FRESH_FOR).astimezone(request.moment.local.tzinfo), "l j F, H:i")
    words = SheetWords(limits(session, clearance, load_atlas()), until)
    made = sheet_pdf(session, words, atlas=load_atlas(), paper=paper, build=build_of(request.user))
    return _file(made, "application/pdf", file_name(found.title, found.minutes, "pdf"))


@require_GET
def session_file(request: PersonRequest, plan: UUID) -> HttpResponse:
    """The plan for other people and programs, without what is private. Whoever opens it is asked anew, so it does not
    matter how old it is.
    """
    from unclench.guide.canonical import canonical_json
    from unclench.guide.oms import to_oms
    from unclench.guide.score import score

    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    wanted = request.GET.getlist("with")
    if not set(wanted) <= CHOICES.keys():
        raise Http404
    session = planning.session_of(found)
    chosen = frozenset(CHOICES[name] for name in wanted)
    # Whoever opens it hears it with settings of their own.
    written = score(session, density="full", atlas=load_atlas())
    data = to_oms(session, written, atlas=load_atlas(), outward=True, chosen=chosen)
    # The name of the file would tell the complaint.
    title = found.title if "complaints" in chosen else ""
    return _file(canonical_json(data), "application/json", file_name(title, found.minutes, "oms.json"))


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "POST"])
def open_file(request: PersonRequest) -> HttpResponse:
    """A session from somebody else: looked through, and then the check of whoever receives it. Nothing plays before."""
    from unclench.guide.opening import NotOpenedError, offer_of, request_for
    from unclench.guide.reading import look

    if request.method == "GET":
        return _ask_for_file(request)
    subject = get_subject_for(request.user, request.POST)
    if locks.standing(subject):
        return to_emergency(subject)
    complaint = request.POST.get("complaint", "")
    if complaint and complaint not in load_atlas().complaints:
        raise Http404
    looked = look(request.POST.get("session", "").encode("utf-8", "replace"))
    if looked.data is None:
        return _ask_for_file(request, looked.problems)
    try:
        offer = offer_of(looked.data, load_atlas())
    except NotOpenedError as error:
        return _ask_for_file(request, error.problems)
    with transaction.atomic():
        OpenedFile.objects.filter(owner=subject, file=offer.id).delete()
        OpenedFile.made(subject, request.moment, file=offer.id, offer=to_plain(offer)).save()
        wanted = request_for(offer, (complaint,) if complaint else ())
        check_in = checking.start(subject, request.moment, wanted)
    return redirect("check", check_in.id)


def _ask_for_file(request: PersonRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    complaints: list[tuple[ComplaintId, str]] = [(one.id, one.name) for one in load_atlas().complaints.values()]
    shown = {
        "here": "you",
        "problems": problems[:MOST_TOLD],
        "more": max(0, len(problems) - MOST_TOLD),
        "complaints": sorted(complaints, key=lambda entry: entry[1]),
        "receivers": tuple(receivers_of(request.user)),
        "complaint": request.POST.get("complaint", ""),
        "subject": request.POST.get("subject", ""),
    }
    return render(request, "sessions/open_file.html", shown, status=UNPROCESSABLE if problems else 200)
