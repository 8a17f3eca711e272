"""Whom to call, for the person who asks."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.db import transaction

from unclench.safety.helplines import Here, here, load_countries
from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.today.remembering import profile_of


def here_for(request: PersonRequest) -> Here:
    """By the country the person chose; else a guess from the browser's zone and language, said as one."""
    chosen = profile_of(request.user).country
    return here(chosen, request.moment.zone, request.headers.get("Accept-Language", ""))


def keep_country(person: Person, code: str) -> None:
    """Empty: to be guessed again. Raises BadRequest for a country that is not in the table."""
    if code and code not in load_countries():
        raise BadRequest("This country is not in the table.")
    with transaction.atomic():
        profile = profile_of(person)
        profile.country = code
        profile.save()
