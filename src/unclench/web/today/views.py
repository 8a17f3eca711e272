"""Today, the safety questions, a standing emergency, and what this is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.atlas import load_atlas
from unclench.atlas.types import ComplaintId
from unclench.composer.types import Pain, Request
from unclench.guide.stop import stop_reasons
from unclench.names import NotKnownError
from unclench.plain import from_plain
from unclench.safety import load_rules, words
from unclench.safety.agreement import Agreement
from unclench.safety.helplines import load_countries
from unclench.safety.interview import PageId, Remembered, StillOpenError
from unclench.settings import data_folder
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import CalledError, add, get_receiver_for, get_subject_for, receivers_of
from unclench.web.diary.models import Episode
from unclench.web.figures.looks import build_of
from unclench.web.moment import Moment
from unclench.web.requests import UNPROCESSABLE
from unclench.web.sessions import playing
from unclench.web.sessions.models import Plan, Play
from unclench.web.toasts import leave_toast
from unclench.web.today import agreeing, asking, asking_when, checking, locks, wishes
from unclench.web.today.access import get_check_in_for
from unclench.web.today.checking import PAGE_NAMES, PageName
from unclench.web.today.finding_lines import finding_lines
from unclench.web.today.forgetting import Forgotten, forget_now, forgotten_from, remember_now
from unclench.web.today.help import here_for
from unclench.web.today.models import CheckIn
from unclench.web.today.offers import offer, summary
from unclench.web.today.onward import emergency_address, onward, safety_address, to_emergency
from unclench.web.today.painmap import said_without_numbers, views
from unclench.web.today.remembering import keep_wishes, last_agreed, last_wishes, profile_of, remembered, wishes_in
from unclench.web.today.wishes import GIVER_NAMES
from unclench.wording import capital

LEVELS = tuple(map(str, range(wishes.HIGHEST + 1)))
FORGOTTEN = "forgotten"
USED_LATELY = 50
"""So many check-ins decide which complaints are the person's own."""


# ── Today ──


@require_GET
@gzip_page  # the drawings of the pain map are most of it
def today(request: PersonRequest) -> HttpResponse:
    return _today(request, None, {})


@require_POST
def ask(request: PersonRequest) -> HttpResponse:
    known = {str(one.id): one for one in receivers_of(request.user)}
    form = wishes.read_form(request.POST, load_atlas(), known)
    subject = known.get(wishes.receiver_of(form), request.user)
    if wishes.receiver_of(form) != wishes.SOMEBODY_NEW and locks.standing(subject):
        return to_emergency(subject)
    if "same_places" in request.POST:
        return _today(request, _with_places_of_last_time(subject, form), {})
    errors = wishes.errors_of(form)
    if errors:
        return _today(request, form, errors)
    with transaction.atomic():
        if wishes.receiver_of(form) == wishes.SOMEBODY_NEW:
            try:
                subject = add(request.user, form.called)
            except CalledError as error:
                return _today(request, form, {"receiver": str(error)})
        _welcome(request)
        return _begin(request, subject, wishes.request_of(form))


@require_POST
def again(request: PersonRequest) -> HttpResponse:
    """What was wanted last time, once more, for whom it was."""
    subject = get_subject_for(request.user, request.POST)
    if locks.standing(subject):
        return to_emergency(subject)
    wanted = last_wishes(subject)
    if wanted is None:
        return redirect("today")
    return _begin(request, subject, wanted)


def _begin(request: PersonRequest, subject: Person, wanted: Request) -> HttpResponse:
    with transaction.atomic():
        keep_wishes(subject, wanted)
        check_in = checking.start(subject, request.moment, wanted)
    return redirect("check", check_in.id)


def _welcome(request: PersonRequest) -> None:
    """Who goes on has seen the first words."""
    if request.user.welcomed_at is None:
        request.user.welcomed_at = request.moment.at
        request.user.save(update_fields=["welcomed_at"])


