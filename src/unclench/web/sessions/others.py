"""What may be done instead of each step of a plan: found once, told to the player, and made to sound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from unclench.atlas import load_atlas
from unclench.composer.types import Session
from unclench.web.moment import Moment
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan, Play
from unclench.web.sessions.sound import DENSITIES, Voice
from unclench.web.today.checking import clearance_of

if TYPE_CHECKING:
    from unclench.guide.others import Other
    from unclench.guide.types import Score

_REMEMBERED = 20


class _Asked:
    """A plan, known by its id: it never changes, so neither does this."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.id: UUID = plan.id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


def others_of(plan: Plan) -> Mapping[str, Session]:
    """By step, the session with something else there: by the answers that the plan was made on."""
    return _others_of(_Asked(plan))


@lru_cache(maxsize=_REMEMBERED)
def _others_of(asked: _Asked) -> Mapping[str, Session]:
    from unclench.guide.others import sessions_with

    plan = asked.plan
    clearance = clearance_of(plan.check_in, plan.check_in.lived)
    return sessions_with(planning.session_of(plan), clearance, load_atlas())


def offered(play: Play, moment: Moment) -> Mapping[str, Other]:
    """What is shown of each, as far as it is still allowed by what holds at this moment. Nothing once one was taken:
    what goes together was worked out for the session as it began.
    """
    from unclench.composer.check import check
    from unclench.guide.others import shown

    plan = play.plan
    if play.events.filter(kind="swapped").exists():
        return {}
    clearance = clearance_of(plan.check_in, moment, play)
    density = planning.usual_density(plan, planning.session_of(plan))
    heard = planning.heard_by(plan)
    return {
        step: shown(session, step, density, clearance, load_atlas(), heard=heard)
        for step, session in others_of(plan).items()
        if not check(session, clearance, load_atlas())
    }


def score_of_other(plan: Plan, step: str, voice: Voice) -> Score | None:
    """What is heard of it; None where there is nothing else."""
    from unclench.guide.others import score_of_step
    from unclench.guide.score import score

    session = others_of(plan).get(step)
    if session is None:
        return None
    density = DENSITIES[voice] or planning.usual_density(plan, session)
    return score_of_step(score(session, density=density, atlas=load_atlas(), heard=planning.heard_by(plan)), step)
