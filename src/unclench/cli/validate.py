"""`unclench validate`: is this file an Open Massage Session in order?

Exit codes: 0 in order; 1 the file could not be read; 2 the command is not understood; 3 it is not in order.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from unclench.guide.reading import MOST_PROBLEMS, look_at, what_to_do
from unclench.guide.validate import Problem

NOT_IN_ORDER = 3


@click.command("validate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="What was found as JSON: rule, where, text, what to do.")
def command(file: Path, as_json: bool) -> None:
    """Check a file: is it an Open Massage Session in order?

    Nothing is played and nobody's safety is asked: that a file is in order says how it was meant, not that it is
    safe for you. To play it, open it: unclench open FILE.

    \b
    unclench validate tonight.oms.json
    unclench validate tonight.oms.json --json
    """
    try:
        looked = look_at(file)
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "cannot be read") from None
    if as_json:
        found = [
            {"rule": one.rule, "where": one.where, "text": one.text, "do": what_to_do(one)} for one in looked.problems
        ]
        click.echo(json.dumps({"valid": not found, "problems": found}, ensure_ascii=False, indent=1))
    else:
        _print(file, looked.problems)
    if looked.problems:
        sys.exit(NOT_IN_ORDER)


def _print(file: Path, problems: tuple[Problem, ...]) -> None:
    if not problems:
        click.echo(f"{file}: an Open Massage Session 0.1, in order.")
        return
    for one in problems:
        where = f"{file}: {one.where}" if one.where else str(file)
        click.echo(f"{where}: {one.text} ({one.rule})")
    for advice in dict.fromkeys(what_to_do(one) for one in problems):
        click.echo(f"To do: {advice}")
    if len(problems) == MOST_PROBLEMS:
        click.echo(f"Only the first {MOST_PROBLEMS} are told.")
