"""What other pages show of the diary."""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context

from unclench.web.access import PersonRequest
from unclench.web.diary.marks import unsaid_yesterday

register = template.Library()


@register.inclusion_tag("diary/yesterday.html", takes_context=True)
def yesterday(context: Context) -> dict[str, object]:
    """`{% load diary_tags %}{% yesterday %}`: one tap for a clear day, as long as nothing is known of it."""
    request = cast(PersonRequest, context["request"])
    return {"day": unsaid_yesterday(request.user, request.moment), "csrf_token": context["csrf_token"]}
