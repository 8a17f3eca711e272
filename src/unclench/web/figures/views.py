"""The files of the figure, and the motion of a plan."""

from __future__ import annotations

import gzip
from typing import cast, get_args
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from unclench.atlas import load_atlas
from unclench.figure.body import Build
from unclench.web.access import PersonRequest
from unclench.web.figures import motions
from unclench.web.figures.files import NAMES, digest, mesh_file
from unclench.web.figures.looks import NotAChoiceError, keep_look
from unclench.web.sessions.access import get_plan_for
from unclench.web.sessions.others import others_of

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
    return _motion(request, motions.plan_motion(found, _build(request)))


@require_GET
def other_motion(request: PersonRequest, plan: UUID, step: str) -> HttpResponse:
    """The same with something else in this step's place; that step alone."""
    session = others_of(get_plan_for(request.user, plan)).get(step)
    if session is None:
        raise Http404
    return _motion(request, motions.step_motion(session, step, _build(request)))


@require_GET
def technique_motion(request: PersonRequest, technique: str) -> HttpResponse:
    """How a technique is done."""
    found = load_atlas().techniques.get(technique)
    if found is None:
        raise Http404
    return _motion(request, motions.technique_motion(found, _build(request)))


@require_POST
def set_figure(request: PersonRequest) -> HttpResponse:
    """Build, skin and hair."""
    try:
        keep_look(request.user, request.POST)
    except NotAChoiceError:
        return HttpResponse("Not one of the choices.", status=400, content_type="text/plain")
    return redirect("you")


def _build(request: PersonRequest) -> Build:
    said = request.GET.get("build", request.user.build)
    for build in get_args(Build):
        if build == said:
            return cast(Build, build)
    raise Http404


def _motion(request: HttpRequest, content: bytes) -> HttpResponse:
    return _packed(request, content, gzip.compress(content, compresslevel=5), "application/json", "no-store")


def _packed(request: HttpRequest, content: bytes, packed: bytes, kind: str, kept: str) -> HttpResponse:
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if takes else content, content_type=kind, headers={"Cache-Control": kept})
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
