"""Where a check leads once it is finished, and where an emergency that stands does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from unclench.web.accounts.models import Person
from unclench.web.today.checking import Finished
from unclench.web.today.models import CheckIn


def onward(check_in: CheckIn, finished: Finished) -> HttpResponse:
    """To the emergency page, to the plan, or to what the check says instead of one."""
    if finished.clearance.verdict == "emergency":
        return to_emergency(check_in.owner)
    return redirect("check", check_in.id) if finished.plan is None else redirect("plan", finished.plan.id)


def to_emergency(person: Person) -> HttpResponse:
    return redirect(emergency_address(person))


def emergency_address(person: Person) -> str:
    """The page of the emergency that stands for this person: whoever uses Unclench, or a receiver."""
    return reverse("emergency") if person.keeper_id is None else reverse("emergency_of", args=[person.id])


def safety_address(person: Person) -> str:
    """What holds now for this person."""
    return reverse("safety") if person.keeper_id is None else reverse("safety_of", args=[person.id])
