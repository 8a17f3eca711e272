"""How a person wants the figure to look."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from unclench.figure.body import BUILDS as BODIES
from unclench.figure.body import Build
from unclench.web.accounts.models import BUILDS, HAIRS, SKINS, Person


class NotAChoiceError(ValueError):
    """It is not among the choices."""


def keep_look(person: Person, said: Mapping[str, str]) -> None:
    """What is not said stays as it is. Raises NotAChoiceError, and then keeps nothing."""
    chosen = {}
    for name, choices in (("build", BUILDS), ("skin", SKINS), ("hair", HAIRS)):
        chosen[name] = said.get(name, getattr(person, name))
        if chosen[name] not in dict(choices):
            raise NotAChoiceError(name)
    for name, value in chosen.items():
        setattr(person, name, value)
    with transaction.atomic():
        person.save(update_fields=list(chosen))


def build_of(person: Person) -> Build:
    """The body that was chosen; the neutral one where the records name one that there is no more."""
    return next((build for build in BODIES if build == person.build), "reference")
