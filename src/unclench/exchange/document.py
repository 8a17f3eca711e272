"""One JSON of everything, written and read row by row: however long it is, one row at a time is in memory.

    {"unclench_export":1,"tables":{
    "person":[
    {"id":"me",…}
    ],
    "check_in":[
    ]
    }}

Written like this it is the same bytes for the same rows. Read, its spaces and line ends may be anybody's, but the two
keys come in this order, no key comes twice, and what follows the end is an error.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, NoReturn

NAME = "unclench_export"
VERSION = 1
LARGEST_ROW = 64_000_000
"""Letters. The longest rows are recordings, of some hundred thousand."""
_AT_ONCE = 1 << 16
_SPACES = " \t\n\r"

Row = Mapping[str, Any]


class DocumentError(ValueError):
    """This is no export, or not one that this version can read; the text says which, and what to do."""


def written(tables: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[bytes]:
    """The document, piece by piece."""
    yield f'{{"{NAME}":{VERSION},"tables":{{'.encode()
    before = "\n"
    for name, rows in tables:
        yield f"{before}{json.dumps(name)}:[".encode()
        between = "\n"
        for row in rows:
            yield between.encode() + _line(row)
            between = ",\n"
        yield b"\n]"
        before = ",\n"
    yield b"\n}}\n"


def _line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def rows_of(file: IO[bytes], tables: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Every row with the name of its table, in the order of the file. Raises DocumentError, also half-way.

    A row may be any JSON value: what is in it is for the caller to judge.
    """
    text = _Text(file)
    text.expect("{", "It does not begin as JSON does")
    if text.string() != NAME:
        raise DocumentError(f"This is no export of Unclench: that begins with “{NAME}”.")
    text.expect(":")
    version = text.value()
    if type(version) is not int or version != VERSION:
        raise DocumentError(
            f"This export is of version {str(version)[:20]}, and this Unclench reads version {VERSION}. "
            "Use the newest Unclench."
        )
    text.expect(",")
    if text.string() != "tables":
        raise DocumentError("This export has no tables where they belong.")
    text.expect(":")
    text.expect("{")
    yield from _rows(text, frozenset(tables))
    text.expect("}")
    if text.peek():
        text.wrong("Something follows its end")


def _rows(text: _Text, known: frozenset[str]) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    if text.took("}"):
        return
    while True:
        name = text.string()
        if name in seen:
            raise DocumentError(f"The table “{name[:60]}” is there twice.")
        if name not in known:
            raise DocumentError(f"The table “{name[:60]}” is not known here. Use the newest Unclench.")
        seen.add(name)
        text.expect(":")
        text.expect("[")
        if not text.took("]"):
            while True:
                yield name, text.value()
                if text.took("]"):
                    break
                text.expect(",")
        if text.took("}"):
            return
        text.expect(",")


class _Text:
    """Letters of a file, as many as are looked at."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._values = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_number)
        self._held, self._at, self._before = "", 0, 0
        self._is_over = False

    def peek(self) -> str:
        """The next letter that is no space; empty at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _SPACES:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def took(self, letter: str) -> bool:
        if self.peek() != letter:
            return False
        self._at += 1
        return True

    def expect(self, letter: str, otherwise: str = "It is damaged") -> None:
        if not self.took(letter):
            self.wrong(otherwise)

    def string(self) -> str:
        found = self.value() if self.peek() == '"' else None
        if not isinstance(found, str):
            self.wrong("It is damaged")
        return found

    def value(self) -> Any:
        """The next value; refused where one is longer than any of ours can be."""
        if not self.peek():
            self.wrong("It breaks off")
        while True:
            try:
                found, end = self._values.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                # Short of its end, or cut off in the middle of a letter's number such as \\u00e9.
                may_go_on = error.msg.startswith("Unterminated") or error.pos >= len(self._held) - 12
                if not may_go_on or not self._more(len(self._held) - self._at):
                    self.wrong("It breaks off" if may_go_on else "It is damaged")
            except DocumentError:
                raise
            except (ValueError, RecursionError):
                self.wrong("It holds something that no export has")
            else:
                # A number that ends with what is held may go on.
                if end == len(self._held) and self._more():
                    continue
                self._at = end
                return found

    def wrong(self, what: str) -> NoReturn:
        raise DocumentError(f"{what}, at letter {self._before + self._at + 1}. It cannot be read as an export.")

    def _more(self, at_least: int = _AT_ONCE) -> bool:
        """Read on; False at the end of the file."""
        if self._is_over:
            return False
        held = self._held[self._at :]
        if len(held) > LARGEST_ROW:
            self.wrong("A row is longer than any can be")
        data = self._file.read(max(at_least, _AT_ONCE))
        self._is_over = not data
        try:
            held += self._decoder.decode(data, final=self._is_over)
        except UnicodeDecodeError:
            self.wrong("It is not UTF-8 in the part that begins")
        self._before += self._at
        self._held, self._at = held.removeprefix("\ufeff") if self._before == 0 else held, 0
        return not self._is_over


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DocumentError("A name is there twice in one row. It cannot be read as an export.")
    return found


def _no_number(name: str) -> NoReturn:
    raise DocumentError(f"{name} is no number. It cannot be read as an export.")
