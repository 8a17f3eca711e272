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
class Row:
    month: str
    iso: str
    when: str
    what: str
    note: str
    remarks: str
    attack: bool
    link: str
    delete: str
    restore: str


def row(entry: Entry) -> Row:
    key = str(entry.id)
    link, delete, restore = (f"{before}{key}{after}" for before, after in _addresses(entry.kind))
    local = entry.local
    return Row(
        month=f"{_MONTHS[local.month]} {local.year}",
        iso=local.isoformat(timespec="seconds"),
        when=f"{_DAYS[local.weekday()]} {local.day}, {local.hour:02}:{local.minute:02}",
        what=what(entry),
        note=pain_words(entry),
        remarks=remarks(entry),
        attack=entry.kind == "episode",
        link=link,
        delete=delete,
        restore=restore,
    )


@cache
def _addresses(kind: Kind) -> tuple[tuple[str, str], ...]:
    """What stands before and behind the id."""
    names = ("play_record", "delete_play", "restore_play")
    if kind == "episode":
        names = ("episode", "delete_episode", "restore_episode")
    found = (reverse(name, args=[_NOBODYS]).partition(str(_NOBODYS)) for name in names)
    return tuple((before, after) for before, _, after in found)


_FORM = (
    '<form method="post" action="{0}" hx-post="{0}" hx-target="closest li" hx-swap="outerHTML">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{1}">'
)
_DELETED = (
    '<li class="entry" data-state="deleted"><p role="status">Deleted: {2}, {3}.{4}</p>'
    + _FORM
    + '<button class="button secondary" autofocus>Undo</button></form></li>\n'
)


def line(shown: Row, token: str, *, focus: bool = False) -> SafeString:
    """The token is one of Django's: letters and digits."""
    note = f'<span class="entry-note number">{escape(shown.note)}</span>' if shown.note else ""
    more = f'<span class="entry-when">{escape(shown.remarks)}</span>' if shown.remarks else ""
    name, delete = escape(shown.what), shown.delete
    return SafeString(
        f'<li class="entry{" attack" if shown.attack else ""}"><a class="entry-link" href="{shown.link}">'
        f'<time class="entry-when" datetime="{shown.iso}">{shown.when}</time>'
        f'<span class="entry-what">{name}</span>{note}{more}</a>'
        f'<form method="post" action="{delete}" hx-post="{delete}" hx-target="closest li" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<button class="button quiet" aria-label="Delete {name}, {shown.when}"{" autofocus" if focus else ""}>'
        "Delete</button></form></li>\n"
    )


def deleted_line(shown: Row, token: str, stays: str = "") -> SafeString:
    """In its place: what is gone, what stays, and the way back."""
    more = f" {escape(stays)}" if stays else ""
    return SafeString(_DELETED.format(shown.restore, escape(token), escape(shown.what), shown.when, more))


def answer_row(request: PersonRequest, entry: Entry, *, deleted: bool, stays: str = "") -> HttpResponse:
    """After a line was deleted or brought back: the line itself, or, without script, the list with a way back.

    `stays` says what of a deleted one is kept all the same.
    """
    shown = row(entry)
    if request.headers.get("HX-Request") == "true":
        token = get_token(request)
        return HttpResponse(deleted_line(shown, token, stays) if deleted else line(shown, token, focus=True))
    if deleted:
        leave_toast(request, " ".join(filter(None, (f"Deleted: {shown.what}, {shown.when}.", stays))), shown.restore)
    else:
        leave_toast(request, "It is back.")
    return redirect("history")
