"""`unclench import`: what was once exported comes in; what is here stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unclench.cli.terminal import console, harmless

if TYPE_CHECKING:
    from unclench.web.yours.taking import Fate, Report

MOST_TOLD = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen to every row, and change nothing.")
@click.option("--each", is_flag=True, help="Tell of every row, also where all is well.")
def command(*, file: Path, dry_run: bool, each: bool) -> None:
    """Take in a file that an export has made; what is here stays as it is.

    Each row is imported, or a duplicate of what is here, or kept out because what is here says something else, or
    invalid with the reason. Importing twice changes nothing. Exits with 1 where a row is invalid.

    \b
    unclench import everything.json --dry-run
    unclench import everything.json
    """
    from unclench.exchange.document import DocumentError
    from unclench.web.reading import StoredDataError
    from unclench.web.yours.commands import NotHereError, import_from

    try:
        report = import_from(file, is_trial=dry_run)
    except (StoredDataError, NotHereError, DocumentError) as error:
        raise click.ClickException(f"{error} Nothing was imported.") from None
    _print(report, each=each)
    if report.total["invalid"]:
        raise SystemExit(1)


def _print(report: Report, *, each: bool) -> None:
    from rich.markup import escape
    from rich.table import Table

    from unclench.web.yours.taking import STATES

    out = console()
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for state in STATES:
        table.add_column("would be imported" if report.is_trial and state == "imported" else state, justify="right")
    for name, counts in report.counts.items():
        table.add_row(name, *(str(counts[state] or "") for state in STATES))
    table.add_row("all", *(str(report.total[state]) for state in STATES))
    out.print(table)
    told = report.fates if each else list(report.remarks)
    for fate in told if each else told[:MOST_TOLD]:
        out.print(escape(harmless(_line(fate))))
    if not each and len(told) > MOST_TOLD:
        out.print(f"… and {len(told) - MOST_TOLD} more: --each tells all.", markup=False)
    if report.is_trial:
        out.print("Nothing was changed.", markup=False)


def _line(fate: Fate) -> str:
    return f"{fate.table} {fate.number} ({fate.id or 'without an id'}): {fate.state}. {fate.reason}".rstrip()
