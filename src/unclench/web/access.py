"""Who may see what. A view is for the person signed in, unless it is marked as open to strangers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.http import HttpRequest

from unclench.web.moment import Moment

if TYPE_CHECKING:
    from unclench.web.accounts.models import Person

View = TypeVar("View", bound=Callable[..., object])

_open: set[Callable[..., object]] = set()


class PersonRequest(HttpRequest):
    """A request as every view but the open ones sees it: somebody is signed in, and it has a moment."""

    user: Person
    moment: Moment


def open_to_strangers(view: View) -> View:
    """Only for what strangers need in order to come in."""
    _open.add(view)
    return view


def is_open(view: Callable[..., object]) -> bool:
    return view in _open
