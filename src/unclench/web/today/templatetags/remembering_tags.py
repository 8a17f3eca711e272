"""What is remembered for the person's safety, each with the button that takes it back."""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context

from unclench.safety import interview, load_rules
from unclench.web.access import PersonRequest
from unclench.web.today.remembering import remembered as remembered_of

register = template.Library()


@register.inclusion_tag("today/remembered.html", takes_context=True)
def remembered(context: Context) -> dict[str, object]:
    """`{% load remembering_tags %}{% remembered %}`: a list of its own, with forms; not to be put inside a form."""
    request = cast(PersonRequest, context["request"])
    known = interview.as_of(remembered_of(request.user), request.moment.local)
    rules = load_rules()
    since = {**known.conditions, **known.signs}
    return {
        "remembered_items": [(rule, since[rule.id]) for rule in interview.standing(known, request.moment.local, rules)],
        "next": request.get_full_path(),
        "csrf_token": context["csrf_token"],
    }
