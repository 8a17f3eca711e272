"""The atlas' codes, as the pages say them."""

from __future__ import annotations

from unclench.atlas.types import Giver, Grade, Read, Technique

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
LATERALITY = {
    "midline": "in the middle",
    "bilateral": "left and right",
    "midline_and_bilateral": "left, middle and right",
}
GRADES: dict[Grade, str] = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very_low": "Very low certainty",
    "practice": "Practice, no trial",
}
GRADE_MEANINGS: dict[Grade, str] = {
    "high": "Further studies are unlikely to change it.",
    "moderate": "Further studies may change it.",
    "low": "Further studies are likely to change it.",
    "very_low": "It may be quite different in truth.",
    "practice": "It comes from teaching and use; nobody has put it to a test that we know of.",
}
READ: dict[Read, str] = {"yes": "read", "partly": "read in part", "no": "not read"}
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


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
