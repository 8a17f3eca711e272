import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guide.sessions import ATLAS, GLIDE, REST, STILL, Doing, session
from unclench.guide.oms import content_id, to_oms
from unclench.guide.score import score
from unclench.guide.validate import validate

MADE = session()
GOOD = to_oms(MADE, score(MADE, atlas=ATLAS), atlas=ATLAS)


def copy() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(GOOD))
    return data


def step(data: dict[str, Any], number: int) -> Any:
    return data["phases"][number]["steps"][0]


def rules(data: dict[str, Any]) -> set[str]:
    """The breaches of a file whose id was made anew, as a forger would."""
    data["id"] = content_id(data)
    return {problem.rule for problem in validate(data)}


def test_session_of_the_guide_has_no_problem() -> None:
    assert validate(GOOD) == ()


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    *parents, last = path.split(".")

    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place[name]
        place[int(last) if isinstance(place, list) else last] = value

    return change


BREACHES: list[tuple[str, str, object]] = [
    ("version", "oms", "0.2"),
    ("contiguous", "phases.1.steps.0.start_ms", 39_000),
    ("contiguous", "phases.1.steps.0.start_ms", 41_000),
    ("contiguous", "phases.1.steps.0.duration_ms", 59_000),
    ("contiguous", "phases.0.steps.0.start_ms", 1_000),
    ("contiguous", "phases.5.steps.0.duration_ms", 0),
    ("duration", "duration_ms", 299_999),
    ("duration", "phases.5.steps.0.duration_ms", 41_000),
    ("cue_inside", "phases.1.steps.0.cues.0.at_ms", 60_000),
    ("cue_inside", "phases.1.steps.0.cues.0.at_ms", -1),
    ("switch_half", "phases.1.steps.0.cues.0.kind", "switch_sides"),
    ("level_change", "phases.2.steps.0.pressure.level", 0),
    ("scale", "phases.2.steps.0.pressure.level", 11),
    ("scale", "phases.2.steps.0.pressure.level", -1),
    ("cap", "safety.pressure_cap", 3),
    ("cap", "phases.2.steps.0.pressure.level", 6),
    ("sides", "phases.2.steps.0.side", "left"),
    ("sides", "phases.1.steps.0.side", "right"),
    ("blocked", "safety.blocked_regions", ["nape"]),
    ("blocked", "phases.4.steps.0.targets.0.region", "anterior_neck"),
    ("forbidden", "safety.forbidden_techniques", [GLIDE]),
    ("stop_signs", "safety.stop_signs", []),
    ("duration", "phases", []),
]


@pytest.mark.parametrize(("rule", "path", "value"), BREACHES)
def test_breach_is_found(rule: str, path: str, value: object) -> None:
    data = copy()
    data["safety"]["blocked_regions"] = ["anterior_neck"]
    assert rules(data) == set()
    _set(path, value)(data)
    assert rule in rules(data)


def test_problem_says_where() -> None:
    data = copy()
    step(data, 2)["pressure"]["level"] = 6
    data["id"] = content_id(data)
    assert ("cap", "phases.2.steps.0.pressure.level", "level 6 is above the cap 5") in {
        (problem.rule, problem.where, problem.text) for problem in validate(data)
    }


def test_change_without_a_new_id_is_found() -> None:
    data = copy()
    step(data, 1)["why"]["marginal"] += 1
    assert [problem.rule for problem in validate(data)] == ["id"]


def test_sides_may_differ_where_the_asymmetry_is_named() -> None:
    made = session(Doing(STILL, 40), Doing(GLIDE, 40, only_side="right"), Doing(REST, 40))
    data = to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS)
    assert validate(data) == ()
    step(data, 1)["why"]["rules"].remove("asymmetry")
    assert rules(data) == {"sides"}
    step(data, 1)["why"]["rules"] = ["asymmetry:left"]
    assert rules(data) == set()


def test_two_sides_of_equal_length_are_equal() -> None:
    made = session(Doing(STILL, 40), Doing(GLIDE, 40, only_side="right"), Doing(GLIDE, 40, only_side="left"))
    data = to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS)
    for number in (1, 2):
        step(data, number)["why"]["rules"] = []
    assert rules(data) == set()


def test_rest_between_two_touches_does_not_hide_a_jump() -> None:
    made = session(Doing(STILL, 40, level=1), Doing(REST, 40), Doing(STILL, 40, level=4))
    data = to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS)
    assert rules(data) == {"level_change"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(JSON)
def test_any_json_is_answered(data: object) -> None:
    assert validate(data)


def _paths(data: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [at, *(path for key, value in items for path in _paths(value, (*at, key)))]


PATHS = [path for path in _paths(GOOD) if path]


@given(st.sampled_from(PATHS), JSON)
def test_anything_anywhere_is_answered(path: tuple[str | int, ...], value: object) -> None:
    data = copy()
    place: Any = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    validate(data)


class Hostile(dict[str, object]):
    def get(self, *_: object) -> object:
        raise RuntimeError("not JSON")


def _circle() -> list[object]:
    circle: list[object] = []
    circle.extend([circle] * 9)
    return circle


def _deep() -> object:
    data: object = 0
    for _ in range(100_000):
        data = [data]
    return data


HOSTILE: dict[str, object] = {
    "nothing": None,
    "no JSON": object(),
    "a dictionary of its own": Hostile(),
    "a dictionary of its own inside": {"phases": Hostile()},
    "keys that are numbers": {1: 2},
    "a circle": _circle(),
    "a million values": [[0] * 1_000] * 1_000,
    "a number too long to print": {**GOOD, "duration_ms": 10**6_000},
    "an infinite number": {**GOOD, "duration_ms": float("inf")},
    "true for a number": {**GOOD, "duration_ms": True},
    "half a character": {**GOOD, "lang": "\ud800"},
    "an object for a list": {**GOOD, "phases": {}},
    "a list for a text": {**GOOD, "safety": {**GOOD["safety"], "blocked_regions": [[]]}},
    "a long number where none is read": {**GOOD, "provenance": {"seed": 10**6_000}},
    "a fraction": {**GOOD, "provenance": {"seed": 0.5}},
    "a tuple": (),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_answered(name: str) -> None:
    assert validate(HOSTILE[name])


def test_nesting_without_end_is_answered() -> None:
    assert [problem.rule for problem in validate(_deep())] == ["json"]
