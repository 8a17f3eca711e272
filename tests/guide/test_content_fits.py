"""Every technique can be spoken in its shortest dose: by each giver, in each position, at each place and at all."""

from collections.abc import Iterator

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import TechniqueId
from unclench.guide.score import FIRST_LINE_MS, SPEECH_PERCENT
from unclench.guide.script import (
    Setting,
    all_settings,
    later_lines,
    only_side_lines,
    short_switch_line,
    start_lines,
    switch_line,
)
from unclench.guide.speaking import estimate_ms
from unclench.guide.timeline import GAP_MS
from unclench.guide.types import Say

ATLAS = load_atlas()

# The composer works one side alone in half the time, but no less than this.
SHORTEST_ONE_SIDED_S = 20


def settings(technique: TechniqueId) -> Iterator[Setting]:
    return (setting for setting in all_settings(ATLAS) if setting.technique.id == technique)


def speech_ms(says: tuple[Say, ...]) -> int:
    return sum(estimate_ms(say.default) for say in says)


def end_ms(says: tuple[Say, ...]) -> int:
    """When the lines have been said, one after the other from the beginning of a step."""
    return FIRST_LINE_MS + speech_ms(says) + GAP_MS * (len(says) - 1)


def told(setting: Setting) -> str:
    return f"{setting.giver} {setting.position} {' '.join(region.id for region in setting.contact)}"


@pytest.mark.parametrize("technique", ATLAS.techniques)
def test_first_lines_fill_no_more_than_their_share_of_the_shortest_dose(technique: TechniqueId) -> None:
    shortest_ms = ATLAS.techniques[technique].doses_s[0] * 1000
    too_much = {}
    for setting in settings(technique):
        if setting.one_sided:
            # The words that name the side come on top; that they end in time is all that is asked of them.
            continue
        needed = start_lines(setting, 1)
        if setting.sides == "in_turn":
            needed = (
                *needed,
                min(switch_line(setting), short_switch_line(setting), key=lambda say: estimate_ms(say.default)),
            )
        if speech_ms(needed) * 100 > shortest_ms * SPEECH_PERCENT:
            too_much[told(setting)] = f"{speech_ms(needed)} of {shortest_ms * SPEECH_PERCENT // 100} ms"
    assert too_much == {}


@pytest.mark.parametrize("technique", ATLAS.techniques)
def test_first_lines_have_ended_when_sides_change_or_the_countdown_begins(technique: TechniqueId) -> None:
    shortest_s = ATLAS.techniques[technique].doses_s[0]
    too_late = {}
    for setting in settings(technique):
        limit_ms = shortest_s * 1000 - 3_000 - GAP_MS
        if setting.sides == "in_turn":
            limit_ms = shortest_s * 500 - GAP_MS
        if setting.one_sided and setting.technique.sides == "in_turn":
            limit_ms = max(SHORTEST_ONE_SIDED_S, shortest_s // 20 * 10) * 1000 - 3_000 - GAP_MS
        needed = (*only_side_lines(setting)[-1:], *start_lines(setting, 1))
        if end_ms(needed) > limit_ms:
            too_late[told(setting)] = f"end at {end_ms(needed)}, by {limit_ms} ms"
    assert too_late == {}


@pytest.mark.parametrize("technique", ATLAS.techniques)
def test_every_start_line_is_said_at_some_time(technique: TechniqueId) -> None:
    """What is not said at the beginning comes later in the step; nothing of the script is lost for its place."""
    for setting in settings(technique):
        start, later = start_lines(setting), later_lines(setting, setting.side)
        keys = [say.key for say in (*start, *later)]
        touched = {region.id for region in setting.contact}
        lines = setting.technique.scripts[setting.giver].start
        applying = {
            f"technique.{technique}.{setting.giver}.start.{number}"
            for number, line in enumerate(lines)
            if (not line.regions or touched & set(line.regions))
            and setting.position in (line.positions or (setting.position,))
            and touched.issuperset(line.needs)
            and line.sides in ("any", "one" if setting.one_sided else "both")
        }
        assert start
        assert len(set(keys)) == len(keys)
        assert {key for key in keys if ".start." in key} == applying


def test_there_is_something_to_fit() -> None:
    assert ATLAS.techniques
