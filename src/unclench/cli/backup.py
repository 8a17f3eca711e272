"""`unclench backup`: a copy of the whole database, read back and compared before it counts."""

from __future__ import annotations

from pathlib import Path

import click

from unclench.cli.terminal import beside


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(*, file: Path) -> None:
    """A copy of everything, read back and compared; also while the app is running.

    It is of one moment. The copy is read back and compared value by value with what was copied; only then does it take
    the place of FILE. It knows what has to be in it, so `unclench restore` finds a single changed letter. Sign-ins are
    not in it.

    \b
    unclench backup /media/stick/unclench.backup
    """
    from unclench.exchange.backup import BackupError
    from unclench.web.reading import StoredDataError
    from unclench.web.yours.commands import NotHereError, back_up

    try:
        made = back_up(file)
    except (StoredDataError, NotHereError, BackupError) as error:
        raise click.ClickException(str(error)) from None
    size = file.stat().st_size / 1_000_000
    beside().print(
        f"{file} · {size:,.1f} MB, {made.rows:,} rows in {len(made.tables)} tables, read back and compared. "
        "It is not encrypted.",
        markup=False,
    )
