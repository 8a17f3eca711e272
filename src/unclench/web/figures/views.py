"""The files of the figure, and the motion of a plan."""

from __future__ import annotations

import gzip
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from unclench.web.access import PersonRequest
from unclench.web.figures.files import NAMES, digest, mesh_file
from unclench.web.figures.looks import NotAChoiceError, keep_look
from unclench.web.figures.motions import motion_of
from unclench.web.sessions.access import get_plan_for

_KEPT = "private, max-age=31536000, immutable"


@require_GET
def mesh(request: PersonRequest, version: str, name: str) -> HttpResponse:
    """A file of the figure; each version has an address of its own and never changes."""
    if version != digest() or name not in NAMES:
        raise Http404
    file = mesh_file(name)
    return _packed(request, file.content, file.packed, "application/octet-stream", _KEPT)


@require_GET
def plan_motion(request: PersonRequest, plan: UUID) -> HttpResponse:
    """What hands and body do in this plan. `?build=` says on which body; without it, on the one that was chosen."""
    found = get_plan_for(request.user, plan)
    from unclench.figure.body import BUILDS  # loads the arrays of the figure

    asked = request.GET.get("build", request.user.build)
    build = next((name for name in BUILDS if name == asked), None)
    if build is None:
        raise Http404
    content = motion_of(found, build)
    return _packed(request, content, gzip.compress(content, compresslevel=5), "application/json", "no-store")


@require_POST
def set_figure(request: PersonRequest) -> HttpResponse:
    """Build, skin and hair."""
    try:
        keep_look(request.user, request.POST)
    except NotAChoiceError:
        return HttpResponse("Not one of the choices.", status=400, content_type="text/plain")
    return redirect("you")


def _packed(request: HttpRequest, content: bytes, packed: bytes, kind: str, kept: str) -> HttpResponse:
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if takes else content, content_type=kind, headers={"Cache-Control": kept})
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
