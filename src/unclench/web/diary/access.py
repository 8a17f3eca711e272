"""Whose headache it is. Somebody else's is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode


def get_episode_for(person: Person, episode: UUID) -> Episode:
    """This person's headache; Http404 for a deleted one and any other."""
    return _owned(get_object_or_404(Episode.of(person).select_related("check_in"), id=episode), person)


def get_any_episode_for(person: Person, episode: UUID) -> Episode:
    """As above, and also a deleted one that can still be brought back."""
    return _owned(
        get_object_or_404(Episode.objects.filter(owner=person).select_related("check_in"), id=episode), person
    )


def _owned(episode: Episode, person: Person) -> Episode:
    """Its owner is known already and need not be read again."""
    episode.owner = person
    if episode.check_in is not None:
        episode.check_in.owner = person
    return episode
