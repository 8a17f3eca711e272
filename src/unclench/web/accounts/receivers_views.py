"""The people who are massaged besides the person themself: their names, and how they go."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from unclench.web.access import PersonRequest
from unclench.web.accounts import receivers
from unclench.web.accounts.models import LONGEST_CALLED
from unclench.web.accounts.receivers import CalledError, get_any_receiver_for
from unclench.web.requests import UNPROCESSABLE
from unclench.web.toasts import leave_toast


@require_GET
def listed(request: PersonRequest) -> HttpResponse:
    return _page(request)


def _page(request: PersonRequest, error: str = "", at: UUID | None = None, typed: str = "") -> HttpResponse:
    """`at`: whose name did not do; without it, that of somebody new."""
    context = {
        "here": "you",
        "receivers": receivers.receivers_of(request.user),
        "error": error,
        "at": at,
        "typed": typed,
        "longest": LONGEST_CALLED,
    }
    return render(request, "accounts/receivers.html", context, status=UNPROCESSABLE if error else 200)


@require_POST
def add_receiver(request: PersonRequest) -> HttpResponse:
    typed = request.POST.get("called", "")
    try:
        made = receivers.add(request.user, typed)
    except CalledError as error:
        return _page(request, str(error), typed=typed)
    leave_toast(request, f"Added: {made.called}.")
    return redirect("receivers")


@require_POST
def rename_receiver(request: PersonRequest, receiver: UUID) -> HttpResponse:
    found = receivers.get_receiver_for(request.user, receiver)
    typed = request.POST.get("called", "")
    try:
        receivers.rename(found, typed)
    except CalledError as error:
        return _page(request, str(error), found.id, typed)
    leave_toast(request, f"Now called {found.called}.")
    return redirect("receivers")


@require_POST
def remove_receiver(request: PersonRequest, receiver: UUID) -> HttpResponse:
    found = get_any_receiver_for(request.user, receiver)
    receivers.remove(found, request.moment.at)
    leave_toast(
        request,
        f"Removed: {found.called}, with all answers and sessions. For a day this can be undone.",
        reverse("restore_receiver", args=[found.id]),
    )
    return redirect("receivers")


@require_POST
def restore_receiver(request: PersonRequest, receiver: UUID) -> HttpResponse:
    found = get_any_receiver_for(request.user, receiver)
    try:
        receivers.bring_back(found)
    except CalledError as error:
        return _page(request, str(error))
    leave_toast(request, f"{found.called} is back.")
    return redirect("receivers")
