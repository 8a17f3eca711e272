"""What holds for every request: nobody else's page may send one, nobody may come in unseen, and answers are private."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from unclench.web import errors, moment
from unclench.web.access import PersonRequest, is_open

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ZONE_COOKIE = "unclench_zone"
OWN_SITES = frozenset({"same-origin", "none"})

FEATURES_OFF = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")


def private_answers(get_response: GetResponse) -> GetResponse:
    """Only under a name of ours; no cache keeps a page, no other site embeds one, no page uses more than it needs."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:  # a name that somebody else has pointed at this machine; its page may read the answer
            return HttpResponse("Not under this name.", status=400, content_type="text/plain")
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", features())
        return response

    return answer


def features(*, microphone: bool = False) -> str:
    """What a page may use of the device: nothing, but for the microphone where that is what the page is for."""
    return ", ".join(f"{name}=({'self' if microphone and name == 'microphone' else ''})" for name in FEATURES_OFF)


def smaller_pages(get_response: GetResponse) -> GetResponse:
    """Packs pages, for a phone in the same network. Sounds are asked for in parts, and stay as they are.

    Django lengthens what it packs by chance, so that its length tells nothing about what is in it.
    """
    packer = GZipMiddleware(lambda _: HttpResponse())

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            packer.process_response(request, response)
        return response

    return answer


class PatientSessions(SessionMiddleware):
    """On a full disk a session cannot note that a page was shown; the page is shown all the same."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if request.method in SAFE_METHODS and _is_no_room(error):
                return response
            raise


def _is_no_room(error: BaseException | None) -> bool:
    """Or what it came of."""
    return error is not None and (errors.is_no_room(error) or _is_no_room(error.__context__))


class _Gate:
    """Stands before every view. What `process_view` answers is given instead of the view."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)


class SameOriginOnly(_Gate):
    """Another port of this machine counts as the same site for cookies, so it is told apart here."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        del args, kwargs
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method in SAFE_METHODS or site in OWN_SITES or is_open(view):
            return None
        return HttpResponseForbidden("This came from another page.", content_type="text/plain")


class SignedInOnly(_Gate):
    """A stranger finds nothing here, whatever the address: not even whether it exists."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        del args, kwargs
        if is_open(view) or request.user.is_authenticated:
            return None
        return errors.stranger(request)


def in_the_zone(get_response: GetResponse) -> GetResponse:
    """Gives each request its moment, in the zone that the browser lives in."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        zone = moment.known_zone(request.COOKIES.get(ZONE_COOKIE, ""))
        asked = cast(PersonRequest, request)
        asked.moment = moment.now(zone)
        with timezone.override(asked.moment.zone):
            return get_response(request)

    return answer
