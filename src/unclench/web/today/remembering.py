"""What is kept about a person from one session to the next."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from unclench.composer.types import Request
from unclench.plain import from_plain, to_plain, whole_from_plain
from unclench.safety.agreement import Agreement
from unclench.safety.interview import Remembered
from unclench.web.accounts.models import Person
from unclench.web.today.models import Profile


def remembered(person: Person) -> Remembered:
    """What was told once and holds until it is taken back."""
    return remembered_in(profile_of(person))


def remembered_in(profile: Profile) -> Remembered:
    return whole_from_plain(Remembered, profile.remembered) if profile.remembered else Remembered()


def keep(person: Person, remembered: Remembered) -> None:
    with transaction.atomic():
        profile = profile_of(person)
        profile.remembered = to_plain(remembered)
        profile.save()


def last_agreed(person: Person) -> Agreement | None:
    """What was agreed to the last time: to be shown, never to be taken for a yes."""
    kept = profile_of(person).agreed
    return from_plain(Agreement, kept) if kept else None


def keep_agreed(person: Person, agreement: Agreement) -> None:
    with transaction.atomic():
        profile = profile_of(person)
        profile.agreed = to_plain(agreement)
        profile.save()


def last_wishes(person: Person) -> Request | None:
    """What was wanted last time. Where it hurt is not among it: that is of one day."""
    return wishes_in(profile_of(person))


def wishes_in(profile: Profile) -> Request | None:
    return from_plain(Request, profile.wishes) if profile.wishes else None


def keep_wishes(person: Person, request: Request) -> None:
    with transaction.atomic():
        profile = profile_of(person)
        profile.wishes = to_plain(_lasting(request))
        profile.save()


def profile_of(person: Person) -> Profile:
    """Made, but not saved, if there is none yet."""
    return Profile.objects.filter(owner=person).first() or Profile(owner=person)


def _lasting(request: Request) -> Request:
    return replace(request, pains=(), more=(), beliefs=())
