"""m4a: title, steps and cover read by a reader of the boxes written here, the sound by the real library."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.guide.scores import bell, score, step
from tests.guide.test_audio import decoded
from unclench.guide import m4a
from unclench.guide.audio import AudioError, render
from unclench.guide.cover import cover_png
from unclench.guide.loudness import RATE
from unclench.guide.tags import Chapter, Tags
from unclench.guide.voice import NoVoice

TAGS = Tags(
    "Nacken – 0:20, für dich",
    (Chapter(0, "Ankommen"), Chapter(7_001, "Kreise, Schläfe"), Chapter(15_000, "Ruhe")),
    cover_png(((10, 2), (10, 6))),
)


TWO_BELLS = score(step(0, 0, 20_000, (bell(0, "bell_soft"), bell(9_000, "bell_step"))))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("m4a") / "session.m4a"
    render(
        score(step(0, 0, 20_000, (bell(0, "bell_soft"), bell(9_000, "bell_step")))), path, voice=NoVoice(), tags=TAGS
    )
    return path


# ISO/IEC 14496-12: a box is its length, its name, and what is in it. The names after them are Apple's.


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        assert 8 <= size <= len(data) - at
        yield name, data[at + 8 : at + size]
        at += size


def box(data: bytes, *names: bytes) -> bytes:
    for name in names:
        data = dict(boxes(data))[name]
        data = data[4:] if name == b"meta" else data
    return data


def item(data: bytes, name: bytes) -> tuple[int, bytes]:
    """Of the list of tags: the kind (1 text, 14 PNG) and the value."""
    value = box(data, b"moov", b"udta", b"meta", b"ilst", name, b"data")
    return struct.unpack(">I", value[:4])[0], value[8:]


def test_title_and_cover_are_in_it(file: Path) -> None:
    data = file.read_bytes()
    assert item(data, b"\xa9nam") == (1, TAGS.title.encode())
    assert item(data, b"covr") == (14, TAGS.cover)


def test_chapters_are_in_it_as_nero_wrote_them(file: Path) -> None:
    listed = box(file.read_bytes(), b"moov", b"udta", b"chpl")
    many, at, found = listed[8], 9, []
    for _ in range(many):
        ticks, length = struct.unpack_from(">QB", listed, at)
        found.append(Chapter(ticks // 10_000, listed[at + 9 : at + 9 + length].decode()))
        at += 9 + length
    assert tuple(found) == TAGS.chapters
    assert at == len(listed)


def test_chapters_are_in_it_as_a_track_of_text(file: Path) -> None:
    with av.open(str(file)) as opened:
        found = [(one["start"] * (one["time_base"] or 0) * 1000, one["metadata"]["title"]) for one in opened.chapters()]
    assert found == [(chapter.start_ms, chapter.name) for chapter in TAGS.chapters]
    tracks = [content for name, content in boxes(box(file.read_bytes(), b"moov")) if name == b"trak"]
    assert [box(track, b"mdia", b"hdlr")[8:12] for track in tracks] == [b"soun", b"text"]
    assert box(tracks[0], b"tref", b"chap") == box(tracks[1], b"tkhd")[12:16]


def test_it_plays_before_all_of_it_is_there(file: Path) -> None:
    names = [name for name, _ in boxes(file.read_bytes())]
    assert names[0] == b"ftyp"
    assert names.index(b"moov") < names.index(b"mdat")
    assert file.read_bytes()[8:12] == b"M4A "


def test_a_bell_is_where_it_was(file: Path) -> None:
    samples, _ = decoded(file)
    assert len(samples) == 20 * RATE
    quiet = samples[8 * RATE : 9 * RATE - RATE // 50]
    assert np.abs(quiet).max() < 0.01 < np.abs(samples[9 * RATE : 9 * RATE + RATE // 50]).max()


def test_the_same_session_is_the_same_file(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.m4a"
    render(
        score(step(0, 0, 20_000, (bell(0, "bell_soft"), bell(9_000, "bell_step")))), again, voice=NoVoice(), tags=TAGS
    )
    assert again.read_bytes() == file.read_bytes()


def test_without_the_extra_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m4a, "find_spec", lambda _: None)
    command = f'{sys.executable} -m pip install "unclench[m4a]"'
    with pytest.raises(AudioError) as refused:
        render(score(step(0, 0, 1_000, ())), tmp_path / "session.m4a", voice=NoVoice())
    assert command in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_loads_it_until_it_is_asked_for() -> None:
    script = "import sys, unclench.guide.audio, unclench.guide.m4a as m4a; m4a.installed(); print('av' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert told.stdout == "False\n"
