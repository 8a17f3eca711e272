"""What the voice says in a step: the technique's lines that apply, with sides and places filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from unclench.atlas import Atlas
from unclench.atlas.types import Giver, Line, Position, Region, RegionId, Script, Side, Technique
from unclench.composer.types import Sides, Step
from unclench.guide.lines import filled, line, places_in
from unclench.guide.types import Say
from unclench.wording import listed

# More names than this in one breath are not remembered; the picture shows them all.
MOST_PLACES = 3

_EITHER_SIDE: tuple[Side, Side] = ("left", "right")

_SIDE_WORDS: Mapping[Side, str] = {
    "left": "left",
    "right": "right",
    "both": "each",
    "midline": "middle",
    "none": "one",
}

_OTHER: Mapping[Side, str] = {"left": "right", "right": "left"}

_SCALP = frozenset({"scalp_frontal", "scalp_vertex", "scalp_parietal", "scalp_temporal", "scalp_occipital"})


@dataclass(frozen=True, slots=True)
class _Whole:
    """Places that one names together rather than leave out some of them: all of `parts`, and what lies `within`."""

    parts: frozenset[RegionId]
    within: frozenset[RegionId]
    spoken: str
    one_side: str


_WHOLES = (
    _Whole(_SCALP, frozenset({"hairline_front"}), "your whole scalp", "the {side} half of your scalp"),
    _Whole(
        _SCALP - {"scalp_occipital"},
        frozenset({"hairline_front"}),
        "the top and sides of your scalp",
        "the top and {side} side of your scalp",
    ),
    _Whole(
        frozenset({"shoulder_top", "shoulder_point"}),
        frozenset({"suprascapular"}),
        "your shoulders",
        "your {side} shoulder",
    ),
    _Whole(
        frozenset({"cheek_zygomatic", "cheek_buccal", "perioral_chin", "jaw_masseter"}),
        frozenset(),
        "your cheeks, chin and jaw",
        "the {side} side of your cheek, chin and jaw",
    ),
)

# Parts that a body has two of, as the atlas says them after "your".
_PART = re.compile(
    r"\byour (shoulder blade|jaw muscle|jaw joint|eyebrow|eye|temple|nostril|cheekbone|cheek|ear|thumb|hand|wrist"
    r"|lower leg|feet|collarbone|shoulder)s?\b"
)
_SINGULARS: Mapping[str, str] = {
    "edges": "edge",
    "feet": "foot",
    "folds": "fold",
    "forearms": "forearm",
    "soles": "sole",
    "tops": "top",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides which lines apply and how they read."""

    technique: Technique
    giver: Giver
    position: Position
    contact: tuple[Region, ...]
    side: Side
    """The side worked first, or the only one."""
    sides: Sides

    @property
    def one_sided(self) -> bool:
        """One side is left alone today, and the voice must not lead there."""
        return self.sides == "one"

    @property
    def other_side(self) -> Side:
        """The side worked after the switch."""
        if self.sides != "in_turn":
            return self.side
        return "left" if self.side == "right" else "right"


class ScriptError(ValueError):
    """A step asks for lines that the atlas does not have."""


def setting_of(step: Step, giver: Giver, atlas: Atlas) -> Setting:
    """Raises ScriptError if the step names what the atlas does not have."""
    technique = atlas.techniques.get(step.technique)
    if technique is None:
        raise ScriptError(f"{step.id}: the atlas has no technique “{step.technique}”")
    unknown = [region for region in step.contact if region not in atlas.regions]
    if unknown:
        raise ScriptError(f"{step.id}: the atlas has no region “{unknown[0]}”")
    ordered = _target_first(step.contact, step.target)
    contact = tuple(atlas.regions[region] for region in ordered)
    side = step.first_side if step.sides == "in_turn" else step.side
    return Setting(technique, giver, step.position, contact, side, step.sides)


def only_side_lines(setting: Setting) -> tuple[Say, ...]:
    """Ways to say which side alone is worked, the fullest first; none where both are."""
    # Lying on the side, the upper one is meant, and the other gets its turn.
    if not setting.one_sided or setting.position == "side":
        return ()
    return tuple(line(f"only_side.{name}", side=_SIDE_WORDS[setting.side]) for name in (setting.giver, "short"))


def start_lines(setting: Setting, most_places: int = MOST_PLACES) -> tuple[Say, ...]:
    """What, where, how hard: said in every dose. Of several places, the first one's; see `later_lines`."""
    first = _first_place(setting)
    return tuple(
        _say(setting, f"start.{number}", entry, setting.side, most_places)
        for number, entry in _applying(setting, "start")
        if not entry.regions or not first.isdisjoint(entry.regions)
    )


