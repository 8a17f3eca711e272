"""The pages of the measures: the list, one over time, and taking it."""

from __future__ import annotations

import json
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.atlas import load_atlas
from unclench.measures import Measure, RunError, is_high, load_measures, read_run
from unclench.measures.content import TOLD_BY
from unclench.measures.reaction import FALSE_START_MS, GIVES_UP_MS, LEARNING_RUNS, PRACTICE_TRIALS, TASKS
from unclench.measures.schedule import EVERY
from unclench.measures.scoring import TOTAL
from unclench.web.access import PersonRequest
from unclench.web.diary.fields import read_day
from unclench.web.figures.looks import build_of
from unclench.web.measures import pages, series, wishing
from unclench.web.measures.access import get_any_taking_for
from unclench.web.measures.keeping import (
    NOTHING_HURTS,
    Around,
    NothingSaidError,
    Said,
    keep,
    read_said,
    why_not_now,
)
from unclench.web.measures.models import Taking
from unclench.web.measures.places import places_of
from unclench.web.requests import UNPROCESSABLE, entry_called
from unclench.web.sessions.access import get_plan_for, get_play_for
from unclench.web.toasts import leave_toast
from unclench.web.today import wishes
from unclench.web.today.offers import offer
from unclench.web.today.painmap import views

LEVELS = tuple(map(str, range(wishes.HIGHEST + 1)))
LONGEST_RUN = 60_000
"""In characters: a run of 400 trials has half of it."""


@require_GET
def measures(request: PersonRequest) -> HttpResponse:
    """What can be measured, with the last values."""
    today = request.moment.local_date
    wanted = wishing.wished(request.user)
    last = series.last_of(request.user)
    context = {
        "here": "diary",
        "groups": pages.groups(last, wanted, today),
        "due": [one.measure for one in wanted if one.due_on is not None and one.due_on <= today],
    }
    return render(request, "measures/measures.html", context)


@require_GET
def measure(request: PersonRequest, measure: str) -> HttpResponse:
    """One measure over time."""
    found = entry_called(measure, load_measures())
    rows = series.rows_of(request.user, found)
    places = places_of(request.user, request.moment.local_date) if found.kind == "places" else ()
    wish = wishing.wish_of(request.user, found)
    listed = pages.table(found, rows)
    context = {
        "here": "diary",
        "measure": found,
        "rows": rows,
        "charts": pages.drawn_places(places) if places else pages.drawn(found, rows),
        "places": pages.place_lines(places),
        "told": pages.told(found, rows),
        "pairs": pages.pair_lines(found, series.pairs(rows)),
        "table": listed[: pages.SHOWN_ROWS],
        "earlier": listed[pages.SHOWN_ROWS :],
        "changes": pages.change_lines(found),
        "sources": pages.source_lines(found),
        "hollow": any(row.left_out for row in rows),
        "apart": {row.apart for row in rows},
        "learning_runs": LEARNING_RUNS,
        "lapse_ms": TASKS[found.id].lapse_ms if found.kind == "reaction" else None,
        "every": [(days, words, wish is not None and wish.every_days == days) for days, words in EVERY.items()],
        "wish": wish,
        "why_not": why_not_now(request.user, found, request.moment),
        "tell_doctor": found.mood and bool(rows) and is_high(found, rows[-1].figures.get(TOTAL)),
    }
    return render(request, "measures/measure.html", context)


@require_http_methods(["GET", "POST"])
def take_measure(request: PersonRequest, measure: str) -> HttpResponse:
    """Ask it, and keep what was said."""
    found = entry_called(measure, load_measures())
    around = _around(request)
    why_not = why_not_now(request.user, found, request.moment)
    if request.method == "GET" or why_not:
        return _asked(request, found, why_not=why_not)
    given = {name: str(value) for name, value in request.POST.items()}
    said, errors = _said(request, found, given)
    day = None
    if said is not None and found.kind == "total" and given.get("day", "").strip():
        day = read_day(given["day"].strip(), request.moment.local_date)
        if day is None:
            errors["day"] = "The day: one that has been, such as 2026-11-20."
    if said is None or errors:
        return _asked(request, found, given, errors, status=UNPROCESSABLE)
    try:
        taking = keep(request.user, found, said, request.moment, day=day, around=around)
    except NothingSaidError as error:
        return _asked(request, found, given, {"": str(error)}, status=UNPROCESSABLE)
    leave_toast(request, f"Kept: {found.name}.", reverse("delete_taking", args=[taking.id]))
    if around.play is not None:
        return redirect("after", around.play.id)
    if around.plan is not None:
        return redirect("plan", around.plan.id)
    return redirect("measure", found.id)


