"""Whose a browser's store is: a name that tells nothing, the same for this person in every browser."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from unclench.web.accounts.models import Person


def owner_key(person: Person) -> str:
    return salted_hmac("unclench.web.offline", str(person.pk), algorithm="sha256").hexdigest()[:32]
