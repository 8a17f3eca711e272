"""What an Open Massage Session must keep beyond its schema. For data from anywhere: nothing is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from unclench.guide.canonical import DEEPEST, LARGEST, NotCanonicalError
from unclench.guide.oms import ASYMMETRY, VERSION, content_id

MOST_VALUES = 500_000
MOST_LEVEL_CHANGE = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, and where: `phases.1.steps.0.start_ms`. `rule` is a stable name of the breach."""

    rule: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class _Step:
    """The parts of a step that the checks speak of, found to have their types."""

    where: str
    start_ms: int
    duration_ms: int
    side: str
    level: int
    regions: tuple[str, ...]
    rules: tuple[str, ...]
    technique: str
    cues: tuple[tuple[str, int, str], ...]


class _WrongTypeError(Exception):
    def __init__(self, where: str, expected: str) -> None:
        self.where, self.expected = where, expected
        super().__init__(where)


@dataclass(slots=True)
class _Found:
    problems: list[Problem] = field(default_factory=list)

    def add(self, rule: str, where: str, text: str) -> None:
        self.problems.append(Problem(rule, where, text))


def validate(data: object) -> tuple[Problem, ...]:
    """Every breach found, in the order of the file; none for a session in order. Takes any value at all.

    It checks what a schema cannot say. That every key is there and no other is the schema's part. Neither
    replaces the receiver's own safety check.
    """
    if not is_small_json(data):
        return (Problem("json", "", f"JSON data are expected, at most {DEEPEST} deep and {MOST_VALUES} values"),)
    found = _Found()
    try:
        session = _object(data, "")
        steps = tuple(_steps(session))
        _check_head(session, found)
        _check_times(session, steps, found)
        _check_safety(session, steps, found)
    except _WrongTypeError as wrong:
        return (Problem("type", wrong.where, f"{wrong.expected} is expected here"),)
    _check_cues(steps, found)
    _check_levels(steps, found)
    _check_sides(steps, found)
    return tuple(found.problems)


def _check_head(session: Mapping[str, Any], found: _Found) -> None:
    if session.get("oms") != VERSION:
        found.add("version", "oms", f"version {VERSION} is expected")
    try:
        if session.get("id") != content_id(session):
            found.add("id", "id", "the id does not belong to this content")
    except NotCanonicalError as reason:
        found.add("id", "id", f"the content has no id: {reason}")


def _check_times(session: Mapping[str, Any], steps: tuple[_Step, ...], found: _Found) -> None:
    duration_ms = _number(session, "duration_ms", "")
    at = 0
    for step in steps:
        if step.start_ms != at:
            found.add("contiguous", f"{step.where}.start_ms", f"{at} ms is expected, {step.start_ms} found")
        if step.duration_ms <= 0:
            found.add("contiguous", f"{step.where}.duration_ms", "a step takes time")
        at = step.start_ms + step.duration_ms
    total = sum(step.duration_ms for step in steps)
    if total != duration_ms or not steps:
        found.add("duration", "duration_ms", f"the steps take {total} ms together, not {duration_ms}")


def _check_safety(session: Mapping[str, Any], steps: tuple[_Step, ...], found: _Found) -> None:
    safety = _object(session.get("safety"), "safety")
    cap = _number(safety, "pressure_cap", "safety")
    blocked = set(_texts(safety, "blocked_regions", "safety"))
    forbidden = set(_texts(safety, "forbidden_techniques", "safety"))
    if not _list(safety, "stop_signs", "safety"):
        found.add("stop_signs", "safety.stop_signs", "a session names its stop signs")
    for step in steps:
        if step.level > cap:
            found.add("cap", f"{step.where}.pressure.level", f"level {step.level} is above the cap {cap}")
        for region in blocked.intersection(step.regions):
            found.add("blocked", f"{step.where}.targets", f"{region} is blocked")
        if step.technique in forbidden:
            found.add("forbidden", f"{step.where}.technique", f"{step.technique} is forbidden")


def _check_cues(steps: tuple[_Step, ...], found: _Found) -> None:
    for step in steps:
        for where, at_ms, kind in step.cues:
            if not 0 <= at_ms < step.duration_ms:
                found.add("cue_inside", f"{where}.at_ms", f"{at_ms} ms is not inside the step")
            if kind == "switch_sides" and 2 * at_ms != step.duration_ms:
                found.add("switch_half", f"{where}.at_ms", "sides are switched at the exact half")