def _said(request: PersonRequest, measure: Measure, given: dict[str, str]) -> tuple[Said | None, dict[str, str]]:
    """What the form says, and what is wrong with it."""
    if measure.kind == "reaction":
        text = given.get("run", "")
        try:
            run = read_run(json.loads(text) if len(text) <= LONGEST_RUN else None)
        except (RunError, ValueError, RecursionError):
            return None, {"": "The run could not be read, so nothing was kept."}
        return (Said(run=run), {}) if run.task == measure.id else (None, {"": "This run is of another task."})
    if measure.kind == "places":
        if "nothing_hurts" in given:
            return Said({NOTHING_HURTS: 0}), {}
        spots = wishes.read_form(request.POST, load_atlas()).spots
        return Said({spot.key: None if level == wishes.HURTS else int(level) for spot, level in spots.items()}), {}
    numbers, errors = read_said(measure, given)
    told_by = given.get("told_by", "") if measure.kind == "total" else ""
    if told_by not in ("", *dict(TOLD_BY)):
        raise BadRequest
    return Said(numbers, method="self" if measure.kind == "steps" and measure.group == "body" else "",
                told_by=told_by), errors  # fmt: skip


def _around(request: PersonRequest) -> Around:
    """The session that this is before or after, if it is one of the person's own; else Http404."""
    before, after = request.GET.get("before"), request.GET.get("after")
    try:
        plan = get_plan_for(request.user, UUID(before)) if before else None
        play = get_play_for(request.user, UUID(after)) if after else None
    except ValueError:
        raise BadRequest from None
    if any(one is not None and one.owner != request.user for one in (plan, play)):
        raise BadRequest
    return Around(plan, play)


def _asked(
    request: PersonRequest,
    measure: Measure,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    *,
    why_not: str = "",
    status: int = 200,
) -> HttpResponse:
    given, errors = given or {}, errors or {}
    context: dict[str, object] = {
        "here": "diary",
        "measure": measure,
        "asked": pages.asked(measure, given, errors),
        "errors": errors,
        "told_by": [(value, name, given.get("told_by") == value) for value, name in TOLD_BY],
        "day": given.get("day", ""),
        "why_not": why_not,
        "part": "after" if "after" in request.GET else "before" if "before" in request.GET else "",
    }
    if measure.kind == "places":
        context |= {
            "offer": offer(wishes.Form(), {}, (), load_atlas()),
            "views": views(build_of(request.user)),
            "levels": LEVELS,
        }
    if measure.kind == "reaction":
        task = TASKS[measure.id]
        context |= {
            "task": task,
            "practice_trials": PRACTICE_TRIALS,
            "false_start_ms": FALSE_START_MS,
            "gives_up_ms": GIVES_UP_MS,
            "longest_wait_s": round(task.wait_ms[1] / 1000),
        }
    return render(request, f"measures/{_TEMPLATES.get(measure.kind, 'take')}.html", context, status=status)


_TEMPLATES = {"reaction": "reaction", "places": "take_places"}


@require_POST
def wish_measure(request: PersonRequest, measure: str) -> HttpResponse:
    found = entry_called(measure, load_measures())
    text = request.POST.get("every", "")
    if text not in ("", *map(str, EVERY)):
        raise BadRequest
    around = "around_sessions" in request.POST
    made = wishing.wish(request.user, found, int(text) if text else None, request.moment, around_sessions=around)
    leave_toast(request, "Kept." if made else "It is not asked for any more.")
    return redirect("measure", found.id)


@require_POST
def pass_measures(request: PersonRequest) -> HttpResponse:
    """Not this time: what is due comes again an interval later."""
    today = request.moment.local_date
    wishing.pass_over(request.user, [one.id for one in wishing.due(request.user, today)], today)
    return redirect("today")


@require_POST
def delete_taking(request: PersonRequest, taking: UUID) -> HttpResponse:
    found = get_any_taking_for(request.user, taking)
    found.take_away(request.moment.at)
    leave_toast(request, "Deleted.", reverse("restore_taking", args=[found.id]))
    return _back(found)


@require_POST
def restore_taking(request: PersonRequest, taking: UUID) -> HttpResponse:
    found = get_any_taking_for(request.user, taking)
    found.bring_back()
    leave_toast(request, "It is back.")
    return _back(found)


def _back(taking: Taking) -> HttpResponse:
    return redirect("measure", taking.measure) if taking.measure in load_measures() else redirect("measures")
