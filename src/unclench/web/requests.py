"""What a request asks for, and how one is answered that cannot be taken, as views everywhere do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest

Entry = TypeVar("Entry")

UNPROCESSABLE = 422
"""The status of a page that shows again what was typed, with what stands in its way."""


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx puts the answer into the page that stands."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def entry_called(name: str, entries: Mapping[str, Entry]) -> Entry:
    """Raises Http404 for a name that is not among the entries."""
    found = entries.get(name)
    if found is None:
        raise Http404
    return found
