"""Coming in: single-use tokens, and the devices they let in."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from unclench.web.accounts.models import Device, Person, Token
from unclench.web.folder import Address
from unclench.web.moment import now

OWNER = "me"
SEEN_AGAIN_AFTER = timedelta(hours=1)


def owner() -> Person:
    """The person of this data folder; made at the first start."""
    with transaction.atomic():
        person, made = Person.objects.get_or_create(name=OWNER)
        if made:
            person.set_unusable_password()
            person.save(update_fields=["password"])
    return person


def known_owner() -> Person | None:
    """As `owner`, for whoever only reads: none is made."""
    return Person.objects.filter(name=OWNER).first()


def new_token(person: Person, good_for: timedelta) -> str:
    """A token to be used once, within this time."""
    text = secrets.token_urlsafe(32)
    at = now().at
    with transaction.atomic():
        Token.objects.filter(good_until__lt=at).delete()
        Token.objects.create(digest=_digest(text), person=person, good_until=at + good_for)
    return text


def pairing_address(address: Address, token: str) -> str:
    """The token stands after the #, which browsers send to nobody."""
    return f"{address.url}/enter#{token}"


def use_token(text: str) -> Person | None:
    """The person it lets in; None if it is unknown, used or too old."""
    at = now().at
    unused = Token.objects.filter(digest=_digest(text), used_at=None, good_until__gte=at)
    if not unused.exists():
        return None  # a guess does not make those wait who write
    with transaction.atomic():
        if not unused.update(used_at=at):
            return None
        return Token.objects.select_related("person").get(digest=_digest(text)).person


def let_in(request: HttpRequest, person: Person) -> None:
    """Sign this browser in, and write it down as a device."""
    with transaction.atomic():
        # What this browser was before ends here, even if it was the same person.
        Device.objects.filter(session_key=request.session.session_key or "").delete()
        request.session.flush()
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        request.session.save()
        key = request.session.session_key or ""
        at = now().at
        name = device_name(request.headers.get("User-Agent", ""))
        Device.objects.create(person=person, session_key=key, name=name, since=at, seen=at)


def turn_away(device: Device) -> None:
    """Sign a device out, wherever it is."""
    with transaction.atomic():
        Session.objects.filter(session_key=device.session_key).delete()
        device.delete()


def note_seen(session_key: str, at: datetime) -> None:
    """When a device was last here, to the hour."""
    late = Device.objects.filter(session_key=session_key, seen__lt=at - SEEN_AGAIN_AFTER)
    if late.exists():
        with transaction.atomic():
            late.update(seen=at)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"))
_LATER = (("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """What a browser calls itself, in short."""
    browser = next((name for mark, name in (*_BROWSERS, *_LATER) if re.search(rf"\b{mark}", user_agent)), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
