"""Lines recorded by people: decoded safely, cut to the words, as loud as the voice, never in place of other words."""

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from unclench.composer import Request, compose
from unclench.guide import recordings
from unclench.guide.loudness import RATE, loudness_lufs
from unclench.guide.recordings import (
    SCRIPT,
    Line,
    RecordedVoice,
    RecordingError,
    clip_of,
    kept,
    lines_of,
    read_folder,
    read_kept,
    script_text,
    stem_of,
    told_lines,
)
from unclench.guide.score import score
from unclench.guide.voice import AUDIBLE, ONSET, SPEECH_LUFS, Clip
from unclench.safety import Answers, screen

LINE = Line("guide.rest", "Rest your hands for a moment.", "guide.rest")


def spoken(
    seconds: float = 1.5, *, rate: int = 24_000, level: float = 0.1, noise: float = 0.001
) -> NDArray[np.float64]:
    """Something like speech: syllables, with a second of room noise before and half a second after."""
    time = np.arange(round(seconds * rate)) / rate
    syllables = np.clip(np.sin(2 * np.pi * 4 * time), 0, None) ** 0.5
    voice = sum(np.sin(2 * np.pi * 140 * harmonic * time) / harmonic for harmonic in range(1, 9))
    room = np.random.default_rng(1).standard_normal(round((1.5 + seconds) * rate)) * noise
    room[rate : rate + len(time)] += level * voice * syllables
    return room


def encoded(samples: NDArray[np.float64], rate: int = 24_000, form: str = "WAV", subtype: str | None = None) -> bytes:
    made = io.BytesIO()
    soundfile.write(made, samples, rate, format=form, subtype=subtype)
    return made.getvalue()


@pytest.mark.parametrize(
    ("rate", "form", "subtype"),
    [
        (8_000, "WAV", "PCM_16"),
        (44_100, "WAV", "FLOAT"),
        (48_000, "FLAC", "PCM_24"),
        (48_000, "OGG", "OPUS"),
        (44_100, "OGG", "VORBIS"),
        (44_100, "MP3", "MPEG_LAYER_III"),
    ],
)
def test_it_is_cut_to_its_words_and_as_loud_as_the_voice(rate: int, form: str, subtype: str) -> None:
    samples = spoken(rate=rate)
    stereo = np.stack([samples, samples], axis=1)
    for each in (samples, stereo):
        clip = clip_of(encoded(each, rate, form, subtype), LINE.fits_ms)
        assert 1_350 < clip.duration_ms < 1_800
        assert int(np.flatnonzero(np.abs(clip.samples) > AUDIBLE)[0]) == ONSET
        silence = np.zeros(RATE, np.float32)
        loud = loudness_lufs(np.concatenate([silence, clip.samples, silence]))
        assert loud == pytest.approx(SPEECH_LUFS, abs=0.5)


@given(level=st.floats(0.02, 0.25), noise=st.floats(0, 0.002))
def test_neither_its_level_nor_a_quiet_room_matters(level: float, noise: float) -> None:
    clip = clip_of(encoded(spoken(level=level, noise=noise)), LINE.fits_ms)
    assert 1_350 < clip.duration_ms < 1_800


def test_what_is_kept_is_what_is_heard() -> None:
    clip = clip_of(encoded(spoken()), LINE.fits_ms)
    assert np.array_equal(read_kept(kept(clip)).samples, clip.samples)


def refused(data: bytes, says: str) -> None:
    with pytest.raises(RecordingError, match=says):
        clip_of(data, LINE.fits_ms)


def test_silence_and_noise_alone_are_refused() -> None:
    refused(encoded(np.zeros(48_000)), "Nothing is heard")
    refused(encoded(np.random.default_rng(1).standard_normal(48_000) * 0.0005), "Nothing is heard")
    refused(encoded(np.zeros(0)), "Nothing is heard")


def test_one_that_takes_too_long_says_how_long_there_is() -> None:
    assert LINE.fits_ms == 3_790
    refused(encoded(spoken(4.0)), r"takes 4\.\d seconds, and the session leaves 3\.8")


def test_an_overloaded_one_is_refused() -> None:
    refused(encoded(np.clip(spoken(level=3), -1, 1)), "overloaded")


