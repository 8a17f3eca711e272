"""Whose plan, whose play. Somebody else's, and a deleted one, is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Felt, Plan, Play


def get_plan_for(person: Person, plan: UUID) -> Plan:
    """A plan of this person, or of a receiver they keep, with its check-in; Http404 for any other."""
    found = get_object_or_404(
        Plan.kept_by(person).select_related("owner__keeper", "check_in"),
        id=plan,
        check_in__owner=F("owner"),
        check_in__deleted_at=None,
    )
    return _owned(found, found.owner)


def get_play_for(person: Person, play: UUID) -> Play:
    """A play of this person, or of a receiver they keep, with its plan and check-in; Http404 for any other."""
    found = get_object_or_404(
        Play.kept_by(person).select_related("owner__keeper", "plan__check_in"),
        id=play,
        plan__owner=F("owner"),
        plan__deleted_at=None,
    )
    _owned(found.plan, found.owner)
    return found


def get_felt_for(person: Person, felt: UUID) -> Felt:
    """What this person felt, or a receiver they keep; Http404 for anybody else's."""
    return get_object_or_404(Felt.kept_by(person), id=felt)


def _owned(plan: Plan, person: Person) -> Plan:
    """Its owner is known already and need not be read again."""
    plan.owner = plan.check_in.owner = person
    return plan
