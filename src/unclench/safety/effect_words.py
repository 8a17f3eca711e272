"""What a rule changes, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from unclench.atlas.types import Giver, Position
from unclench.safety.types import (
    BlockAll,
    BlockPoints,
    BlockRegions,
    CapPressure,
    Clearance,
    Effect,
    Finding,
    ForbidGivers,
    ForbidPositions,
    ForbidTechniques,
    HalveTime,
    LimitHold,
    LimitMind,
    LimitPain,
    LimitTechnique,
    LowerPressure,
    SafetyRegion,
    Shorten,
    TechniqueClass,
)
from unclench.wording import listed

REGION_WORDS: Mapping[SafetyRegion, str] = {
    "all": "everywhere",
    "affected_area": "the place itself",
    "affected_area_plus_5_cm": "the place and what is round it",
    "affected_dermatome_both_sides": "the place, on both sides",
    "device_side": "the side of the device",
    "implant_side": "the side of the implant",
    "periorbital": "round the eyes",
    "eyelid_globe": "the eyes themselves",
    "nose_sinus": "nose",
    "cheeks_jaw": "cheeks and jaw",
    "tmj": "jaw joints",
    "intraoral": "inside the mouth",
    "suboccipital": "base of the skull",
    "neck_posterior": "back of the neck",
    "neck_lateral": "sides of the neck",
    "neck_anterior": "front of the neck",
    "upper_trapezius": "top of the shoulders",
    "upper_thoracic": "upper back",
    "feet_legs": "legs and feet",
}
CLASS_WORDS: Mapping[TechniqueClass, str] = {
    "percussion_device": "massage guns",
    "vibration_device": "vibrating devices",
    "heat": "warmth",
    "cold": "cold",
    "hot_stone": "hot stones",
    "essential_oil": "scented oils",
    "plain_oil": "oil",
    "stretch_passive": "being stretched",
    "stretch_active": "moving the head to stretch",
    "inversion_head_down": "the head hanging down",
    "scalp_tool": "scalp tools",
    "hair_pull": "pulling the hair",
    "suction_cupping": "cupping",
    "cross_fibre_friction": "rubbing across the fibres",
    "circular_friction": "circular rubbing",
    "static_pressure": "still pressure",
    "breathing_fast": "fast breathing",
    "electrical_stim": "electrical stimulation",
    "intraoral_work": "work inside the mouth",
    "acupressure": "pressing points",
    "joint_mobilisation": "moving the joints",
    "joint_manipulation": "cracking the joints",
    "magnet": "magnets",
}
_NEVER_GUIDED = frozenset({"traction", "joint_mobilisation", "joint_manipulation"})
"""Nobody is led to do these anyway: that they are out is no news."""

POSITION_WORDS: Mapping[Position, str] = {
    "supine": "on your back",
    "prone": "face down",
}
_GIVERS: Mapping[Giver, str] = {"self": "your own hands", "partner": "a partner", "professional": "a professional"}


def region_words(place: SafetyRegion) -> str:
    return REGION_WORDS.get(place, place.replace("_", " "))


def class_words(name: TechniqueClass) -> str:
    return CLASS_WORDS.get(name, name.replace("_", " "))


def what_changes(finding: Finding, clearance: Clearance) -> tuple[str, ...]:
    """In the order of how much they take away. Lines to be read or heard at their moment are not among them."""
    lines = [line for effect in finding.effects for line in _words(effect, finding, clearance)]
    return tuple(dict.fromkeys(lines))


def _words(effect: Effect, finding: Finding, clearance: Clearance) -> Iterable[str]:
    match effect:
        case BlockAll(mind=mind):
            yield "No hands today" if mind else "No session today"
        case BlockRegions(regions=places):
            yield f"Left alone: {_listed([region_words(place) for place in places])}"
        case CapPressure(max=most, regions=places, givers=givers):
            if not givers or clearance.giver in givers:
                where = "" if "all" in places else f": {_listed([region_words(place) for place in places])}"
                yield f"Pressure at most {most} of 10{where}"
        case LowerPressure(by=by, regions=places):
            where = f": {_listed([region_words(place) for place in places])}" if places else ""
            yield f"Pressure {'a step' if by == 1 else f'{by} steps'} lower{where}"
        case HalveTime():
            yield "Half the time by hand"
        case ForbidTechniques(classes=classes):
            named = [class_words(name) for name in classes if name not in _NEVER_GUIDED]
            if named:
                yield f"Without {_listed(named, 'or')}"
        case Shorten(minutes=minutes, givers=givers):
            if not givers or clearance.giver in givers:
                yield f"At most {minutes} minutes by hand"
        case LimitTechnique(technique_class=name, minutes=minutes):
            yield f"{class_words(name).capitalize()}: at most {minutes} minutes"
        case ForbidGivers(givers=givers):
            yield f"Not by {_listed([_GIVERS[giver] for giver in givers], 'or')}"
        case ForbidPositions(positions=positions):
            out = [place for place in positions if finding.rule in clearance.forbidden_positions.get(place, ())]
            if out:
                yield f"Not lying {_listed([POSITION_WORDS.get(place, place) for place in out], 'or')}"
        case BlockPoints():
            yield "Some points are passed over"
        case LimitHold(seconds=seconds):
            yield f"Still pressure at most {seconds} seconds"
        case LimitPain(max=most):
            yield f"Never more pain than {most} of 10"
        case LimitMind(scope="breath_and_rest"):
            yield "Of the quiet practices, slow breathing and rest"
        case LimitMind(scope="none"):
            yield "No quiet practices"
        case _:
            pass


def _listed(names: Sequence[str], word: str = "and") -> str:
    return listed(list(dict.fromkeys(names)), word)
