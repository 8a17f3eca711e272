"""Opus encoded in stretches, beside the same sound encoded in one piece by libsndfile."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from unclench.guide import ogg, opus
from unclench.guide.loudness import RATE
from unclench.guide.sounds import sound
from unclench.guide.tags import Chapter, Tags

Samples = NDArray[np.int16]
TAGS = Tags("Title")


def encoded(samples: Samples, block: int = 10 * RATE, tags: Tags = TAGS, *, cut: bool = True) -> bytes:
    file = io.BytesIO()
    opus.write((samples[start : start + block] for start in range(0, len(samples), block)), file, tags, cut=cut)
    return file.getvalue()


def in_one_piece(samples: Samples) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="OGG", subtype="OPUS", compression_level=opus.COMPRESSION)
    return file.getvalue()


def decoded(data: bytes) -> NDArray[np.float64]:
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float64")
    assert rate == RATE
    return np.asarray(samples, np.float64)


def a_minute() -> Samples:
    """Bells, breaths and beats with silence between them, at odd places, and something at either end."""
    mix = np.zeros(60 * RATE, np.float32)
    placed = [(0, sound("bell_soft")), (8 * RATE + 77, sound("breath_in", 3_000)), (12 * RATE, sound("bell_step"))]
    placed += [(place, sound("tick")) for place in range(20 * RATE + 13, 50 * RATE, RATE * 6 // 5 + 1)]
    placed += [(place * RATE, sound("tick")) for place in range(51, 55)]
    placed += [(60 * RATE - 20_000, sound("tone_countdown")[:20_000])]
    for place, samples in placed:
        mix[place : place + len(samples)] += samples
    return np.round(mix * 32_768).astype(np.int16)


def noise_ratio_db(heard: NDArray[np.float64], samples: Samples) -> float:
    meant = samples / 32_768
    return float(10 * np.log10(np.sum(meant**2) / np.sum((heard - meant) ** 2)))


def test_sounds_as_well_as_in_one_piece() -> None:
    samples = a_minute()
    ours, theirs = decoded(encoded(samples)), decoded(in_one_piece(samples))
    assert len(ours) == len(theirs) == len(samples)
    assert noise_ratio_db(ours, samples) > noise_ratio_db(theirs, samples) - 0.5
    parts = np.split(np.arange(len(samples)), 60)
    for part in parts:
        if np.abs(samples[part]).max() > 300:
            # Where the coder is at its best a stretch of its own begins with fewer bits in hand.
            needed_db = min(25.0, noise_ratio_db(theirs[part], samples[part]) - 3)
            assert noise_ratio_db(ours[part], samples[part]) > needed_db


def test_silence_stays_silent() -> None:
    samples = a_minute()
    far = np.convolve(samples != 0, np.ones(4 * opus.FRAME + 1), "same") < 0.5
    assert far.sum() > 10 * RATE
    assert np.abs(decoded(encoded(samples))[far]).max() < 1e-4


def test_has_no_steps_where_stretches_meet() -> None:
    samples = a_minute()
    steps, meant = np.abs(np.diff(decoded(encoded(samples)))), np.abs(np.diff(samples / 32_768))
    assert steps.max() < meant.max() * 1.5


@settings(max_examples=25)
@given(
    length=st.integers(1, 3 * RATE),
    sounding=st.lists(st.tuples(st.integers(0, 3 * RATE), st.integers(1, RATE // 2)), max_size=4),
    block=st.integers(500, RATE),
)
def test_is_as_long_as_it_should_be_however_it_is_cut(
    length: int, sounding: Iterable[tuple[int, int]], block: int
) -> None:
    samples = np.zeros(length, np.int16)
    for start, size in sounding:
        samples[start : start + size] = 3_000
    data = encoded(samples, block)
    assert data == encoded(samples)
    assert len(decoded(data)) == length


def test_has_as_many_packets_as_in_one_piece_and_ends_where_it_ends() -> None:
    for length in (1, 648, 649, 960, 961, RATE, RATE + 312, RATE + 700):
        samples = np.full(length, 2_000, np.int16)
        ours, theirs = encoded(samples), in_one_piece(samples)
        assert len(list(ogg.packets(ours))) == len(list(ogg.packets(theirs)))
        assert last_position(ours) == last_position(theirs)


def last_position(data: bytes) -> int:
    return int.from_bytes(data[data.rindex(b"OggS") :][6:14], "little")


def test_what_sounds_twice_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opus._silence.cache_clear()
    encode, lengths = opus._encode, []

    def counting(samples: Samples) -> opus.Packets:
        lengths.append(len(samples))
        return encode(samples)

    monkeypatch.setattr(opus, "_encode", counting)
    samples = np.zeros(10 * RATE, np.int16)
    for second in range(1, 9):
        samples[second * RATE : second * RATE + 5_000] = 1_000
    encoded(samples)
    assert len(lengths) == 2, "one of silence, one of the sound"


def test_title_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "titled.opus"
    path.write_bytes(encoded(a_minute(), tags=Tags("Slow neck – 10 minutes")))
    with soundfile.SoundFile(path) as file:
        assert file.title == "Slow neck – 10 minutes"


def test_nothing_at_all_is_a_file_too() -> None:
    assert len(decoded(encoded(np.zeros(0, np.int16)))) == 0


def noise(seconds: float) -> Samples:
    return np.round(np.random.default_rng(7).standard_normal(round(seconds * RATE)) * 300).astype(np.int16)


def test_what_has_no_silence_is_encoded_as_it_comes_and_kept_whole() -> None:
    samples = noise(5.3)
    ours, theirs = encoded(samples, RATE, cut=False), in_one_piece(samples)
    assert list(ogg.packets(ours))[2:] == list(ogg.packets(theirs))[2:]
    assert last_position(ours) == last_position(theirs)
    assert len(decoded(ours)) == len(samples)


@settings(max_examples=10)
@given(length=st.integers(1, 2 * RATE), block=st.integers(500, RATE))
def test_as_it_comes_it_is_as_long_as_it_should_be(length: int, block: int) -> None:
    assert len(decoded(encoded(noise(2)[:length], block, cut=False))) == length


def test_comments_are_read_back_as_the_standards_lay_them_out(tmp_path: Path) -> None:
    """Read here anew from RFC 7845 and RFC 9639, and by libsndfile, which reads the title."""
    cover = bytes(range(256)) * 400  # its header needs more than one page
    chapters = (Chapter(0, "Slow breathing"), Chapter(3_723_004, "Kneading – left"))
    data = encoded(a_minute(), tags=Tags("Neck, 10 minutes", chapters, cover))
    header = list(ogg.packets(data))[1]
    assert header.startswith(b"OpusTags")
    at = 8 + 4 + int.from_bytes(header[8:12], "little")
    said: dict[str, str] = {}
    count, at = int.from_bytes(header[at : at + 4], "little"), at + 4
    for _ in range(count):
        size = int.from_bytes(header[at : at + 4], "little")
        name, _, value = header[at + 4 : at + 4 + size].decode().partition("=")
        said[name], at = value, at + 4 + size
    assert at == len(header)
    picture = base64.b64decode(said.pop("METADATA_BLOCK_PICTURE"))
    assert picture[:4] == b"\0\0\0\3"
    assert picture[8:17] == b"image/png"
    assert picture.endswith(cover)
    assert int.from_bytes(picture[37:41], "big") == len(cover)
    assert said == {
        "TITLE": "Neck, 10 minutes",
        "CHAPTER000": "00:00:00.000",
        "CHAPTER000NAME": "Slow breathing",
        "CHAPTER001": "01:02:03.004",
        "CHAPTER001NAME": "Kneading – left",
    }
    path = tmp_path / "chapters.opus"
    path.write_bytes(data)
    with soundfile.SoundFile(path) as file:
        assert (file.title, len(file)) == ("Neck, 10 minutes", len(a_minute()))