def _with_places_of_last_time(person: Person, form: wishes.Form) -> wishes.Form:
    """What stands in the form already stays; numbers are of one day, so none come along."""
    before = dict.fromkeys(wishes.spots_in(_lately(person).pains), wishes.HURTS)
    return replace(form, spots={**before, **form.spots})


def _today(request: PersonRequest, form: wishes.Form | None, errors: dict[wishes.FieldName, str]) -> HttpResponse:
    """The page; with a form that has errors as it was typed."""
    person, day = request.user, request.moment.local_date
    receivers = tuple(receivers_of(person))
    subject = _last_subject(person) if receivers else person
    last = wishes_in(profile_of(subject))
    lately = _lately(subject)
    usual = wishes.form_of(last, "" if subject == person else str(subject.id))
    offered = offer(form or usual, errors, lately.complaints, load_atlas(), receivers)
    standing = locks.standing_of((person, *receivers))
    attack = Episode.of(person).filter(ended_at=None).first()
    asked_about = playing.asked_about(person, day)
    context = {
        "here": "today",
        "lock": person.id in standing,
        "locked": [(one, emergency_address(one)) for one in receivers if one.id in standing],
        "subject": subject,
        "again_locked": subject.id in standing,
        "attack": attack,
        "attack_clock": attack.lived.clock if attack else None,
        "asked_about": asked_about,
        "asked_since": _asked_since(request, asked_about, receivers),
        "again": summary(last, called=subject.called) if last and not errors else "",
        "offer": offered,
        "views": views(build_of(person)),
        "last_places": "" if offered.said else said_without_numbers(lately.pains, load_atlas()),
        "unreviewed_inside": words.UNREVIEWED[0].lower() + words.UNREVIEWED[1:].rstrip("."),
        "now_date": day,
        "levels": LEVELS,
    }
    return render(request, "today/today.html", context, status=UNPROCESSABLE if errors else 200)


def _asked_since(request: PersonRequest, asked_about: Play | None, receivers: tuple[Person, ...]) -> tuple[Play, ...]:
    """Of nerve signs each is asked once: who is asked about a session of theirs is asked there."""
    if asked_about and not receivers:
        return ()
    found = playing.asked_since(request.user, request.moment)
    return tuple(play for play in found if not asked_about or play.owner_id != asked_about.owner_id)


def _last_subject(person: Person) -> Person:
    """For whom the last session was asked."""
    latest = CheckIn.kept_by(person).first()
    return person if latest is None else latest.owner


@dataclass(frozen=True, slots=True)
class _Lately:
    """What was asked for in the last check-ins: every complaint, and where it hurt the last time."""

    complaints: tuple[ComplaintId, ...]
    pains: tuple[Pain, ...]


def _lately(person: Person) -> _Lately:
    found = CheckIn.of(person).exclude(verdict="").values_list("request__complaints", "request__pains")
    requests = list(found[:USED_LATELY])
    return _Lately(
        complaints=tuple(name for complaints, _ in requests for name in complaints or ()),
        pains=tuple(from_plain(Pain, pain) for pain in requests[0][1] or ()) if requests else (),
    )


# ── The check ──


@require_http_methods(["GET", "POST"])
def check(request: PersonRequest, check_in: UUID) -> HttpResponse:
    """One page of questions. `page` says which; without it, the first that is open, or what came of it."""
    found = get_check_in_for(request.user, check_in)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if request.method == "POST":
        return _told(request, found)
    page = _page_named(request.GET.get("page", ""))
    if found.verdict and page is None:
        return _outcome(request, found)
    return _ask_page(request, found, page)


@require_POST
def something_new(request: PersonRequest, check_in: UUID) -> HttpResponse:
    """Everything but the age is asked again. What is ticked on the way is not lost."""
    found = get_check_in_for(request.user, check_in)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    with transaction.atomic():
        if found.verdict or not checking.is_good(found, request.moment):
            found = checking.start(found.owner, request.moment, checking.request_of(found), something_new=True)
        else:
            found.something_new = True
            found.save(update_fields=["something_new"])
            checking.ask_anew(found.owner)
    if any(request.POST.getlist(name) for name in ("yes", "unsure", "detail")):
        return _told(request, found)
    return redirect("check", found.id)


