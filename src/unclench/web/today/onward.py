"""Where a check leads once it is finished."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from unclench.web.today.checking import Finished
from unclench.web.today.models import CheckIn


def onward(check_in: CheckIn, finished: Finished) -> HttpResponse:
    """To the emergency page, to the plan, or to what the check says instead of one."""
    if finished.clearance.verdict == "emergency":
        return redirect("emergency")
    return redirect("check", check_in.id) if finished.plan is None else redirect("plan", finished.plan.id)