def test_too_much_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(encoded(np.zeros(24_000 * 31)), "longer than 30 seconds")
    monkeypatch.setattr(recordings, "LARGEST_BYTES", 1_000)
    monkeypatch.setattr(soundfile, "SoundFile", lambda *_: pytest.fail("opened"))
    refused(bytes(1_001), "MB")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"\x1aE\xdf\xa3" + bytes(100),
        b"<html>",
        encoded(spoken())[:60],
        encoded(np.zeros((2_000, 3))),
        encoded(np.zeros(2_000), 4_000),
        encoded(np.zeros(2_000), 8_000, "AIFF"),
        encoded(np.full(48_000, np.nan), 24_000, "WAV", "FLOAT"),
    ],
)
def test_other_things_are_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(RecordingError):
        clip_of(data, LINE.fits_ms)


@given(st.binary(max_size=200), st.integers(0, 199))
def test_damaged_files_are_no_more_than_an_error(noise: bytes, at: int) -> None:
    good = encoded(spoken(0.3), 8_000)
    with suppress(RecordingError):
        clip_of(good[:at] + noise + good[at + len(noise) :], LINE.fits_ms)


# Lines and folders


def test_each_line_of_a_session_is_listed_once_in_order() -> None:
    clearance = screen(Answers(unasked_is_no=True), giver="partner", complaints=("neck_pain",))
    session = score(compose(Request(("neck_pain",), 15, "partner"), clearance))
    lines = lines_of(session)
    said = [cue.say.default for step in session.steps for cue in step.cues if cue.say is not None]
    assert [line.text for line in lines] == list(dict.fromkeys(said))
    assert len({line.stem for line in lines}) == len(lines)


def test_names_of_files_tell_different_words_apart() -> None:
    assert stem_of("guide.rest", "Rest.", {}) == "guide.rest"
    left = stem_of("guide.switch", "Now the left side.", {"side": "left"})
    assert left == "guide.switch@left"
    assert stem_of("session.before.0", "Mind your neck.", {}) != stem_of("session.before.0", "Mind your jaw.", {})


def test_a_folder_is_read_by_names(tmp_path: Path) -> None:
    other = Line("guide.other", "Now the other side.", "guide.other")
    (tmp_path / SCRIPT).write_text(script_text([LINE, other]), "utf-8")
    assert [(line.stem, line.text, line.key) for line in told_lines(tmp_path / SCRIPT)] == [
        (line.stem, line.text, line.key) for line in (LINE, other)
    ]
    (tmp_path / "guide.rest.wav").write_bytes(encoded(spoken()))
    (tmp_path / "guide.rest.flac").write_bytes(encoded(spoken(), form="FLAC"))
    (tmp_path / "guide.other.mp3").write_bytes(b"nothing")
    (tmp_path / "who.wav").write_bytes(encoded(spoken()))
    clips, bad = read_folder(tmp_path, [LINE, other])
    assert list(clips) == [LINE.text]
    assert [(each.name, each.why[:9]) for each in bad] == [
        ("guide.other.mp3", "This is n"),
        ("guide.rest.wav", "There are"),
        ("who.wav", "No line h"),
    ]


def test_a_recording_of_other_words_is_not_used(tmp_path: Path) -> None:
    """The line was worded anew since the folder was made."""
    (tmp_path / SCRIPT).write_text(f"{LINE.stem}\t3.5 s\tPress as hard as you can.\n", "utf-8")
    (tmp_path / "guide.rest.wav").write_bytes(encoded(spoken()))
    clips, (bad,) = read_folder(tmp_path, [LINE])
    assert (clips, bad.name) == ({}, "guide.rest.wav")
    assert LINE.text in bad.why


class Asked:
    """Another voice that says what was asked of it."""

    id = "asked"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        self.texts.extend(texts)
        return [Clip(np.full(ONSET + 48, 0.1, np.float32)) for _ in texts]


def test_the_voice_says_what_is_not_recorded() -> None:
    own, other = clip_of(encoded(spoken()), LINE.fits_ms), Asked()
    voice = RecordedVoice({LINE.text: own}, other)
    said = voice.speak(["Breathe.", LINE.text, "Breathe."])
    assert other.texts == ["Breathe."]
    assert said[1] is own
    assert said[0].duration_ms == said[2].duration_ms == 1
    assert voice.id != RecordedVoice({}, other).id != other.id
