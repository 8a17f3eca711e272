"""The tag of an mp3, read back by a second reading of ID3v2.3 and its addendum on chapters."""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from tests.guide.scores import score, step
from unclench.guide.audio import render
from unclench.guide.id3 import tag
from unclench.guide.loudness import RATE
from unclench.guide.tags import Chapter, Tags
from unclench.guide.voice import NoVoice

CHAPTERS = (Chapter(0, "Slow breathing"), Chapter(60_000, "Kneading – left"))
TAGS = Tags("Neck, 10 minutes", CHAPTERS, b"\x89PNG" + bytes(300))


def frames(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(data):
        name, (size, flags) = data[at : at + 4].decode(), struct.unpack(">IH", data[at + 4 : at + 10])
        assert flags == 0
        yield name, data[at + 10 : at + 10 + size]
        at += 10 + size


def text(content: bytes) -> str:
    assert content[:3] == b"\x01\xff\xfe"
    return content[3:].decode("utf-16-le")


def test_it_holds_title_chapters_and_cover() -> None:
    data = tag(TAGS, 600_000)
    assert data[:6] == b"ID3\x03\x00\x00"
    assert all(byte < 0x80 for byte in data[6:10])
    assert sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True)) == len(data) - 10
    found = list(frames(data[10:]))
    assert [name for name, _ in found] == ["TIT2", "CTOC", "CHAP", "CHAP", "APIC"]
    assert text(found[0][1]) == "Neck, 10 minutes"
    assert found[1][1] == b"steps\0\x03\x02step0\0step1\0"
    ends = (60_000, 600_000)
    for (_, content), chapter, end_ms, id_ in zip(found[2:4], CHAPTERS, ends, (b"step0\0", b"step1\0"), strict=True):
        assert content.startswith(id_)
        times = struct.unpack(">4I", content[6:22])
        assert times == (chapter.start_ms, end_ms, 0xFFFFFFFF, 0xFFFFFFFF)
        ((name, title),) = frames(content[22:])
        assert (name, text(title)) == ("TIT2", chapter.name)
    assert found[4][1] == b"\0image/png\0\x03\0" + TAGS.cover


def test_without_chapters_and_cover_it_is_the_title_alone() -> None:
    assert [name for name, _ in frames(tag(Tags("Rest"), 1_000)[10:])] == ["TIT2"]


def test_more_chapters_than_can_be_counted_are_left_out() -> None:
    many = Tags("Rest", tuple(Chapter(number, str(number)) for number in range(300)))
    assert sum(name == "CHAP" for name, _ in frames(tag(many, 1_000)[10:])) == 255


def test_the_sound_behind_it_is_the_same(tmp_path: Path) -> None:
    """Its length is still told exactly: the encoder's note about it stands where players look for it."""
    what = score(step(0, 0, 3_000, ()))
    paths = [tmp_path / "plain.mp3", tmp_path / "tagged.mp3"]
    for path, tags in zip(paths, (Tags(""), TAGS), strict=True):
        render(what, path, voice=NoVoice(), tags=tags)
        samples, rate = soundfile.read(path)
        assert (len(samples), rate) == (3 * RATE, RATE)
        assert np.abs(samples).max() < 0.001
    plain, tagged = (path.read_bytes() for path in paths)
    assert tagged.endswith(plain[len(tag(Tags(""), 3_000)) :])
