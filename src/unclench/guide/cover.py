"""The cover of an audio file: how firm the hands are, from the beginning of the session to its end, as a hill."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIZE = 512
"""Pixels on each side."""
FIRMEST = 10

_GROUND, _HILL, _BACK, _MOON = (0x28, 0x5A, 0x4D), (0xE3, 0x9A, 0x6C), (0x3F, 0x74, 0x64), (0xF7, 0xF0, 0xE4)
"""As in the icon of the app."""
_LOWEST, _HIGHEST = 0.16, 0.62
"""Of the height: the hill where nothing presses, and where it would be firmest."""
_SOFT = 0.05
"""Of the width: over so much the steps go over into one another."""

Floats = NDArray[np.float64]


@lru_cache(maxsize=8)
def cover_png(arc: tuple[tuple[int, int], ...]) -> bytes:
    """A PNG picture. `arc`: seconds and firmness (0 to 10) of each step."""
    hill = _heights(arc)
    x, y = np.meshgrid((np.arange(SIZE) + 0.5) / SIZE, 1 - (np.arange(SIZE) + 0.5) / SIZE)
    picture = np.broadcast_to(np.array(_GROUND, float), (SIZE, SIZE, 3))
    picture = _painted(picture, _MOON, 0.085 - np.hypot(x - 0.74, y - 0.79))
    picture = _painted(picture, _BACK, (hill[::-1] * 0.8 + 0.12)[None, :] - y)
    picture = _painted(picture, _HILL, hill[None, :] - y)
    return _png(np.round(picture).astype(np.uint8))


def _heights(arc: Sequence[tuple[int, int]]) -> Floats:
    """The hill's height over each column, from 0 to 1."""
    length = sum(seconds for seconds, _ in arc) or 1
    ends = np.cumsum([seconds for seconds, _ in arc]) / length
    columns = (np.arange(SIZE) + 0.5) / SIZE
    steps = np.array([level for _, level in arc] or [0], float)[
        np.minimum(np.searchsorted(ends, columns), len(ends) - 1)
    ]
    width = round(3 * _SOFT * SIZE)
    bell = np.exp(-0.5 * (np.arange(-width, width + 1) / (_SOFT * SIZE)) ** 2)
    smooth = np.convolve(np.pad(steps, width, mode="edge"), bell / bell.sum(), "valid")
    return _LOWEST + (_HIGHEST - _LOWEST) * smooth / FIRMEST


def _painted(picture: Floats, colour: tuple[int, int, int], inside: Floats) -> Floats:
    """With the colour where `inside` is above zero, and half of it at the very edge."""
    share = np.clip(inside * SIZE + 0.5, 0, 1)[..., None]
    return picture * (1 - share) + np.array(colour, float) * share


def _png(picture: NDArray[np.uint8]) -> bytes:
    rows = np.concatenate([np.zeros((SIZE, 1), np.uint8), picture.reshape(SIZE, -1)], axis=1)
    parts = [
        (b"IHDR", struct.pack(">2I5B", SIZE, SIZE, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
