"""Sending a plan to a phone: what there is to choose, and the files."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from unclench.guide import m4a
from unclench.guide.handout import file_name, short_list
from unclench.web.access import PersonRequest
from unclench.web.figures.looks import build_of
from unclench.web.offline.needed import motion_address, size_bytes
from unclench.web.sessions import phone as phones
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.sound import Suffix, voice_of, wait, wait_alone
from unclench.web.sessions.sound import sound as sound_of
from unclench.web.sessions.sound_views import WAITS_S, not_ready
from unclench.web.today import locks
from unclench.web.today.onward import to_emergency

KINDS: dict[str, str] = {
    "html": "text/html; charset=utf-8",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
}


def kinds() -> tuple[str, ...]:
    """m4a only where the extra is installed."""
    return tuple(kind for kind in KINDS if kind != "m4a" or m4a.installed())


@require_GET
def phone(request: PersonRequest, plan: UUID) -> HttpResponse:
    """The page to choose on. From now on the sound is being made."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    fresh = planning.is_fresh(found, request.moment)
    voice = voice_of(request.user)
    made = sound_of(found, voice, "mp3").path if fresh else None
    kept_bytes = phones.sound_bytes(found, "mp3", made) + size_bytes()
    shown = {
        "plan": found,
        "fresh": fresh,
        "voice": voice,
        "ready": made is not None,
        "signs": short_list(),
        "good_until": found.check_in.at + planning.FRESH_FOR,
        "kept_bytes": kept_bytes,
        "kept_size": phones.megabytes(kept_bytes),
        "motion": motion_address(found.id, build_of(request.user)),
        "sizes": {kind: phones.size_words(found, kind, made if kind in ("html", "mp3") else None) for kind in kinds()},
        "names": {suffix: file_name(found.title, found.minutes, suffix) for suffix in (*kinds(), "pdf")},
        "here": "today",
    }
    return render(request, "sessions/phone.html", shown)


@require_GET
def phone_file(request: PersonRequest, plan: UUID, suffix: str) -> HttpResponseBase:
    """The file, as soon as its sound is ready."""
    found = get_plan_for(request.user, plan)
    if suffix not in kinds():
        raise Http404
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if not planning.is_fresh(found, request.moment):
        return redirect("phone", found.id)
    # The page has the notes to read; sound alone says them first.
    of_kind = wait if suffix == "html" else wait_alone
    made = of_kind(found, voice_of(request.user), _sound_suffix(suffix), WAITS_S)
    if made.path is None:
        return not_ready(made)
    answer: HttpResponseBase
    if suffix == "html":
        answer = StreamingHttpResponse(phones.pieces(phones.handout_of(found), made.path), content_type=KINDS["html"])
    else:
        answer = FileResponse(made.path.open("rb"), content_type=KINDS[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(found.title, found.minutes, suffix)}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _sound_suffix(suffix: str) -> Suffix:
    """Every phone plays mp3, so it is what stands in the page."""
    return cast(Suffix, "mp3" if suffix == "html" else suffix)
