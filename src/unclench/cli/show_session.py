"""A plan, as one reads it before lying down: what was assumed, what happens when, why, and what to watch for."""

from __future__ import annotations

from datetime import datetime

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.atlas import Atlas
from unclench.cli.show_clearance import UNREVIEWED, assumed_line, print_findings, verdict_line
from unclench.cli.terminal import clock, console, length
from unclench.composer import telling
from unclench.composer.telling import STOP
from unclench.composer.templates import template_lines
from unclench.composer.types import Session, Step
from unclench.composer.words import oil_words
from unclench.safety.types import Answers, Clearance

__all__ = ["STOP", "print_session"]


def print_session(session: Session, clearance: Clearance, answers: Answers, atlas: Atlas) -> None:
    out = console()
    out.print(assumed_line(answers, clearance, atlas), style="dim", markup=False)
    out.print()
    out.print(_title(session, atlas))
    out.print(verdict_line(clearance))
    print_findings(clearance.findings, datetime.now().astimezone())
    for line in _changes(session, clearance):
        out.print(f"[yellow]{line}[/]")
    _print_lines("From a study", template_lines(session.request))
    _print_lines("Before", (*telling.consent(session), *session.before))
    out.print()
    out.print(_steps(session, atlas))
    _print_lines("Limits", telling.limits(session, clearance, atlas))
    _print_lines("Left out today", tuple(f"{entry.what}: {entry.reason}" for entry in session.left_out))
    _print_lines("After", (*session.after, *telling.refer_lines(session, atlas)))
    out.print(f"\n[bold]{STOP}[/]")
    out.print(f"\n[dim]{telling.proof(session)} {UNREVIEWED}[/]")


def _title(session: Session, atlas: Atlas) -> Text:
    text = Text(f"{session.minutes} minutes for: {telling.title(session, atlas)}", style="bold")
    text.append(f"  {telling.hands(session)}, {telling.positions(session)}", style="not bold dim")
    return text


def _changes(session: Session, clearance: Clearance) -> tuple[str, ...]:
    lines = telling.changes(session, clearance)
    if telling.is_unplaced(session, clearance):
        return (*lines, "If a sore or wounded place is the reason, say where it is: --condition NAME@PLACE:SIDE.")
    return lines


def _steps(session: Session, atlas: Atlas) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim", pad_edge=False)
    for name in ("At", "For", "What to do", "Pressure", "Why"):
        table.add_column(name, justify="right" if name in ("At", "For") else "left")
    zone = None
    for phase in session.phases:
        if phase.zone != zone:
            zone = phase.zone
            name = telling.zone_name(phase.name) if zone else ""
            table.add_row("", "", Text(name, style="underline"), "", "")
        for step in phase.steps:
            why = Text(f"{step.why.text}{_evidence(step)}", style="dim")
            table.add_row(clock(step.start_s), length(step.duration_s), _what(step, atlas), _pressure(step), why)
    return table


def _evidence(step: Step) -> str:
    grade = telling.evidence(step)
    return f" Evidence: {grade}." if grade else ""


def _what(step: Step, atlas: Atlas) -> Text:
    text = Text()
    text.append(atlas.techniques[step.technique].name, style="bold")
    if places := telling.places(step, atlas):
        text.append(f" · {places}")
    if step.points:
        text.append(f" · {', '.join(step.points)}")
    if step.oil:
        text.append(f" · with {oil_words(step.oil)}")
    if sides := telling.side_words(step):
        text.append(f" · {sides}", style="dim")
    if step.layer:
        text.append(f" · with {telling.LAYER_WORDS[step.layer]}", style="dim")
    return text


def _pressure(step: Step) -> str:
    return f"{step.level} · {telling.LEVEL_WORDS[step.level]}" if step.contact else ""


def _print_lines(title: str, lines: tuple[str, ...]) -> None:
    if not lines:
        return
    out = console()
    out.print(f"\n[bold]{title}[/]")
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 2), expand=False))
