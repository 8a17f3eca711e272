"""Small pieces of sentences that every room puts together in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def listed(names: Sequence[str], word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; empty for none."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def counted(number: int, one: str) -> str:
    """ "1 day", "2 days"; for words whose plural has an s."""
    return f"{number} {one if number == 1 else f'{one}s'}"


def short_day(day: date) -> str:
    """ "3 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def capital(text: str) -> str:
    """As it begins a sentence; the rest stays as it is."""
    return text[:1].upper() + text[1:]
