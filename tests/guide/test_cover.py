"""The cover: a whole picture, higher where the hands are firmer."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from unclench.composer import Request, compose
from unclench.guide.cover import SIZE, cover_png
from unclench.guide.score import score
from unclench.guide.tags import tags_of
from unclench.safety import Answers, screen

HILL = (0xE3, 0x9A, 0x6C)


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Decoded here anew (PNG, third edition): unfiltered rows of three bytes a pixel, every checksum right."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, {}
    while at < len(png):
        (size,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        parts[name] = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + parts[name])
        at += 12 + size
    assert struct.unpack(">2I5B", parts[b"IHDR"]) == (SIZE, SIZE, 8, 2, 0, 0, 0)
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(SIZE, 1 + 3 * SIZE)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(SIZE, SIZE, 3)


def heights(png: bytes) -> NDArray[np.int64]:
    found: NDArray[np.int64] = (pixels(png) == HILL).all(axis=2).sum(axis=0)
    return found


def test_it_is_higher_where_the_hands_are_firmer() -> None:
    hill = heights(cover_png(((60, 0), (120, 8), (60, 2))))
    middle, start, end = hill[SIZE // 2], hill[10], hill[-10]
    assert middle > end > start > 0


def test_it_has_no_steps() -> None:
    assert np.abs(np.diff(heights(cover_png(((60, 0), (60, 10), (60, 0)))))).max() <= 6


def test_nothing_at_all_is_a_picture_too() -> None:
    assert pixels(cover_png(())).shape == (SIZE, SIZE, 3)


def test_it_is_small_enough_to_be_carried_along() -> None:
    clearance = screen(Answers(unasked_is_no=True), complaints=("neck_pain",))
    session = compose(Request(("neck_pain",), 10), clearance)
    tags = tags_of(session, score(session), "Neck")
    assert len(tags.cover) < 20_000
    assert [(chapter.start_ms, chapter.name) for chapter in tags.chapters] == [
        (step.start_ms, step.name) for step in score(session).steps
    ]
