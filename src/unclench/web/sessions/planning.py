"""Making a plan of a check-in, changing one, and reading what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from unclench.atlas import load_atlas
from unclench.atlas.types import ComplaintId
from unclench.composer.telling import title
from unclench.composer.types import NothingFitsError, Request, Session
from unclench.plain import from_plain, to_plain
from unclench.safety.rules import load_rules
from unclench.safety.types import Clearance
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions.models import OpenedFile, Plan, Play
from unclench.web.today.checking import clearance_of, is_used_up
from unclench.web.today.models import CheckIn
from unclench.web.today.remembering import keep_wishes
from unclench.web.today.since import has_begun_since, still_stands

if TYPE_CHECKING:
    from unclench.guide.opening import Offer
    from unclench.guide.playback import Playback
    from unclench.guide.types import Density, Heard, Score

FRESH_FOR = timedelta(hours=24)
"""How long the answers behind a plan hold."""

LONGEST_TITLE = 200
ATTACK: ComplaintId = "migraine_attack"


def make_plan(
    check_in: CheckIn, request: Request, moment: Moment, *, previous: Plan | None = None, remember: bool = True
) -> Plan:
    """Compose and keep. The first plan of a check-in also becomes what is offered next time, unless not `remember`.

    Raises NothingFitsError and NotClearedError as the composer does, ValueError while questions are open.
    """
    session = _composed(check_in, request, moment)
    # A file from outside is no wish to be offered again.
    remember = remember and previous is None and not request.opened
    return _keep(check_in, session, moment, previous, remember=remember)


def keep_changed(plan: Plan, session: Session, moment: Moment) -> Plan:
    """The plan with one step exchanged while it played."""
    return _keep(plan.check_in, session, moment, plan, remember=False)


def usual_density(plan: Plan, session: Session) -> Density:
    """Few words in an attack, and for whom likes few."""
    few = ATTACK in session.request.complaints or listener_of(plan).density == "brief"
    return "brief" if few else "full"


def change_plan(plan: Plan, request: Request, moment: Moment) -> Plan | None:
    """A new plan that knows this one; None if it would be the same session again, with nothing kept or let go."""
    before = session_of(plan)
    after = _composed(plan.check_in, request, moment)
    same = (after.minutes, after.shortened) == (before.minutes, before.shortened) and _is_done_alike(before, after)
    if same and after.request.pinned == before.request.pinned:
        return None
    return _keep(plan.check_in, after, moment, plan, remember=False)


def undone(plan: Plan) -> UUID | None:
    """The change that was made from here last, if it was taken back by coming here again."""
    return Plan.of(plan.owner).filter(previous=plan).values_list("id", flat=True).first()


def session_of(plan: Plan) -> Session:
    return from_plain(Session, plan.session)


def listener_of(plan: Plan) -> Person:
    """Whose settings hold: whoever uses Unclench, also when a receiver is massaged."""
    return plan.owner.keeper or plan.owner


def score_of(plan: Plan, density: Density | None = None) -> Score:
    """As it is played: with few words in an attack or where they are wished, unless another density is asked for."""
    from unclench.guide.score import score

    session = session_of(plan)
    return score(session, density=density or usual_density(plan, session), atlas=load_atlas(), heard=heard_by(plan))


def heard_alone(plan: Plan, density: Density | None = None) -> Score:
    """As it is in a file of sound alone: after an introduction with what stands on the page otherwise."""
    from unclench.guide.introduction import heard_alone as alone

    session, ticks = session_of(plan), listener_of(plan).metronome
    return alone(session, density=density or usual_density(plan, session), atlas=load_atlas(), ticks=ticks)


def heard_by(plan: Plan) -> Heard:
    """Ticks are told of only where they are heard."""
    return "with_ticks" if listener_of(plan).metronome else "without_ticks"


def playback_of(plan: Plan, density: Density | None = None, taken_ms: Mapping[str, int] | None = None) -> Playback:
    """`taken_ms`: what steps have had beyond their length while it played."""
    from unclench.guide.playback import playback

    clearance = clearance_of(plan.check_in, plan.check_in.lived)
    atlas = load_atlas()
    return playback(session_of(plan), score_of(plan, density), clearance, atlas=atlas, taken_ms=taken_ms or {})


def is_fresh(plan: Plan, moment: Moment, playing: Play | None = None) -> bool:
    """Whether what was answered still holds: a day at most, by today's rules, nothing else said or done since, and what
    a receiver agreed to not used up by a session.

    `playing` is a play of it that goes on: what it has done itself does not count.
    """
    check_in = plan.check_in
    if not timedelta(0) <= moment.at - check_in.at < FRESH_FOR:
        return False
    if plan.session["safety"]["rule_set"] != load_rules().version:
        return False
    if is_used_up(check_in) or has_begun_since(check_in, moment) or not still_stands(check_in):
        return False
    return _is_left_open(plan, moment, playing)


def _is_left_open(plan: Plan, moment: Moment, playing: Play | None) -> bool:
    """Whether sessions played, and what was felt, since it was made leave room for it."""
    from unclench.composer.check import check

    since = Q(at__gte=plan.at) | Q(felt__at__gte=plan.at)
    others = Play.objects.filter(since, owner=plan.owner)
    if not (others if playing is None else others.exclude(id=playing.id)).exists():
        return True
    clearance = clearance_of(plan.check_in, moment, playing)
    return not check(session_of(plan), clearance, load_atlas())


def _is_done_alike(before: Session, after: Session) -> bool:
    """Step by step the same for whoever does it, though other reasons may have led to it."""
    return len(before.steps) == len(after.steps) and all(
        old == replace(new, why=old.why) for old, new in zip(before.steps, after.steps, strict=True)
    )


def composed(check_in: CheckIn, request: Request, clearance: Clearance) -> Session:
    """Composed, or what this Clearance allows of a session from a file. Raises NothingFitsError, NotClearedError."""
    if request.opened:
        from unclench.guide.opening import opened

        return opened(_offered(check_in, request), request, clearance, load_atlas())
    from unclench.composer.composing import compose

    return compose(request, clearance, atlas=load_atlas())


def _composed(check_in: CheckIn, request: Request, moment: Moment) -> Session:
    return composed(check_in, request, clearance_of(check_in, moment))


def _offered(check_in: CheckIn, request: Request) -> Offer:
    from unclench.guide.opening import Offer

    found = OpenedFile.of(check_in.owner).filter(file=request.opened).first()
    if found is None:
        raise NothingFitsError("The file of this session is not here any more. Open it again.")
    return from_plain(Offer, found.offer)


def _keep(check_in: CheckIn, session: Session, moment: Moment, previous: Plan | None, *, remember: bool) -> Plan:
    atlas = load_atlas()
    plan = Plan.made(
        check_in.owner,
        moment,
        check_in=check_in,
        previous=previous,
        changed=list(_differences(previous, session)),
        session=to_plain(session),
        title=title(session, atlas)[:LONGEST_TITLE],
        minutes=session.minutes,
    )
    with transaction.atomic():
        plan.save()
        if remember:
            keep_wishes(check_in.owner, session.request)
    return plan


def _differences(previous: Plan | None, session: Session) -> tuple[str, ...]:
    if previous is None:
        return ()
    from unclench.composer.change import difference

    return difference(session_of(previous), session, load_atlas())
