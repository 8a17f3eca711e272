"""Whose plan, whose play. Somebody else's, and a deleted one, is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Felt, Plan, Play


def get_plan_for(person: Person, plan: UUID) -> Plan:
    """This person's plan with its check-in; Http404 for any other."""
    found = get_object_or_404(
        Plan.of(person).select_related("check_in"), id=plan, check_in__owner=person, check_in__deleted_at=None
    )
    return _owned(found, person)


def get_play_for(person: Person, play: UUID) -> Play:
    """This person's play with its plan and check-in; Http404 for any other."""
    found = get_object_or_404(
        Play.of(person).select_related("plan__check_in"), id=play, plan__owner=person, plan__deleted_at=None
    )
    found.owner = person
    _owned(found.plan, person)
    return found


def get_felt_for(person: Person, felt: UUID) -> Felt:
    """What this person felt; Http404 for anybody else's."""
    return get_object_or_404(Felt.of(person), id=felt)


def _owned(plan: Plan, person: Person) -> Plan:
    """Its owner is known already and need not be read again."""
    plan.owner = plan.check_in.owner = person
    return plan
