"""What an attack page offers: few things, none of which asks for much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unclench.atlas.types import ComplaintId, PointId, TechniqueId
from unclench.composer.types import Request, Session

WayId = Literal["cold", "breathing", "quiet", "point"]

ATTACK: tuple[ComplaintId, ...] = (ComplaintId("migraine_attack"),)
POINT = PointId("PC6")
COLD = TechniqueId("cold_compress")
HOLD = TechniqueId("acupressure_hold")
MINUTES = 10
NOT_BREATHING = tuple(
    TechniqueId(name) for name in ("pmr_recall", "pmr_face_neck", "body_scan", "imagery", "breath_awareness")
)
"""Practices of the mind with many words: what is left is slow breathing by its own sound, and rest."""


@dataclass(frozen=True, slots=True)
class Way:
    id: WayId
    name: str
    note: str
    kept_as: str
    """What the diary says was tried."""


WAYS: dict[WayId, Way] = {
    "cold": Way("cold", "Cold", "In a cloth. Not on numb skin, nor if cold hurts.", "Cold"),
    "breathing": Way("breathing", "Breathing", "10 minutes, by sound alone", "Breathing"),
    "quiet": Way("quiet", "Quiet", "A dark screen, no sound", "Quiet"),
    "point": Way(
        "point",
        "A point on the wrist",
        "10 minutes; may ease nausea",  # claim: acupressure_nausea
        "Point on the wrist",
    ),
}

FIRST_REQUEST = Request(ATTACK, MINUTES)
BREATHING_ONLY = Request(ATTACK, MINUTES, mind_only=True, without=NOT_BREATHING)
"""No hands, few words: also for somebody whose questions are not all answered."""


def request_for(way: WayId, *, hands: bool) -> Request:
    """What to compose. Without `hands` cold lies where the person puts it, and the sound goes with it."""
    if not hands:
        return BREATHING_ONLY
    match way:
        case "cold":
            return Request(ATTACK, MINUTES, wanted=(COLD,), without=NOT_BREATHING)
        case "point":
            # Breathing alone would not fill what is left.
            return Request(ATTACK, MINUTES, wanted=(HOLD,), without=(COLD,))
        case "breathing" | "quiet":
            return BREATHING_ONLY


def has_point(session: Session) -> bool:
    return any(POINT in step.points for step in session.steps)
