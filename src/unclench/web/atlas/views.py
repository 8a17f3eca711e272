"""The pages of the atlas. They hold nothing about the person, and ask the database for nothing of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unclench.atlas import load_atlas
from unclench.web.access import PersonRequest
from unclench.web.atlas import muscle_page, point_page, region_page, technique_page
from unclench.web.atlas.index import results, shelves

LONGEST_SEARCH = 80

Entry = TypeVar("Entry")


@require_GET
def index(request: PersonRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    atlas = load_atlas()
    context = {"words": words, "results": results(words, atlas) if words else None, "shelves": shelves(atlas)}
    swap = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    return render(request, "atlas/index_swap.html" if swap else "atlas/index.html", context)


@require_GET
def technique(request: PersonRequest, technique: str) -> HttpResponse:
    atlas = load_atlas()
    page = technique_page.page_of(_known(atlas.techniques, technique), atlas)
    return render(request, "atlas/technique.html", {"page": page})


@require_GET
def region(request: PersonRequest, region: str) -> HttpResponse:
    atlas = load_atlas()
    page = region_page.page_of(_known(atlas.regions, region), atlas)
    return render(request, "atlas/region.html", {"page": page})


@require_GET
def muscle(request: PersonRequest, muscle: str) -> HttpResponse:
    atlas = load_atlas()
    page = muscle_page.page_of(_known(atlas.muscles, muscle), atlas)
    return render(request, "atlas/muscle.html", {"page": page})


@require_GET
def point(request: PersonRequest, point: str) -> HttpResponse:
    atlas = load_atlas()
    page = point_page.page_of(_known(atlas.points, point), atlas)
    return render(request, "atlas/point.html", {"page": page})


def _known(entries: Mapping[str, Entry], name: str) -> Entry:
    """Raises Http404 for a name that the atlas does not have."""
    found = entries.get(name)
    if found is None:
        raise Http404
    return found
