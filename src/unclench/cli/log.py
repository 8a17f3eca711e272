"""`unclench log`: write a headache down, or what was noticed since a session, also while the app is running."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import click

from unclench.diary.medicines import REASONS

if TYPE_CHECKING:
    from unclench.web.moment import Moment

LONGEST_NOTE = 500


@click.group("log")
def command() -> None:
    """Write something down: a headache, a clear day, a dose, what a day was like.

    \b
    unclench log headache
    unclench log headache --at 14:30 --pain 6
    unclench log eased
    unclench log clear
    unclench log dose Ibuprofen
    unclench log day --sleep 7:30 --stress 4
    unclench log aftermath --noticed soreness --sore 3
    """


@command.command("headache")
@click.option(
    "--at", "at_text", metavar="TIME", help='When it began: "14:30" today, or "2026-11-20 14:30". Left out: now.'
)
@click.option(
    "--zone", metavar="ZONE", help="The time zone you were in, such as Europe/London. Left out: this machine's."
)
@click.option("--pain", type=click.IntRange(0, 10), help="0 to 10. Left out: not given.")
@click.option("--note", metavar="TEXT", help="Anything worth keeping.")
@click.option("--undo", metavar="ID", help="Take back the headache with this id.")
def headache(*, at_text: str | None, zone: str | None, pain: int | None, note: str | None, undo: str | None) -> None:
    """Write a headache down. Only what you give is kept.

    \b
    unclench log headache
    unclench log headache --at "2026-11-20 14:30" --zone Europe/London --pain 6
    """
    if undo is not None:
        if not (at_text is None and zone is None and pain is None and note is None):
            raise click.UsageError("--undo takes one back; it goes with nothing else.")
        _undo(undo)
        return
    from unclench.web.diary.times import NotATimeError, read_time
    from unclench.web.moment import known_zone, now

    name = None
    if zone is not None:
        name = known_zone(zone)
        if name is None:
            raise click.BadParameter(f"“{zone}” is not a time zone. One such as Europe/London.", param_hint="--zone")
    said = (note or "").encode("utf-8", "replace").decode().strip()  # a terminal may send bytes that are no letters
    if len(said) > LONGEST_NOTE:
        raise click.BadParameter(f"{len(said)} characters; there is room for {LONGEST_NOTE}.", param_hint="--note")
    onset = now(name)
    if at_text is not None:
        try:
            onset = read_time(at_text, onset)
        except NotATimeError as error:
            raise click.BadParameter(str(error), param_hint="--at") from None
    _note(onset, pain, said)


@command.command("eased")
def eased() -> None:
    """Say that the open headache has eased, now.

    \b
    unclench log eased
    """
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError, end_attack

    moment = now()
    try:
        began = end_attack(moment)
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if began is None:
        raise click.UsageError("No headache is open.")
    click.echo(f"Noted: it has eased, {moment.local:%H:%M}. It began on {began:%A} at {began:%H:%M}.")


_DAY = click.option("--day", "day_text", metavar="DAY", help='"today", "yesterday", or a date such as 2026-11-20.')


@command.command("clear")
@_DAY
def clear(*, day_text: str | None) -> None:
    """Say that a day was without headache. Left out: yesterday.

    \b
    unclench log clear
    unclench log clear --day 2026-11-20
    """
    from unclench.web.moment import now
    from unclench.web.reading import NotKeptError, StoredDataError, say_clear

    moment = now()
    day = _day(day_text or "yesterday", moment)
    try:
        recalled = say_clear(day, moment)
    except NotKeptError as error:
        raise click.BadParameter(str(error), param_hint="--day") from None
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Noted: {day:%A} {day.day} {day:%B} was clear{' (told later)' if recalled else ''}.")


@command.command("dose")
@click.argument("name")
@click.option("--at", "at_text", metavar="TIME", help='"14:30" today, or "2026-11-20 14:30". Left out: now.')
@click.option(
    "--for",
    "reason",
    type=click.Choice([name for name, _ in REASONS]),
    help="What it was for, where it was no headache. Left out: the open headache, or not said.",
)
def dose(*, name: str, at_text: str | None, reason: str | None) -> None:
    """Write down that a medicine of your list was taken.

    \b
    unclench log dose Ibuprofen
    unclench log dose Ibuprofen --at 14:30
    unclench log dose Ibuprofen --for period
    """
    from unclench.web.diary.times import NotATimeError, read_time
    from unclench.web.moment import now
    from unclench.web.reading import NotKeptError, StoredDataError, take_dose

    when = now()
    if at_text is not None:
        try:
            when = read_time(at_text, when)
        except NotATimeError as error:
            raise click.BadParameter(str(error), param_hint="--at") from None
    try:
        kept = take_dose(name, when, reason or "")
    except NotKeptError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Noted: {kept}, {when.local:%H:%M}.")


@command.command("day")
@_DAY
@click.option("--sleep", "sleep_min", metavar="HOURS", help='Such as "7:30".')
@click.option("--slept", "sleep_quality", metavar="0-10", help="0 badly, 10 well.")
@click.option("--stress", metavar="0-10", help="0 none, 10 most.")
@click.option("--mood", metavar="0-10", help="0 low, 10 good.")
@click.option("--tension", metavar="0-10", help="Of the neck: 0 none, 10 most.")
@click.option("--focus", metavar="0-10", help="0 none, 10 clear.")
@click.option("--moved", "activity_min", metavar="MINUTES", help="Of activity.")
@click.option("--water", "water_ml", metavar="LITRES", help="Drunk.")
@click.option("--screen", "screen_min", metavar="HOURS", help='Such as "5:30".')
@click.option("--alcohol", metavar="DRINKS", help="How many.")
@click.option("--caffeine", metavar="CUPS", help="How many.")
@click.option("--period", "menstruation", type=click.Choice(["no", "light", "medium", "heavy"]), help="If you like.")
@click.option("--note", metavar="TEXT", help="Anything worth keeping.")
def day(*, day_text: str | None, **told: str | None) -> None:
    """Write down what a day was like. Left out: today. Only what you give is kept.

    \b
    unclench log day --sleep 7:30 --stress 4
    unclench log day --day yesterday --tension 6 --note "a long drive"
    """
    from unclench.web.moment import now
    from unclench.web.reading import NotKeptError, StoredDataError, keep_day

    moment = now()
    lived = _day(day_text or "today", moment)
    said = {name: text for name, text in told.items() if text is not None}
    if not said:
        raise click.UsageError("Say at least one thing about the day; --help lists what there is.")
    try:
        keep_day(lived, said, moment)
    except NotKeptError as error:
        raise click.UsageError(str(error)) from None
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Noted: {lived:%A} {lived.day} {lived:%B}.")


def _day(text: str, moment: Moment) -> date:
    from datetime import timedelta

    from unclench.web.diary.fields import read_day

    named = {"today": moment.local_date, "yesterday": moment.local_date - timedelta(days=1)}
    found = named.get(text.strip().lower()) or read_day(text.strip(), moment.local_date)
    if found is None:
        raise click.BadParameter(
            f'“{text}” is no day that has been. "today", "yesterday", or 2026-11-20.', param_hint="--day"
        )
    return found


@command.command("aftermath")
@click.option("--noticed", multiple=True, metavar="NAME", help="What there was since; may be given several times.")
@click.option("--sore", type=click.IntRange(0, 10), help="How sore, 0 to 10, where it was worked.")
@click.option("--none", "nothing", is_flag=True, help="Nothing was noticed.")
def aftermath(*, noticed: tuple[str, ...], sore: int | None, nothing: bool) -> None:
    """Write down what was noticed since the last session. Without options: what is asked.

    Some of it is an emergency: then it says what to do, and ends with 3.

    \b
    unclench log aftermath --none
    unclench log aftermath --sore 3 --noticed bruise
    """
    from unclench.names import NotKnownError, nearest_names
    from unclench.safety.past import SORENESS
    from unclench.safety.unwanted import load_unwanted

    signs = {sign.id: sign for sign in load_unwanted().sign if sign.meaning}
    if not (noticed or nothing or sore is not None):
        for sign in signs.values():
            click.echo(f"{sign.id}: {sign.ask or sign.text}")
        return
    if nothing and (noticed or sore):
        raise click.UsageError("--none goes with nothing else.")
    named = tuple(dict.fromkeys((*noticed, *([SORENESS] if sore else []))))
    for name in named:
        if name not in signs:
            raise click.BadParameter(
                str(NotKnownError("effect", name, nearest_names(name, list(signs)))), param_hint="--noticed"
            )
    _note_later(named, sore)


def _note_later(noticed: tuple[str, ...], sore: int | None) -> None:
    from unclench.safety.words import EMERGENCY
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError, note_later

    try:
        kept = note_later(noticed, sore, now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if kept is None:
        raise click.UsageError("There is no session yet that it could follow.")
    if kept.emergency:
        click.echo(EMERGENCY)
    click.echo(f"Noted after: {kept.title}.")
    for line in (*kept.meanings, *kept.follows):
        click.echo(line)
    if kept.emergency:
        sys.exit(3)
    click.echo("To take it back: the page What holds now, in the app.")


def _note(onset: Moment, pain: int | None, note: str) -> None:
    from unclench.web.reading import StoredDataError, note_headache

    try:
        noted = note_headache(onset, pain, note)
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    local = onset.local
    rated = "" if pain is None else f", pain {pain} of 10"
    click.echo(f"Noted: headache, {local:%A} {local.day} {local:%B %Y}, {local:%H:%M} ({onset.zone}){rated}.")
    click.echo(f"To take it back: unclench log headache --undo {noted.id}   (or the page History)")


def _undo(text: str) -> None:
    from unclench.web.moment import now
    from unclench.web.reading import StoredDataError, undo_headache

    try:
        key = UUID(text)
    except ValueError:
        raise click.BadParameter(
            "This is no id. It was printed when the headache was noted.", param_hint="--undo"
        ) from None
    try:
        local = undo_headache(key, now())
    except StoredDataError as error:
        raise click.ClickException(str(error)) from None
    if local is None:
        raise click.BadParameter("There is no headache with this id.", param_hint="--undo")
    click.echo(f"Taken back: headache, {local:%A} {local.day} {local:%B %Y}, {local:%H:%M}.")