def _told(request: PersonRequest, found: CheckIn) -> HttpResponse:
    """Take what a page brought, and go on to the next one, or to what comes of it."""
    if "instead" in request.POST:
        return _without_hands(request, found)
    page = _page_named(request.POST.get("page", "emergency"))
    if page == "agree" or page == "giver":
        return _told_beside(request, found, page)
    if page is None:
        raise BadRequest("No page of questions has this name.")
    if request.POST.get("answer") == "plainer":
        return _ask_page(request, found, page, plain=True)
    try:
        told = asking.read_told(page, request.POST, request.moment, _known_before(request, found, page))
    except asking.MisfitError as error:
        return _ask_page(request, found, page, error)
    with transaction.atomic():
        if found.verdict and told in checking.told_of(found):
            return redirect("check", found.id)  # sent twice
        if found.verdict or not checking.is_good(found, request.moment):
            found = checking.start_again(found, request.moment)
        checking.tell(found, told, request.moment)
        try:
            finished = checking.finish(found, request.moment)
        except StillOpenError:
            return _to_page(found, _next_open(found, request.moment))
    return onward(found, finished)


def _told_beside(request: PersonRequest, found: CheckIn, page: Literal["agree", "giver"]) -> HttpResponse:
    """What the receiver agrees to, or what is so with the giver."""
    others, minor = checking.has_others_hands(found), checking.is_minor(found, request.moment)
    if page not in checking.due(found, request.moment):
        raise BadRequest("This check does not ask that.")
    try:
        agreement = agreeing.read_agreement(request.POST) if page == "agree" else None
        facts = (
            agreeing.read_giver(request.POST, others_hands=others, minor=minor, oil=checking.wants_oil(found))
            if page == "giver"
            else {}
        )
    except asking.MisfitError as error:
        return _ask_page(request, found, page, error)
    with transaction.atomic():
        if found.verdict or not checking.is_good(found, request.moment):
            found = checking.start_again(found, request.moment)
        if agreement is not None:
            checking.agree(found, agreement)
        else:
            checking.tell_giver(found, facts)
        try:
            finished = checking.finish(found, request.moment)
        except StillOpenError:
            return _to_page(found, _next_open(found, request.moment))
    return onward(found, finished)


def _ask_page(
    request: PersonRequest,
    found: CheckIn,
    page: PageName | None,
    error: asking.MisfitError | None = None,
    *,
    plain: bool = False,
) -> HttpResponse:
    """`plain`: the emergency list in other words, with what is ticked already."""
    moment = request.moment
    good = bool(found.verdict) or checking.is_good(found, request.moment)
    if not good:
        found.told, found.agreement, found.giver = [], None, None  # of another time; kept once something is told
    before = remembered(found.owner)
    pages = checking.due(found, moment, before)
    told = {entry.page: entry for entry in checking.told_of(found)}
    answered = checking.told_pages(found)
    open_pages = [name for name in pages if name not in answered]
    # A page further on than what has been answered is not shown: its turn comes.
    reachable = [name for name in pages if name in answered] + open_pages[:1]
    if page not in reachable:
        page = open_pages[0] if open_pages else pages[-1]
    place = pages.index(page)
    way = {"number": place + 1, "count": len(pages), "back": pages[place - 1] if place else ""}
    if page == "agree" or page == "giver":
        return _ask_beside(request, found, page, error, **way)
    known = checking.known_before(found, page, moment, before)
    as_typed = asking.as_posted(page, request.POST) if error or plain else told.get(page)
    oil = checking.request_of(found).oil or ""
    shown = asking.sheet(page, known, as_typed, moment, request.POST if error else None, oil=oil)
    something_new, _, examples = shown.page.something_new.partition(": ")
    context = {
        "here": "today",
        "check_in": found,
        **way,
        "hand_over": checking.has_others_hands(found),
        "subject": found.owner,
        "safety_address": safety_address(found.owner),
        "sheet": shown,
        "something_new": "" if found.something_new else something_new,
        "something_new_examples": capital(examples),
        "name": page,
        "error": str(error or ""),
        "plain": plain or "plain" in request.POST,
        "stills": asking_when.STILL,
        "age_error": str(error) if isinstance(error, asking.AgeError) else "",
        "told_before": bool(known.conditions or known.signs),
        "age_typed": request.POST.get("age", "") if error else shown.age,
        "age_unsaid": bool(request.POST.get("age_unsaid")) if error else shown.age_unsaid,
    }
    return render(request, "today/check.html", context, status=UNPROCESSABLE if error else 200)