def _check_levels(steps: tuple[_Step, ...], found: _Found) -> None:
    for step in steps:
        if not 0 <= step.level <= 10:
            found.add("scale", f"{step.where}.pressure.level", "levels go from 0 to 10")
    # A step without touch has no pressure that could change: what counts is what the hands did last.
    touching = [step for step in steps if step.regions or step.level]
    for before, after in pairwise(touching):
        if abs(after.level - before.level) > MOST_LEVEL_CHANGE:
            text = f"from {before.level} to {after.level}: at most {MOST_LEVEL_CHANGE} at a time"
            found.add("level_change", f"{after.where}.pressure.level", text)


def _check_sides(steps: tuple[_Step, ...], found: _Found) -> None:
    unflagged = [step for step in steps if not any(_names_asymmetry(rule) for rule in step.rules)]
    total = {side: sum(step.duration_ms for step in unflagged if step.side == side) for side in ("left", "right")}
    if total["left"] != total["right"]:
        text = f"left {total['left']} ms, right {total['right']} ms, and no rule names the asymmetry"
        found.add("sides", "phases", text)


def _names_asymmetry(rule: str) -> bool:
    return rule == ASYMMETRY or rule.startswith(f"{ASYMMETRY}:")


def _steps(session: Mapping[str, Any]) -> Iterator[_Step]:
    for number, phase in enumerate(_list(session, "phases", "")):
        where = f"phases.{number}"
        for place, step in enumerate(_list(_object(phase, where), "steps", where)):
            yield _step(step, f"{where}.steps.{place}")


def _step(data: object, where: str) -> _Step:
    step = _object(data, where)
    targets = _list(step, "targets", where)
    return _Step(
        where=where,
        start_ms=_number(step, "start_ms", where),
        duration_ms=_number(step, "duration_ms", where),
        side=_text(step, "side", where),
        level=_number(_object(step.get("pressure"), f"{where}.pressure"), "level", f"{where}.pressure"),
        regions=tuple(
            _text(_object(target, f"{where}.targets.{number}"), "region", f"{where}.targets.{number}")
            for number, target in enumerate(targets)
        ),
        rules=_texts(_object(step.get("why"), f"{where}.why"), "rules", f"{where}.why"),
        technique=_text(step, "technique", where),
        cues=tuple(_cue(cue, f"{where}.cues.{place}") for place, cue in enumerate(_list(step, "cues", where))),
    )


def _cue(data: object, where: str) -> tuple[str, int, str]:
    cue = _object(data, where)
    return where, _number(cue, "at_ms", where), _text(cue, "kind", where)


def is_small_json(data: object) -> bool:
    """Built-in JSON types alone, so that no value can run code of its own; bounded, so that circles end."""
    level, count = [data], 0
    for _ in range(DEEPEST):
        deeper: list[object] = []
        for value in level:
            if type(value) is dict:
                if not all(type(key) is str for key in value):
                    return False
                deeper.extend(value.values())
            elif type(value) is list:
                deeper.extend(value)
            elif value is not None and type(value) not in (str, int, float, bool):
                return False
            if len(deeper) > MOST_VALUES:
                return False
        count += len(level)
        if count > MOST_VALUES:
            return False
        if not deeper:
            return True
        level = deeper
    return False


def _object(data: object, where: str) -> Mapping[str, Any]:
    if type(data) is not dict:
        raise _WrongTypeError(where, "an object")
    return data


def _member(data: Mapping[str, Any], name: str, where: str, fits: Callable[[object], bool], expected: str) -> Any:
    value = data.get(name)
    if not fits(value):
        raise _WrongTypeError(f"{where}.{name}" if where else name, expected)
    return value


def _number(data: Mapping[str, Any], name: str, where: str) -> int:
    # JSON writes 5 and 5.0 for the same number.
    value = _member(data, name, where, _is_whole, "a whole number")
    return int(value)


def _is_whole(value: object) -> bool:
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return whole and isinstance(value, int | float) and abs(value) <= LARGEST


def _text(data: Mapping[str, Any], name: str, where: str) -> str:
    return str(_member(data, name, where, lambda value: type(value) is str, "a text"))


def _list(data: Mapping[str, Any], name: str, where: str) -> list[object]:
    value: list[object] = _member(data, name, where, lambda value: type(value) is list, "a list")
    return value


def _texts(data: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    values = _list(data, name, where)
    if not all(type(value) is str for value in values):
        raise _WrongTypeError(f"{where}.{name}", "a list of texts")
    return tuple(str(value) for value in values)
