"""Pain, tension, stress, focus, mood: each 0 to 10 as the person gave it, or not given."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from unclench.web.sessions.models import RATINGS, Play

WORDS = {
    "pain": ("Pain", "none", "worst"),
    "tension": ("Tension", "all loose", "all tight"),
    "stress": ("Stress", "calm", "too much"),
    "focus": ("Focus", "scattered", "clear"),
    "mood": ("Mood", "low", "good"),
}
"""What it is called, and its two ends."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One row of the form."""

    name: str
    label: str
    low: str
    high: str
    value: int | None = None
    before: int | None = None


class NotARatingError(ValueError):
    """Neither empty nor a whole number from 0 to 10; the text says so."""


def read(form: Mapping[str, str]) -> dict[str, int | None]:
    """Every rating of a form. Raises NotARatingError."""
    return {name: read_one(form.get(name, ""), WORDS[name][0]) for name in RATINGS}


def read_valid(form: Mapping[str, str]) -> dict[str, int | None]:
    """Those of a form that are ratings, so that they stand there still beside what is wrong."""
    valid: dict[str, int | None] = {}
    for name in RATINGS:
        with suppress(NotARatingError):
            valid[name] = read_one(form.get(name, ""), name)
    return valid


def read_one(text: str, label: str) -> int | None:
    if not text.strip():
        return None
    if text.strip().isascii() and text.strip().isdecimal() and int(text[:4]) <= 10 and len(text.strip()) <= 2:
        return int(text)
    raise NotARatingError(f"{label}: a whole number from 0 to 10, or no answer.")


def rows(given: Mapping[str, int | None] | None = None, play: Play | None = None) -> tuple[Rating, ...]:
    given = given or {}
    return tuple(
        Rating(name, *WORDS[name], given.get(name), getattr(play, f"{name}_before") if play else None)
        for name in RATINGS
    )
