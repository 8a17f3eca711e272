"""Published protocols, and opening one as a session: the safety questions come first, as before any other."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unclench.atlas import load_atlas
from unclench.composer.templates import load_templates, request_of
from unclench.evidence import load_library
from unclench.safety.interview import StillOpenError
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import get_subject_for, receivers_of
from unclench.web.evidence.index import shelves
from unclench.web.moment import Moment
from unclench.web.requests import entry_called
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn
from unclench.web.today.onward import onward, to_emergency
from unclench.web.today.remembering import keep_wishes
from unclench.web.today.since import has_begun_since, still_stands
from unclench.web.today.template_page import template_list, template_page


@require_GET
def templates(request: PersonRequest) -> HttpResponse:
    context = {"here": "today", "groups": template_list(load_atlas()), "shelves": shelves(load_library())}
    return render(request, "today/templates.html", context)


@require_GET
def template(request: PersonRequest, template: str) -> HttpResponse:
    page = template_page(entry_called(template, load_templates()), load_atlas())
    receivers = tuple(receivers_of(request.user)) if page.others else ()
    return render(request, "today/template.html", {"here": "today", "page": page, "receivers": receivers})


@require_POST
def open_template(request: PersonRequest, template: str) -> HttpResponse:
    """To the plan, if the questions have just been answered and nothing has come up since; else to the questions."""
    found = entry_called(template, load_templates())
    giver = next((giver for giver in found.hands if giver == request.POST.get("giver", "")), None)
    if giver is None:
        raise BadRequest("This protocol is not for these hands.")
    subject = request.user if giver == "self" else get_subject_for(request.user, request.POST)
    if locks.standing(subject):
        return to_emergency(subject)
    wanted = request_of(found, giver)
    with transaction.atomic():
        keep_wishes(subject, wanted)
        before = _just_told(subject, request.moment)
        if before is None:
            return redirect("check", checking.start(subject, request.moment, wanted).id)
        again = checking.start_again(before, request.moment, request=wanted)
        try:
            finished = checking.finish(again, request.moment)
        except StillOpenError:
            return redirect("check", again.id)
    return onward(again, finished)


def _just_told(person: Person, moment: Moment) -> CheckIn | None:
    """The last check, if it is a short while old, led somewhere, and still stands."""
    last = CheckIn.of(person).first()
    if last is None or not last.verdict or not checking.is_good(last, moment):
        return None
    last.owner = person
    return None if has_begun_since(last, moment) or not still_stands(last) else last
