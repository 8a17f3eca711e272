"""What other pages show of the measures."""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context

from unclench.web.access import PersonRequest
from unclench.web.measures import pages, wishing
from unclench.web.sessions.models import Plan, Play

register = template.Library()


@register.inclusion_tag("measures/due.html", takes_context=True)
def measures_due(context: Context) -> dict[str, object]:
    """`{% load measure_tags %}{% measures_due %}`: a quiet line, as long as something wished for is due."""
    request = cast(PersonRequest, context["request"])
    return {
        "due": wishing.due(request.user, request.moment.local_date),
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("measures/around.html", takes_context=True)
def measures_before(context: Context, plan: Plan) -> dict[str, object]:
    """What is to be measured before each session: an offer, for one's own body only."""
    request = cast(PersonRequest, context["request"])
    own = plan.owner_id == request.user.id
    return {"measures": wishing.around_sessions(request.user) if own else (), "part": "before", "id": plan.id}


@register.inclusion_tag("measures/around.html", takes_context=True)
def measures_after(context: Context, play: Play) -> dict[str, object]:
    request = cast(PersonRequest, context["request"])
    own = play.owner_id == request.user.id
    return {"measures": wishing.around_sessions(request.user) if own else (), "part": "after", "id": play.id}


@register.inclusion_tag("measures/of_play.html")
def measured(play: Play) -> dict[str, object]:
    """What was measured before and after this session, if anything was."""
    return {"lines": pages.of_play(play)}