def onward_lines(setting: Setting, side: Side) -> tuple[Say, ...]:
    """Where to go after the first place, worded for this side."""
    first = _first_place(setting)
    return tuple(
        _say(setting, f"start.{number}", entry, side)
        for number, entry in _applying(setting, "start")
        if entry.regions and first.isdisjoint(entry.regions)
    )


def vital_lines(setting: Setting, side: Side) -> tuple[Say, ...]:
    """What else the hands have to know, worded for this side: how they move, and where the limit is."""
    return _more_lines(setting, side, vital=True)


def later_lines(setting: Setting, side: Side) -> tuple[Say, ...]:
    """What follows as time allows, worded for this side: where to go next, what is vital, then all the rest."""
    rest = _more_lines(setting, side, vital=False)
    return (*onward_lines(setting, side), *vital_lines(setting, side), *rest)


def again_lines(setting: Setting) -> tuple[Say, ...]:
    """What has to be said again after the change of sides, because it names one: which way, or with which hand.

    The first line is not among them: the words that change sides say the same.
    """
    if setting.sides != "in_turn":
        return ()
    return tuple(
        _say(setting, f"start.{number}", entry, setting.other_side)
        for place, (number, entry) in enumerate(_applying(setting, "start"))
        if place and "other" in places_in(entry.text)
    )


def switch_line(setting: Setting) -> Say:
    """The technique's own words for changing sides, or the guide's."""
    script = script_of(setting.technique, setting.giver)
    if script.switch is not None and _applies(script.switch, setting):
        return _say(setting, "switch", script.switch, setting.other_side)
    return short_switch_line(setting)


def short_switch_line(setting: Setting) -> Say:
    return line("switch.to_side", side=_SIDE_WORDS[setting.other_side])


def is_check_vital(setting: Setting) -> bool:
    """The check belongs to all work with this technique, and not to close work alone."""
    check = script_of(setting.technique, setting.giver).pressure_check
    return check is not None and check.vital


def pressure_check(setting: Setting) -> Say:
    script = script_of(setting.technique, setting.giver)
    if script.pressure_check is not None and _applies(script.pressure_check, setting):
        return _say(setting, "pressure_check", script.pressure_check, setting.side)
    return line(f"check.{setting.giver}")


def script_of(technique: Technique, giver: Giver) -> Script:
    """The script for this giver. A practice of the mind speaks to the receiver alike, whoever sits beside."""
    script = technique.scripts.get(giver)
    if script is None and technique.contact == "none":
        script = technique.scripts.get("self")
    if script is None:
        raise ScriptError(f"{technique.id} has no script for {giver}")
    return script


def spoken_side(region: Region, side: Side) -> str:
    """The region's one side as one says it: "your left temple", "the left side of your forehead"."""
    if side not in ("left", "right") or region.laterality == "midline":
        return region.spoken
    rules = (
        (r"\bsides? of\b", f"{side} side of"),
        (r"^the muscles (?:beside|of)\b", f"the muscles on the {side} of"),
        (r"^the (front-side muscle)\b", rf"the {side} \1"),
    )
    for pattern, words in rules:
        if re.search(pattern, region.spoken):
            return re.sub(pattern, words, region.spoken)
    sided = _PART.sub(rf"your {side} \1", region.spoken)
    # What lies between two parts keeps both of them.
    if sided == region.spoken or "between" in sided:
        return f"the {side} side of {region.spoken}"
    return re.sub(r"\w+", lambda word: _SINGULARS.get(word[0], word[0]), sided)


def place_words(contact: tuple[Region, ...], giver: Giver, side: Side = "both", most: int = MOST_PLACES) -> str:
    """The places as one says them: "your temples and your forehead"; to a giver, "their temples".

    With a side, that side of each: "your left temple".
    """
    words = listed(_names(contact, side)[:most])
    return words if giver == "self" else re.sub(r"\byour\b", "their", words)


def _names(contact: tuple[Region, ...], side: Side) -> list[str]:
    """Of each place, and one for all of the scalp and the like, which nobody would look for by its parts."""
    touched = {region.id for region in contact}
    whole = next((whole for whole in _WHOLES if whole.parts <= touched), None)
    if whole is None:
        return [spoken_side(region, side) for region in contact]
    alone = [region for region in contact if region.id not in whole.parts | whole.within]
    words = whole.one_side if side in ("left", "right") else whole.spoken
    return [words.format(side=side), *_names(tuple(alone), side)]


