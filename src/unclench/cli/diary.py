"""`unclench diary`: the diary in figures. It only reads, but for the switch of the published patterns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from unclench.cli.terminal import console, harmless
from unclench.wording import counted, short_day

if TYPE_CHECKING:
    from unclench.diary import Summary
    from unclench.web.diary.glance import Glance

NOTHING_YET = "The diary is empty. `unclench log headache` or `unclench log clear` begins it."


@click.command("diary")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.option(
    "--patterns", type=click.Choice(["on", "off"]), help="Show published patterns, or never; also on the pages."
)
def command(*, as_json: bool, patterns: str | None) -> None:
    """Headache days in each 28, medicine days beside the published limits, and what the entries fit.

    Every figure says of how many days something is known. A published pattern is no diagnosis.

    \b
    unclench diary
    unclench diary --json
    unclench diary --patterns off
    """
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError, read_diary, show_patterns

    try:
        if patterns is not None:
            show_patterns(patterns == "on", now())
        found = read_diary(now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    elif found is None or not any(one.said_days for one in found.windows):
        click.echo(NOTHING_YET)
    else:
        _print(found)


def _plain(found: Glance | None) -> dict[str, Any]:
    if found is None:
        return {"windows": [], "medicine_days": []}
    plain: dict[str, Any] = {
        "windows": [_window(one) for one in found.windows],
        "medicine_days": [
            {"of": one.name, "days": one.days, "limit_days": one.limit_days, "level": one.level or None}
            for one in found.counts
        ],
    }
    if found.reading is None or found.told is None:
        return plain
    return plain | {
        "patterns": {
            "diagnosis": False,
            "lead": found.told.lead,
            "fits": [
                {"pattern": fit.pattern, "name": fit.name, "headaches": fit.attacks, "missing": list(fit.missing)}
                for fit in found.reading.found.fits
            ],
            "doctor": list(found.told.doctor),
            "why_not": list(found.told.why_not),
            "criteria": [
                {"of": one.kind, "point": one.letter, "met": one.met, "not_met": one.missed, "not_told": one.untold}
                for one in found.reading.criteria
            ],
            "missing": [{"what": words, "headaches": count} for words, count in found.missing],
        }
    }


def _window(one: Summary) -> dict[str, Any]:
    return {
        "first": one.window.first.isoformat(),
        "last": one.window.last.isoformat(),
        "known_days": one.said_days,
        "headache_days": one.headache_days if one.said_days else None,
        "clear_days": one.clear_days if one.said_days else None,
        "acute_medicine_days": one.acute_days,
        "peak": one.peak,
        "hours": round(one.hours, 1),
    }


def _print(found: Glance) -> None:
    from rich.markup import escape
    from rich.table import Table

    from unclench.web.diary.published import NO_DIAGNOSIS

    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("28 days to", "headache", "clear", "medicine", "worst", "known"):
        table.add_column(name, justify="left" if name in ("28 days to", "known") else "right")
    for one in reversed(found.windows):
        day = short_day(one.window.last)
        if not one.said_days:
            table.add_row(day, "", "", "", "", "nothing")
            continue
        worst = "" if one.peak is None else str(one.peak)
        table.add_row(day, str(one.headache_days), str(one.clear_days), str(one.acute_days), worst, one.completeness)
    out = console()
    out.print(table)
    for count in found.counts:
        out.print()
        out.print(f"{escape(harmless(count.name))}: {counted(count.days, 'day')} of 28. {count.words}")
    if found.told is None:
        return
    out.print()
    for line in found.told.fits or (found.told.lead,):
        out.print(line, markup=False)
    for line in (*found.told.doctor, *found.told.why_not):
        out.print(line, markup=False)
    if found.missing:
        out.print("Missing: " + ", ".join(f"{words} ({count})" for words, count in found.missing), markup=False)
    out.print(NO_DIAGNOSIS, style="dim", markup=False)
