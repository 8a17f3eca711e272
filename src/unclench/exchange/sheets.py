"""Every table as CSV, in one zip: for spreadsheets and for people. `cells` says how a cell is written.

What nobody said is an empty cell. UTF-8 with its mark, every cell in quotes, lines end as RFC 4180 has them: so Excel
and LibreOffice read it without being asked anything. The same rows give the same bytes.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from unclench.exchange.cells import ELSEWHERE, LONGEST_CELL, elsewhere, neutral, original
from unclench.exchange.document import Row

README = """Your data as Unclench keeps it, one table for each file, in UTF-8.

Where a spreadsheet asks how to read a table, say: Unicode (UTF-8), separated by commas, quoted cells as text. Otherwise
"007" may be shown as 7, and letters such as ü wrongly.
An empty cell is something that nobody said. Times are in UTC; "zone" says where they were lived in.
A cell that begins with an apostrophe had one put before it, because a spreadsheet would have taken it for a formula:
take that one apostrophe off, and the text is as it was. A cell "file:..." stands for what lies in that file, because it
is too long for a cell, or is sound.
"""
_MADE = (1980, 1, 1, 0, 0, 0)
"""No time of day is in the file, so that equal records give equal bytes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `files`: columns of bytes in base64 that become files of their own, with their endings."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]
    files: Mapping[str, str] = field(default_factory=dict)


def write_sheets(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "README.txt", README.encode())
        for sheet in sheets:
            text = io.StringIO(newline="")
            lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            lines.writerow([neutral(column) for column in sheet.columns])
            for number, row in enumerate(sheet.rows, 1):
                lines.writerow([_cell(archive, sheet, number, column, row[column]) for column in sheet.columns])
            _add(archive, f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig"))


def _cell(archive: zipfile.ZipFile, sheet: Sheet, number: int, column: str, value: Any) -> str:
    if value is None:
        return ""
    path = f"{sheet.name}/{number}-{column}"
    if column in sheet.files:
        return _put(archive, f"{path}.{sheet.files[column]}", base64.b64decode(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_CELL:
        return _put(archive, f"{path}.{'txt' if isinstance(value, str) else 'json'}", text.encode())
    return neutral(text)


def _put(archive: zipfile.ZipFile, path: str, data: bytes) -> str:
    _add(archive, path, data)
    return ELSEWHERE + path


def _add(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(path, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, data)


def read_sheet(file: IO[bytes], name: str) -> Iterator[dict[str, str | bytes]]:
    """The rows of one table, each cell as it was before it was made harmless; what lies in a file as its bytes."""
    with zipfile.ZipFile(file) as archive:
        text = archive.read(f"{name}.csv").decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""))
        columns = [original(cell) for cell in next(lines)]
        for line in lines:
            yield {column: _read(archive, cell) for column, cell in zip(columns, line, strict=True)}


def _read(archive: zipfile.ZipFile, cell: str) -> str | bytes:
    path = elsewhere(cell)
    return original(cell) if path is None else archive.read(path)
