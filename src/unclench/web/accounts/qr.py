"""Codes that a phone's camera reads."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """As SVG to stand in a page: dark on light in every theme, with the quiet zone that cameras need."""
    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        drawn,
        kind="svg",
        border=4,
        dark="#1c1712",
        light="#fbf6ee",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title="Code for the camera of a phone",
    )
    return mark_safe(drawn.getvalue().decode())  # drawn by the library from a link of ours


def qr_text(text: str) -> str:
    """For a terminal."""
    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()
