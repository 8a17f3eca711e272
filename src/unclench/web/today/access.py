"""Which records of today are whose."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from unclench.web.accounts.models import Person
from unclench.web.today.models import CheckIn


def get_check_in_for(person: Person, check_in: UUID) -> CheckIn:
    """Raises Http404 for one that is somebody else's, deleted, or not there."""
    found = CheckIn.of(person).filter(id=check_in).first()
    if found is None:
        raise Http404
    return found
