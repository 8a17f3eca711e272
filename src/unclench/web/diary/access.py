"""Whose headache it is. Somebody else's is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode


def get_episode_for(person: Person, episode: UUID) -> Episode:
    """This person's headache; Http404 for a deleted one and any other."""
    return get_object_or_404(Episode.of(person).select_related("check_in"), id=episode)


def get_any_episode_for(person: Person, episode: UUID) -> Episode:
    """As above, and also a deleted one that can still be brought back."""
    return get_object_or_404(Episode.objects.filter(owner=person).select_related("check_in"), id=episode)
