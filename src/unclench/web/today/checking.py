"""One way through the safety questions: begun with a request, told page by page, finished with answers and a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.db.models import Q

from unclench.atlas import load_atlas
from unclench.composer.types import NotClearedError, NothingFitsError, RefusedError, Request
from unclench.plain import from_plain, to_plain, whole_from_plain
from unclench.safety import interview, screen
from unclench.safety.agreement import Agreement
from unclench.safety.interview import PAGES, PageId, Remembered, StillOpenError, Told, age_on
from unclench.safety.past import Past
from unclench.safety.types import Answers, Clearance
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan, Play
from unclench.web.sessions.past import past_of
from unclench.web.sessions.rising import look_at_diary
from unclench.web.today import locks
from unclench.web.today.agreeing import GiverFacts
from unclench.web.today.models import CheckIn
from unclench.web.today.remembering import keep, keep_agreed, remembered

PageName = PageId | Literal["agree", "giver"]
"""With the two pages beside the questions: first the receiver's, last the giver's."""
PAGE_NAMES: tuple[PageName, ...] = ("agree", *PAGES, "giver")
ADULT = 18

GOOD_FOR = timedelta(hours=2)
"""So long after it was begun, what was told of this moment is asked again."""

UNDER_WAY_MS = 60_000
"""A session left sooner has shown nothing of how its hands are borne."""


@dataclass(frozen=True, slots=True)
class Finished:
    """All is said. Without a plan: `message` says why, where neither an emergency nor a crisis does."""

    clearance: Clearance
    plan: Plan | None = None
    message: str = ""


def start(person: Person, moment: Moment, request: Request, *, something_new: bool = False) -> CheckIn:
    with transaction.atomic():
        check_in = CheckIn.made(person, moment, request=to_plain(request), something_new=something_new)
        check_in.save()
        if something_new:
            ask_anew(person)
    return check_in


def ask_anew(person: Person) -> None:
    """Something is new: what may have changed stays due until it is told, on this way through or on another."""
    before = remembered(person)
    asked_on = {page: day for page, day in before.asked_on.items() if page not in interview.ASKED_AGAIN}
    keep(person, replace(before, asked_on=asked_on))


def start_again(check_in: CheckIn, moment: Moment, *, request: Request | None = None) -> CheckIn:
    """A new one of the same request, or of another; what was told a short while ago is kept."""
    good = is_good(check_in, moment)
    told = check_in.told if good else []
    # What was agreed to is for one session, and for these hands.
    wanted = check_in.request if request is None else to_plain(request)
    same = good and wanted["giver"] == check_in.request.get("giver") and not is_used_up(check_in)
    with transaction.atomic():
        again = CheckIn.made(
            check_in.owner,
            moment,
            request=wanted,
            told=told,
            agreement=check_in.agreement if same else None,
            giver=check_in.giver if same else None,
            something_new=check_in.something_new,
        )
        again.save()
    return again


def is_good(check_in: CheckIn, moment: Moment) -> bool:
    """Whether what was told on it is still of this moment, and of this day."""
    return check_in.local_date == moment.local_date and is_of_now(check_in, moment)


def is_of_now(check_in: CheckIn, moment: Moment) -> bool:
    """Whether the list was answered a short while ago."""
    return timedelta(0) <= moment.at - check_in.at < GOOD_FOR


def request_of(check_in: CheckIn) -> Request:
    return from_plain(Request, check_in.request)


def told_of(check_in: CheckIn) -> tuple[Told, ...]:
    """What each page brought, in the order of asking."""
    told = from_plain(tuple[Told, ...], check_in.told)
    return tuple(sorted(told, key=lambda entry: PAGES.index(entry.page)))


def answers_of(check_in: CheckIn) -> Answers:
    """Raises ValueError while questions are open."""
    if check_in.answers is None:
        raise ValueError("questions are still open")
    return whole_from_plain(Answers, check_in.answers)


def clearance_of(check_in: CheckIn, moment: Moment, apart_from: Play | None = None) -> Clearance:
    """With what earlier sessions leave (but for one that plays now). Raises ValueError while questions are open."""
    past = past_of(check_in.owner, moment, apart_from)
    return _screened(answers_of(check_in), request_of(check_in), moment, past)


def has_others_hands(check_in: CheckIn) -> bool:
    """Whether hands are wanted that are not the receiver's own."""
    request = request_of(check_in)
    return request.giver != "self" and not request.mind_only


def wants_oil(check_in: CheckIn) -> bool:
    request = request_of(check_in)
    return request.oil is not None and not request.mind_only


def is_minor(check_in: CheckIn, moment: Moment, before: Remembered | None = None) -> bool:
    """Whether the receiver is known to be under 18, or may be."""
    known = _with(remembered(check_in.owner) if before is None else before, told_of(check_in), moment)
    age = age_on(known, moment.local_date)
    return age == "unsure" or (isinstance(age, int | float) and age < ADULT)


