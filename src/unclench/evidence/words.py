"""The codes of the evidence, as the pages and the command line say them, and its figures written out."""

from __future__ import annotations

import re

from unclench.atlas.types import Read
from unclench.evidence.types import Bias, Depth, Design, Direction, Dose, Grade, Number, Practice, Study
from unclench.wording import capital

GRADES: dict[Grade, str] = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very_low": "Very low certainty",
    "none": "Nothing found",
    "refuted": "Refuted",
}
GRADE_MEANINGS: dict[Grade, str] = {
    "high": "Further studies are unlikely to change the answer.",
    "moderate": "The answer is probably about right; further studies may still change it.",
    "low": "There are studies, but small or weak ones. The answer may well change.",
    "very_low": "There is hardly anything to go by. The truth may be quite different.",
    "none": "We know of no study that has put it to a fair test. That is not the same as “it does not work”.",
    "refuted": "It was looked into, and what was found speaks against it.",
}
DIRECTIONS: dict[Direction, str] = {
    "benefit": "Points to a benefit",
    "perhaps": "Perhaps; cannot tell yet",
    "no_effect": "No effect found",
    "uncertain": "Cannot tell yet",
    "unknown": "Not tested",
    "harm": "May do harm",
}
PRACTICES: dict[Practice, str] = {
    "massage": "Massage",
    "trigger_points": "Pressing sore spots",
    "acupressure": "Acupressure",
    "scalp_massage": "Scalp massage",
    "face_massage": "Face massage",
    "heat_cold": "Warmth and cold",
    "oils": "Oils",
    "mind": "The mind",
    "movement": "Movement",
    "water": "Water",
    "other": "Other care",
}
DESIGNS: dict[Design, str] = {
    "review": "Review: trials put together",
    "rct": "Trial with groups drawn by lot",
    "quasi_randomised": "Trial with groups not fully drawn by lot",
    "crossover": "Trial in which everyone got both, one after the other",
    "controlled": "Trial with groups, not drawn by lot",
    "within_person": "One side of the body against the other",
    "single_arm": "Before and after, with no other group",
}
BIASES: dict[Bias, str] = {
    "low": "Low",
    "some": "Some concern",
    "high": "High",
    "very_high": "Very high",
    "critical": "Critical",
    "unrated": "Not rated as a whole",
    "unknown": "Not known",
}
DEPTHS: dict[Depth, str] = {
    "abstract": "read in the abstract",
    "excerpt": "read in part of the text",
    "secondary": "read in somebody else’s account",
    "memory": "from memory, not looked up",
    "design": "our own judgement, not looked up",
}
VERIFIED: dict[Read, str] = {
    "yes": "A source was opened for this",
    "partly": "A source was opened for part of this",
    "no": "No source was opened for this",
}
HONEST = (
    "These entries were put together from abstracts and parts of texts, not from whole papers, and no clinician has "
    "reviewed them."
)

_NAMED_BEFORE = re.compile(r"(SMD|effect size|d|r)( .+)?")
"""Units that go before their figure: effect size 0.62."""


def number(figure: Number) -> str:
    """The figure, its comparison, its interval, and how many stand behind it."""
    shown = _amount(figure)
    behind = []
    if figure.low is not None and figure.high is not None:
        behind.append(f"{figure.interval} {_digits(figure.low, figure)} to {_digits(figure.high, figure)}")
    if figure.trials:
        behind.append("1 trial" if figure.trials == 1 else f"{figure.trials} trials")
    if figure.people:
        behind.append(f"{'about ' if figure.about else ''}{figure.people:,} people")
    return f"{shown} ({'; '.join(behind)})" if behind else shown


def _amount(figure: Number) -> str:
    value = _digits(figure.value, figure)
    if figure.unit == "p":
        return f"p = {value}"
    if figure.before is not None:
        told = f"from {_digits(figure.before, figure)} to {value}"
    elif figure.upto is not None:
        told = f"{value} to {_digits(figure.upto, figure)}"
    elif figure.versus is not None:
        told = f"{value} against {_digits(figure.versus, figure)}"
    else:
        told = value
    if figure.about:
        told = f"about {told}"
    if named := _NAMED_BEFORE.fullmatch(figure.unit):
        return f"{named[1]} {told}{named[2] or ''}"
    return f"{told} {figure.unit}".strip()


def _digits(value: float, figure: Number) -> str:
    """With as many decimals as the finest of its companions, and a true minus."""
    ends = (figure.value, figure.versus, figure.before, figure.upto, figure.low, figure.high)
    places = max(len(f"{end:g}".partition(".")[2]) for end in ends if end is not None)
    text = f"{abs(value):.{places}f}"
    if value < 0:
        return f"−{text}"
    return f"+{text}" if figure.signed else text


def dose(given: Dose) -> str:
    """As one says it: 45 minutes, twice a week, for 6 weeks: 12 sessions. Empty where nothing is known."""
    parts = []
    if given.minutes:
        parts.append(f"{_span(given.minutes)} minutes")
    if given.per_week:
        parts.append(
            {"1": "once", "2": "twice"}.get(_span(given.per_week), f"{_span(given.per_week)} times") + " a week"
        )
    if given.weeks:
        parts.append(f"for {_counted(given.weeks, 'week')}")
    told = ", ".join(parts)
    if given.sessions:
        sessions = "a single session" if given.sessions == (1,) else _counted(given.sessions, "session")
        told = f"{told}: {sessions}" if told else sessions
    return capital(f"{told}." if told else "")


def follow_up(given: Dose) -> str:
    """Weeks before, and when people were asked again; empty where neither is known."""
    parts = []
    if given.before_weeks:
        parts.append(f"{_counted((given.before_weeks,), 'week')} of diary before")
    for ends, unit in ((given.after_weeks, "week"), (given.after_months, "month")):
        if ends:
            last = _counted(ends[-1:], unit)
            parts.append(f"asked again after {' and '.join([*map(str, ends[:-1]), last])}")
    return capital(f"{', '.join(parts)}." if parts else "")


def people(study: Study) -> str:
    """62; 56 (17 massage, 19 sham, 20 waiting)."""
    if not study.people:
        return capital(study.people_note) or "Not said"
    return f"{study.people:,} ({study.people_note})" if study.people_note else f"{study.people:,}"


def _counted(ends: tuple[int, ...], unit: str) -> str:
    return f"{_span(ends)} {unit}" if ends == (1,) else f"{_span(ends)} {unit}s"


def _span(ends: tuple[int, ...]) -> str:
    return " to ".join(map(str, ends))


def minutes(ends: tuple[int, ...]) -> str:
    return f"{_span(ends)} min"
