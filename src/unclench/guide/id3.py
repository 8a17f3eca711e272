"""Title, chapters and cover for mp3: a tag as ID3v2.3 and its addendum on chapters describe it."""

from __future__ import annotations

import struct
from itertools import pairwise

from unclench.guide.tags import Tags

_UTF16 = b"\x01"
_FRONT_COVER = 3
_TOP_LEVEL_AND_ORDERED = 3
_NO_OFFSET = 0xFFFF_FFFF
"""In a chapter: its place is told by its times, and not by bytes."""
_MOST_CHAPTERS = 255
"""The table of contents counts them in one byte."""


def tag(tags: Tags, length_ms: int) -> bytes:
    """The bytes that stand before the sound."""
    chapters = tags.chapters[:_MOST_CHAPTERS]
    frames = [_text("TIT2", tags.title)]
    if chapters:
        ids = [f"step{number}".encode() + b"\0" for number in range(len(chapters))]
        contents = b"steps\0" + bytes([_TOP_LEVEL_AND_ORDERED, len(ids)]) + b"".join(ids)
        frames.append(_frame("CTOC", contents))
        ends = [*(after.start_ms for _, after in pairwise(chapters)), length_ms]
        for id_, chapter, end_ms in zip(ids, chapters, ends, strict=True):
            times = struct.pack(">4I", chapter.start_ms, end_ms, _NO_OFFSET, _NO_OFFSET)
            frames.append(_frame("CHAP", id_ + times + _text("TIT2", chapter.name)))
    if tags.cover:
        frames.append(_frame("APIC", b"\0image/png\0" + bytes([_FRONT_COVER]) + b"\0" + tags.cover))
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def _text(name: str, text: str) -> bytes:
    return _frame(name, _UTF16 + b"\xff\xfe" + text.encode("utf-16-le"))


def _frame(name: str, content: bytes) -> bytes:
    return name.encode() + struct.pack(">IH", len(content), 0) + content


def _syncsafe(size: int) -> bytes:
    """Seven bits in each byte, so that no size looks like the beginning of sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
