"""A plan as one file for a phone: the page of its own, built here from the front end, with the sound inside."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from unclench.guide.handout import Handout, handout, policy, script_data, words_by_step
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan
from unclench.web.tags import DIST, FrontEndMissingError, manifest

ENTRY = "src/entries/phonefile.ts"
_PIECE = 3 * 64 * 1024
"""A multiple of three bytes becomes base64 that needs no padding, so the pieces can be put together."""

BYTES_PER_S = {"mp3": 5_500, "opus": 3_000, "m4a": 4_000}
"""About what a session takes; measured. Silence takes almost nothing."""
PAGE_BYTES = 90_000


@dataclass(frozen=True, slots=True)
class Inline:
    """The script and the style of the file. They stand in it, so each has to be one piece."""

    script: str
    style: str


def handout_of(plan: Plan) -> Handout:
    good_until = plan.check_in.at + planning.FRESH_FOR
    return handout(planning.session_of(plan), planning.playback_of(plan), plan.at, good_until)


def pieces(taken: Handout, sound: Path) -> Iterator[bytes]:
    """The file from its beginning to its end."""
    inline = load_inline()
    here = secrets.token_hex(16)
    page = render_to_string(
        "sessions/phone_file.html",
        {
            "handout": taken,
            "parts": words_by_step(taken.playback),
            "data": script_data(taken),
            "policy": policy(inline.script, inline.style),
            "script": inline.script,
            "style": inline.style,
            "sound": here,
        },
    )
    head, tail = page.split(here)
    yield head.encode()
    with sound.open("rb") as file:
        while piece := file.read(_PIECE):
            yield base64.b64encode(piece)
    yield tail.encode()


def size_words(plan: Plan, suffix: str, sound: Path | None) -> str:
    """How large the download is: exact enough once the sound is there, about right before. For "html" by its mp3."""
    size = sound_bytes(plan, suffix, sound)
    return megabytes(size * 4 // 3 + PAGE_BYTES if suffix == "html" else size)


def sound_bytes(plan: Plan, suffix: str, sound: Path | None) -> int:
    return sound.stat().st_size if sound else plan.minutes * 60 * BYTES_PER_S["mp3" if suffix == "html" else suffix]


def megabytes(size: int) -> str:
    return f"{max(0.1, size / 1_000_000):.1f} MB"


@cache
def load_inline() -> Inline:
    """From what Vite built. Raises FrontEndMissingError."""
    try:
        chunk = manifest()[ENTRY]
        if chunk.get("imports") or chunk.get("dynamicImports"):
            raise FrontEndMissingError(f"{ENTRY} shares code with another entry, and cannot stand in a file.")
        script = (DIST / chunk["file"]).read_text("utf-8")
        style = "".join((DIST / name).read_text("utf-8") for name in chunk["css"])
    except (FileNotFoundError, KeyError):
        raise FrontEndMissingError("The front end is not built. Start with: python3 run.py") from None
    if "</script" in script.lower() or "</style" in style.lower():
        raise FrontEndMissingError("The script or the style of the file would end too early in it.")
    return Inline(script.strip(), style.strip())