def _ask_beside(
    request: PersonRequest,
    found: CheckIn,
    page: Literal["agree", "giver"],
    error: asking.MisfitError | None,
    **way: object,
) -> HttpResponse:
    posted = request.POST if error else None
    wanted, others = checking.request_of(found), checking.has_others_hands(found)
    context = {
        "here": "today",
        "check_in": found,
        "subject": found.owner,
        **way,
        "error": str(error or ""),
        "hands": GIVER_NAMES[wanted.giver],
    }
    if page == "agree":
        said = from_plain(Agreement, found.agreement) if found.agreement else last_agreed(found.owner)
        context |= {"sheet": agreeing.agree_sheet(said, posted), "again": said is not None}
    else:
        minor = checking.is_minor(found, request.moment)
        sheet = agreeing.giver_sheet(
            others_hands=others, minor=minor, oil=checking.wants_oil(found), told=found.giver, posted=posted
        )
        context |= {"sheet": sheet, "others": others}
    return render(request, f"today/{page}.html", context, status=UNPROCESSABLE if error else 200)


def _known_before(request: PersonRequest, found: CheckIn, page: PageId) -> Remembered:
    if not (found.verdict or checking.is_good(found, request.moment)):
        return remembered(found.owner)
    return checking.known_before(found, page, request.moment, remembered(found.owner))


def _next_open(found: CheckIn, moment: Moment) -> PageName:
    told = checking.told_pages(found)
    return next(page for page in checking.due(found, moment) if page not in told)


def _to_page(found: CheckIn, page: PageName) -> HttpResponse:
    """Each page has an address of its own, so that the browser's way back leads to the one before."""
    return redirect(f"{reverse('check', args=[found.id])}?page={page}")


def _page_named(text: str) -> PageName | None:
    return next((page for page in PAGE_NAMES if page == text), None)


# ── What came of it ──


def _outcome(request: PersonRequest, found: CheckIn) -> HttpResponse:
    plan = Plan.of(found.owner).filter(check_in=found).only("id").first()
    if plan is not None:
        return redirect("plan", plan.id)
    clearance = checking.clearance_of(found, request.moment)
    if clearance.crisis:
        return redirect("crisis")
    wanted = checking.request_of(found)
    context = {
        "here": "today",
        "check_in": found,
        "subject": found.owner,
        "title": summary(wanted),
        "message": checking.why_no_plan(found, clearance),
        "findings": finding_lines(clearance, request.moment.local),
        "today_iso": request.moment.local_date.isoformat(),
        "breathing": clearance.mind != "none" and not wanted.mind_only,
        "unreviewed": words.UNREVIEWED,
    }
    return render(request, "today/not_now.html", context)


def _without_hands(request: PersonRequest, found: CheckIn) -> HttpResponse:
    """The same without hands. What was told a moment ago is not asked again."""
    if request.POST["instead"] != "mind":
        raise BadRequest("This page offers nothing of this name.")
    wanted = checking.request_of(found)
    with transaction.atomic():
        again = checking.start_again(found, request.moment, request=checking.mind_only(wanted))
        try:
            finished = checking.finish(again, request.moment)
        except StillOpenError:
            return redirect("check", again.id)
        keep_wishes(found.owner, wanted)  # without hands is for today
    return redirect("check", again.id) if finished.plan is None else redirect("plan", finished.plan.id)


