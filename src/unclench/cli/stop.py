"""`unclench stop`: something feels wrong. What to do now, the most urgent first."""

from __future__ import annotations

import click
from rich.padding import Padding

from unclench.cli.terminal import console


@click.command("stop")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """Something feels wrong: what to do now.

    Without WORDS, every reason to stop with its advice.

    \b
    unclench stop dizzy
    unclench stop burning skin
    """
    from unclench.guide.stop import advice_for, stop_reasons

    out = console()
    for reason in advice_for(" ".join(words)) if words else stop_reasons():
        out.print(f"[bold]{reason.name}[/]")
        for line in reason.advice:
            out.print(Padding(line, (0, 0, 0, 2), expand=False))
        out.print()
