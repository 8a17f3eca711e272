"""The sound of a plan as a file that a player can seek in, and its captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from unclench.guide.answers import answers
from unclench.guide.captions import to_vtt
from unclench.guide.tags import NO_TAGS, Tags
from unclench.web.access import PersonRequest
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.others import score_of_other
from unclench.web.sessions.sound import SUFFIXES, VOICES, Sound, Suffix, Voice, wait, wait_for
from unclench.web.sessions.sound import sound as sound_of
from unclench.web.today import locks

WAITS_S = 60
KINDS: dict[Suffix, str] = {"opus": "audio/ogg; codecs=opus", "mp3": "audio/mpeg", "m4a": "audio/mp4"}

_KEPT = "private, no-cache"
"""Kept, but asked for again: the same address sounds otherwise once another voice or bed is chosen."""
_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{1,18})?|-(?P<tail>\d{1,18}))\s*")


@require_GET
def sound_state(request: PersonRequest, plan: UUID) -> HttpResponse:
    """How far the sound is; from now on it is being made. `?voice=` and `?suffix=` say which, `?again=1` tries anew."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return _silent()
    voice, suffix = _which(request.GET.get("voice", "own"), request.GET.get("suffix", "opus"))
    state = sound_of(found, voice, suffix, again="again" in request.GET)
    return JsonResponse({"state": state.state, "share": round(state.share, 3), "message": state.message})


@require_safe
def sound(request: PersonRequest, plan: UUID, voice: str, suffix: str) -> HttpResponseBase:
    """The file, as soon as it is ready."""
    found = get_plan_for(request.user, plan)
    which = _which(voice, suffix)
    if locks.standing(found.owner):
        return _silent()
    return _sent(request, wait(found, *which, WAITS_S), which[1])


@require_safe
def other_sound(request: PersonRequest, plan: UUID, step: str, voice: str, suffix: str) -> HttpResponseBase:
    """Of something else in a step's place: the step alone."""
    found = get_plan_for(request.user, plan)
    kind, form = _which(voice, suffix)
    if locks.standing(found.owner):
        return _silent()
    score = score_of_other(found, step, kind)
    if score is None:
        raise Http404
    return _sent(request, wait_for(request.user, score, Tags(found.title), kind, suffix=form, seconds=WAITS_S), form)


@require_safe
def answers_sound(request: PersonRequest, suffix: str) -> HttpResponseBase:
    """What the voice answers to a tap: the same for everybody."""
    _, form = _which("own", suffix)
    return _sent(request, wait_for(request.user, answers()[0], NO_TAGS, "own", suffix=form, seconds=WAITS_S), form)


def _sent(request: PersonRequest, state: Sound, suffix: Suffix) -> HttpResponseBase:
    if state.path is not None:
        return _part(request, state.path, KINDS[suffix])
    return not_yet() if state.state == "working" else not_ready(state)


def not_yet() -> HttpResponse:
    """Taken, and still being made: nothing is wrong, and a page asks again by itself."""
    text = "The voice is not ready yet. Try again in a moment."
    return HttpResponse(text, status=202, content_type="text/plain; charset=utf-8", headers={"Retry-After": "2"})


@require_GET
def captions(request: PersonRequest, plan: UUID) -> HttpResponse:
    found = get_plan_for(request.user, plan)
    return HttpResponse(to_vtt(planning.score_of(found)), content_type="text/vtt; charset=utf-8")


def not_ready(state: Sound) -> HttpResponse:
    """For a person who wants the file: no file of another kind in its place."""
    text = state.message or "The voice is not ready yet. Try again in a moment."
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})


def _silent() -> HttpResponse:
    """Also for a page that was opened before the emergency."""
    return HttpResponse("No session until a doctor has seen you.", status=409, content_type="text/plain")


def _which(voice: str, suffix: str) -> tuple[Voice, Suffix]:
    if voice not in VOICES or suffix not in SUFFIXES:
        raise Http404
    return voice, suffix


def _part(request: PersonRequest, path: Path, kind: str) -> HttpResponseBase:
    """The file, or the one range of it that is asked for (RFC 9110, section 14). Several at once get the whole file."""
    size = path.stat().st_size
    tag = f'"{path.stem}"'
    headers = {"Accept-Ranges": "bytes", "ETag": tag, "Cache-Control": _KEPT}
    if tag in (entry.strip() for entry in request.headers.get("If-None-Match", "").split(",")):
        return HttpResponseNotModified(headers=headers)
    first, last, status = 0, size - 1, 200
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted and wanted["last"] and int(wanted["last"]) < int(wanted["first"]):
        wanted = None  # it means nothing, so it counts as not said
    if wanted and request.headers.get("If-Range", tag) == tag:
        if wanted["tail"]:
            first = max(0, size - int(wanted["tail"]))
        else:
            first = int(wanted["first"])
            last = min(last, int(wanted["last"] or last))
        if first >= size:
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=kind, headers=headers)
    return StreamingHttpResponse(_pieces(path, first, last), status=status, content_type=kind, headers=headers)


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
