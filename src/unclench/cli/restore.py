"""`unclench restore`: a backup in the place of what is here."""

from __future__ import annotations

from pathlib import Path

import click

from unclench.cli.terminal import beside


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(*, file: Path) -> None:
    """Put a backup in the place of what is here; the app has to be stopped.

    The backup is looked through first. What is here is kept beside it in the data folder, so that it can be restored in
    turn; if anything goes wrong, nothing changes. Of an older version, its tables are brought up to date; of a newer
    one, it is refused. An emergency that stands here stands afterwards too.

    \b
    unclench restore /media/stick/unclench.backup
    """
    from unclench.web.moment import now
    from unclench.web.yours.commands import NotHereError, restore
    from unclench.web.yours.restoring import RestoreError

    try:
        done = restore(file, now().at)
    except (RestoreError, NotHereError) as error:
        raise click.ClickException(str(error)) from None
    out = beside()
    out.print(f"Restored: {done.copy.rows:,} rows in {len(done.copy.tables)} tables.", markup=False)
    if not done.copy.says_itself:
        out.print(
            "The file does not say what has to be in it, as a backup does: only SQLite has looked through it.",
            markup=False,
        )
    if done.brought_up:
        out.print("It was of an older version, and has the tables of this one now.", markup=False)
    if done.lock_unknown:
        out.print(
            "What was here could not be read, so nobody knows whether an emergency stood. "
            "If you are not well, get help.",
            markup=False,
        )
    elif done.lock_stands:
        out.print("An emergency stands, so there is no session yet.", markup=False)
    if done.aside is not None:
        out.print(f"What was here before is kept: {done.aside}", markup=False)
        out.print("Delete it when you no longer want it; `unclench erase` deletes it too.", markup=False)
