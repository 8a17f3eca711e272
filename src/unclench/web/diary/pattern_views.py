"""The page of published patterns, and the switch that takes them away."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unclench.web.access import PersonRequest
from unclench.web.diary import published
from unclench.web.diary.published import Choice
from unclench.web.toasts import leave_toast

ANSWERS = {"": None, "yes": True, "no": False}


@require_GET
def patterns(request: PersonRequest) -> HttpResponse:
    """What the entries fit, point by point, and what is missing to say more."""
    choice = published.choice_of(request.user)
    reading = published.reading_of(request.user, request.moment, choice)
    context: dict[str, object] = {"here": "diary", "choice": choice, "reading": reading}
    if reading is not None:
        context |= {
            "told": published.told(reading),
            "missing": published.missing_words(reading),
            "kinds": [
                (name, published.NUMBERS[kind], published.ENOUGH[kind], published.criteria_of(reading, kind))
                for kind, name in published.KIND_NAMES.items()
            ],
            "source": published.SOURCE,
            "no_diagnosis": published.NO_DIAGNOSIS,
        }
    return render(request, "diary/patterns.html", context)


@require_POST
def choose_patterns(request: PersonRequest) -> HttpResponse:
    """Turn them off or on, or say what no entry can hold. What is not sent stays."""
    before = published.choice_of(request.user)
    shown = request.POST.get("shown", "on" if before.shown else "off")
    sent = {name: request.POST.get(name) for name in ("untreated_lasts", "daily_from_the_start")}
    if shown not in ("on", "off") or any(value not in (None, *ANSWERS) for value in sent.values()):
        raise BadRequest
    chosen = Choice(
        shown == "on",
        *(getattr(before, name) if value is None else ANSWERS[value] for name, value in sent.items()),
    )
    published.choose(request.user, chosen, request.moment)
    if chosen.shown == before.shown:
        leave_toast(request, "Kept.")
    else:
        leave_toast(request, "Published patterns are shown." if chosen.shown else "Published patterns are off.")
    return redirect("patterns")
