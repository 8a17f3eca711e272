"""A finished session in words, the same on every screen: what it is, what it keeps to, why a step is there."""

from __future__ import annotations

from unclench.atlas import Atlas
from unclench.atlas.types import Giver, Grade, Position, Side
from unclench.composer.types import Layer, Role, Session, Step
from unclench.safety.agreement import area_names, every_area
from unclench.safety.types import Clearance, Finding
from unclench.safety.words import URGENCIES
from unclench.wording import capital, listed

GIVERS: dict[Giver, str] = {
    "self": "your own hands",
    "partner": "a partner's hands",
    "professional": "trained hands",
}
POSITIONS: dict[Position, str] = {
    "seated": "sitting",
    "supine": "lying on the back",
    "prone": "lying face down",
    "side": "lying on one side",
    "standing": "standing",
}
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
GRADE_WORDS: dict[Grade, str] = {
    "high": "high certainty",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
    "practice": "practice, no trial",
}
LAYER_WORDS: dict[Layer, str] = {
    "breath": "the breath",
    "scan": "attention",
    "imagery": "an image",
    "release": "letting go",
}
STOP = "Stop at sharp or rising pain, dizziness, numbness or tingling, or trouble seeing, speaking or balancing."


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


_CLAIMING: tuple[Role, ...] = ("general", "specific", "movement", "mind")
"""The other parts open, close and rest."""


# The session


OPENED = "Session from a file"


def title(session: Session, atlas: Atlas) -> str:
    return capital(listed([atlas.complaints[name].spoken for name in session.request.complaints])) or OPENED


def hands(session: Session) -> str:
    return GIVERS[session.request.giver] if session.hands_on_s else "no hands"


def positions(session: Session) -> str:
    """Where the body is: the position, or the two it takes one after the other."""
    named = [POSITIONS[position] for position in dict.fromkeys(step.position for step in session.steps)]
    turns = any(step.position == "side" and step.sides == "one" and not step.asymmetric for step in session.steps)
    return ", then ".join([*named, "on the other"] if turns else named)


def changes(session: Session, clearance: Clearance) -> tuple[str, ...]:
    """Where the session is not what was wished for."""
    lines = [session.shortened] if session.shortened else []
    lines += [f"Not possible this time: {wish}." for wish in session.relaxed]
    if clearance.first_session and session.hands_on_s:
        minutes = clearance.hands_on_limit_s // 60
        lines.append(f"First session: at most {minutes} minutes by hand, and one step lighter than later on.")
    if session.request.position and session.position != session.request.position:
        wished, given = POSITIONS[session.request.position], POSITIONS[session.position]
        lines.append(f"{wished.capitalize()} is not for today; this one is {given}.")
    return tuple(lines)


def is_unplaced(session: Session, clearance: Clearance) -> bool:
    """No hands because of a local problem that may be anywhere, since nobody said where."""
    local = {finding.rule for finding in clearance.findings if finding.type == "local"}
    waits = not clearance.hands_on and bool(local.intersection(clearance.hands_on_rules))
    return waits and "hands on the body" in session.relaxed


def consent(session: Session) -> tuple[str, ...]:
    """What giver and receiver settle first; the voice asks for it in words of its own."""
    if session.request.giver == "self" or not session.hands_on_s:
        return ()
    note = session.safety
    off = [] if note.agreed is None else area_names(area for area in every_area() if area not in note.agreed)
    left = ", ".join(off)
    numbers = "Agree on pressure in numbers from 0 to 10; the one who receives decides."
    if not note.stop_word:
        unasked = (f"Not touched, as nobody has agreed to it: {left}.",) if off else ()
        return ("Ask for a clear yes: which places are fine today, and which word means stop?", *unasked, numbers)
    touched = f"Agreed for this session: {', '.join(area_names(note.agreed or ()))}."
    return (
        stop_words(note.stop_word),
        f"{touched} Not touched: {left}." if off else touched,
        numbers,
    )


def stop_words(word: str) -> str:
    """What the agreed word does."""
    return f"Stop word: “{word}”. At that word both hands come off at once. “Less” and “more” are always welcome."


def limits(session: Session, clearance: Clearance, atlas: Atlas) -> tuple[str, ...]:
    """What held this session in."""
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


def refer_lines(session: Session, atlas: Atlas) -> tuple[str, ...]:
    complaints = [atlas.complaints[name] for name in session.request.complaints]
    return tuple(f"See a doctor: {complaint.refer_when}" for complaint in complaints if complaint.refer_when)


def fit(session: Session) -> str:
    """What `proof` says, without the numbers."""
    if session.request.opened:
        return "From a file, within today’s limits."
    return f"{'The best' if session.certificate.proven else 'A good'} fit to your wishes by our rules."


def proof(session: Session) -> str:
    certificate = session.certificate
    if session.request.opened:
        return "From a file, within today’s limits. How well it fits to you was not weighed; nobody here composed it."
    if not certificate.proven:
        gap = certificate.bound - certificate.objective
        return f"A good fit to your wishes by our rules, at most {gap} points below the best."
    return (
        "The best fit to your wishes by our rules: no other session of our model scores higher "
        f"({certificate.objective} points; {certificate.options} single choices weighed)."
    )


# One step


def zone_name(phase_name: str) -> str:
    """ "Base of the skull" of the phase "Base of the skull: wide strokes"."""
    return phase_name.partition(":")[0]


def places(step: Step, atlas: Atlas) -> str:
    return listed([atlas.regions[region].name.lower() for region in step.contact])


def side_words(step: Step) -> str:
    other: dict[Side, Side] = {"left": "right", "right": "left"}
    if step.sides == "in_turn":
        return f"{step.first_side}, then {other[step.first_side]}"
    if step.sides == "one":
        return f"{step.side} side only" if step.asymmetric else f"{step.side} side"
    return ""


def evidence(step: Step) -> str:
    """How certain the effect is; empty where the step makes no claim."""
    return GRADE_WORDS[_grade(step)] if step.role in _CLAIMING else ""


def _grade(step: Step) -> Grade:
    return next(grade for grade in GRADE_WORDS if grade == step.why.grade)


# What safety says


def advice(finding: Finding) -> tuple[str, ...]:
    """When a doctor should see it, and whether it waits for a doctor."""
    urgency = (f"See a doctor {URGENCIES[finding.urgency]}.",) if finding.urgency else ()
    return (*urgency, "Waits for a doctor's yes.") if finding.waits else urgency


def blocked_words(clearance: Clearance, atlas: Atlas, *, personal: bool = False) -> str:
    """The regions left out, with the sides where it is not all of them. `personal`: only what is left out today."""
    usual = {finding.rule for finding in clearance.findings if finding.everyone} if personal else set()
    sides: dict[str, list[str]] = {}
    for block in clearance.blocks:
        if usual and usual.issuperset(block.rules):
            continue
        sides.setdefault(block.region, []).append(block.side)
    names = []
    for region, blocked in sides.items():
        whole = len(blocked) == len(atlas.regions[region].sides)
        name = atlas.regions[region].name.lower()
        names.append(name if whole else f"{name} ({', '.join(blocked)})")
    return listed(names)
