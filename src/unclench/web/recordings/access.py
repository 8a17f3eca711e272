"""Whose recording. Somebody else's, and a deleted one, is not there at all."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from unclench.web.accounts.models import Person
from unclench.web.recordings.models import Recording


def get_recording_for(person: Person, recording: UUID, *, deleted: bool = False) -> Recording:
    """Http404 for anybody else's; with `deleted`, also one that can still be brought back."""
    found = Recording.objects.filter(owner=person) if deleted else Recording.of(person)
    return get_object_or_404(found, id=recording)
