"""The pages of the evidence. They hold nothing about the person, and ask the database for nothing of their own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unclench.atlas import load_atlas
from unclench.evidence import load_library
from unclench.web.access import PersonRequest
from unclench.web.evidence import claim_page, source_page, study_page
from unclench.web.evidence import index as indexes
from unclench.web.requests import entry_called, is_swap

LONGEST_SEARCH = 80


@require_GET
def index(request: PersonRequest) -> HttpResponse:
    asked = indexes.Asked(
        words=request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        complaint=request.GET.get("complaint", ""),
        practice=request.GET.get("practice", ""),
        grade=request.GET.get("grade", ""),
    )
    page = indexes.page_of(asked, load_library(), load_atlas())
    return render(request, "evidence/index_swap.html" if is_swap(request) else "evidence/index.html", {"page": page})


@require_GET
def claim(request: PersonRequest, claim: str) -> HttpResponse:
    library = load_library()
    page = claim_page.page_of(entry_called(claim, library.claims), library, load_atlas())
    return render(request, "evidence/claim.html", {"page": page})


@require_GET
def studies(request: PersonRequest) -> HttpResponse:
    return render(request, "evidence/studies.html", {"page": indexes.studies_of(load_library())})


@require_GET
def study(request: PersonRequest, study: str) -> HttpResponse:
    library = load_library()
    page = study_page.page_of(entry_called(study, library.studies), library, load_atlas())
    return render(request, "evidence/study.html", {"page": page})


@require_GET
def sources(request: PersonRequest) -> HttpResponse:
    return render(request, "evidence/sources.html", {"page": indexes.sources_of(load_library())})


@require_GET
def source(request: PersonRequest, source: str) -> HttpResponse:
    library = load_library()
    page = source_page.page_of(entry_called(source, library.sources), library, load_atlas())
    return render(request, "evidence/source.html", {"page": page})
