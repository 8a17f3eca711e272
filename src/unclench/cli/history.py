"""`unclench history`: what has been, newest first. It only reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from unclench.cli.terminal import console, harmless

if TYPE_CHECKING:
    from unclench.web.sessions.history import Entry, Listing

NOTHING_YET = "Nothing is recorded yet."


@click.command("history")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many lines at most.")
@click.option("--json", "as_json", is_flag=True, help="Everything about each, as JSON.")
def command(*, limit: int, as_json: bool) -> None:
    """What has been: sessions and headaches, newest first.

    Each on the clock of the place it was lived in.

    \b
    unclench history --limit 10
    unclench history --json
    """
    from unclench.web.reading import StoredDataError, read_history

    try:
        found = read_history(limit)
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        entries = [] if found is None else [_plain(entry) for entry in found.entries]
        more = found is not None and found.older is not None
        click.echo(json.dumps({"entries": entries, "more": more}, ensure_ascii=False, indent=1))
    elif found is None or not found.entries:
        click.echo(NOTHING_YET)
    else:
        _print(found)


def _plain(entry: Entry) -> dict[str, Any]:
    """Times in UTC and on the clock of the zone; what was not given is null."""
    common: dict[str, Any] = {
        "kind": entry.kind,
        "id": str(entry.id),
        "at": _instant(entry.at),
        "local": entry.local.isoformat(),
        "zone": entry.zone,
        "title": entry.title,
    }
    if entry.kind == "episode":
        return common | {
            "ended_at": None if entry.ended_at is None else _instant(entry.ended_at),
            "pain": entry.pain,
            "tried": list(entry.tried),
            "note": entry.note,
        }
    next_day = entry.next_day
    return common | {
        "receiver": entry.receiver or None,
        "minutes": entry.minutes,
        "played_s": entry.played_s,
        "pain_before": entry.pain_before,
        "pain_after": entry.pain_after,
        "ending": entry.ending or None,
        "stop_reason": entry.stop_reason or None,
        "next_day": None
        if next_day is None
        else {
            "soreness": next_day.soreness,
            "headache": next_day.headache,
            "new_symptoms": next_day.new_symptoms,
        },
    }


def _instant(at: Any) -> str:
    return str(at.isoformat()).replace("+00:00", "Z")


def _print(found: Listing) -> None:
    from rich.markup import escape
    from rich.table import Table

    from unclench.web.sessions.history import pain_words, remarks, what

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column()
    month = ""
    for entry in found.entries:
        local = entry.local
        if f"{local:%B %Y}" != month:
            month = f"{local:%B %Y}"
            table.add_row(f"[bold]{month}[/]")
        table.add_row(
            f"{local:%a} {local.day:>2}, {local:%H:%M}",
            escape(harmless(what(entry))),
            pain_words(entry),
            escape(harmless(remarks(entry))),
        )
    out = console()
    out.print(table)
    if found.older is not None:
        out.print("There is more: --limit", style="dim", markup=False)
