"""Options that several commands share, and how a group of them is handed on as one argument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar, cast

import click

F = TypeVar("F", bound=Callable[..., Any])
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def gathered(function: F, command: Callable[..., Any], options: Sequence[Option]) -> F:
    """`function` as a command that has these options too: `command` takes them, and hands them on as one argument."""
    decorated: Any = update_wrapper(command, function)
    for option in reversed(options):
        decorated = option(decorated)
    return cast(F, decorated)


profile_option = click.option(
    "--profile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with what lasts, with days, and with what was played and felt lately.",
)
density_option = click.option(
    "--density",
    type=click.Choice(["full", "brief", "bells"]),
    default="full",
    show_default=True,
    help="How much is said.",
)
audio_option = click.option(
    "--audio",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Spoken, as .opus, .mp3, .flac, .wav, or .m4a (needs unclench[m4a]).",
)
