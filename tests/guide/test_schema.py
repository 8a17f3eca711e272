"""Our reading of the schema beside an independent validator's, on sessions and on what is left when they are broken."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guide.sessions import ATLAS, session
from unclench.guide.oms import to_oms
from unclench.guide.schema import LONGEST_PIECE, breaches, load_schema, piece
from unclench.guide.score import score

GOOD = to_oms(session(), score(session(), atlas=ATLAS), atlas=ATLAS)
ORACLE = jsonschema.Draft202012Validator(load_schema())

VALUES: tuple[object, ...] = (
    *(None, True, False, 0, 1, -1, 11, 5.0, 5.5, 10**9, "", "a", "A b", "\x1b[31m", "x" * 2_000, [], {}),
    *([1], ["a", "a"], {"key": "a"}, "self", "left", "0.1", "sha256:" + "0" * 64),
)


def places(data: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value inside."""
    yield way
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inside:
        yield from places(value, (*way, name))


WAYS = [way for way in places(GOOD) if way]


def changed(way: tuple[str | int, ...], value: object, how: str) -> Any:
    data = copy.deepcopy(GOOD)
    holder: Any = data
    for name in way[:-1]:
        holder = holder[name]
    if how == "set":
        holder[way[-1]] = value
    elif how == "take" or not isinstance(holder, dict):
        del holder[way[-1]]
    else:
        holder["one_more"] = value
    return data


def test_a_session_in_order_has_no_breach() -> None:
    assert list(breaches(GOOD)) == []


@given(st.sampled_from(WAYS), st.sampled_from(VALUES), st.sampled_from(("set", "take", "add")))
def test_it_finds_a_breach_where_the_other_validator_does(way: tuple[str | int, ...], value: object, how: str) -> None:
    data = changed(way, value, how)
    assert bool(list(breaches(data))) == (not ORACLE.is_valid(data))


@pytest.mark.parametrize("data", VALUES, ids=repr)
def test_it_takes_any_value_at_all(data: object) -> None:
    assert list(breaches(data))


def test_a_breach_says_where_and_what() -> None:
    data = changed(("phases", 1, "steps", 0, "pressure", "level"), 11, "set")
    [found] = breaches(data)
    assert found == ("phases.1.steps.0.pressure.level", "a number of at most 10 is expected here")


def test_a_line_end_is_no_part_of_a_name() -> None:
    # `$` of Python would let it pass, and a name would bring a line of its own to the terminal.
    data = changed(("phases", 1, "steps", 0, "technique"), "temple_circles\n", "set")
    assert [found.where for found in breaches(data)] == ["phases.1.steps.0.technique"]


def test_every_word_of_the_schema_is_known() -> None:
    json.dumps(load_schema())
    with pytest.raises(KeyError):
        list(_with_unknown_word())


def _with_unknown_word() -> Iterator[object]:
    from unclench.guide import schema as room

    yield from room._Reader({}).breaches({"type": "string", "format": "date"}, "x", "")


@given(st.text())
def test_a_piece_is_short_and_shows_on_one_line(text: str) -> None:
    shown = piece(text)
    assert len(shown) <= LONGEST_PIECE + 1
    assert shown.isprintable()
