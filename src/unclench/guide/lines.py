"""The guide's own lines, by key. Technique lines live in the atlas; see script.py."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from unclench.guide.types import Say
from unclench.wording import capital

CONTENT = Path(__file__).with_name("content")
LANGUAGES = ("en",)


@cache
def own_lines() -> Mapping[str, str]:
    """Every line by its key without the leading `guide.`, in the order of the file; variants are numbered."""
    data = tomllib.loads((CONTENT / "lines.toml").read_text(encoding="utf-8"))
    return dict(_flat(data, ""))


def line(name: str, **args: str) -> Say:
    """The line `guide.<name>` with its places filled. A name that does not exist is a KeyError."""
    return filled(f"guide.{name}", own_lines()[name], args)


def variant(name: str, turn: int) -> Say:
    """One of the lines `guide.<name>.0`, `.1` …; the turns go round."""
    own = own_lines()
    many = sum(1 for key in own if key.rpartition(".")[0] == name)
    return line(f"{name}.{turn % many}")


def filled(key: str, text: str, args: Mapping[str, str]) -> Say:
    """The line with those of `args` that its text has places for."""
    used = {name: args[name] for name in places_in(text)}
    spoken = " ".join(text.format_map(used).split())
    return Say(key, capital(spoken), used)


def places_in(text: str) -> tuple[str, ...]:
    """The names in braces."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _flat(data: object, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield prefix, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _flat(value, f"{prefix}.{name}" if prefix else name)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _flat(value, f"{prefix}.{number}")
