"""The terminal: one console, as wide as the window, plain text where nobody watches."""

from __future__ import annotations

import io
import re

import click
from rich.console import Console

PLAIN_WIDTH = 100
WIDEST = 110


class _Stripped(io.StringIO):
    """Hands lines on without the spaces that tables leave at their ends."""

    _rest = ""

    def write(self, text: str, /) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            click.echo(line.rstrip())
        return len(text)

    def flush(self) -> None:
        if self._rest:
            click.echo(self._rest.rstrip(), nl=False)
            self._rest = ""


def console() -> Console:
    """Colours and the window's width in a terminal; plain lines of a fixed width in a pipe or file."""
    found = Console(highlight=False)
    if not found.is_terminal:
        return Console(highlight=False, width=PLAIN_WIDTH, file=_Stripped(), color_system=None)
    return Console(highlight=False, width=min(found.width, WIDEST))


def beside() -> Console:
    """What goes beside the output: warnings, where files were written."""
    return Console(highlight=False, stderr=True, soft_wrap=True)


def harmless(text: str) -> str:
    """What somebody wrote, without what would steer the terminal or turn the direction of reading."""
    return _STEERING.sub("\ufffd", text)


_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def length(seconds: int) -> str:
    """ "40 s", and "2:30" from a hundred seconds on."""
    return f"{seconds} s" if seconds < 100 else clock(seconds)
