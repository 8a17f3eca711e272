"""Whose headache it is. Somebody else's is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.diary.models import DayMark, Dose, Episode, EpisodeEvent, Medicine


def get_episode_for(person: Person, episode: UUID) -> Episode:
    """This person's headache; Http404 for a deleted one and any other."""
    return _owned(get_object_or_404(Episode.of(person).select_related("check_in"), id=episode), person)


def get_any_episode_for(person: Person, episode: UUID) -> Episode:
    """As above, and also a deleted one that can still be brought back."""
    return _owned(
        get_object_or_404(Episode.objects.filter(owner=person).select_related("check_in"), id=episode), person
    )


def get_any_event_for(person: Person, event: UUID) -> EpisodeEvent:
    """Something that was told of one of this person's headaches, taken back or not; else Http404."""
    found = EpisodeEvent.objects.filter(owner=person, episode__owner=person, episode__deleted_at=None)
    return get_object_or_404(found.select_related("episode", "instead_of"), id=event)


def get_any_dose_for(person: Person, dose: UUID) -> Dose:
    return get_object_or_404(Dose.objects.filter(owner=person).select_related("episode"), id=dose)


def get_any_mark_for(person: Person, mark: UUID) -> DayMark:
    return get_object_or_404(DayMark.objects.filter(owner=person), id=mark)


def get_medicine_for(person: Person, medicine: UUID) -> Medicine:
    return get_object_or_404(Medicine.of(person), id=medicine)


def get_any_medicine_for(person: Person, medicine: UUID) -> Medicine:
    return get_object_or_404(Medicine.objects.filter(owner=person), id=medicine)


def _owned(episode: Episode, person: Person) -> Episode:
    """Its owner is known already and need not be read again."""
    episode.owner = person
    if episode.check_in is not None:
        episode.check_in.owner = person
    return episode
