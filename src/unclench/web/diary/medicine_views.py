"""The rows of medicines, and a dose that belongs to no headache."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from unclench.diary.medicines import REASONS
from unclench.web.access import PersonRequest
from unclench.web.diary import course, medicines, tallies
from unclench.web.diary.access import get_any_dose_for, get_any_medicine_for, get_medicine_for
from unclench.web.diary.medicines import CLASS_NAMES, MedicineForm
from unclench.web.diary.models import RELIEFS, Dose, Medicine
from unclench.web.toasts import leave_toast

LATEST = 10


@require_http_methods(["GET", "POST"])
def medicine_list(request: PersonRequest) -> HttpResponse:
    """The rows, the days of the last four weeks, and a form for another one."""
    form = MedicineForm()
    if request.method == "POST":
        form = MedicineForm.read(request.POST)
        if not form.errors:
            made = medicines.keep(request.user, form, request.moment)
            leave_toast(request, f"{made.name} is on the list.", reverse("delete_medicine", args=[made.id]))
            return redirect("medicines")
    rows = list(Medicine.of(request.user))
    doses = Dose.of(request.user).select_related("episode").order_by("-at", "-id")[:LATEST]
    context = {
        "here": "diary",
        "rows": [(row, course.is_current(row, request.moment), CLASS_NAMES.get(row.kind, "")) for row in rows],
        "counts": medicines.counts_of(request.user, request.moment.local_date),
        "doses": [(dose, dose.lived.clock, _headache_of(dose)) for dose in doses],
        "reasons": REASONS,
        "form": form,
        "classes": CLASS_NAMES.items(),
        "tallies": tallies.by_medicine(request.user, request.moment.local_date - tallies.TALLIED),
        "reliefs": RELIEFS,
    }
    return render(request, "diary/medicines.html", context, status=422 if form.errors else 200)


def _headache_of(dose: Dose) -> UUID | None:
    """None for one without a headache, and for one whose headache was deleted."""
    return dose.episode.id if dose.episode is not None and dose.episode.deleted_at is None else None


@require_http_methods(["GET", "POST"])
def medicine(request: PersonRequest, medicine: UUID) -> HttpResponse:
    """One row, to be changed."""
    found = get_medicine_for(request.user, medicine)
    form = MedicineForm.of(found)
    if request.method == "POST":
        form = MedicineForm.read(request.POST)
        if not form.errors:
            medicines.keep(request.user, form, request.moment, found)
            leave_toast(request, "Kept.")
            return redirect("medicines")
    context = {"here": "diary", "medicine": found, "form": form, "classes": CLASS_NAMES.items()}
    return render(request, "diary/medicine.html", context, status=422 if form.errors else 200)


@require_POST
def delete_medicine(request: PersonRequest, medicine: UUID) -> HttpResponse:
    """The doses that were noted stay."""
    found = get_any_medicine_for(request.user, medicine)
    found.take_away(request.moment.at)
    leave_toast(request, f"{found.name} is off the list.", reverse("restore_medicine", args=[found.id]))
    return redirect("medicines")


@require_POST
def restore_medicine(request: PersonRequest, medicine: UUID) -> HttpResponse:
    found = get_any_medicine_for(request.user, medicine)
    found.bring_back()
    leave_toast(request, f"{found.name} is on the list.")
    return redirect("medicines")


@require_POST
def take_medicine(request: PersonRequest) -> HttpResponse:
    """A dose now, for something else than a headache, or without saying for what."""
    try:
        key = UUID(request.POST.get("medicine", ""))
    except ValueError:
        raise BadRequest from None
    found = get_medicine_for(request.user, key)
    dose = course.take(request.user, found, request.moment)
    leave_toast(request, f"{found.name}, {request.moment.clock:%H:%M}.", reverse("dose_undo", args=[dose.id]))
    return redirect("medicines")


@require_POST
def dose_reason(request: PersonRequest, dose: UUID) -> HttpResponse:
    """What it was for, where it was no headache; or, with nothing, not said."""
    found = get_any_dose_for(request.user, dose)
    reason = request.POST.get("reason", "")
    if reason not in ("", *dict(REASONS)) or found.deleted_at is not None:
        raise BadRequest
    found.reason = reason
    with transaction.atomic():
        found.save(update_fields=["reason"])
    leave_toast(request, f"{found.name}: {dict(REASONS).get(reason, 'reason not said').lower()}.")
    return redirect("medicines")
