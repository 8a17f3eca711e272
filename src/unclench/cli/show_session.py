"""A plan, as one reads it before lying down: what was assumed, what happens when, why, and what to watch for."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.atlas import Atlas
from unclench.atlas.types import Side
from unclench.cli.show_clearance import UNREVIEWED, assumed_line, blocked_words, print_findings, verdict_line
from unclench.cli.terminal import clock, console, length, listed
from unclench.composer.types import Session, Step
from unclench.safety.types import Answers, Clearance

GIVERS = {"self": "your own hands", "partner": "a partner's hands", "professional": "trained hands"}
LEVEL_WORDS = {
    0: "weight of a cloth",
    1: "resting",
    2: "feather-light",
    3: "light: skin moves",
    4: "light to moderate",
    5: "moderate, breath easy",
    6: "firm but pleasant",
    7: "very firm",
}
STOP = "Stop at sharp or rising pain, dizziness, numbness or tingling, or trouble seeing, speaking or balancing."


def print_session(session: Session, clearance: Clearance, answers: Answers, atlas: Atlas) -> None:
    out = console()
    out.print(assumed_line(answers, clearance, atlas), style="dim", markup=False)
    out.print()
    out.print(_title(session, atlas))
    out.print(verdict_line(clearance))
    print_findings(clearance.findings)
    for line in _changes(session, clearance):
        out.print(f"[yellow]{line}[/]")
    _print_lines("Before", (*_consent(session), *session.before))
    out.print()
    out.print(_steps(session, atlas))
    _print_lines("Limits", _limits(session, clearance, atlas))
    _print_lines("Left out today", tuple(f"{entry.what}: {entry.reason}" for entry in session.left_out))
    _print_lines("After", (*session.after, *_refer_lines(session, atlas)))
    out.print(f"\n[bold]{STOP}[/]")
    out.print(f"\n[dim]{_proof(session)} {UNREVIEWED}[/]")


def _title(session: Session, atlas: Atlas) -> Text:
    complaints = listed([atlas.complaints[name].name for name in session.request.complaints])
    text = Text(f"{session.minutes} minutes for: {complaints}", style="bold")
    hands = GIVERS[session.request.giver] if session.hands_on_s else "no hands"
    text.append(f"  {hands}, {session.position}", style="not bold dim")
    return text


def _changes(session: Session, clearance: Clearance) -> list[str]:
    lines = [session.shortened] if session.shortened else []
    lines += [f"Not possible this time: {wish}." for wish in session.relaxed]
    if "hands on the body" in session.relaxed and _unplaced(clearance):
        lines.append("If a sore or wounded place is the reason, say where it is: --condition NAME@PLACE:SIDE.")
    if clearance.first_session:
        minutes = clearance.hands_on_limit_s // 60
        lines.append(f"First session: at most {minutes} minutes by hand, and one step lighter than later on.")
    if session.request.position and session.position != session.request.position:
        lines.append(f"{session.request.position.capitalize()} is not for today; this one is {session.position}.")
    return lines


def _consent(session: Session) -> tuple[str, ...]:
    """What giver and receiver settle first; the voice asks for it in words of its own."""
    if session.request.giver == "self" or not session.hands_on_s:
        return ()
    return (
        "Ask for a clear yes: which places are fine today, and which word means stop?",
        "Agree on pressure in numbers from 0 to 10; the one who receives decides.",
    )


def _unplaced(clearance: Clearance) -> bool:
    """A local problem that may be anywhere, since nobody said where."""
    local = {finding.rule for finding in clearance.findings if finding.type == "local"}
    return not clearance.hands_on and bool(local.intersection(clearance.hands_on_rules))


def _steps(session: Session, atlas: Atlas) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim", pad_edge=False)
    for name in ("At", "For", "What to do", "Pressure", "Why"):
        table.add_column(name, justify="right" if name in ("At", "For") else "left")
    zone = None
    for phase in session.phases:
        if phase.zone != zone:
            zone = phase.zone
            table.add_row("", "", Text(zone_name(phase.name) if zone else "", style="underline"), "", "")
        for step in phase.steps:
            why = Text(f"{step.why.text}{_evidence(step)}", style="dim")
            table.add_row(clock(step.start_s), length(step.duration_s), _what(step, atlas), _pressure(step), why)
    return table


def zone_name(phase_name: str) -> str:
    """ "Base of the skull" of the phase "Base of the skull: wide strokes"."""
    return phase_name.partition(":")[0]


def _evidence(step: Step) -> str:
    return f" Evidence: {GRADE_WORDS[step.why.grade]}." if step.role in ("general", "specific") else ""


def _what(step: Step, atlas: Atlas) -> Text:
    technique = atlas.techniques[step.technique]
    text = Text()
    text.append(technique.name, style="bold")
    places = listed([atlas.regions[region].name.lower() for region in step.contact])
    if places:
        text.append(f" · {places}")
    if step.points:
        text.append(f" · {', '.join(step.points)}")
    text.append(_side_words(step), style="dim")
    if step.layer:
        text.append(f" · with {LAYER_WORDS[step.layer]}", style="dim")
    return text


GRADE_WORDS = {
    "high": "high certainty",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
    "practice": "practice, no trial",
}
LAYER_WORDS = {"breath": "the breath", "scan": "attention", "imagery": "an image", "release": "letting go"}


def _side_words(step: Step) -> str:
    other: dict[Side, Side] = {"left": "right", "right": "left"}
    if step.sides == "in_turn":
        return f" · {step.first_side}, then {other[step.first_side]}"
    if step.sides == "one":
        return f" · {step.side} side only"
    return ""


def _pressure(step: Step) -> str:
    return f"{step.level} · {LEVEL_WORDS[step.level]}" if step.contact else ""


def _limits(session: Session, clearance: Clearance, atlas: Atlas) -> tuple[str, ...]:
    """What held this session in, in words."""
    if not session.hands_on_s:
        return ()
    highest = max(step.level for step in session.steps)
    lines = [
        f"Hands-on time {clock(session.hands_on_s)} of at most {clock(clearance.hands_on_limit_s)} today.",
        f"Pressure never above {highest} of 10; pain during the work never above {clearance.pain_limit} of 10.",
    ]
    if blocked := blocked_words(clearance, atlas, personal=True):
        lines.append(f"Not touched: {blocked}.")
    lines.append("Never touched: the throat, the sides of its front, and the hollow above the collarbone.")
    one_sided = [
        f"{atlas.techniques[step.technique].name.lower()} at {clock(step.start_s)} ({step.side})"
        for step in session.steps
        if step.asymmetric
    ]
    if one_sided:
        lines.append(f"On one side alone, since the other is left out today: {listed(one_sided)}.")
    lines += session.during
    return tuple(dict.fromkeys(lines))


def _refer_lines(session: Session, atlas: Atlas) -> tuple[str, ...]:
    complaints = [atlas.complaints[name] for name in session.request.complaints]
    return tuple(f"See a doctor: {complaint.refer_when}" for complaint in complaints if complaint.refer_when)


def _print_lines(title: str, lines: tuple[str, ...]) -> None:
    if not lines:
        return
    out = console()
    out.print(f"\n[bold]{title}[/]")
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 2), expand=False))


def _proof(session: Session) -> str:
    certificate = session.certificate
    if not certificate.proven:
        gap = certificate.bound - certificate.objective
        return f"A good fit to your wishes by our rules, at most {gap} points below the best."
    return (
        "The best fit to your wishes by our rules: no other session of our model scores higher "
        f"({certificate.objective} points; {certificate.options} single choices weighed)."
    )
