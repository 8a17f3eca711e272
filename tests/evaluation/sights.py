"""Things one can see in a session. `seen` says where; an empty answer means it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import MuscleId, PointId, Position, RegionId, Side, TechniqueId
from unclench.composer import Session, Step
from unclench.composer.types import Role
from unclench.guide.score import score
from unclench.safety import Clearance

DEEP_FROM = 5
"""A place is a deep one if all its touch is at least as firm."""


@dataclass(frozen=True)
class Touches:
    """A hand on one of these places, on this side if one is named."""

    kind: Literal["touches"]
    any: tuple[RegionId, ...]
    side: Side | None = None


@dataclass(frozen=True)
class Uses:
    """One of these techniques, on these places if any are named."""

    kind: Literal["uses"]
    any: tuple[TechniqueId, ...]
    on: tuple[RegionId, ...] = ()


@dataclass(frozen=True)
class UsesClass:
    kind: Literal["uses_class"]
    any: tuple[str, ...]


@dataclass(frozen=True)
class TouchesWith:
    """What touches, by the atlas: palms, thumbs, cloth …"""

    kind: Literal["touches_with"]
    any: tuple[str, ...]


@dataclass(frozen=True)
class Works:
    """One of these muscles is the aim of a step."""

    kind: Literal["works"]
    any: tuple[MuscleId, ...]


@dataclass(frozen=True)
class Presses:
    kind: Literal["presses"]
    any: tuple[PointId, ...]


@dataclass(frozen=True)
class Holds:
    """A part of the session; with `permille`, at least so much of it."""

    kind: Literal["holds"]
    role: Role
    permille: int = 0


@dataclass(frozen=True)
class ClosesWith:
    """One of these techniques slows the session down at its end."""

    kind: Literal["closes_with"]
    any: tuple[TechniqueId, ...]


@dataclass(frozen=True)
class Touch:
    """Any touch at all."""

    kind: Literal["touch"]


@dataclass(frozen=True)
class FirmerThan:
    kind: Literal["firmer_than"]
    level: int
    outside_deep_places: bool = False


@dataclass(frozen=True)
class AboveCap:
    """Firmer than the lowest cap of what is touched."""

    kind: Literal["above_cap"]


@dataclass(frozen=True)
class FasterThan:
    """Strokes quicker than so many a minute."""

    kind: Literal["faster_than"]
    strokes_per_min: float


@dataclass(frozen=True)
class InPosition:
    kind: Literal["in_position"]
    any: tuple[Position, ...]


@dataclass(frozen=True)
class ChangesPosition:
    kind: Literal["changes_position"]


@dataclass(frozen=True)
class MoreThan:
    """More steps or places, or seconds of touch, in all or on the neck, than so many."""

    kind: Literal["more_than"]
    most: int
    of: Literal["steps", "zones", "hands_on_s", "neck_s"]


@dataclass(frozen=True)
class WholeZone:
    """A wide stroke, close work, and a wide stroke again in this zone."""

    kind: Literal["whole_zone"]
    zone: str


@dataclass(frozen=True)
class BareCloseWork:
    """Close work without a wide stroke before it and one after it."""

    kind: Literal["bare_close_work"]


@dataclass(frozen=True)
class OneSided:
    """A step on this side alone, flagged as such."""

    kind: Literal["one_sided"]
    side: Side


@dataclass(frozen=True)
class Turns:
    """Lying on the side, the other side comes up on the way."""

    kind: Literal["turns"]


@dataclass(frozen=True)
class WrongGiver:
    """A technique that is not for the hands that give it."""

    kind: Literal["wrong_giver"]


@dataclass(frozen=True)
class Prints:
    """Words on the sheet, before or after the steps."""

    kind: Literal["prints"]
    words: str


@dataclass(frozen=True)
class Says:
    """Words that the guide speaks."""

    kind: Literal["says"]
    words: str


@dataclass(frozen=True)
class Because:
    """Words in the reason for a step."""

    kind: Literal["because"]
    words: str


@dataclass(frozen=True)
class EndBell:
    kind: Literal["end_bell"]


Sight = (
    Touches
    | Uses
    | UsesClass
    | TouchesWith
    | Works
    | Presses
    | Holds
    | ClosesWith
    | Touch
    | FirmerThan
    | AboveCap
    | FasterThan
    | InPosition
    | ChangesPosition
    | MoreThan
    | WholeZone
    | BareCloseWork
    | OneSided
    | Turns
    | WrongGiver
    | Prints
    | Says
    | Because
    | EndBell
)

NECK = {"nape", "c7_junction", "lateral_neck", "suboccipital"}


def seen(sight: Sight, session: Session, clearance: Clearance) -> list[str]:
    """Where the session shows it: steps, or words."""
    return list(dict.fromkeys(_seen(sight, session, clearance, load_atlas())))


def _seen(sight: Sight, session: Session, clearance: Clearance, atlas: Atlas) -> Iterable[str]:
    steps = session.steps
    match sight:
        case Touches(any=regions, side=side):
            return _named(step for step in steps if set(regions).intersection(step.contact) and _is_on(step, side))
        case Uses(any=techniques, on=regions):
            return _named(
                step
                for step in steps
                if step.technique in techniques and (not regions or set(regions).intersection(step.contact))
            )
        case UsesClass(any=classes):
            return _named(
                step for step in steps if set(classes).intersection(atlas.techniques[step.technique].safety_classes)
            )
        case TouchesWith(any=contacts):
            return _named(
                step for step in steps if step.contact and atlas.techniques[step.technique].contact in contacts
            )
        case Works(any=muscles):
            return _named(step for step in steps if set(muscles).intersection(step.muscles))
        case Presses(any=points):
            return _named(step for step in steps if set(points).intersection(step.points))
        case Holds(role=role, permille=permille):
            parts = [step for step in steps if step.role == role]
            enough = sum(step.duration_s for step in parts) * 1000 >= permille * session.duration_s
            return _named(parts) if enough else []
        case ClosesWith(any=techniques):
            return _named(step for step in steps if step.role == "integration" and step.technique in techniques)
        case Touch():
            return _named(step for step in steps if step.contact)
        case FirmerThan(level=level, outside_deep_places=outside):
            deep = _deep_zones(session) if outside else set()
            return _named(step for step in steps if step.level > level and step.zone not in deep)
        case AboveCap():
            caps = {cap.region: cap.level for cap in clearance.caps}
            return _named(step for step in steps if step.contact and step.level > min(caps[r] for r in step.contact))
        case FasterThan(strokes_per_min=most):
            return _named(step for step in steps if atlas.techniques[step.technique].rate.strokes_per_min > most)
        case InPosition(any=positions):
            return _named(step for step in steps if step.position in positions)
        case ChangesPosition():
            return _named(
                after
                for before, after in pairwise(steps)
                if before.position != after.position or _turned(before, after)
            )
        case MoreThan(most=most, of=of):
            return [f"{count} {of}"] if (count := _count(of, session)) > most else []
        case WholeZone(zone=zone):
            roles = [step.role for step in steps if step.zone == zone]
            return [zone] if roles[:1] == ["general"] and "specific" in roles and roles[-1] == "flush" else []
        case BareCloseWork():
            return [
                zone
                for part in halves(session)
                for zone in _zones(session)
                if not _framed([step.role for step in part if step.zone == zone])
            ]
        case OneSided(side=side):
            return _named(step for step in steps if step.side == side and step.asymmetric)
        case Turns():
            return _named(after for before, after in pairwise(steps) if _turned(before, after))
        case WrongGiver():
            return _named(
                step for step in steps if session.request.giver not in atlas.techniques[step.technique].givers
            )
        case Prints(words=words):
            return [line for line in (*session.before, *session.after) if words.casefold() in line.casefold()]
        case Says(words=words):
            return [line for line in _spoken(session) if words.casefold() in line.casefold()]
        case Because(words=words):
            return _named(step for step in steps if words.casefold() in step.why.text.casefold())
        case EndBell():
            return [
                f"{step.id} ({step.name})"
                for step in score(session).steps
                for cue in step.cues
                if cue.sound == "bell_end"
            ]


def _named(steps: Iterable[Step]) -> list[str]:
    return [f"{step.id} ({step.technique} at {step.level} on {', '.join(step.contact) or 'nothing'})" for step in steps]


def _is_on(step: Step, side: Side | None) -> bool:
    """Both sides hold each of them; the middle belongs to both."""
    return side is None or step.side in (side, "both", "midline")


def _turned(before: Step, after: Step) -> bool:
    """Lying on the side, and the other side is up now."""
    lying = before.position == after.position == "side" and not (before.asymmetric or after.asymmetric)
    return lying and {before.side, after.side} == {"left", "right"}


def halves(session: Session) -> list[tuple[Step, ...]]:
    """The steps before and after turning to the other side; all together where nobody turns."""
    turn = next((place for place, pair in enumerate(pairwise(session.steps), 1) if _turned(*pair)), None)
    return [session.steps] if turn is None else [session.steps[:turn], session.steps[turn:]]


def _zones(session: Session) -> list[str]:
    return list(dict.fromkeys(step.zone for step in session.steps if step.zone))


def _deep_zones(session: Session) -> set[str | None]:
    return {
        zone
        for zone in _zones(session)
        if all(step.level >= DEEP_FROM for step in session.steps if step.zone == zone and step.role != "flush")
    }


def _framed(roles: list[Role]) -> bool:
    return not roles or "specific" not in roles or (roles[0] == "general" and roles[-1] == "flush")


def _count(of: str, session: Session) -> int:
    if of == "steps":
        return len(session.steps)
    if of == "zones":
        return len(_zones(session))
    touching = [step for step in session.steps if step.contact]
    if of == "neck_s":
        touching = [step for step in touching if NECK.intersection(step.contact)]
    return sum(step.duration_s for step in touching)


def _spoken(session: Session) -> list[str]:
    return [cue.say.default for step in score(session).steps for cue in step.cues if cue.say]
