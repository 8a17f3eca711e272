"""A technique's script as it is read: told for the left side first, with the place before a line that has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import GIVERS, Giver, Line, Technique
from unclench.composer.telling import POSITIONS
from unclench.guide.script import MOST_PLACES, place_words
from unclench.web.atlas.words import GIVERS as GIVER_WORDS
from unclench.wording import capital, listed

FIRST_SIDE, OTHER_SIDE = "left", "right"
SOME_PLACE = "the chosen place"
"""Where a line may go to more places than one remembers."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    text: str
    when: str
    """The place or position it is for; empty where it always holds."""


@dataclass(frozen=True, slots=True)
class GiversScript:
    giver: Giver
    name: str
    start: tuple[ScriptLine, ...]
    more: tuple[ScriptLine, ...]
    switch: str
    check: str


def scripts_of(technique: Technique, atlas: Atlas) -> tuple[GiversScript, ...]:
    """By giver; where a practice of the mind says the same to everyone, once."""
    return tuple(_script(technique, giver, atlas) for giver in GIVERS if giver in technique.scripts)


def _script(technique: Technique, giver: Giver, atlas: Atlas) -> GiversScript:
    script = technique.scripts[giver]
    return GiversScript(
        giver=giver,
        name=GIVER_WORDS[giver] if len(technique.scripts) > 1 or technique.contact != "none" else "",
        start=tuple(_lines(script.start, technique, giver, atlas)),
        more=tuple(_lines(script.more, technique, giver, atlas)),
        switch=_filled(script.switch, OTHER_SIDE, technique, giver, atlas) if script.switch else "",
        check=_filled(script.pressure_check, FIRST_SIDE, technique, giver, atlas) if script.pressure_check else "",
    )


def _lines(lines: Iterable[Line], technique: Technique, giver: Giver, atlas: Atlas) -> Iterator[ScriptLine]:
    for line in lines:
        if line.sides != "one" and (not line.givers or giver in line.givers):
            yield ScriptLine(_filled(line, FIRST_SIDE, technique, giver, atlas), _when(line, technique, atlas))


def _filled(line: Line, side: str, technique: Technique, giver: Giver, atlas: Atlas) -> str:
    contact = tuple(atlas.regions[region] for region in line.regions or technique.contact_regions)
    places = place_words(contact, giver) if len(contact) <= MOST_PLACES else SOME_PLACE
    other = FIRST_SIDE if side == OTHER_SIDE else OTHER_SIDE
    return capital(line.text.format(side=side, other=other, places=places))


def _when(line: Line, technique: Technique, atlas: Atlas) -> str:
    words = []
    if set(line.needs):
        words.append(" to ".join(atlas.regions[region].name.lower() for region in line.needs))
    elif line.regions and not set(technique.contact_regions) <= set(line.regions):
        without = [region for region in technique.contact_regions if region not in line.regions]
        few = len(without) < len(line.regions)
        named = listed([atlas.regions[region].name.lower() for region in (without if few else line.regions)])
        words.append(f"all but {named}" if few else named)
    if line.positions:
        words.append(listed([POSITIONS[position] for position in line.positions]))
    return capital(", ".join(words))
