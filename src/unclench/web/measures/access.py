"""Whose measurement it is. Somebody else's is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.measures.models import Taking


def get_taking_for(person: Person, taking: UUID) -> Taking:
    """One of this person's; Http404 for a deleted one and any other."""
    return get_object_or_404(Taking.of(person), id=taking)


def get_any_taking_for(person: Person, taking: UUID) -> Taking:
    """As above, and also a deleted one that can still be brought back."""
    return get_object_or_404(Taking.objects.filter(owner=person), id=taking)
