"""The tables: every value is read back, what is long or is sound lies in files, and a spreadsheet can open it."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.exchange.cells import FORMULAS, LONGEST_CELL
from unclench.exchange.sheets import Sheet, read_sheet, write_sheets

CELLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6) | st.sampled_from(
    ["=1", "+1", "-1", "@a", "\tb", "\rc", "\n", "\r\n", "'", "''=", "file:a", '"', ";", "x" * (LONGEST_CELL + 1)]
)


def zipped(*sheets: Sheet) -> io.BytesIO:
    file = io.BytesIO()
    write_sheets(file, sheets)
    file.seek(0)
    return file


@settings(max_examples=50)
@given(st.lists(st.fixed_dictionaries({"one": CELLS, "two": CELLS | st.none()}), max_size=4))
def test_every_cell_is_read_back(rows: list[dict[str, Any]]) -> None:
    file = zipped(Sheet("t", ["one", "two"], rows))
    found = [
        {name: cell.decode() if isinstance(cell, bytes) else cell for name, cell in row.items()}
        for row in read_sheet(file, "t")
    ]
    assert found == [{name: value or "" for name, value in row.items()} for row in rows]
    with zipfile.ZipFile(file) as archive:
        lines = list(csv.reader(io.StringIO(archive.read("t.csv").decode("utf-8-sig"), newline="")))
    assert not [cell for line in lines for cell in line if cell.startswith(FORMULAS) or len(cell) > LONGEST_CELL]


def test_values_that_are_no_text_are_written_as_json() -> None:
    row = {"a": True, "b": -3, "c": 0.1, "d": {"x": ["é"]}, "e": None, "f": ""}
    (found,) = read_sheet(zipped(Sheet("t", list(row), [row])), "t")
    assert found == {"a": "true", "b": "-3", "c": "0.1", "d": '{"x":["é"]}', "e": "", "f": ""}


def test_sound_and_what_is_too_long_lie_in_files_that_the_cell_names() -> None:
    row = {"clip": base64.b64encode(b"fLaC\x00").decode(), "session": {"x": "y" * LONGEST_CELL}}
    file = zipped(Sheet("recording", list(row), [row], {"clip": "flac"}))
    with zipfile.ZipFile(file) as archive:
        assert archive.read("recording/1-clip.flac") == b"fLaC\x00"
        assert json.loads(archive.read("recording/1-session.json")) == row["session"]
        assert "apostrophe" in archive.read("README.txt").decode()
        line = archive.read("recording.csv").decode("utf-8-sig").splitlines()[1]
    assert line == '"file:recording/1-clip.flac","file:recording/1-session.json"'


def test_equal_rows_are_equal_bytes() -> None:
    assert zipped(Sheet("t", ["a"], [{"a": 1}])).read() == zipped(Sheet("t", ["a"], [{"a": 1}])).read()
