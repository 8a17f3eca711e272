"""`unclench export`: everything that is kept of you, in one file that is yours."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from unclench.cli.terminal import beside


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv"]),
    default="json",
    show_default=True,
    help="json: everything, and `unclench import` reads it. csv: tables for a spreadsheet, in a zip.",
)
def command(*, file: Path, form: Literal["json", "csv"]) -> None:
    """Everything that is kept of you, in one file; also while the app is running.

    It holds what you told about your health, without a password. Nobody but you may read it on this machine.

    \b
    unclench export everything.json
    unclench export --format csv tables.zip
    """
    from unclench.web.reading import StoredDataError
    from unclench.web.yours.commands import NotHereError, export

    try:
        size = export(file, form)
    except (StoredDataError, NotHereError) as error:
        raise click.ClickException(str(error)) from None
    beside().print(
        f"{file} · {size / 1000:,.0f} kB. It is not encrypted: keep it where nobody else reads.", markup=False
    )
