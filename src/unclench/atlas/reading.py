"""The content files, entry by entry, each field checked against its type."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import ErrorDetails

from unclench.atlas.types import Complaint, Kind, Landmark, Muscle, Point, Region, Source, Technique


class ContentError(ValueError):
    """A content file is not as it must be: the message names file, entry, field, and what is expected."""

    def __init__(self, file: str, entry: str, field: str, expected: str) -> None:
        self.file, self.entry, self.field, self.expected = file, entry, field, expected
        super().__init__(": ".join(part for part in (file, entry, field, expected) if part))


class Found(NamedTuple):
    """An entry and the file it stands in."""

    file: str
    entry: Any


Shelf = dict[Kind, dict[str, Found]]
T = TypeVar("T")

# A technique has a file of its own, whose name is the id. Of other kinds a file holds several such tables.
_TABLES: dict[Kind, tuple[str, type]] = {
    "regions": ("region", Region),
    "muscles": ("muscle", Muscle),
    "points": ("point", Point),
    "landmarks": ("landmark", Landmark),
    "complaints": ("complaint", Complaint),
    "sources": ("source", Source),
}


def read_shelf(content: Path) -> Shelf:
    """Every entry of every kind, in the order of the files. Raises ContentError at the first mistake."""
    shelf: Shelf = {kind: {} for kind in (*_TABLES, "techniques")}
    for file in sorted(content.rglob("*.toml")):
        name, kind = file.relative_to(content).as_posix(), file.parent.name
        if kind not in shelf or file.parent.parent != content:
            raise ContentError(name, "", "", f"lies outside the folders {', '.join(shelf)}")
        for entry in _entries(file, name, kind):
            if entry.id in shelf[kind]:
                raise ContentError(name, entry.id, "id", f"stands in {shelf[kind][entry.id].file} already")
            shelf[kind][entry.id] = Found(name, entry)
    return shelf


def _entries(file: Path, name: str, kind: Kind) -> Iterator[Any]:
    if kind == "techniques":
        data = _toml(file, name)
        if "id" in data:
            raise ContentError(name, file.stem, "id", "is the name of the file and is not repeated inside")
        yield _checked(Technique, {"id": file.stem} | data, name)
        return
    table, type_ = _TABLES[kind]
    yield from read_tables(file, name, table, type_)


def read_tables(file: Path, name: str, table: str, kind: type[T]) -> Iterator[T]:
    """Each `[[table]]` of a file, checked against its type. `name` is what a mistake calls the file."""
    data = _toml(file, name)
    if other := data.keys() - {table}:
        raise ContentError(name, "", min(other), f"only tables [[{table}]] are expected here")
    tables = data.get(table, [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise ContentError(name, "", table, f"a list of tables [[{table}]] is expected")
    for entry in tables:
        yield _checked(kind, entry, name)


def _toml(file: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ContentError(name, "", "", f"cannot be read as TOML: {error}") from None


def _checked(kind: type[T], data: Mapping[str, Any], file: str) -> T:
    plain: type = kind
    try:
        # JSON, because strictness about "5" for 5 must not refuse a TOML array for a tuple.
        return cast(T, _adapter(plain).validate_json(json.dumps(data, default=str), strict=True))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        entry = str(data.get("id", f"a {kind.__name__.lower()} without id"))
        raise ContentError(file, entry, ".".join(map(str, first["loc"])), _told(first)) from None


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    # The types know nothing of pydantic, which is imported only here; without this they would take any field.
    for part in _parts(kind):
        with_config(ConfigDict(extra="forbid"))(part)
    return TypeAdapter(kind)


def _parts(kind: Any) -> Iterator[type]:
    """The dataclasses of which entries of that type are made."""
    if isinstance(kind, type) and is_dataclass(kind):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _parts(hint)
    for argument in get_args(kind):
        yield from _parts(argument)


def _told(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "unexpected_keyword_argument":
        return "is not a field here"
    return f"{error['msg']}, {error['input']!r} found"
