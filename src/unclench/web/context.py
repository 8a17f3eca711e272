"""What every page knows."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from unclench.web.access import PersonRequest
from unclench.web.accounts.models import Person
from unclench.web.offline.owner import owner_key
from unclench.web.toasts import take_toast


def everywhere(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if not isinstance(user, Person):
        user = user if user is not None and user.is_authenticated else None
    if user is None:
        return {"person": None, "theme": "auto", "owner_key": ""}
    asked = cast(PersonRequest, request)
    return {
        "person": user,
        "theme": user.theme,
        "owner_key": owner_key(user),
        # Taken only by a page that shows it.
        "toast": SimpleLazyObject(lambda: take_toast(asked)),
    }
