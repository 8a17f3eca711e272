"""`unclench measure`: what a person follows on themselves, from the command line."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import click

from unclench.cli.terminal import console, harmless
from unclench.measures.content import TOLD_BY

if TYPE_CHECKING:
    from unclench.measures import Measure


@click.group("measure")
def command() -> None:
    """What you follow on yourself: list it, record it, see how it went.

    \b
    unclench measure list
    unclench measure record hit6 total=57 --from doctor
    unclench measure record strain wound_up=4 too_much=6 switching_off=3
    unclench measure history hit6 --json
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Every measure with its items and last values, as JSON.")
def list_measures(*, as_json: bool) -> None:
    """What can be measured, with the last values."""
    from unclench.measures import load_measures
    from unclench.plain import to_plain
    from unclench.web.measures.command import read_last
    from unclench.web.reading import StoredDataError

    try:
        last = read_last()
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        listed = [
            {**to_plain(one), "last": dict(last[one.id].plain) if one.id in last else None}
            for one in load_measures().values()
        ]
        click.echo(json.dumps({"measures": listed}, ensure_ascii=False, indent=1))
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for one in load_measures().values():
        line = last.get(one.id)
        words = "" if line is None else f"{line.words} ({line.day})"
        table.add_row(one.id, escape(one.name), escape(harmless(words)))
    console().print(table)


@command.command("record")
@click.argument("name", metavar="MEASURE")
@click.argument("said", nargs=-1, metavar="[ITEM=NUMBER]...")
@click.option(
    "--from",
    "told_by",
    type=click.Choice([name for name, _ in TOLD_BY]),
    help="Where a total comes from. Left out: not said.",
)
@click.option("--day", metavar="DAY", help="Of a total: the day it is of, such as 2026-11-20. Left out: today.")
@click.option("--nothing-hurts", is_flag=True, help="Of the places: that nothing hurts.")
@click.option("--undo", is_flag=True, help="Take one back: MEASURE is then the id that was printed.")
def record(
    *, name: str, said: tuple[str, ...], told_by: str | None, day: str | None, nothing_hurts: bool, undo: bool
) -> None:
    """Keep numbers of a measure. Only what you give is kept.

    Without numbers: what can be given. The reaction task is done in the app.

    \b
    unclench measure record now pain=4 stress=6
    unclench measure record places temple.left=6 temple.right=hurts
    unclench measure record neck_range turn_left=3
    """
    if undo:
        if said or told_by or day or nothing_hurts:
            raise click.UsageError("--undo takes one back; it goes with nothing else.")
        _undo(name)
        return
    measure = _called(name)
    if measure.kind == "reaction":
        raise click.UsageError("The reaction task is done in the app, on the page Measures.")
    if measure.kind != "total" and (told_by or day):
        raise click.UsageError("--from and --day are for totals from elsewhere.")
    if nothing_hurts and (measure.kind != "places" or said):
        raise click.UsageError("--nothing-hurts goes with places, and with nothing else.")
    numbers = {"none": "0"} if nothing_hurts else dict(_pair(text, measure) for text in said)
    if numbers:
        _record(measure, numbers, told_by or "", _day(day))
    else:
        _say_items(measure)


@command.command("history")
@click.argument("name", metavar="MEASURE")
@click.option("--limit", type=click.IntRange(1, 400), default=20, show_default=True, help="How many lines at most.")
@click.option("--json", "as_json", is_flag=True, help="Everything about each, as JSON.")
def history(*, name: str, limit: int, as_json: bool) -> None:
    """How a measure went over time, newest first.

    \b
    unclench measure history reaction_90
    unclench measure history hit6 --json
    """
    from unclench.web.measures.command import read_series
    from unclench.web.reading import StoredDataError

    measure = _called(name)
    try:
        lines = read_series(measure, limit)
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        found = {"measure": measure.id, "takings": [dict(line.plain) for line in lines]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    if not lines:
        click.echo("Nothing measured yet.")
    for line in lines:
        remarks = f" ({'; '.join(line.remarks)})" if line.remarks else ""
        click.echo(harmless(f"{line.day} {line.clock or '     '}  {line.words}{remarks}"))


def _called(name: str) -> Measure:
    from unclench.measures import load_measures
    from unclench.names import NotKnownError, nearest_names

    measures = load_measures()
    found = measures.get(name.strip().lower().replace("-", "_"))
    if found is None:
        raise click.BadParameter(
            str(NotKnownError("measure", name, nearest_names(name, list(measures)))), param_hint="MEASURE"
        )
    return found


def _pair(text: str, measure: Measure) -> tuple[str, str]:
    from unclench.names import NotKnownError, nearest_names

    name, equals, number = text.partition("=")
    name = name.strip().lower()
    known = list(_known(measure))
    name = name.replace(":", ".") if measure.kind == "places" else name.replace("-", "_")
    if not equals or not number.strip():
        raise click.BadParameter(f"“{text}” is not ITEM=NUMBER, such as {known[0]}=4.", param_hint="ITEM=NUMBER")
    if name not in known:
        raise click.BadParameter(str(NotKnownError("item", name, nearest_names(name, known))), param_hint="ITEM=NUMBER")
    return name, number.strip()


def _known(measure: Measure) -> tuple[str, ...]:
    if measure.kind != "places":
        return tuple(item.id for item in measure.item)
    from unclench.atlas import load_atlas

    regions = load_atlas().regions.values()
    return tuple(f"{region.id}.{side}" for region in regions for side in region.sides)


def _say_items(measure: Measure) -> None:
    from unclench.measures.scoring import range_words

    click.echo(measure.about)
    if measure.kind == "places":
        click.echo("PLACE.SIDE=NUMBER, 0 to 10 or hurts; `unclench atlas list regions` names the places.")
    for item in measure.item:
        click.echo(f"{item.id}: {item.name}, {range_words(item)}")
        for number, words in enumerate(item.steps):
            click.echo(f"  {item.lowest + number:g}  {words}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from unclench.web.diary.fields import read_day
    from unclench.web.moment import now

    found = read_day(text.strip(), now().local_date)
    if found is None:
        raise click.BadParameter(f"“{text}” is no day that has been. One such as 2026-11-20.", param_hint="--day")
    return found


def _record(measure: Measure, said: dict[str, str], told_by: str, day: date | None) -> None:
    from unclench.web.measures.command import record as keep
    from unclench.web.moment import now
    from unclench.web.reading import NotKeptError, StoredDataError

    try:
        key = keep(measure, said, told_by, day, now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    except NotKeptError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"Kept: {measure.name}.")
    if measure.mood:
        click.echo("This is no diagnosis. Whom to talk to, if life feels too heavy: the page /crisis/ in the app.")
    click.echo(f"To take it back: unclench measure record --undo {key}")


def _undo(text: str) -> None:
    from unclench.measures import load_measures
    from unclench.web.measures.command import undo
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError

    try:
        key = UUID(text)
    except ValueError:
        raise click.BadParameter("This is no id. It was printed when it was kept.", param_hint="--undo") from None
    try:
        name = undo(key, now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if name is None:
        raise click.BadParameter("Nothing that was measured has this id.", param_hint="--undo")
    measure = load_measures().get(name)
    click.echo(f"Taken back: {measure.name if measure else name}.")
