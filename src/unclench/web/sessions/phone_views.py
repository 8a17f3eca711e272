"""Sending a plan to a phone: what there is to choose, and the files."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from unclench.guide.handout import file_name, short_list
from unclench.web.access import PersonRequest
from unclench.web.sessions import phone as phones
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.sound import Suffix, voice_of, wait
from unclench.web.sessions.sound import sound as sound_of
from unclench.web.sessions.sound_views import WAITS_S, not_ready
from unclench.web.today import locks
from unclench.web.today.onward import to_emergency

KINDS: dict[str, str] = {"html": "text/html; charset=utf-8", "mp3": "audio/mpeg", "opus": "audio/ogg"}


@require_GET
def phone(request: PersonRequest, plan: UUID) -> HttpResponse:
    """The page to choose on. From now on the sound is being made."""
    found = get_plan_for(request.user, plan)
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    fresh = planning.is_fresh(found, request.moment)
    voice = voice_of(request.user)
    made = sound_of(found, voice, "mp3").path if fresh else None
    shown = {
        "plan": found,
        "fresh": fresh,
        "voice": voice,
        "ready": made is not None,
        "signs": short_list(),
        "good_until": found.check_in.at + planning.FRESH_FOR,
        "sizes": {suffix: phones.size_words(found, suffix, made if suffix != "opus" else None) for suffix in KINDS},
        "names": {suffix: file_name(found.title, found.minutes, suffix) for suffix in (*KINDS, "pdf")},
        "here": "today",
    }
    return render(request, "sessions/phone.html", shown)


@require_GET
def phone_file(request: PersonRequest, plan: UUID, suffix: str) -> HttpResponseBase:
    """The file, as soon as its sound is ready."""
    found = get_plan_for(request.user, plan)
    if suffix not in KINDS:
        raise Http404
    if locks.standing(found.owner):
        return to_emergency(found.owner)
    if not planning.is_fresh(found, request.moment):
        return redirect("phone", found.id)
    made = wait(found, voice_of(request.user), _sound_suffix(suffix), WAITS_S)
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
    return "opus" if suffix == "opus" else "mp3"