def is_used_up(check_in: CheckIn) -> bool:
    """Whether a session with other hands has been given on what was agreed here. One that was left by a slip may be
    gone on with.
    """
    ended = Play.objects.filter(plan__check_in=check_in, deleted_at=None).exclude(ending="")
    left = Q(ending="stopped", stop_reason="", rated_at=None)
    return has_others_hands(check_in) and ended.exclude(left).exists()


def agree(check_in: CheckIn, agreement: Agreement) -> None:
    """What the receiver allows these hands in this session; offered again the next time, and asked again."""
    check_in.agreement = to_plain(agreement)
    with transaction.atomic():
        check_in.save(update_fields=["agreement"])
        keep_agreed(check_in.owner, agreement)


def tell_giver(check_in: CheckIn, facts: GiverFacts) -> None:
    """What is so with the hands that give, and who is with a child. Kept with this check alone."""
    check_in.giver = dict(facts)
    with transaction.atomic():
        check_in.save(update_fields=["giver"])


def told_pages(check_in: CheckIn) -> frozenset[PageName]:
    beside: tuple[tuple[PageName, object], ...] = (("agree", check_in.agreement), ("giver", check_in.giver))
    return frozenset([entry.page for entry in told_of(check_in)]) | {name for name, said in beside if said is not None}


def due(check_in: CheckIn, moment: Moment, before: Remembered | None = None) -> tuple[PageName, ...]:
    """Every page of this check-in, told or still to be told, in the order of asking. More may follow from an answer."""
    others = has_others_hands(check_in)
    asked = _asked(check_in, moment, before)
    by_giver = others or is_minor(check_in, moment, before)
    return (*(("agree",) if others else ()), *asked, *(("giver",) if by_giver else ()))


def _asked(check_in: CheckIn, moment: Moment, before: Remembered | None) -> tuple[PageId, ...]:
    told = told_of(check_in)
    known = _with(remembered(check_in.owner) if before is None else before, told, moment)
    pages = {entry.page for entry in told}
    asks_oil = _asks_oil(check_in, known, moment)
    new = check_in.something_new
    pages.update(interview.due(known, today=moment.local_date, now=moment.local, something_new=new, oil=asks_oil))
    return tuple(page for page in PAGES if page in pages)


def _asks_oil(check_in: CheckIn, known: Remembered, moment: Moment) -> bool:
    """Whether an oil is wished that nothing known so far keeps out: else a question about it changes nothing."""
    from unclench.composer.limits import Limits

    request = request_of(check_in)
    if request.oil is None or not wants_oil(check_in):
        return False
    said = interview.lasting(known, moment.local)
    if request.oil != interview.PLAIN_OIL:
        said = replace(said, facts={**said.facts, request.oil: "yes"})
    clearance = _screened(said, request, moment, Past())
    return Limits(request, clearance, load_atlas()).oil is not None


def known_before(check_in: CheckIn, page: PageId, moment: Moment, before: Remembered) -> Remembered:
    """What is remembered together with what the pages before this one have brought."""
    earlier = PAGES[: PAGES.index(page)]
    before = interview.as_of(before, moment.local)
    return _with(before, (entry for entry in told_of(check_in) if entry.page in earlier), moment)


def tell(check_in: CheckIn, told: Told, moment: Moment) -> None:
    """Take what a page brought; a page told again replaces what it told before. What lasts is kept at once, so that
    whoever breaks off has not said it in vain. Raises ValueError for what the page does not ask.
    """
    today = moment.local_date
    interview.remember(Remembered(), told, today)
    told = replace(told, something_new=False)
    before = {entry.page: entry for entry in told_of(check_in)}
    if told.page != "where" and before.get(told.page) not in (None, told):
        # What is named may have changed, so where it is has to be asked again.
        before.pop("where", None)
        if told.page == "about":
            # Other lines open other questions on these pages.
            before = {page: entry for page, entry in before.items() if page not in interview.BEHIND}
    before[told.page] = told
    check_in.told = [to_plain(entry) for entry in before.values()]
    with transaction.atomic():
        check_in.save(update_fields=["told"])
        if told.page != "emergency":
            keep(check_in.owner, interview.remember(remembered(check_in.owner), told, today, now=moment.local))


