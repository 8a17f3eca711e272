"""What holds now and until when, a doctor's yes, the age, the country, and every emergency that was named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unclench.names import NotKnownError
from unclench.safety import interview, load_rules, words
from unclench.safety.helplines import load_countries
from unclench.safety.interview import StillOpenError, age_on
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import get_receiver_for, get_subject_for
from unclench.web.requests import UNPROCESSABLE
from unclench.web.sessions.access import get_felt_for
from unclench.web.sessions.felt import settle
from unclench.web.sessions.past import past_of
from unclench.web.toasts import leave_toast
from unclench.web.today import asking, checking, locks
from unclench.web.today.access import get_check_in_for
from unclench.web.today.help import here_for, keep_country
from unclench.web.today.listing import counted_of, earlier_of, emergencies_of, felt_of, held_of
from unclench.web.today.onward import emergency_address, onward, safety_address, to_emergency
from unclench.web.today.remembering import keep, profile_of, remembered


@require_GET
def safety(request: PersonRequest, receiver: UUID | None = None) -> HttpResponse:
    """Of the person themself, or of a receiver."""
    return _safety(request, request.user if receiver is None else get_receiver_for(request.user, receiver))


def _safety(request: PersonRequest, subject: Person, *, age_error: str = "", doctor_error: str = "") -> HttpResponse:
    known, moment = remembered(subject), request.moment
    past = past_of(subject, moment)
    age = age_on(known, moment.local_date)
    unsaid = age == asking.ADULT_UNSAID and known.age_on is not None
    context = {
        "here": "you",
        "subject": subject,
        "emergency_address": emergency_address(subject),
        "lists": held_of(known, moment.local),
        "earlier": earlier_of(known, past, moment),
        "felt": felt_of(subject, moment),
        "counted": counted_of(past, moment),
        "lock": locks.standing(subject),
        "emergencies": emergencies_of(subject),
        "age": f"{age:g}" if isinstance(age, int | float) else "",
        "age_unsaid": unsaid,
        "age_known": known.age is not None,
        "age_error": age_error,
        "doctor_error": doctor_error,
        "call": here_for(request),
        "chosen": profile_of(request.user).country,
        "countries": load_countries().values(),
        "today_iso": moment.local_date.isoformat(),
        "unreviewed": words.UNREVIEWED,
        "next": request.get_full_path(),
    }
    return render(request, "today/safety.html", context, status=UNPROCESSABLE if age_error or doctor_error else 200)


@require_POST
def set_age(request: PersonRequest) -> HttpResponse:
    """Put the age right. What depends on it is asked again."""
    subject = get_subject_for(request.user, request.POST)
    try:
        age = asking.read_age(request.POST)
    except asking.MisfitError as error:
        return _safety(request, subject, age_error=str(error))
    with transaction.atomic():
        before = remembered(subject)
        asked_on = {page: day for page, day in before.asked_on.items() if page not in interview.ASKED_AGAIN}
        changed = age != age_on(before, request.moment.local_date)
        if changed:
            after = replace(before, age=age, age_on=request.moment.local_date, asked_on=asked_on, doctor_said_yes={})
            keep(subject, after)
    leave_toast(request, "Kept. The next check asks what belongs to this age." if changed else "It stays as it was.")
    return redirect(safety_address(subject))


@require_POST
def set_country(request: PersonRequest) -> HttpResponse:
    subject = get_subject_for(request.user, request.POST)
    keep_country(request.user, request.POST.get("country", ""))
    return redirect(emergency_address(subject) if locks.standing(subject) else safety_address(subject))


@require_POST
def doctor_said_yes(request: PersonRequest) -> HttpResponse:
    """Record it; on the page of a plan or a verdict, what it opens is put together at once."""
    subject, rule = get_subject_for(request.user, request.POST), request.POST.get("rule", "")
    try:
        said_on = date.fromisoformat(request.POST.get("said_on", ""))
    except ValueError:
        return _safety(request, subject, doctor_error="On which day did the doctor say so?")
    try:
        with transaction.atomic():
            before = remembered(subject)
            keep(subject, interview.doctor_allows(before, rule, said_on, request.moment.local_date))
    except NotKnownError as error:
        raise BadRequest(str(error)) from None
    except ValueError as error:
        return _safety(request, subject, doctor_error=str(error))
    leave_toast(request, f"Noted: a doctor has said yes to “{load_rules().by_id[rule].name}”.")
    if "check_in" not in request.POST:
        return redirect(safety_address(subject))
    return _once_more(request, subject, request.POST["check_in"])


def _once_more(request: PersonRequest, subject: Person, check_in: str) -> HttpResponse:
    try:
        found = get_check_in_for(request.user, UUID(check_in))
    except ValueError:
        raise BadRequest("No check has this name.") from None
    if found.owner_id != subject.id:
        raise BadRequest("This check is another person’s.")
    if locks.standing(subject):
        return to_emergency(subject)
    with transaction.atomic():
        again = checking.start_again(found, request.moment)
        try:
            finished = checking.finish(again, request.moment)
        except StillOpenError:
            return redirect("check", again.id)
    return onward(again, finished)


@require_POST
def doctor_not_yes(request: PersonRequest) -> HttpResponse:
    """Take a recorded yes back."""
    subject, rule = get_subject_for(request.user, request.POST), request.POST.get("rule", "")
    with transaction.atomic():
        before = remembered(subject)
        kept = {name: day for name, day in before.doctor_said_yes.items() if name != rule}
        keep(subject, replace(before, doctor_said_yes=kept))
    leave_toast(request, "Taken back.")
    return redirect(safety_address(subject))


@require_POST
def settle_felt(request: PersonRequest, felt: UUID) -> HttpResponse:
    """A doctor has agreed, or it was a mistake: nothing follows from it any more. It stays in the records."""
    found = get_felt_for(request.user, felt)
    by = request.POST.get("by", "")
    if by not in ("doctor", "mistake"):
        raise BadRequest("By a doctor, or as a mistake.")
    settle(found, by, request.moment)
    leave_toast(request, "Kept. It holds no longer." if by == "doctor" else "Taken back.")
    return redirect(safety_address(found.owner))
