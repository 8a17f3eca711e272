"""Everything of a person as a file: one JSON, or tables for a spreadsheet. Both of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Literal, get_args

from unclench.exchange.document import written
from unclench.exchange.sheets import Sheet, write_sheets
from unclench.web.accounts.models import Person
from unclench.web.yours.gathering import one_moment, tables_of
from unclench.web.yours.tables import BY_NAME

Format = Literal["json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
_SOUNDS = {"clip": "flac"}


def write(person: Person, form: Format, file: IO[bytes]) -> None:
    with one_moment():
        if form == "json":
            for piece in written(tables_of(person)):
                file.write(piece)
        else:
            write_sheets(file, _sheets(person))


def _sheets(person: Person) -> Iterator[Sheet]:
    for name, rows in tables_of(person):
        yield Sheet(name, [field.name for field in BY_NAME[name].fields], rows, _SOUNDS)
