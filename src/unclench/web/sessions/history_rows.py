"""How a line of the history is shown, and how it answers to a tap on Delete or Undo.

A page has fifty lines, so they are put together here and not by the template language, which takes ten times as long.
Addresses and times need no escaping; whatever has words in it is escaped.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from functools import cache
from html import escape
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString

from unclench.web.access import PersonRequest
from unclench.web.sessions.history import Entry, Kind, pain_words, remarks, what
from unclench.web.toasts import leave_toast

_NOBODYS = UUID(int=0)
_MONTHS = tuple(calendar.month_name)
_DAYS = tuple(calendar.day_abbr)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over the page of one."""

    what: str
    when: str
    day: str
    iso: str
    delete: str


def head(entry: Entry) -> Head:
    local, when = entry.local, _when(entry)
    before, after = _addresses(entry.kind)[1]
    return Head(
        what=what(entry),
        when=when,
        day=f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}",
        iso=local.isoformat(timespec="seconds"),
        delete=f"{before}{entry.id}{after}",
    )


def month(entry: Entry) -> str:
    return f"{_MONTHS[entry.local.month]} {entry.local.year}"


def _when(entry: Entry) -> str:
    local = entry.local
    return f"{_DAYS[local.weekday()]} {local.day}, {local.hour:02}:{local.minute:02}"


@cache
def _addresses(kind: Kind) -> tuple[tuple[str, str], ...]:
    """What stands before and behind the id."""
    names = ("play_record", "delete_play", "restore_play")
    if kind == "episode":
        names = ("episode", "delete_episode", "restore_episode")
    found = (reverse(name, args=[_NOBODYS]).partition(str(_NOBODYS)) for name in names)
    return tuple((before, after) for before, _, after in found)


def line(entry: Entry, token: str, *, focus: bool = False) -> SafeString:
    """The token is one of Django's: letters and digits."""
    key = str(entry.id)
    (before, after), (delete_before, delete_after), _ = _addresses(entry.kind)
    name, delete, when = escape(what(entry)), f"{delete_before}{key}{delete_after}", _when(entry)
    pain, more = pain_words(entry), remarks(entry)
    note = f'<span class="entry-note number">{escape(pain)}</span>' if pain else ""
    rest = f'<span class="entry-when">{escape(more)}</span>' if more else ""
    return SafeString(
        f'<li class="entry{" attack" if entry.kind == "episode" else ""}">'
        f'<a class="entry-link" href="{before}{key}{after}">'
        f'<time class="entry-when" datetime="{entry.local.isoformat(timespec="seconds")}">{when}</time>'
        f'<span class="entry-what">{name}</span>{note}{rest}</a>'
        f'<form method="post" action="{delete}" hx-post="{delete}" hx-target="closest li" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<button class="button quiet" aria-label="Delete {name}, {when}"{" autofocus" if focus else ""}>'
        "Delete</button></form></li>\n"
    )


def deleted_line(entry: Entry, token: str, stays: str = "") -> SafeString:
    """In its place: what is gone, what stays, and the way back."""
    more = f" {escape(stays)}" if stays else ""
    restore = _restore(entry)
    return SafeString(
        '<li class="entry" data-state="deleted">'
        f'<p role="status">Deleted: {escape(what(entry))}, {_when(entry)}.{more}</p>'
        f'<form method="post" action="{restore}" hx-post="{restore}" hx-target="closest li" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        '<button class="button secondary" autofocus>Undo</button></form></li>\n'
    )


def _restore(entry: Entry) -> str:
    before, after = _addresses(entry.kind)[2]
    return f"{before}{entry.id}{after}"


def answer_row(request: PersonRequest, entry: Entry, *, deleted: bool, stays: str = "") -> HttpResponse:
    """After a line was deleted or brought back: the line itself, or, without script, the list with a way back.

    `stays` says what of a deleted one is kept all the same.
    """
    if request.headers.get("HX-Request") == "true":
        token = get_token(request)
        return HttpResponse(deleted_line(entry, token, stays) if deleted else line(entry, token, focus=True))
    if deleted:
        text = f"Deleted: {what(entry)}, {_when(entry)}."
        leave_toast(request, f"{text} {stays}" if stays else text, _restore(entry))
    else:
        leave_toast(request, "It is back.")
    return redirect("history")
