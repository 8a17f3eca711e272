"""Which records of today are whose."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from unclench.web.accounts.models import Person
from unclench.web.today.models import CheckIn


def get_check_in_for(person: Person, check_in: UUID) -> CheckIn:
    """Of this person or of a receiver they keep. Http404 for anybody else's, a deleted one, or none."""
    found = CheckIn.kept_by(person).filter(id=check_in).first()
    if found is None:
        raise Http404
    return found
