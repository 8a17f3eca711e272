"""The file the meshes are kept in, read the same way here and in the browser.

    4 bytes     UFIG
    4 bytes     length of the header
    header      JSON, filled up with blanks to a multiple of 4
    arrays      one after the other, each at a multiple of 4, counted from the end of the header

The header names the arrays: type ("int8", "uint8", "int16", "uint16"), shape, offset, bytes, `step` (what 1 stands
for) and `delta`. An array lies column by column. Where `delta` is true each number but the first of a column is the
difference from the one before, modulo the range of the type. All numbers are little-endian.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"UFIG"
TYPES = ("int8", "uint8", "int16", "uint16")


class UnreadableFigureError(Exception):
    """The file is not what the build tool writes."""


@dataclass(frozen=True)
class Packed:
    about: Mapping[str, Any]
    _arrays: Mapping[str, Mapping[str, Any]]
    _data: bytes

    def names(self) -> tuple[str, ...]:
        return tuple(self._arrays)

    def whole(self, name: str) -> npt.NDArray[np.int64]:
        """The stored whole numbers."""
        described = self._arrays.get(name)
        if described is None:
            raise UnreadableFigureError(f"no array {name!r}")
        if described["type"] not in TYPES:
            raise UnreadableFigureError(f"array {name!r} has an unknown type {described['type']!r}")
        start = described["offset"]
        kind = np.dtype(described["type"]).newbyteorder("<")
        raw = np.frombuffer(self._data[start : start + described["bytes"]], dtype=kind)
        shape = tuple(described["shape"])
        if raw.size != int(np.prod(shape)):
            raise UnreadableFigureError(f"array {name!r} is cut off")
        columns = raw.reshape(shape[::-1]).T
        if described["delta"]:
            columns = np.add.accumulate(columns, axis=0, dtype=kind)
        return columns.astype(np.int64)

    def scaled(self, name: str) -> npt.NDArray[np.float64]:
        """What the numbers stand for."""
        return self.whole(name).astype(np.float64) * np.float64(self._arrays[name]["step"])


@functools.cache
def asset(name: str) -> Packed:
    """One of the files that come with the program."""
    return unpack(resources.files("unclench.figure").joinpath("assets", name).read_bytes())


def unpack(content: bytes) -> Packed:
    if content[:4] != MAGIC:
        raise UnreadableFigureError("not a figure file")
    length = int.from_bytes(content[4:8], "little")
    header = json.loads(content[8 : 8 + length])
    return Packed(header["about"], header["arrays"], content[8 + length :])


def pack(about: Mapping[str, Any], arrays: Mapping[str, tuple[npt.NDArray[np.int64], str, float, bool]]) -> bytes:
    """By name: whole numbers, type, step, and whether to keep differences. The same input gives the same bytes."""
    described: dict[str, dict[str, Any]] = {}
    data = bytearray()
    for name, (values, kind, step, delta) in arrays.items():
        limits = np.iinfo(kind)
        if values.size and (values.min() < limits.min or values.max() > limits.max):
            raise ValueError(f"{name} does not fit into {kind}")
        columns = values.astype(np.dtype(kind).newbyteorder("<"))
        if delta:
            columns = np.concatenate([columns[:1], columns[1:] - columns[:-1]])
        raw = np.ascontiguousarray(columns.T).tobytes()
        described[name] = {
            "type": kind,
            "shape": list(values.shape),
            "offset": len(data),
            "bytes": len(raw),
            "step": step,
            "delta": delta,
        }
        data += raw + b"\0" * (-len(raw) % 4)
    header = json.dumps({"about": about, "arrays": described}, sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 4)
    return MAGIC + len(header).to_bytes(4, "little") + header + bytes(data)
