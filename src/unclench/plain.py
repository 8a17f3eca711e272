"""Frozen values to plain JSON data and back.

Every value that travels between the rooms (Clearance, Session, Score …) is a frozen dataclass. `to_plain`
writes one as dicts, lists, strings, numbers; `from_plain` reads it back and refuses what does not fit the
declared types. Pydantic does the same job with better messages, but costs more to import than a whole session
costs to compose; it checks content when the atlas is compiled, this module moves values that the program
itself has written.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Reader = Callable[[Any], Any]


class PlainError(ValueError):
    """The data does not fit the type; the message says where."""

    def __init__(self, reason: str, *where: str) -> None:
        self.reason, self.where = reason, where
        super().__init__(f"{'.'.join(where)}: {reason}" if where else reason)

    def inside(self, place: str) -> PlainError:
        """The same, told from one step further out: the way to a value is only spelt out if it is wrong."""
        return PlainError(self.reason, place, *self.where)


def to_plain(value: object, *, short: bool = False) -> Any:
    """Return `value` as JSON data. Sets are written in sorted order, so equal values give equal bytes.

    `short` leaves out what `from_plain` puts in by itself: fields that hold their default.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(item, short=short) for field, item in fields if not short or item != field.default}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item, short=short) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((to_plain(item, short=short) for item in value), key=repr)
    if isinstance(value, tuple | list):
        return [to_plain(item, short=short) for item in value]
    if type(value) is date:  # and no moment, which is a date to Python
        return value.isoformat()
    raise PlainError(f"cannot write a {type(value).__name__} as JSON")


def from_plain(kind: type[T], data: Any) -> T:
    """Read JSON data as `kind` (a dataclass, or a tuple, mapping … of them). Raises PlainError."""
    try:
        return cast(T, _reader(cast(Any, kind))(data))
    except PlainError as error:
        raise error.inside(getattr(kind, "__name__", str(kind))) from None


def whole_from_plain(kind: type[T], data: Any) -> T:
    """As `from_plain`, for a dataclass that was kept whole: a field that is missing is damage, and not its default."""
    named = {field.name for field in dataclasses.fields(cast(Any, kind))}
    if isinstance(data, Mapping) and (missing := sorted(named - data.keys())):
        raise PlainError(f"{', '.join(missing)} missing", kind.__name__)
    return from_plain(kind, data)


@functools.cache
def _reader(kind: Any) -> Reader:
    origin, arguments = get_origin(kind), get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda data: _enum(kind, data)
    if origin is Literal:
        return _literal_reader(arguments)
    if origin in (Union, types.UnionType):
        return _union_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is frozenset:
        item = _reader(arguments[0])
        return lambda data: frozenset(map(item, _checked(list, data)))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(_reader(arguments[0]), _reader(arguments[1]))
    if hasattr(kind, "__supertype__"):
        return _reader(kind.__supertype__)
    if kind is float:
        return lambda data: float(_number(data))
    if kind is date:
        return _day
    if kind in (str, int, bool, type(None)):
        return _scalar_reader(kind)
    raise PlainError(f"cannot read a {kind}")


def _dataclass_reader(kind: type) -> Reader:
    # Built at the first call, not here: a dataclass may contain itself.
    fields: dict[str, tuple[Reader, bool]] = {}

    def read(data: Any) -> Any:
        nonlocal fields
        if not fields:
            hints, found = get_type_hints(kind), {}
            for field in dataclasses.fields(kind):
                optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
                found[field.name] = (_reader(hints[field.name]), optional)
            fields = found  # whole at once: another thread may be reading
        given = _checked(dict, data)
        if not given.keys() <= fields.keys():
            raise PlainError(f"unknown {', '.join(sorted(given.keys() - fields.keys()))}")
        values = {}
        for name, (reader, optional) in fields.items():
            if name in given:
                try:
                    values[name] = reader(given[name])
                except PlainError as error:
                    raise error.inside(name) from None
            elif not optional:
                raise PlainError(f"{name} is missing")
        return kind(**values)

    return read


def _mapping_reader(key: Reader, item: Reader) -> Reader:
    def read(data: Any) -> dict[Any, Any]:
        values = {}
        for name, entry in _checked(dict, data).items():
            try:
                values[key(name)] = item(entry)
            except PlainError as error:
                raise error.inside(str(name)) from None
        return values

    return read


def _tag(kind: Any) -> tuple[str, str] | None:
    """The field and value that tell this dataclass from its siblings: `type` or `kind`, a single literal."""
    if not dataclasses.is_dataclass(kind):
        return None
    hints = get_type_hints(kind)
    for name in ("type", "kind"):
        values = get_args(hints[name]) if name in hints and get_origin(hints[name]) is Literal else ()
        if len(values) == 1:
            return name, values[0]
    return None


def _tagged_reader(tags: list[tuple[str, str]], arguments: tuple[Any, ...]) -> Reader:
    field = tags[0][0]
    readers = {value: _reader(kind) for (_, value), kind in zip(tags, arguments, strict=True)}

    def read(data: Any) -> Any:
        value = _checked(dict, data).get(field)
        if value not in readers:
            raise PlainError(f"one of {', '.join(readers)} expected, {value!r} found", field)
        return readers[value](data)

    return read


def _union_reader(arguments: tuple[Any, ...]) -> Reader:
    tags = [_tag(argument) for argument in arguments]
    known = [tag for tag in tags if tag is not None]
    if len(known) == len(tags) and len({field for field, _ in known}) == 1:
        return _tagged_reader(known, arguments)
    readers = [_reader(argument) for argument in arguments]

    def read(data: Any) -> Any:
        reasons = []
        for reader in readers:
            try:
                return reader(data)
            except (PlainError, ValueError) as reason:
                reasons.append(str(reason))
        raise PlainError("; ".join(reasons))

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return _list_reader(arguments[0])
    readers = [_reader(argument) for argument in arguments]

    def read(data: Any) -> tuple[Any, ...]:
        entries = _checked(list, data)
        if len(entries) != len(readers):
            raise PlainError(f"{len(readers)} entries expected, {len(entries)} found")
        return tuple(reader(entry) for reader, entry in zip(readers, entries, strict=True))

    return read


def _list_reader(kind: Any) -> Reader:
    item = _reader(kind)

    def read(data: Any) -> tuple[Any, ...]:
        entries = _checked(list, data)
        # Most lists are empty or hold texts: a look at their types does for all at once.
        if not entries or (kind is str and set(map(type, entries)) == {str}):
            return tuple(entries)
        return tuple(map(item, entries))

    return read


def _checked(kind: type[T], data: Any) -> T:
    if not isinstance(data, kind):
        raise PlainError(f"{kind.__name__} expected, {type(data).__name__} found")
    return data


def _scalar_reader(kind: type) -> Reader:
    def read(data: Any) -> Any:
        if type(data) is not kind:
            raise PlainError(f"{kind.__name__} expected, {data!r} found")
        return data

    return read


def _number(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise PlainError(f"a number expected, {data!r} found")
    return data


def _literal_reader(allowed: tuple[Any, ...]) -> Reader:
    def read(data: Any) -> Any:
        if data not in allowed:
            raise PlainError(f"one of {', '.join(map(str, allowed))} expected, {data!r} found")
        return data

    return read


def _day(data: Any) -> date:
    try:
        return date.fromisoformat(_checked(str, data))
    except ValueError:
        raise PlainError(f"a day such as 2026-11-21 expected, {data!r} found") from None


def _enum(kind: type[Enum], data: Any) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise PlainError(str(error)) from None