def name_in_sentence(name: str) -> str:
    """A technique's name inside a sentence: lower case unless it begins with an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def all_technique_lines(atlas: Atlas) -> Iterator[Say]:
    """Every line of the atlas as it may be spoken: by each giver, in each position, at each place."""
    for setting in all_settings(atlas):
        yield from only_side_lines(setting)
        for most in range(1, MOST_PLACES + 1):
            yield from start_lines(setting, most)
        yield from later_lines(setting, setting.side)
        if setting.sides == "in_turn":
            yield from later_lines(setting, setting.other_side)
            yield from again_lines(setting)
            yield switch_line(setting)
        yield pressure_check(setting)


def all_settings(atlas: Atlas) -> Iterator[Setting]:
    for technique in atlas.techniques.values():
        for giver in technique.givers:
            for position in technique.positions[giver]:
                for regions in contact_sets(technique):
                    contact = tuple(atlas.regions[region] for region in regions)
                    for side in _first_sides(technique, contact):
                        yield Setting(technique, giver, position, contact, side, _sides(technique, contact))
                    lateral = tuple(region for region in contact if region.laterality != "midline")
                    for side in _EITHER_SIDE if lateral else ():
                        yield Setting(technique, giver, position, lateral, side, "one")


def contact_sets(technique: Technique) -> Iterator[tuple[RegionId, ...]]:
    """Each contact region alone (with those always needed), and all together."""
    alone = (tuple(dict.fromkeys((region, *technique.needs_regions))) for region in technique.contact_regions)
    yield from dict.fromkeys((*alone, technique.contact_regions))


def _first_sides(technique: Technique, contact: tuple[Region, ...]) -> tuple[Side, ...]:
    if _sides(technique, contact) == "in_turn":
        return _EITHER_SIDE
    return ("both",) if contact else ("none",)


def _sides(technique: Technique, contact: tuple[Region, ...]) -> Literal["together", "in_turn", "none"]:
    has_sides = any(region.laterality != "midline" for region in contact)
    return technique.sides if has_sides or not contact else "none"


def _first_place(setting: Setting) -> frozenset[RegionId]:
    """Where the hands go first: the regions at work that the first start line about a place speaks of."""
    touched = {region.id for region in setting.contact}
    placed = (entry.regions for _, entry in _applying(setting, "start") if entry.regions)
    return frozenset(touched.intersection(next(placed, ())))


def _applying(setting: Setting, part: Literal["start", "more"]) -> Iterator[tuple[int, Line]]:
    """The lines that apply, each with its place in the whole script: a key means the same words always."""
    script = script_of(setting.technique, setting.giver)
    lines = script.start if part == "start" else script.more
    return ((number, entry) for number, entry in enumerate(lines) if _applies(entry, setting))


def _more_lines(setting: Setting, side: Side, *, vital: bool) -> tuple[Say, ...]:
    return tuple(
        _say(setting, f"more.{number}", entry, side)
        for number, entry in _applying(setting, "more")
        if entry.vital == vital
    )


def _say(setting: Setting, part: str, entry: Line, side: Side, most_places: int = MOST_PLACES) -> Say:
    # A line that names the side itself needs no second naming.
    sided = setting.sides in ("one", "in_turn") and "side" not in places_in(entry.text)
    places = place_words(setting.contact, setting.giver, side if sided else "both", most_places)
    args = {"places": places, "side": _SIDE_WORDS[side], "other": _OTHER.get(side, "other")}
    unknown = set(places_in(entry.text)) - set(args)
    if unknown:
        raise ScriptError(f"{setting.technique.id}: “{entry.text}” has a place {{{min(unknown)}}}")
    return filled(f"technique.{setting.technique.id}.{setting.giver}.{part}", entry.text, args)


def _applies(entry: Line, setting: Setting) -> bool:
    touched = {region.id for region in setting.contact}
    return (
        entry.sides in ("any", "one" if setting.one_sided else "both")
        and touched.issuperset(entry.needs)
        and (not entry.regions or not touched.isdisjoint(entry.regions))
        and (not entry.positions or setting.position in entry.positions)
        and (not entry.givers or setting.giver in entry.givers)
    )


def _target_first(contact: tuple[RegionId, ...], target: tuple[RegionId, ...]) -> tuple[RegionId, ...]:
    return tuple(sorted(contact, key=lambda region: region not in target))
