"""`unclench trial`: a fair test on one person. Exit 1 where a row cannot be read or a file cannot be written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from unclench.cli.reading import INPUT_ERRORS, bad_input
from unclench.cli.terminal import beside, console, harmless

if TYPE_CHECKING:
    from unclench.trials import AttackFinding, Design, Diary, Finding, Monitoring, Normal, Schedule, Trial
    from unclench.trials.pictures import Picture, Theme
    from unclench.trials.reading import Fault, Reading, Row

T = TypeVar("T")

KINDS = click.Choice(("weeks", "days", "attacks", "start"))
COMPARATORS = click.Choice(("quiet rest", "breathing", "light touch", "nothing"))
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SHOWN = 20
USUAL_UNITS = {"weeks": 8, "days": 56, "attacks": 56, "start": 12}
THEME = click.option(
    "--theme",
    type=click.Choice(("auto", "light", "dark", "dim")),
    default="auto",
    show_default=True,
    help="The colours of pictures; auto follows whoever looks.",
)


@click.group("trial")
def command() -> None:
    """A fair test on one person: plan it, draw it, read it, say what it found.

    \b
    unclench trial plan --headache-days 12 --fewer 50
    unclench trial randomise --units 8 --out trial.json --protocol plan.md
    unclench trial today trial.json
    unclench trial fit diary.csv --json
    unclench trial report diary.csv --trial trial.json --out report.md
    """


@command.command("plan")
@click.option("--kind", type=KINDS, default="weeks", show_default=True, help="What is drawn: pairs of weeks, days …")
@click.option("--headache-days", type=float, default=9.4, show_default=True, help="In 28 days, without sessions.")
@click.option(
    "--fewer", type=click.FloatRange(0, 99), default=50, show_default=True, help="Headache days spared, in per cent."
)
@click.option(
    "--points-less", type=float, default=1.5, show_default=True, help="For attacks: pain lower by so many points."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the invented diaries.")
@click.option("--svg", type=NEW_FILE, help="The curve as a picture.")
@THEME
@click.option("--json", "as_json", is_flag=True, help="The curve as JSON.")
def plan_command(
    *,
    kind: Any,
    headache_days: float,
    fewer: float,
    points_less: float,
    seed: int,
    svg: Path | None,
    theme: Theme,
    as_json: bool,
) -> None:
    """What a trial can find, before it begins: the chance of an answer by its length."""
    from unclench.plain import to_plain
    from unclench.trials import Design, plan
    from unclench.trials.pictures import draw_power

    try:
        found = plan(
            Design(kind=kind, units=16),
            headache_days=headache_days,
            fewer=fewer / 100,
            points_less=points_less,
            seed=seed,
        )
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    picture = draw_power(found)
    if svg:
        _write(svg, picture.in_theme(theme))
    if as_json:
        click.echo(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
    else:
        console().print(picture.sentence)
        _print_table(picture)


@command.command("randomise")
@click.option("--kind", type=KINDS, default="weeks", show_default=True, help="What is drawn: pairs of weeks, days …")
@click.option(
    "--units",
    type=click.IntRange(1, 1000),
    help="How many of them; if not given 8 pairs of weeks, 56 days, 56 attacks, or 12 weeks for a drawn start.",
)
@click.option(
    "--comparator", type=COMPARATORS, default="quiet rest", show_default=True, help="What sessions are compared with."
)
@click.option(
    "--minutes", type=click.IntRange(1, 60), default=10, show_default=True, help="Of a session and its comparator."
)
@click.option(
    "--baseline-days", type=click.IntRange(0, 366), default=28, show_default=True, help="Diary before the start."
)
@click.option("--first-day", type=click.DateTime(("%Y-%m-%d",)), help="First day of the diary; today if not given.")
@click.option("--person", default="", help="A name for the record.")
@click.option("--protocol", type=NEW_FILE, help="The plan in words, as Markdown, to keep before the start.")
@click.option(
    "--out", type=NEW_FILE, required=True, help="The record, as JSON. It holds the seed: do not look into it."
)
def randomise_command(
    *,
    kind: Any,
    units: int | None,
    comparator: Any,
    minutes: int,
    baseline_days: int,
    first_day: datetime | None,
    person: str,
    protocol: Path | None,
    out: Path,
) -> None:
    """Draw the schedule of a trial from a new seed, and show the hash that it is committed with."""
    from unclench.cli.reading import local_day
    from unclench.trials import Design, Trial, plan, protocol_markdown, randomise
    from unclench.trials.design import LATEST_DAY, WEEK_DAYS

    if out.exists():
        raise click.UsageError(f"{out} exists already. A trial that was drawn is not drawn again: choose another name.")
    units = units or USUAL_UNITS[kind]
    try:
        before = 0 if kind == "attacks" else baseline_days
        latest = min(LATEST_DAY, WEEK_DAYS * (units - 1)) if kind == "start" else LATEST_DAY
        design = Design(kind, units, comparator, before, minutes, latest_day=latest)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    day = first_day.date() if first_day else local_day()
    trial = Trial("unclench trial 1", person, day, randomise(design))
    _write(out, trial.written())
    if protocol:
        expected = None if kind == "start" else plan(design)
        _write(protocol, protocol_markdown(trial, expected))
    click.echo(trial.schedule.commitment)
    begins = f"The diary begins on {trial.first_day}, the drawn part on {trial.start}. " if trial.end else ""
    ask = f"unclench trial today {out}" + ("" if trial.end else " --attack 1")
    beside().print(f"{begins}What the coin says stands under `{ask}`.", markup=False)


@command.command("today")
@click.argument("record", type=FILE)
@click.option("--day", type=click.DateTime(("%Y-%m-%d",)), help="Another day than today.")
@click.option("--attack", type=click.IntRange(1), help="For a trial by attacks: the number of the attack.")
@click.option("--extended", is_flag=True, help="It goes on after its planned end.")
def today_command(*, record: Path, day: datetime | None, attack: int | None, extended: bool) -> None:
    """What the coin says for today, or for this attack, and nothing of what comes later."""
    from unclench.cli.reading import local_day
    from unclench.trials import TrialError, read_trial

    try:
        trial = read_trial(record.read_text("utf-8"))
        design = trial.schedule.design
        if (design.kind == "attacks") != (attack is not None):
            raise TrialError("A trial by attacks is asked with --attack and its number, any other by the day.")
        if attack is not None:
            arms = (_longer(trial, attack) if extended else trial).schedule.arms
            if attack > len(arms):
                raise TrialError(f"The trial has {len(arms)} attacks. If it goes on after them, add --extended.")
            click.echo(f"Attack {attack}: {_told(arms[attack - 1], design)}")
            return
        when = day.date() if day else local_day()
        if extended:
            trial = _longer(trial, _coins_until(trial, (when - trial.first_day).days + 1))
        arm = trial.arm_on(when)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    click.echo(f"{when}: {_told(arm, design)}")


def _told(arm: int, design: Design) -> str:
    from unclench.trials.types import NOT_RANDOMISED, SESSION

    if arm == NOT_RANDOMISED:
        return "diary only. The drawn part has not begun."
    if arm == SESSION:
        return f"a session of {design.minutes} minutes."
    return "no session." if design.comparator == "nothing" else f"{design.comparator}, {design.minutes} minutes."


def _longer(trial: Trial, coins: int) -> Trial:
    from dataclasses import replace

    from unclench.trials.design import prolonged

    return replace(trial, schedule=prolonged(trial.schedule, coins))


def _coins_until(trial: Trial, days: int) -> int:
    """How many coins a diary of so many days has, the last perhaps not complete."""
    schedule = trial.schedule
    each = schedule.part_days * len(schedule.coins[0].arms)
    return -(-(days - schedule.design.baseline_days) // each)


@command.command("fit")
@click.argument("diary", type=FILE)
@click.option(
    "--degrees", type=click.Choice(("2", "4")), default="2", show_default=True, help="no and yes, or none to severe."
)
@click.option("--attacks", is_flag=True, help="Rows are attacks: person,arm,before,after.")
@click.option("--no-trend", is_flag=True, help="Without a slow trend.")
@click.option("--carry-over", is_flag=True, help="With what the unit before still does.")
@click.option("--weekdays", is_flag=True, help="Let every day of the week differ.")
@click.option(
    "--effect-prior",
    type=(float, float),
    metavar="MEAN SD",
    help="What is believed about the effect, on the logit scale (for attacks: points of 10).",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes, for files of many persons."
)
@click.option("--arrow", type=NEW_FILE, help="The findings as Parquet (needs unclench[arrow]).")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, with the prior and every figure.")
def fit_command(
    *,
    diary: Path,
    degrees: str,
    attacks: bool,
    no_trend: bool,
    carry_over: bool,
    weekdays: bool,
    effect_prior: tuple[float, float] | None,
    jobs: int,
    arrow: Path | None,
    as_json: bool,
) -> None:
    """Headache days in 28 with sessions and without, for every person in a diary.

    DIARY: CSV or Parquet with the columns person,date,arm,y and, if wished, covariates. arm is session (1),
    comparator (0), or empty before the start; y is no or yes (0, 1), empty where nothing was entered. Persons with a
    row that cannot be read are left out, and each such row is named.
    """
    from unclench.trials import Normal, Prior, Terms, fit_many

    if attacks and (degrees != "2" or no_trend or carry_over or weekdays):
        raise click.UsageError("A trial by attacks has no degrees, trend, carry-over or weekdays.")
    findings: list[Finding] | list[AttackFinding]
    try:
        effect = Normal(*effect_prior) if effect_prior else None
        if attacks:
            findings, faults = _of_attacks(diary, effect)
        else:
            reading = _read(diary, int(degrees), weekdays)
            faults = reading.faults
            prior = Prior(effect=effect) if effect else Prior()
            terms = Terms(trend=not no_trend, carry_over=carry_over)
            found = fit_many(reading.diaries, prior=prior, terms=terms, jobs=jobs)
            findings = list(_watched(found, len(reading.diaries)))
        if arrow:
            from unclench.trials.arrow import write_findings

            write_findings(findings, arrow)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    _tell(findings, faults, as_json)


@command.command("report")
@click.argument("diary", type=FILE)
@click.option("--trial", "record", type=FILE, required=True, help="The record that was drawn before the start.")
@click.option(
    "--degrees", type=click.Choice(("2", "4")), default="2", show_default=True, help="no and yes, or none to severe."
)
@click.option("--extended", is_flag=True, help="It went on after its planned end, by further coins of the same seed.")
@click.option("--harms", default="", help="Unwanted effects, in your words.")
@click.option("--changes", default="", help="What went otherwise than planned, in your words.")
@click.option("--out", type=NEW_FILE, help="Markdown; the pictures go beside it.")
@THEME
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, pictures included.")
def report_command(
    *,
    diary: Path,
    record: Path,
    degrees: str,
    extended: bool,
    harms: str,
    changes: str,
    out: Path | None,
    theme: Theme,
    as_json: bool,
) -> None:
    """What the trial of one person found, with its pictures: Markdown and SVG, or JSON."""
    from unclench.plain import to_plain
    from unclench.trials import read_trial, report

    try:
        trial = read_trial(record.read_text("utf-8"))
        trial, faults, finding, monitoring, own = _one(diary, trial, int(degrees), extended=extended)
        if finding is None or monitoring is None:
            _tell_faults(faults)
            sys.exit(1)
        found = report(trial, finding, monitoring, diary=own, extended=extended, harms=harms, changes=changes)
    except INPUT_ERRORS as error:
        raise bad_input(error) from None
    if out:
        _write(out, found.markdown())
        for picture in found.pictures:
            _write(out.with_name(f"{picture.name}.svg"), picture.in_theme(theme))
    if as_json:
        click.echo(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
    elif out:
        click.echo(found.answer)
    else:
        click.echo(found.markdown())


def _one(
    path: Path, trial: Trial, degrees: int, *, extended: bool
) -> tuple[Trial, tuple[Fault, ...], Finding | AttackFinding | None, Monitoring | None, Diary | None]:
    """The finding of the one person in this file, None where a row cannot be read; and the trial, as long as it got."""
    from unclench.trials import TrialError, fit, fit_attacks, monitor, monitor_attacks
    from unclench.trials.reading import BY_ATTACK, read_attacks

    if trial.schedule.design.kind == "attacks":
        by_attack = read_attacks(_rows(path, BY_ATTACK))
        if by_attack.faults:
            return trial, by_attack.faults, None, None, None
        (person, attacks) = _only(by_attack.persons)
        _same_person(trial, person)
        trial = _longer(trial, len(attacks)) if extended else trial
        drawn = trial.schedule.arms[: len(attacks)]
        if tuple(attack.arm for attack in attacks) != drawn:
            raise TrialError("The arms in the file are not those that were drawn.")
        return trial, (), fit_attacks(attacks, person=person), monitor_attacks(attacks), None
    reading = _read(path, degrees, weekdays=False)
    if reading.faults:
        return trial, reading.faults, None, None, None
    own, first = _only(reading.diaries), reading.first_days[0]
    _same_person(trial, own.person)
    if own.names:
        beside().print(f"Not in the plan, and left out: {harmless(', '.join(own.names))}.", markup=False)
    late = (first - trial.first_day).days
    trial = _longer(trial, _coins_until(trial, late + own.days)) if extended else trial
    own = _fitted(own, late, trial.schedule)
    return trial, (), fit(own), monitor(own, trial.schedule), own


def _same_person(trial: Trial, person: str) -> None:
    from unclench.trials import TrialError

    if trial.person and person and trial.person != person:
        raise TrialError(f"The trial is that of {harmless(trial.person)}, and the file that of {harmless(person)}.")


def _fitted(diary: Diary, late: int, schedule: Schedule) -> Diary:
    """The diary on the days of the schedule: what was not entered, at either end or between, is a silent day.

    Raises TrialError where an entered day has another arm than the one drawn, or lies outside.
    """
    import numpy as np

    from unclench.trials import Diary, TrialError
    from unclench.trials.types import MISSING

    drawn = np.array(schedule.daily())
    if late < 0 or late + diary.days > len(drawn):
        raise TrialError(
            "The diary has days before the first or after the last day of the trial. If it went on after its planned "
            "end, add --extended."
        )
    y = np.full(late + diary.days, MISSING)
    y[late:] = diary.y
    arm, unit = drawn[: len(y), 0], drawn[: len(y), 1]
    if np.any((y[late:] != MISSING) & (diary.arm != arm[late:])):
        raise TrialError("The arms in the diary are not those that were drawn.")
    return Diary(y=y, arm=arm, unit=unit, levels=diary.levels, person=diary.person)


def _only(found: tuple[T, ...]) -> T:
    from unclench.trials import TrialError

    if len(found) != 1:
        raise TrialError(f"A report is about one person; the file holds {len(found)}.")
    return found[0]


def _of_attacks(path: Path, effect: Normal | None) -> tuple[list[AttackFinding], tuple[Fault, ...]]:
    from unclench.trials import AttackPrior, fit_attacks
    from unclench.trials.reading import BY_ATTACK, compared_attacks, read_attacks

    reading = compared_attacks(read_attacks(_rows(path, BY_ATTACK)))
    prior = AttackPrior(effect=effect) if effect else AttackPrior()
    return [fit_attacks(attacks, prior=prior, person=person) for person, attacks in reading.persons], reading.faults


def _read(path: Path, degrees: int, weekdays: bool) -> Reading:
    """Persons with an entry in either arm."""
    from unclench.trials.reading import DAILY, compared, read_diaries

    if path.suffix == ".parquet":
        from unclench.trials.arrow import read_table, table_of_parquet

        return compared(read_table(table_of_parquet(path), levels=degrees, weekdays=weekdays))
    return compared(read_diaries(_rows(path, DAILY), levels=degrees, weekdays=weekdays))


def _rows(path: Path, needed: tuple[str, ...]) -> list[Row]:
    from unclench.trials import TrialError
    from unclench.trials.reading import rows_of_csv

    if path.suffix == ".parquet":
        from unclench.trials.arrow import rows_of_table, table_of_parquet

        return rows_of_table(table_of_parquet(path), needed)
    try:
        return rows_of_csv(path.read_text("utf-8"), needed)
    except UnicodeDecodeError:
        raise TrialError(f"{path.name} is not text in UTF-8.") from None


def _watched(findings: Iterable[Finding], count: int) -> Iterable[Finding]:
    """With a bar beside the output, where there are many and somebody watches."""
    if count <= SHOWN or not sys.stderr.isatty():
        return findings
    from rich.progress import track

    return track(findings, f"{count} diaries", total=count, console=beside(), transient=True)


def _tell(findings: list[Finding] | list[AttackFinding], faults: tuple[Fault, ...], as_json: bool) -> None:
    from unclench.plain import to_plain

    if as_json:
        plain = {"findings": to_plain(findings), "faults": to_plain(faults)}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        _print_findings(findings)
    _tell_faults(faults)
    if faults:
        sys.exit(1)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        click.echo(harmless(str(fault)), err=True)


def _print_findings(findings: list[Finding] | list[AttackFinding]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from unclench.trials import AttackFinding
    from unclench.trials.pictures.svg import number, percent

    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("person", "without", "with", "change", "95 % between", "chance of less"):
        table.add_column(name, no_wrap=True)
    for finding in findings:
        if isinstance(finding, AttackFinding):
            with_and_without, chance = ("", ""), finding.p_less
        else:
            with_and_without, chance = (number(finding.without), number(finding.with_sessions)), finding.p_fewer
        table.add_row(
            escape(harmless(finding.person)),
            *with_and_without,
            number(finding.change),
            f"{number(finding.low)} and {number(finding.high)}",
            percent(chance),
        )
    out = console()
    out.print(table)
    out.print("Headache days in 28 (for attacks: points of 10), with sessions compared with without.", markup=False)


def _print_table(picture: Picture) -> None:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in picture.header:
        table.add_column(name)
    for row in picture.rows:
        table.add_row(*row)
    console().print(table)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} could not be written: {error.strerror}") from None
