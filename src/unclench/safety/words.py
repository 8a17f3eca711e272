"""What is said wherever safety speaks, in a terminal or in a browser."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A number to call, and where it is answered."""

    number: str
    where: str


EMERGENCY_NUMBERS = (
    Line("112", "in Europe"),
    Line("999", "in the UK"),
    Line("911", "in the US and Canada"),
    Line("000", "in Australia"),
)
CRISIS_LINES = (
    Line("988", "call or text, US and Canada"),
    Line("116 123", "Samaritans, UK and Ireland"),
)
CRISIS_FINDER = "findahelpline.com"
"""Crisis lines of other countries."""

EMERGENCY = (
    f"Stop here and get help now: call the emergency number where you are "
    f"({', '.join(f'{line.number} {line.where}' for line in EMERGENCY_NUMBERS)}). "
    "Do not drive yourself. If you can, do not stay alone."
)
CRISIS = (
    "You matter, and there is help right now. Call or text 988 (US, Canada), call 116 123 (Samaritans, UK and "
    f"Ireland), or your local emergency number. {CRISIS_FINDER} lists crisis lines in other countries. "
    "Until then: feet on the floor, name five things you can see, and let somebody know."
)
UNREVIEWED = "No clinician has signed these rules yet."
TELL_MEDICINES = "Tell them which medicines you take, and when you last took them."

URGENCIES = {"emergency_now": "now", "same_day": "today", "see_doctor_soon": "within days to two weeks"}
"""When a doctor should see it."""
