"""Those who are massaged, besides the person who uses Unclench: added, renamed, removed, brought back."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from unclench.web.accounts.calling import NO_NAME
from unclench.web.accounts.models import LONGEST_CALLED, Person

MOST_RECEIVERS = 200


class CalledError(ValueError):
    """This name will not do; the message is for the person who typed it."""


def receivers_of(person: Person) -> QuerySet[Person]:
    """By name, without those removed."""
    return Person.objects.filter(keeper=person, removed_at=None).order_by("called", "id")


def everybody(person: Person) -> tuple[Person, ...]:
    """The person, and those they keep."""
    return (person, *receivers_of(person))


def get_receiver_for(person: Person, receiver: UUID) -> Person:
    """The person themself, or one of the receivers they keep; Http404 for anybody else."""
    return person if receiver == person.id else get_object_or_404(receivers_of(person), id=receiver)


def get_subject_for(person: Person, posted: QueryDict) -> Person:
    """Whom a form is about: each form about a receiver says so. Http404 where it names somebody they do not keep."""
    if "subject" not in posted:
        return person
    try:
        return get_receiver_for(person, UUID(posted.get("subject", "")))
    except ValueError:
        raise Http404 from None


def get_any_receiver_for(person: Person, receiver: UUID) -> Person:
    """A receiver they keep, also one that is removed and can still be brought back; Http404 for anybody else."""
    return get_object_or_404(Person.objects.filter(keeper=person), id=receiver)


def add(person: Person, called: str) -> Person:
    """A new receiver. Raises CalledError."""
    with transaction.atomic():
        name = fitting(person, called)
        if receivers_of(person).count() >= MOST_RECEIVERS:
            raise CalledError(f"There is room for {MOST_RECEIVERS}. Remove somebody first.")
        made = Person(keeper=person, called=name, is_active=False)
        # Nobody signs in by this name; it only has to be nobody else's.
        made.name = f"receiver {made.id}"
        made.set_unusable_password()
        made.save(force_insert=True)
    return made


def rename(receiver: Person, called: str) -> None:
    """Raises CalledError."""
    if receiver.keeper is None:
        raise ValueError("only a receiver is called by a name")
    with transaction.atomic():
        receiver.called = fitting(receiver.keeper, called, but=receiver)
        receiver.save(update_fields=["called"])


def remove(receiver: Person, at: datetime) -> None:
    """Out of sight, with everything that was ever said by them or done for them; in a day it is gone."""
    if receiver.keeper_id is None:
        raise ValueError("whoever uses Unclench is not removed")
    if receiver.removed_at is None:
        _set_removed(receiver, at)


def bring_back(receiver: Person) -> None:
    """Raises CalledError where somebody else has the name by now."""
    if receiver.removed_at is not None and receiver.keeper is not None:
        with transaction.atomic():
            fitting(receiver.keeper, receiver.called, but=receiver)
            _set_removed(receiver, None)


def _set_removed(receiver: Person, at: datetime | None) -> None:
    receiver.removed_at = at
    with transaction.atomic():
        receiver.save(update_fields=["removed_at"])


def fitting(person: Person, called: str, *, but: Person | None = None) -> str:
    """The name in one line. Two of one name would be mistaken for each other."""
    name = " ".join(unicodedata.normalize("NFC", called).split())
    if not name:
        raise CalledError(NO_NAME)
    if len(name) > LONGEST_CALLED:
        raise CalledError(f"{LONGEST_CALLED} characters at most, please: initials will do.")
    if not name.isprintable():
        raise CalledError("A name in letters that can be shown, please.")
    others = receivers_of(person) if but is None else receivers_of(person).exclude(id=but.id)
    if any(_alike(other.called, name) for other in others):
        raise CalledError(f"“{name}” is there already. Add a letter, so that the two are told apart.")
    if _alike(name, "me"):
        raise CalledError("“Me” is you. Another name, please.")
    return name


def _alike(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()
