"""The schema of the format, applied: for data from anywhere, without a library.

It knows the words that the schema uses and no others, so that a schema with more in it cannot pass for understood. Each
breach says where it is and what was expected there, in words that never repeat more of the file than a short piece.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

LONGEST_PIECE = 40
_NAMES: Mapping[str, str] = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


class Breach(NamedTuple):
    """`where`: the path, as `phases.1.steps.0.side`; empty for the whole."""

    where: str
    text: str


@cache
def load_schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(
        (resources.files("unclench.guide") / "oms-0.1.schema.json").read_text("utf-8")
    )
    return schema


def breaches(data: object) -> Iterator[Breach]:
    """Every breach of the schema, in the order of the schema. `data` are built-in JSON types, not too deep."""
    schema = load_schema()
    yield from _Reader(schema["$defs"]).breaches(schema, data, "")


class _Reader:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def breaches(self, schema: Mapping[str, Any], data: object, where: str) -> Iterator[Breach]:
        if "$ref" in schema:
            yield from self.breaches(self._definitions[schema["$ref"].rpartition("/")[2]], data, where)
        if "anyOf" in schema:
            yield from self._any_of(schema["anyOf"], data, where)
        kind = schema.get("type")
        if kind is not None and not _is(kind, data):
            yield Breach(where, f"{_NAMES[kind]} is expected here")
            return
        for word, value in schema.items():
            if word not in _SILENT:
                yield from _WORDS[word](self, schema, value, data, where)

    def _any_of(self, choices: list[Mapping[str, Any]], data: object, where: str) -> Iterator[Breach]:
        """The breaches of the choice that comes closest: the one of the data's own type, if there is one."""
        found = [list(self.breaches(choice, data, where)) for choice in choices]
        if all(found):
            yield from min(found, key=lambda each: (any(breach.where == where for breach in each), len(each)))

    def properties(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        del schema
        for name, part in value.items():
            if name in data:
                yield from self.breaches(part, data[name], _inside(where, name))

    def required(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        del schema
        for name in value:
            if name not in data:
                yield Breach(_inside(where, name), "is missing")

    def additional(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        for name in data:
            if name in schema.get("properties", ()):
                continue
            if value is False:
                yield Breach(_inside(where, piece(name)), "is not known to the format")
            else:
                yield from self.breaches(value, data[name], _inside(where, piece(name)))

    def names(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        del schema
        for name in data:
            for breach in self.breaches(value, name, ""):
                yield Breach(_inside(where, piece(name)), f"its name: {breach.text}")

    def items(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        del schema
        for number, item in enumerate(data):
            yield from self.breaches(value, item, _inside(where, str(number)))

    def unique(self, schema: Mapping[str, Any], value: Any, data: Any, where: str) -> Iterator[Breach]:
        del schema
        spelled = [json.dumps(item, sort_keys=True) for item in data]
        if value and len(set(spelled)) < len(spelled):
            yield Breach(where, "something stands here twice")


def _rule(fits: Callable[[Any, Any], bool], words: Callable[[Any], str]) -> Callable[..., Iterator[Breach]]:
    def check(reader: _Reader, schema: Mapping[str, Any], value: object, data: object, where: str) -> Iterator[Breach]:
        del reader, schema
        if not fits(value, data):
            yield Breach(where, words(value))

    return check


def _is(kind: str, data: object) -> bool:
    if kind == "integer":  # JSON writes 5 and 5.0 for the same number
        return type(data) is int or (type(data) is float and data.is_integer())
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    return type(data) is types[kind]


def _equal(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def piece(text: str) -> str:
    """A short piece of what stands in a file, safe to show on one line of any screen."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST_PIECE + 1])
    return shown if len(shown) <= LONGEST_PIECE else f"{shown[:LONGEST_PIECE]}…"


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


_SILENT = frozenset({"$schema", "$id", "$defs", "$ref", "anyOf", "type", "title", "description"})
_WORDS: Mapping[str, Callable[..., Iterator[Breach]]] = {
    "properties": _Reader.properties,
    "required": _Reader.required,
    "additionalProperties": _Reader.additional,
    "propertyNames": _Reader.names,
    "items": _Reader.items,
    "uniqueItems": _Reader.unique,
    "minItems": _rule(
        lambda least, data: len(data) >= least, lambda least: f"at least {least} is expected in this list"
    ),
    "const": _rule(_equal, lambda value: f"“{value}” is expected here"),
    "enum": _rule(
        lambda values, data: any(_equal(value, data) for value in values),
        lambda values: f"one of {', '.join(map(str, values))} is expected here",
    ),
    "pattern": _rule(
        lambda pattern, data: (
            re.search(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, data) is not None
        ),
        lambda _: "a name of letters, digits, and the usual marks is expected here",
    ),
    "minLength": _rule(lambda least, data: len(data) >= least, lambda _: "a text that is not empty is expected here"),
    "maxLength": _rule(
        lambda most, data: len(data) <= most, lambda most: f"at most {most} characters are expected here"
    ),
    "minimum": _rule(lambda least, data: data >= least, lambda least: f"a number of at least {least} is expected here"),
    "maximum": _rule(lambda most, data: data <= most, lambda most: f"a number of at most {most} is expected here"),
}