def finish(check_in: CheckIn, moment: Moment) -> Finished:
    """Once all is said: the verdict, a lock if it is an emergency, else the plan.

    Raises interview.StillOpenError while pages are open.
    """
    person = check_in.owner
    before = remembered(person)
    _drop_overtaken(check_in, before, moment)
    told = [
        replace(entry, something_new=check_in.something_new) if entry.page == "emergency" else entry
        for entry in told_of(check_in)
    ]
    known = _with(before, told, moment)
    answers = interview.answers(
        before,
        told,
        today=moment.local_date,
        now=moment.local,
        first_session=is_first(person),
        oil=(request_of(check_in).oil or "") if wants_oil(check_in) else "",
        oil_asked=_asks_oil(check_in, known, moment),
    )
    answers = _with_giver(check_in, answers)
    if set(due(check_in, moment, before)) - told_pages(check_in):
        # What the receiver agrees to, or the giver says; an emergency waits for neither.
        said = _screened(answers, request_of(check_in), moment, past_of(person, moment))
        if said.verdict != "emergency" and not said.crisis:
            raise StillOpenError(())
    with transaction.atomic():
        keep(person, known)
        clearance = settle(check_in, answers, moment)
        return plan_of(check_in, clearance, moment)


def _with_giver(check_in: CheckIn, answers: Answers) -> Answers:
    """With what was agreed to and said of the giver on this very check, and on no other."""
    facts: GiverFacts = check_in.giver or {}
    if check_in.agreement is None or not has_others_hands(check_in):
        return replace(answers, facts={**answers.facts, **facts})
    agreement = from_plain(Agreement, check_in.agreement)
    return replace(
        answers,
        facts={**answers.facts, **facts},
        agreed=agreement.areas,
        stop_word=agreement.stop_word,
    )


def _drop_overtaken(check_in: CheckIn, before: Remembered, moment: Moment) -> None:
    """A page that says otherwise than what another way through, or a taking back, has left since no longer counts:
    what is remembered does, and the page is asked again if it is due.
    """
    told = told_of(check_in)
    standing = [entry for entry in told if entry.page == "emergency" or _agrees(before, entry, moment)]
    if len(standing) < len(told):
        check_in.told = [to_plain(entry) for entry in standing]
        with transaction.atomic():
            check_in.save(update_fields=["told"])


def _agrees(before: Remembered, entry: Told, moment: Moment) -> bool:
    after = interview.remember(before, entry, moment.local_date, now=moment.local)
    if entry.page == "where":
        return after.areas_of == before.areas_of and after.happened == before.happened
    return (after.conditions.keys(), after.signs.keys(), after.age) == (
        before.conditions.keys(),
        before.signs.keys(),
        before.age,
    )


def settle(check_in: CheckIn, answers: Answers, moment: Moment) -> Clearance:
    """Keep the answers and what the rules say to them. An emergency locks."""
    look_at_diary(check_in.owner, moment)
    clearance = _screened(answers, request_of(check_in), moment, past_of(check_in.owner, moment))
    with transaction.atomic():
        check_in.answers = to_plain(answers)
        check_in.verdict = clearance.verdict
        check_in.rule_set = clearance.rule_set
        check_in.save(update_fields=["answers", "verdict", "rule_set"])
        if clearance.verdict == "emergency":
            named = [finding.rule for finding in clearance.findings if finding.urgency == "emergency_now"]
            locks.lock(check_in.owner, named, moment, check_in)
    return clearance


def plan_of(check_in: CheckIn, clearance: Clearance, moment: Moment) -> Finished:
    """The plan for a check-in that is settled, or why there is none."""
    from unclench.web.sessions.planning import make_plan  # it reads answers through this module

    if clearance.verdict == "emergency" or clearance.crisis:
        return Finished(clearance)
    try:
        return Finished(clearance, make_plan(check_in, request_of(check_in), moment))
    except (NotClearedError, NothingFitsError, RefusedError) as error:
        return Finished(clearance, message=str(error))


def why_no_plan(check_in: CheckIn, clearance: Clearance) -> str:
    """Why the rules and the wishes leave no session. Empty if they would leave one."""
    from unclench.web.sessions.planning import composed  # it reads answers through this module

    try:
        composed(check_in, request_of(check_in), clearance)
    except (NotClearedError, NothingFitsError) as error:
        return str(error)
    except RefusedError:
        return "The independent checker refused this plan, so it is not shown."
    return ""


def mind_only(request: Request) -> Request:
    """The same without hands."""
    return replace(
        request, giver="self", mind_only=True, hands_only=False, position=None, place=None, wanted=(), oil=None
    )


def is_first(person: Person) -> bool:
    """Whether hands were never at work: none played to its end, or stopped once it was well under way."""
    worked = Q(ending="finished") | Q(ending="stopped", position_ms__gte=UNDER_WAY_MS)
    return not Play.of(person).filter(worked, plan__session__hands_on_s__gt=0).exists()


def _screened(answers: Answers, request: Request, moment: Moment, past: Past) -> Clearance:
    return screen(answers, giver=request.giver, complaints=request.complaints, now=moment.local, past=past)


def _with(before: Remembered, told: Iterable[Told], moment: Moment) -> Remembered:
    for entry in told:
        before = interview.remember(before, entry, moment.local_date, now=moment.local)
    return before
