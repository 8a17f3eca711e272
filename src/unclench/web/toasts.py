"""One short message on the next page, with the way back where there is one."""

from __future__ import annotations

from typing import TypedDict

from unclench.web.access import PersonRequest

_KEY = "toast"


class Toast(TypedDict):
    text: str
    undo: str
    """Where to post to undo it; empty if there is nothing to undo."""


def leave_toast(request: PersonRequest, text: str, undo: str = "") -> None:
    """To be shown on the next page this browser opens."""
    request.session[_KEY] = Toast(text=text, undo=undo)


def take_toast(request: PersonRequest) -> Toast | None:
    toast: Toast | None = request.session.pop(_KEY, None)
    return toast
