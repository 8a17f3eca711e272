"""A file that says it is an Open Massage Session: read with care, and looked through. Nothing in it is believed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from unclench.guide.canonical import DEEPEST
from unclench.guide.schema import breaches, piece
from unclench.guide.validate import Problem, is_small_json, validate

LARGEST_BYTES = 2_000_000
"""An hour with every word of it has about a quarter of this."""
MOST_PROBLEMS = 100

_DO: dict[str, str] = {
    "read": "Export it again from the program that made it.",
    "json": "Export it again from the program that made it.",
    "schema": "Compare this place with docs/format and its schema.",
    "type": "Compare this place with docs/format and its schema.",
    "version": "This program reads version 0.1; export the session in it.",
    "id": "The file was changed after it was written. Export it again, or write the id of what it holds now.",
    "contiguous": "Let each step begin where the one before ends.",
    "duration": "Let duration_ms be the sum of the steps.",
    "cue_inside": "Move the cue into its step.",
    "switch_half": "Move the cue to half of the step’s length.",
    "level_change": "Put a step between, or bring the two levels nearer.",
    "scale": "Use a level from 0 to 10.",
    "cap": "Use a level that pressure_cap allows.",
    "sides": "Give both sides the same time, or name the asymmetry in the rules of the step.",
    "blocked": "Take the step out: its file forbids this place.",
    "forbidden": "Take the step out: its file forbids this technique.",
    "stop_signs": "Name at least one stop sign.",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. `data`: the session, if it is in order; never both it and problems."""

    problems: tuple[Problem, ...]
    data: dict[str, Any] | None = None


class _UnreadableError(ValueError):
    pass


def look(raw: bytes) -> Looked:
    """Read and check a file, whatever is in it. Every problem says where it is; `what_to_do` says what then."""
    try:
        data = _parsed(raw)
    except _UnreadableError as reason:
        return Looked((Problem("read", "", str(reason)),))
    if not is_small_json(data):
        return Looked(validate(data))
    found = tuple(Problem("schema", breach.where, breach.text) for breach in islice(breaches(data), MOST_PROBLEMS))
    if not found:
        found = tuple(islice(_named_shortly(validate(data)), MOST_PROBLEMS))
    if found or not isinstance(data, dict):
        return Looked(found)
    return Looked((), data)


def look_at(path: Path) -> Looked:
    """Raises OSError where it cannot be read. Of a file that is too large no more is read than it takes to know."""
    with path.open("rb") as file:
        return look(file.read(LARGEST_BYTES + 1))


def what_to_do(problem: Problem) -> str:
    return _DO[problem.rule]


def _named_shortly(problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Names in the sentences come from the file."""
    for problem in problems:
        yield Problem(problem.rule, problem.where, " ".join(piece(word) for word in problem.text.split(" ")))


def _parsed(raw: bytes) -> object:
    if len(raw) > LARGEST_BYTES:
        raise _UnreadableError(f"The file is too large: at most {LARGEST_BYTES // 1_000_000} MB are read.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _UnreadableError("The file is no text in UTF-8.") from None
    if not text.strip():
        raise _UnreadableError("The file is empty.")
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_no_constant)
    except _UnreadableError:
        raise
    except RecursionError:
        raise _UnreadableError(f"The file is nested too deeply: at most {DEEPEST} levels are read.") from None
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"The file is no JSON: line {error.lineno}, column {error.colno}.") from None
    except ValueError:  # a number with thousands of digits
        raise _UnreadableError("The file has a number that is too long.") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two values under one name: every program would take another one of them."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise _UnreadableError(f"The file has “{piece(twice)}” twice in one object.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise _UnreadableError(f"The file has {name}, which is no number in JSON.")
