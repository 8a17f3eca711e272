"""The figure in a page. Where the browser cannot draw it, what stands between the tags is seen."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unclench.figure.tones import load_tones
from unclench.web.figures.files import digest

register = template.Library()


@register.simple_tag
def figure_files() -> str:
    """The folder that the meshes lie in."""
    return reverse("figure_mesh", args=[digest(), "body"]).removesuffix("body.bin")


@register.simple_tag
def swatch(kind: str, name: str) -> SafeString:
    """A dot in a tone of skin or hair; as a picture, because the page may hold no styles of its own."""
    colour = getattr(load_tones(), kind)[name]
    if not colour:
        return format_html('<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', _RING)
    return format_html(
        '<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" fill="{}"/></svg>',
        colour,
    )


_RING = SafeString('<circle cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-dasharray="3 3"/>')
