"""The terminal: one console, as wide as the window, plain text where nobody watches."""

from __future__ import annotations

from functools import cache

from rich.console import Console

PLAIN_WIDTH = 100
WIDEST = 110


@cache
def console() -> Console:
    """Colours and the window's width in a terminal; plain lines of a fixed width in a pipe or file."""
    found = Console(highlight=False)
    if not found.is_terminal:
        return Console(highlight=False, width=PLAIN_WIDTH)
    return Console(highlight=False, width=min(found.width, WIDEST))


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def listed(names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
