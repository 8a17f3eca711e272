"""Who may see what of this: everybody everything of their own, and the whole database only who is alone in it."""

from __future__ import annotations

from django.http import Http404

from unclench.web.accounts.models import Person
from unclench.web.yours.giving import FORMATS, Format


def is_alone(person: Person) -> bool:
    """Nobody else uses this database; receivers are their keeper's."""
    return not Person.objects.filter(keeper=None).exclude(id=person.id).exists()


def get_whole_for(person: Person) -> None:
    """Http404 unless the whole database is this person's."""
    if not is_alone(person):
        raise Http404


def get_format(form: str) -> Format:
    """Http404 where there is none of that name."""
    found = next((each for each in FORMATS if each == form), None)
    if found is None:
        raise Http404
    return found
