"""The pages of the atlas. They hold nothing about the person, and ask the database for nothing of their own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from unclench.atlas import load_atlas
from unclench.atlas.unguided import load_unguided
from unclench.web.access import PersonRequest
from unclench.web.atlas import complaint_page, muscle_page, point_page, region_page, technique_page, unguided_page
from unclench.web.atlas.finder import page_of as finder_page
from unclench.web.atlas.index import results, shelves
from unclench.web.atlas.links import address_of
from unclench.web.figures.looks import build_of
from unclench.web.figures.pictures import (
    picture_of_muscle,
    picture_of_point,
    picture_of_region,
    picture_of_technique,
)
from unclench.web.requests import entry_called, is_swap

LONGEST_SEARCH = 80


@require_GET
def index(request: PersonRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    atlas = load_atlas()
    context = {"words": words, "results": results(words, atlas) if words else None, "shelves": shelves(atlas)}
    return render(request, "atlas/index_swap.html" if is_swap(request) else "atlas/index.html", context)


@require_GET
def technique(request: PersonRequest, technique: str) -> HttpResponse:
    atlas = load_atlas()
    if unguided := load_unguided().get(technique):
        picture = picture_of_region(unguided.regions[0], build_of(request.user))
        context = {"page": unguided_page.page_of(unguided, atlas), "picture": picture}
        return render(request, "atlas/unguided.html", context)
    page = technique_page.page_of(entry_called(technique, atlas.techniques), atlas)
    look = build_of(request.user)
    context = {
        "page": page,
        "picture": picture_of_technique(technique, look),
        "motion": reverse("technique_motion", args=[technique]),
    }
    return render(request, "atlas/technique.html", context)


@require_GET
def complaint(request: PersonRequest, complaint: str) -> HttpResponse:
    atlas = load_atlas()
    page = complaint_page.page_of(entry_called(complaint, atlas.complaints), atlas)
    return render(request, "atlas/complaint.html", {"page": page})


@require_GET
def region(request: PersonRequest, region: str) -> HttpResponse:
    atlas = load_atlas()
    page = region_page.page_of(entry_called(region, atlas.regions), atlas)
    picture = picture_of_region(region, build_of(request.user))
    return render(request, "atlas/region.html", {"page": page, "picture": picture})


@require_GET
def muscle(request: PersonRequest, muscle: str) -> HttpResponse:
    atlas = load_atlas()
    page = muscle_page.page_of(entry_called(muscle, atlas.muscles), atlas)
    picture = picture_of_muscle(muscle, build_of(request.user))
    return render(request, "atlas/muscle.html", {"page": page, "picture": picture})


@require_GET
def point(request: PersonRequest, point: str) -> HttpResponse:
    atlas = load_atlas()
    page = point_page.page_of(entry_called(point, atlas.points), atlas)
    picture = picture_of_point(point, build_of(request.user))
    return render(request, "atlas/point.html", {"page": page, "picture": picture})


@require_GET
def finder(request: PersonRequest) -> HttpResponse:
    """From a place to muscles; from a muscle to its page, which says where it sends pain."""
    atlas = load_atlas()
    if name := request.GET.get("muscle", ""):
        return redirect(address_of(entry_called(name, atlas.muscles)) + "#sends")
    place = request.GET.get("place", "")
    if place:
        entry_called(place, atlas.regions)
    context = {
        "page": finder_page(place, request.GET.get("side", ""), atlas),
        "muscles": sorted(atlas.muscles.values(), key=lambda muscle: muscle.name),
    }
    return render(request, "atlas/findings.html" if is_swap(request) else "atlas/finder.html", context)
