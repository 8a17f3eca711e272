"""What a request asks for, as views everywhere read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest

Entry = TypeVar("Entry")


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx puts the answer into the page that stands."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def entry_called(name: str, entries: Mapping[str, Entry]) -> Entry:
    """Raises Http404 for a name that is not among the entries."""
    found = entries.get(name)
    if found is None:
        raise Http404
    return found
