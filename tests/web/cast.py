"""The fixed cast: alice uses the app, charlie is a stranger to her records."""

from __future__ import annotations

from django.test import Client

from unclench.web.accounts.models import Person


def person(name: str) -> Person:
    made = Person(name=name)
    made.set_unusable_password()
    made.save()
    return made


def client_of(person: Person, *, csrf: bool = False) -> Client:
    """A browser in which this person is signed in."""
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person)
    return client