# ── What is remembered ──


@require_POST
def forget(request: PersonRequest) -> HttpResponse:
    """Take back one thing that is no longer true."""
    subject = get_subject_for(request.user, request.POST)
    try:
        forgotten = forget_now(subject, request.POST.get("rule", ""))
    except NotKnownError as error:
        raise BadRequest(str(error)) from None
    if forgotten is not None:
        request.session[FORGOTTEN] = {"next": _next(request), "subject": str(subject.id), **forgotten.plain()}
        leave_toast(request, f"No longer: {load_rules().by_id[forgotten.rule].name}.", reverse("remember_again"))
    return redirect(_next(request))


@require_POST
def remember_again(request: PersonRequest) -> HttpResponse:
    """Undo the last forgetting in this browser."""
    kept = request.session.pop(FORGOTTEN, None)
    forgotten: Forgotten | None = forgotten_from(kept) if kept else None
    if forgotten is None:
        return redirect("today")
    remember_now(get_receiver_for(request.user, UUID(kept["subject"])), forgotten)
    return redirect(kept["next"])


def _next(request: PersonRequest) -> str:
    """Where the person was; only ever an address of ours."""
    wanted = request.POST.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else reverse("today")


# ── Emergency ──


@require_GET
def emergency(request: PersonRequest, receiver: UUID | None = None) -> HttpResponse:
    """Of the person themself, or of a receiver."""
    subject = request.user if receiver is None else get_receiver_for(request.user, receiver)
    lock = locks.standing(subject)
    if lock is None:
        return redirect("today")
    context = {
        "subject": subject,
        "safety_address": safety_address(subject),
        "lock": locks.count(lock, request.moment),
        "named": locks.named_in(lock),
        "call": here_for(request),
        "countries": load_countries().values(),
        "may_end": locks.may_end(lock, request.moment),
        "tell_medicines": words.TELL_MEDICINES,
        "unreviewed": words.UNREVIEWED,
    }
    return render(request, "today/emergency.html", context)


@require_GET
def crisis(request: PersonRequest) -> HttpResponse:
    """For thoughts of self-harm: somebody to talk to. Nothing is asked, nothing is locked, nothing is kept."""
    call = here_for(request)
    own = call.country.crisis if call.country else None
    context = {
        "here": "today",
        "own_line": own,
        "call": call,
        "crisis_lines": () if own else words.CRISIS_LINES,
        "crisis_finder": words.CRISIS_FINDER,
    }
    return render(request, "today/crisis.html", context)


@require_POST
def mistake(request: PersonRequest) -> HttpResponse:
    """It was tapped by mistake: the whole list is asked again, and that it was is kept."""
    subject = get_subject_for(request.user, request.POST)
    lock = locks.standing(subject)
    if lock is None:
        return redirect("today")
    wanted = checking.request_of(lock.check_in) if lock.check_in else last_wishes(subject)
    with transaction.atomic():
        locks.end_as_mistake(lock, request.moment)
        if wanted is None:
            return redirect("today")
        check_in = checking.start(subject, request.moment, wanted)
    return redirect("check", check_in.id)


@require_POST
def seen(request: PersonRequest) -> HttpResponse:
    subject = get_subject_for(request.user, request.POST)
    lock = locks.standing(subject)
    if lock is None:
        return redirect("today")
    if not locks.end_as_seen(lock, request.moment):
        return to_emergency(subject)
    leave_toast(request, "Noted. Before the next session the list comes first, as always.")
    return redirect("today")


# ── What this is ──


@require_GET
def about(request: PersonRequest) -> HttpResponse:
    context = {
        "reasons": stop_reasons(),
        "call": here_for(request),
        "unreviewed": words.UNREVIEWED,
        "folder": data_folder(),
    }
    return render(request, "today/about.html", context)
