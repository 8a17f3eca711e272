"""The atlas' codes, as the pages say them."""

from __future__ import annotations

from typing import Literal

from unclench.atlas.types import Basis, Dose, Giver, Grade, Read, Side, Technique
from unclench.evidence import words as evidence
from unclench.wording import capital

FAMILIES = {
    "manual": "With the hands",
    "thermal": "Warm and cold",
    "stretch": "Stretches",
    "movement": "Movements",
    "mind": "For the mind",
}
GIVERS: dict[Giver, str] = {
    "self": "On yourself",
    "partner": "By a partner",
    "professional": "By a therapist",
}
CONTACTS = {
    "fingertips": "fingertips",
    "thumbs": "thumbs",
    "palms": "flat palms",
    "knuckles": "knuckles",
    "heels": "heels of the hands",
    "whole_hand": "the whole hand",
    "cloth": "a cloth",
    "ball": "a ball at the wall",
    "none": "",
}
SIDES = {
    "together": "both sides at once",
    "in_turn": "one side, then the other",
    "none": "",
}
ACCESS = {
    "open": "Open to touch",
    "care": "With care",
    "light_only": "A light touch only",
    "keep_out": "Never pressed",
}
REACH = {
    "easy": "Easy to reach on yourself.",
    "moderate": "You can reach it yourself, with a little stretch.",
    "hard": "Hard to reach on yourself.",
    "none": "Not for your own hands.",
}
MUSCLE_ACCESS = {
    "palpable": "Can be felt under the skin.",
    "on_bone": "Lies flat on bone, and is pressed against it.",
    "edge_only": "Only its edge can be felt.",
    "light_only": "A light touch only.",
    "pincer_only": "Only between finger and thumb, lifted away; never pressed inward.",
    "inside_mouth": "From inside the mouth.",
    "professional": "Out of reach of untrained hands.",
}
PRESS = {
    "self": "You may press it yourself, within the limits of the place.",
    "professional": "For trained hands alone.",
    "never": "Guided for nobody.",
}
BASES: dict[Basis, str] = {
    "yes": "seen in the source",
    "direct": "seen on the page of the WHO book",
    "code": "seen in a public file that restates the WHO book",
    "partly": "seen in part",
    "secondary": "seen at second hand only",
    "design": "our own careful choice",
    "no": "from memory, not looked up",
}
MOTIONS = {
    "press": "a steady press, a little deeper on the breath out",
    "press_or_circle": "a steady press, or tiny circles",
    "light": "a light press or stroke",
    "press_or_band": "a steady press, or a band at the wrist",
}
STRENGTHS = {"main": "A main place of its pain", "spill": "Its pain gets there now and then"}
HONEST = (
    "Muscles that are described to send pain there: from textbooks, not verified in trials. "
    "It is a place to begin feeling, and no finding about you."
)
HONEST_MUSCLE = "From textbooks, not verified in trials: a place to begin feeling, and no finding about you."
DOCTOR_FIRST = "Pain that is new, sudden, or not like your usual one belongs to a doctor first."
ON_SIDE: dict[Side, str] = {
    "left": "on the left",
    "right": "on the right",
    "both": "on both sides",
    "midline": "in the middle",
    "none": "",
}
LATERALITY = {
    "midline": "in the middle",
    "bilateral": "left and right",
    "midline_and_bilateral": "left, middle and right",
}
_STUDIED: tuple[Literal["high", "moderate", "low", "very_low"], ...] = ("high", "moderate", "low", "very_low")
GRADES: dict[Grade, str] = {
    **{grade: evidence.GRADES[grade] for grade in _STUDIED},
    "practice": "Practice, no trial",
}
GRADE_MEANINGS: dict[Grade, str] = {
    **{grade: evidence.GRADE_MEANINGS[grade] for grade in _STUDIED},
    "practice": "It comes from teaching and use; nobody has put it to a test that we know of.",
}
READ_ENTRY: dict[Read, str] = {
    "yes": "What stands here was read in these sources.",
    "partly": "Part of what stands here was read in these sources, part is from memory.",
    "no": "What stands here is from memory or our own careful choice, and was not yet read in a source.",
}


def seconds(count: int) -> str:
    """90 is "1½ min", 40 is "40 s"."""
    minutes, rest = divmod(count, 60)
    if not minutes:
        return f"{count} s"
    return f"{minutes}½ min" if rest == 30 else f"{minutes} min" + (f" {rest} s" if rest else "")


def rhythm(technique: Technique) -> str:
    """How often the hand or the breath moves; empty where it has no rhythm."""
    rate = technique.rate
    if rate.strokes_per_min and rate.strokes_per_min <= 6:
        return f"slow: one in {seconds(60 // rate.strokes_per_min)}"
    if rate.strokes_per_min:
        return f"about {rate.strokes_per_min} a minute"
    if rate.on_s and rate.off_s:
        return f"{seconds(rate.on_s)} on, {seconds(rate.off_s)} off"
    if rate.breath_in_s:
        return f"in for {rate.breath_in_s} s, out for {rate.breath_out_s} s"
    return ""


def span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


def dose(dose: Dose) -> str:
    """A steady press, 30 to 60 s, 2 to 3 times, 3 to 5 of 10."""
    times = "once" if dose.repeats == (1, 1) else f"{span(*dose.repeats)} times"
    return capital(f"{MOTIONS[dose.motion]}, {span(*dose.hold_s)} s, {times}, {span(*dose.level)} of 10.")
