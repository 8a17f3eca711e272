"""What is in a database, table by table: how many rows, and a digest of every value in them.

SQLite's own check looks at the order of things and not at their content: a letter that has changed passes it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """Of one table."""

    table: str
    rows: int
    digest: str


def contents(database: sqlite3.Connection, without: Collection[str] = ()) -> tuple[Content, ...]:
    """Every table by name, but those named. The digest tells values, their types and the names of the columns apart."""
    names = [
        str(row[0])
        for row in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "ORDER BY name"
        )
    ]
    with _text_as_it_lies(database):
        return tuple(_content(database, name) for name in names if name not in without)


def _content(database: sqlite3.Connection, table: str) -> Content:
    found = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # the name is from the schema itself
    digest = hashlib.sha256()
    for name in found.description:
        digest.update(_told(bytearray(name[0], "utf-8")))
    rows = 0
    for row in found:
        rows += 1
        digest.update(b"".join(map(_told, row)))
    return Content(table, rows, digest.hexdigest())


@contextmanager
def _text_as_it_lies(database: sqlite3.Connection) -> Iterator[None]:
    """Letters are given as a bytearray, so that they are not decoded and can be told from bytes."""
    usual = database.text_factory
    database.text_factory = bytearray
    try:
        yield
    finally:
        database.text_factory = usual


def _told(value: object) -> bytes:
    """Each value with its kind and its length, so that no two rows are told alike."""
    if value is None:
        return b"n"
    if isinstance(value, bytearray):
        return b"t%d:" % len(value) + value
    if isinstance(value, int):
        return b"i%d;" % value
    if isinstance(value, float):
        return b"f" + struct.pack("<d", value)
    assert isinstance(value, bytes)
    return b"b%d:%b" % (len(value), value)
