"""Recording the lines of a session, and what has been recorded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from unclench.guide.recordings import Line, RecordingError, lines_of
from unclench.web.access import PersonRequest
from unclench.web.middleware import features
from unclench.web.recordings.access import get_recording_for
from unclench.web.recordings.keeping import bring_back, forget_all, keep
from unclench.web.recordings.models import Recording
from unclench.web.sessions import planning
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.models import Plan
from unclench.web.toasts import leave_toast

KIND = "audio/flac"


@dataclass(frozen=True, slots=True)
class Row:
    """A line on the page, with its recording if there is one."""

    id: str
    line: Line
    recording: Recording | None

    @property
    def seconds(self) -> str:
        return f"{self.line.fits_ms / 1_000:.1f}"


@require_GET
def session_lines(request: PersonRequest, plan: UUID) -> HttpResponse:
    """The page on which a session's lines are recorded: the only one that may use the microphone."""
    found = get_plan_for(request.user, plan)
    rows = _rows(request, found)
    shown = {"plan": found, "rows": rows, "recorded": sum(row.recording is not None for row in rows), "here": "today"}
    response = render(request, "recordings/lines.html", shown)
    response.headers["Permissions-Policy"] = features(microphone=True)
    return response


@require_POST
def record_line(request: PersonRequest, plan: UUID, line: str) -> HttpResponse:
    """One line, as the body of the request."""
    found = get_plan_for(request.user, plan)
    wanted = {line_id(each): each for each in _lines(found)}.get(line)
    if wanted is None:
        raise Http404
    try:
        made = keep(request.user, wanted, request.body, request.moment)
    except RequestDataTooBig:
        return JsonResponse({"message": "This recording is too long for one line."}, status=413)
    except RecordingError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse(
        {
            "sound": reverse("recording_sound", args=[made.id]),
            "delete": reverse("delete_recording", args=[made.id]),
            "seconds": round(made.length_ms / 1_000, 1),
        }
    )


@require_GET
def recordings(request: PersonRequest) -> HttpResponse:
    """All that was recorded, whatever for."""
    found = Recording.of(request.user).defer("clip")
    return render(request, "recordings/all.html", {"recordings": found, "here": "you"})


@require_GET
def recording_sound(request: PersonRequest, recording: UUID) -> HttpResponse:
    found = get_recording_for(request.user, recording)
    return HttpResponse(bytes(found.clip), content_type=KIND)


@require_POST
def delete_recording(request: PersonRequest, recording: UUID) -> HttpResponse:
    """Out of sight; it can be brought back for a day. A script gets no page."""
    found = get_recording_for(request.user, recording)
    found.take_away(request.moment.at)
    if "script" in request.GET:
        return HttpResponse(status=204)
    leave_toast(request, "Deleted: a recording.", reverse("restore_recording", args=[found.id]))
    return redirect("recordings")


@require_POST
def restore_recording(request: PersonRequest, recording: UUID) -> HttpResponse:
    found = get_recording_for(request.user, recording, deleted=True)
    bring_back(found)
    return redirect("recordings")


@require_POST
def forget_recordings(request: PersonRequest) -> HttpResponse:
    count = forget_all(request.user, request.moment.at)
    leave_toast(request, f"Deleted: {count} recording{'' if count == 1 else 's'}.")
    return redirect("recordings")


def line_id(line: Line) -> str:
    """The line in an address: from its words, which stay out of it."""
    return hashlib.sha256(line.text.encode()).hexdigest()[:16]


def _lines(plan: Plan) -> tuple[Line, ...]:
    """Everything that may be said, also at fewer words: what is said then are some of these, or shorter ones; and what
    introduces a file of sound alone.
    """
    scores = (planning.score_of(plan), planning.score_of(plan, "bells"), planning.heard_alone(plan))
    return tuple({line.text: line for score in scores for line in lines_of(score)}.values())


def _rows(request: PersonRequest, plan: Plan) -> list[Row]:
    there = {each.text: each for each in Recording.of(request.user).defer("clip")}
    return [Row(line_id(line), line, there.get(line.text)) for line in _lines(plan)]
