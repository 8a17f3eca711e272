"""`unclench erase`: everything of you, gone from this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from unclench.cli.terminal import beside, console

WORDS = "erase everything"


@click.command("erase")
@click.option(
    "--export",
    "export_to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="First write everything into this file, which `unclench import` reads.",
)
@click.option(
    "--backup",
    "backup_to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="First make a backup, which `unclench restore` brings back.",
)
@click.option("--confirm", metavar="WORDS", help=f"“{WORDS}”, in place of typing it when asked.")
def command(*, export_to: Path | None, backup_to: Path | None, confirm: str | None) -> None:
    """Erase everything of you from this machine; it cannot be undone.

    Also of the people you massage. Records, answers, recorded lines, finished sounds, what a restore has put aside go;
    every browser is signed out. Files that you made yourself, such as exports and backups, are yours to delete. While
    an emergency stands, that it does and until when stays here, and nothing else.

    \b
    unclench erase --backup /media/stick/unclench.backup
    """
    from unclench.exchange.backup import BackupError
    from unclench.web.reading import StoredDataError
    from unclench.web.yours.commands import NotHereError, back_up, erase, export, what_would_go
    from unclench.web.yours.outcome import EraseError

    try:
        going = what_would_go()
        if export_to is not None:
            export(export_to, "json")
            beside().print(f"{export_to} is written.", markup=False)
        if backup_to is not None:
            back_up(backup_to)
            beside().print(f"{backup_to} is made, read back and compared.", markup=False)
        _ask(going, confirm)
        done = erase()
    except (StoredDataError, NotHereError, BackupError, EraseError) as error:
        raise click.ClickException(str(error)) from None
    out = console()
    out.print("Erased.", markup=False)
    if done.asides:
        out.print("What a restore had put aside is deleted too.", markup=False)
    if done.lock_stays:
        out.print("An emergency stands: that it does and until when stays here, and nothing else.", markup=False)
    out.print(
        "Exports and backups that you made are where you put them. A browser forgets when it next asks.", markup=False
    )


def _ask(going: Mapping[str, int], confirm: str | None) -> None:
    if confirm is None:
        out = console()
        out.print("This goes, and cannot be brought back:", markup=False)
        for words, number in going.items():
            out.print(f"  {number:>6,}  {words}", markup=False)
        confirm = click.prompt(
            f"Type “{WORDS}” to erase it, or anything else to keep it", default="", show_default=False
        )
    if confirm.strip().casefold() != WORDS:
        raise click.ClickException("Nothing was erased.")
