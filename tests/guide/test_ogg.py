"""Ogg pages, against a checksum computed bit by bit and against libsndfile's reading of them."""

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from unclench.guide.ogg import NotOggError, Pages, checksum, packets, renumber


def bit_by_bit(page: bytes) -> int:
    """CRC-32 as in RFC 3533, section 6."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x1_04C1_1DB7 if value >> 31 else 0)
    return value


def pages(data: bytes) -> list[bytes]:
    found = []
    while data:
        segments = data[26]
        size = 27 + segments + sum(data[27 : 27 + segments])
        found.append(data[:size])
        data = data[size:]
    return found


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    path = tmp_path / "sound.opus"
    noise = np.random.Generator(np.random.PCG64(1)).standard_normal(48_000 * 2) * 0.1
    soundfile.write(path, noise, 48_000, format="OGG", subtype="OPUS")
    return path


def test_every_page_gets_the_number_and_its_checksum(opus: Path) -> None:
    renumber(opus, 0xCAFE_F00D)
    found = pages(opus.read_bytes())
    assert len(found) > 2
    for page in found:
        assert int.from_bytes(page[14:18], "little") == 0xCAFE_F00D
        assert int.from_bytes(page[22:26], "little") == checksum(page[:22] + bytes(4) + page[26:])


def test_sound_stays_as_it_was(opus: Path) -> None:
    before, _ = soundfile.read(opus)
    renumber(opus, 1)
    after, _ = soundfile.read(opus)
    assert np.array_equal(before, after)


def test_checksum_is_that_of_the_library(opus: Path) -> None:
    first = pages(opus.read_bytes())[0]
    assert int.from_bytes(first[22:26], "little") == checksum(first[:22] + bytes(4) + first[26:])


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.opus"
    path.write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(NotOggError):
        renumber(path, 1)


@given(st.binary(max_size=300))
def test_checksum_is_the_one_that_the_standard_describes(data: bytes) -> None:
    assert checksum(data) == bit_by_bit(data)


@given(st.lists(st.lists(st.binary(max_size=600), min_size=1, max_size=20), min_size=1, max_size=5))
def test_packets_come_out_as_they_went_in(on_pages: list[list[bytes]]) -> None:
    file = io.BytesIO()
    out = Pages(file, 7)
    for number, page in enumerate(on_pages, start=1):
        out.add(page, number * 960, last=number == len(on_pages))
    data = file.getvalue()
    assert list(packets(data)) == [packet for page in on_pages for packet in page]
    written = pages(data)
    assert [page[5] & 2 for page in written] == [2] + [0] * (len(written) - 1)
    assert [page[5] & 4 for page in written] == [0] * (len(written) - 1) + [4]
    assert all(a[18:22] < b[18:22] for a, b in pairwise(written))


def test_page_has_room_for_so_many_segments_and_no_more() -> None:
    with pytest.raises(ValueError, match="256 segments"):
        Pages(io.BytesIO(), 1).add([b"x"] * 256, 0)
