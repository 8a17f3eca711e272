"""Pages for what went wrong. Each says what to do now."""

from __future__ import annotations

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stranger(request: HttpRequest) -> HttpResponse:
    """For whoever is not signed in: the same for every address."""
    return render(request, "stranger.html", status=404)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    if not _signed_in(request):
        return stranger(request)
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    if is_no_room(sys.exc_info()[1]):
        return render(request, "507.html", status=NO_ROOM)
    return render(request, "500.html", status=500)


def is_no_room(error: BaseException | None) -> bool:
    """Whether the disk is full, or a limit of the system is reached."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(error, OperationalError) and any(words in str(error) for words in _FULL)


NO_ROOM = 507
_FULL = ("disk is full", "disk I/O error")
"""As SQLite says it: of the disk, and of a limit."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return render(request, "400.html", status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with one of an earlier sign-in."""
    del reason
    return render(request, "403_csrf.html", status=403) if _signed_in(request) else stranger(request)


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
