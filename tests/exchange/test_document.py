"""The one JSON: what is written is read, row by row, and everything else is refused in a sentence."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.exchange import document
from unclench.exchange.document import DocumentError, rows_of, written

KNOWN = ("a", "b", "c")
LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | LETTERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(st.sampled_from(KNOWN), st.lists(st.dictionaries(LETTERS, VALUES, max_size=4), max_size=4))


class Drops(io.BytesIO):
    """Gives a few bytes at a time, whatever is asked for, so that every value is cut somewhere."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(3, size) if size is not None and size > 0 else 3)


def rows(data: bytes) -> list[tuple[str, object]]:
    return list(rows_of(io.BytesIO(data), KNOWN))


def text(body: str) -> bytes:
    return f'{{"unclench_export":1,"tables":{{{body}}}}}'.encode()


@settings(max_examples=60)
@given(TABLES)
def test_what_is_written_is_read(tables: dict[str, list[dict[str, Any]]]) -> None:
    data = b"".join(written(tables.items()))
    expected = [(name, row) for name, rows in tables.items() for row in rows]
    assert rows(data) == expected
    assert list(rows_of(Drops(data), KNOWN)) == expected
    # As an independent reader has it, and laid out by somebody else.
    plain = json.loads(data)
    assert plain == {"unclench_export": 1, "tables": tables}
    assert rows(json.dumps(plain, indent=3).encode()) == expected


def test_each_row_is_a_line() -> None:
    data = b"".join(written([("a", [{"x": 1}, {"x": 2}]), ("b", [])]))
    assert data.decode().splitlines() == [
        '{"unclench_export":1,"tables":{',
        '"a":[',
        '{"x":1},',
        '{"x":2}',
        "],",
        '"b":[',
        "]",
        "}}",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "does not begin"),
        (b"PK\x03\x04", "does not begin"),
        (b"[]", "does not begin"),
        (b"{}", "is damaged"),
        (b'{"oms":"0.1"}', "no export of Unclench"),
        (b'{"unclench_export":2,"tables":{}}', "is of version 2"),
        (b'{"unclench_export":true,"tables":{}}', "is of version True"),
        (b'{"unclench_export":1,"rows":{}}', "no tables where they belong"),
        (text('"d":[]'), "“d” is not known here"),
        (text('"a":[],"a":[]'), "is there twice"),
        (text('"a":[{"x":1,"x":2}]'), "twice in one row"),
        (text('"a":[{"x":NaN}]'), "NaN is no number"),
        (text('"a":[{"x":1]'), "breaks off"),
        (text('"a":[{"x":1]}' + " " * 20), "damaged"),
        (text('"a":[{"x":1}'), "damaged"),
        (text("")[:-1], "damaged"),
        (text("") + b"x", "follows its end"),
        (text('"a":["\xff"]').replace("ÿ".encode(), b"\xff"), "not UTF-8"),
        (text('"a":[' + "[" * 100_000 + "]" * 100_000 + "]"), "that no export has"),
        (text('"a":[1' + "0" * 5_000 + "]"), "that no export has"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    for file in (io.BytesIO(data), Drops(data)):
        with pytest.raises(DocumentError, match=said):
            list(rows_of(file, KNOWN))


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.text('{}[]":,1unclench_exportables \\', max_size=40).map(str.encode))
def test_whatever_comes_it_is_read_or_refused(data: bytes) -> None:
    try:
        rows(data)
    except DocumentError as error:
        said = str(error)
    else:
        said = "It is read."
    assert said.endswith(".")


@given(st.integers(0, 200))
def test_a_file_that_breaks_off_is_refused(end: int) -> None:
    data = b"".join(written([("a", [{"x": "é" * 10, "y": [1.5, None]}] * 3), ("b", [{"z": True}])]))
    if end >= len(data.rstrip()):
        return
    with pytest.raises(DocumentError):
        rows(data[:end])


def test_a_row_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without reading on to the end of it."""
    monkeypatch.setattr(document, "LARGEST_ROW", 1_000)
    file = io.BytesIO(text('"a":["' + "x" * 3_000_000 + '"]'))
    with pytest.raises(DocumentError, match="longer than any"):
        list(rows_of(file, KNOWN))
    assert file.tell() < 1_000_000
