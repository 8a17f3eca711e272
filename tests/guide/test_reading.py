"""Files from anywhere: hostile ones end in a sentence, never in an error, and never in a session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guide.test_schema import GOOD, WAYS, changed
from unclench.guide.canonical import canonical_json
from unclench.guide.reading import LARGEST_BYTES, Looked, look, look_at, what_to_do

WHOLE = canonical_json(GOOD)

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b" \n", "empty"),
    "no text": (b"\xff\xfe\x00", "UTF-8"),
    "no JSON": (b"{", "no JSON"),
    "cut off": (WHOLE[:-20], "no JSON"),
    "too large": (b'"' + b"a" * LARGEST_BYTES + b'"', "too large"),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "deep"),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "deep"),
    "long number": (b"1" * 10_000, "number"),
    "no number": (b'{"a": NaN}', "NaN"),
    "infinite": (b'{"a": -Infinity}', "Infinity"),
    "two of one name": (b'{"id": 1, "id": 2}', "twice"),
    "many of one name": (b"{" + b",".join(b'"a":1' for _ in range(200_000)) + b"}", "twice"),
    "many values": (b"[" + b"1," * 600_000 + b"1]", "JSON data"),
    "another document": (b'{"resourceType": "Bundle"}', "missing"),
    "a list": (b"[]", "object"),
    "null": (b"null", "object"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_a_sentence(name: str) -> None:
    raw, words = HOSTILE[name]
    looked = look(raw)
    assert looked.data is None
    assert words in looked.problems[0].text
    assert all(what_to_do(problem).endswith(".") for problem in looked.problems)


def test_a_session_in_order_is_read() -> None:
    assert look(WHOLE) == Looked((), GOOD)
    assert look(b"\xef\xbb\xbf" + WHOLE).data == GOOD


def test_more_than_there_may_be_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES * 1_000)
    assert "too large" in look_at(path).problems[0].text


@given(st.binary(max_size=200))
def test_any_bytes_are_looked_at(raw: bytes) -> None:
    assert look(raw).data is None


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_never_a_session(at: int, byte: int) -> None:
    looked = look(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
    assert looked.data in (None, GOOD)


@given(st.sampled_from(WAYS), st.sampled_from(["\x1b[2J", "a\nb", "\u202egnp", "x" * 900, "\ud800"]))
def test_what_is_said_of_a_file_steers_no_terminal(way: tuple[str | int, ...], value: str) -> None:
    raw = json.dumps(changed(way, value, "set")).encode()
    looked = look(raw)
    assert looked.data is None
    for problem in looked.problems:
        assert problem.text.isprintable()
        assert problem.where.isprintable()
        assert len(problem.text) < 400


def test_every_rule_of_the_checks_has_something_to_do() -> None:
    source = (Path(__file__).parents[2] / "src/unclench/guide/validate.py").read_text("utf-8")
    named = {line.split('"')[1] for line in source.splitlines() if "found.add(" in line}
    from unclench.guide.validate import Problem

    assert len(named) > 10
    assert all(what_to_do(Problem(rule, "", "")) for rule in named)
