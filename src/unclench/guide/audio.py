"""A Score as one audio file: voice, bells, beats, breath and bed, each at its exact sample.

Every millisecond is 48 samples, so a cue is never off by even one. The mix is made and written in blocks, and
its samples depend on nothing but the score and the voice.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from unclench.guide import id3, m4a, ogg, opus
from unclench.guide.loudness import RATE, Meter
from unclench.guide.sounds import Bed, bed, sound
from unclench.guide.tags import NO_TAGS, Tags
from unclench.guide.types import Cue, Score, ScoreStep, Sound
from unclench.guide.voice import ONSET, SPEECH_PEAK, Clip, NoVoice, Voice, default_voice, soft_limited

PER_MS = RATE // 1000
FADE_MS = 3_000
BLOCK = 10 * RATE

PEAK = 30_146 / 32_768
"""On the grid of 16 bits, just below 0.92: nothing is beyond this.

Only what is louder than the voice, such as voice and bell together, comes near it.
"""
_LONGEST_BREATH_MS = 12_000
_OUT_PER_IN = 1.5
_DIES_AWAY_MS = 800

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Mix:
    """What is heard beside the words and bells."""

    bed: Bed = "off"
    metronome: bool = True
    """The soft ticks at the pace of the strokes."""


PLAIN = Mix()


class AudioError(Exception):
    """The file could not be made; the text says why. What had its name before is untouched."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How a kind of file is written, in the words of libsndfile; AAC, which it does not know, is for m4a.py."""

    suffixes: tuple[str, ...]
    format: str
    subtype: str
    compression: float | None = None
    bitrate_mode: str | None = None


# Opus: about 38 kbit/s while something sounds, much less in silence. Both Opus and mp3 files say how many
# samples the encoder put before and after, and a decoder that heeds it (libsndfile, the browsers) gives
# exactly the score's length, with nothing moved. A player that does not know LAME's note starts an mp3 1105
# samples (23 ms) late.
CODECS = (
    Codec((".opus", ".ogg"), "OGG", "OPUS", compression=opus.COMPRESSION),
    Codec((".mp3",), "MP3", "MPEG_LAYER_III", compression=0.6, bitrate_mode="VARIABLE"),
    Codec((".flac",), "FLAC", "PCM_16"),
    Codec((".wav",), "WAV", "PCM_16"),
    Codec((".m4a",), "MP4", "AAC"),
)
SUFFIXES = tuple(itertools.chain.from_iterable(codec.suffixes for codec in CODECS))


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line that took longer to say than the score keeps free for it."""

    text: str
    step: str
    kept_ms: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class AudioReport:
    """What was written."""

    path: Path
    duration_ms: int
    samples: int
    size_bytes: int
    voice: str
    lines: int
    """Lines spoken."""
    sounds: int
    """Bells, tones, ticks and breaths."""
    lufs: float
    """Integrated loudness of the whole mix; minus infinity for silence."""
    peak: float
    pcm_sha256: str
    """Over the 16-bit samples before encoding: the same score and voice give the same."""
    late: tuple[LateLine, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Samples that begin at a sample of the session; it may be before 0, and they may end after the end."""

    at: int
    samples: NDArray[np.float32]

    @property
    def end(self) -> int:
        return self.at + len(self.samples)


def render(
    score: Score,
    path: Path,
    *,
    voice: Voice | None = None,
    mix: Mix = PLAIN,
    progress: Progress | None = None,
    tags: Tags = NO_TAGS,
) -> AudioReport:
    """Write the score as audio; the suffix of `path` says in which form.

    `progress` is called with the share done, from 0 to 1. Raises AudioError, and VoiceError where there is no
    voice; then a file that had the name before is as it was.
    """
    codec = codec_of(path)
    if not path.parent.is_dir():
        raise AudioError(f"The folder {path.parent} does not exist. Make it first, or choose another.")
    speaker = voice or _voice_for(score)
    clips = spoken(score, speaker)
    events = sorted([*speech_events(score, clips), *sound_events(score, mix)], key=lambda event: event.at)
    under = bed() if mix.bed == "soft" else None
    blocks = _Measured(
        mixed(events, score.duration_ms * PER_MS, bed=under), score.duration_ms, has_silence=under is None
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        _encode(blocks, draft, codec, tags, _shares(progress, score.duration_ms * PER_MS))
        if codec.subtype == "OPUS":
            ogg.renumber(draft, int(blocks.sha256[:8], 16))
        size = draft.stat().st_size
        draft.replace(path)
    except OSError as error:
        raise AudioError(f"{path.name} could not be written: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return AudioReport(
        path=path,
        duration_ms=score.duration_ms,
        samples=blocks.samples,
        size_bytes=size,
        voice=speaker.id,
        lines=sum(1 for _, cue in cues_of(score) if cue.say is not None),
        sounds=sum(1 for _ in sound_events(score, mix)),
        lufs=blocks.meter.lufs,
        peak=blocks.peak,
        pcm_sha256=blocks.sha256,
        late=tuple(late_lines(score, clips)),
    )


def _voice_for(score: Score) -> Voice:
    """None is started where there is nothing to say."""
    return default_voice(score.lang) if any(cue.say for _, cue in cues_of(score)) else NoVoice()


def codec_of(path: Path) -> Codec:
    """Raises AudioError for a suffix that is not known, or needs what is not installed."""
    for codec in CODECS:
        if path.suffix.lower() in codec.suffixes:
            if codec.subtype == "AAC" and not m4a.installed():
                raise AudioError(f"{path.name}: {m4a.how_to_install()}")
            return codec
    known = ", ".join(SUFFIXES)
    raise AudioError(f"{path.name}: the name of an audio file has to end in one of {known}.")


# What is heard when


def cues_of(score: Score) -> Iterator[tuple[ScoreStep, Cue]]:
    for step in score.steps:
        for cue in step.cues:
            yield step, cue


def spoken(score: Score, voice: Voice) -> dict[str, Clip]:
    """A clip for each different line of the score."""
    texts = list(dict.fromkeys(cue.say.default for _, cue in cues_of(score) if cue.say is not None))
    return dict(zip(texts, voice.speak(texts), strict=True))


def speech_events(score: Score, clips: dict[str, Clip]) -> Iterator[Event]:
    """Each line, with its first audible sample at its cue."""
    for step, cue in cues_of(score):
        if cue.say is not None:
            yield Event((step.start_ms + cue.at_ms) * PER_MS - ONSET, clips[cue.say.default].samples)


def sound_events(score: Score, mix: Mix = PLAIN) -> Iterator[Event]:
    """Bells, tones, breaths and beats. A session for sleep has no bell at its end."""
    for step in score.steps:
        breath_ms = breath_lengths(step)
        for cue in step.cues:
            if cue.sound == "none" or (score.sleep and cue.sound == "bell_end"):
                continue
            samples = sound(cue.sound, breath_ms.get(cue.sound, 0))
            if cue.sound in breath_ms:
                samples = _before_words(samples, _quiet_ms(step, cue))
            yield Event((step.start_ms + cue.at_ms) * PER_MS, samples)
        if step.beat is not None and mix.metronome:
            for at_ms in step.beat.ticks_ms:
                yield Event((step.start_ms + at_ms) * PER_MS, sound("tick"))


def breath_lengths(step: ScoreStep) -> dict[Sound, int]:
    """How long one breathes in and out in the step: the shortest way to the next breath of the other kind.

    Some breaths are left out under a line, so the next one can be far away. Where nothing follows a breath
    out, it is half as long again as the breath in.
    """
    breaths = [cue for cue in step.cues if cue.sound in ("breath_in", "breath_out")]
    shortest: dict[Sound, int] = {}
    for cue, following in itertools.pairwise(breaths):
        if cue.sound != following.sound:
            length = min(following.at_ms - cue.at_ms, _LONGEST_BREATH_MS)
            shortest[cue.sound] = min(length, shortest.get(cue.sound, length))
    into = shortest.get("breath_in", 4_000)
    return {"breath_in": into, "breath_out": shortest.get("breath_out", round(into * _OUT_PER_IN))}


def _quiet_ms(step: ScoreStep, cue: Cue) -> int:
    """From this cue to the next line of its step, or to the end of the step."""
    lines = (other.at_ms for other in step.cues if other.say is not None and other.at_ms >= cue.at_ms)
    return min(lines, default=step.duration_ms) - cue.at_ms


def _before_words(samples: NDArray[np.float32], quiet_ms: int) -> NDArray[np.float32]:
    """A breath that would still sound under a line dies away before it."""
    length = quiet_ms * PER_MS
    if len(samples) <= length:
        return samples
    fade = min(_DIES_AWAY_MS * PER_MS, length)
    short = samples[:length].copy()
    short[length - fade :] *= (0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
    return short


def late_lines(score: Score, clips: dict[str, Clip]) -> Iterator[LateLine]:
    for step, cue in cues_of(score):
        if cue.say is not None and clips[cue.say.default].duration_ms > cue.speech_ms:
            yield LateLine(cue.say.default, step.id, cue.speech_ms, clips[cue.say.default].duration_ms)


# The mix


def mixed(
    events: Sequence[Event], length: int, block: int = BLOCK, bed: NDArray[np.float32] | None = None
) -> Iterator[NDArray[np.int16]]:
    """The sum of the events (in order of time), limited and faded out, in blocks of 16-bit samples.

    Under all of them the bed, over and over, from a soft beginning.
    """
    waiting = iter(events)
    upcoming = next(waiting, None)
    sounding: list[Event] = []
    for start in range(0, length, block):
        end = min(start + block, length)
        while upcoming is not None and upcoming.at < end:
            sounding.append(upcoming)
            upcoming = next(waiting, None)
        mix = np.zeros(end - start) if bed is None else _bed_between(bed, start, end)
        for event in sounding:
            first, last = max(event.at, start), min(event.end, end)
            if first < last:
                mix[first - start : last - start] += event.samples[first - event.at : last - event.at]
        sounding = [event for event in sounding if event.end > end]
        heard = soft_limited(mix, SPEECH_PEAK, PEAK) * _fade_out(start, end, length)
        yield np.round(heard * 32_768).astype(np.int16)


def _bed_between(bed: NDArray[np.float32], start: int, end: int) -> NDArray[np.float64]:
    place = np.arange(start, end)
    rising = np.minimum((place + 0.5) / (FADE_MS * PER_MS), 1.0)
    return bed[place % len(bed)] * (0.5 - 0.5 * np.cos(np.pi * rising))


def _fade_out(start: int, end: int, length: int) -> NDArray[np.float64]:
    fade = min(FADE_MS * PER_MS, length)
    gain = np.ones(end - start)
    first = max(start, length - fade)
    left = (length - 0.5 - np.arange(first, end)) / fade
    gain[first - start :] = 0.5 - 0.5 * np.cos(np.pi * left)
    return gain


class _Measured:
    """Blocks as they pass, with what there is to say about them afterwards."""

    def __init__(self, blocks: Iterator[NDArray[np.int16]], length_ms: int, *, has_silence: bool) -> None:
        self._blocks = blocks
        self.length_ms = length_ms
        self.has_silence = has_silence
        self._hash = hashlib.sha256()
        self.meter = Meter(quick=True)
        self.samples = 0
        self.peak = 0.0

    def __iter__(self) -> Iterator[NDArray[np.int16]]:
        for block in self._blocks:
            self._hash.update(block.astype("<i2").tobytes())
            heard = block / np.float32(32_768)
            self.meter.add(heard)
            self.samples += len(block)
            self.peak = max(self.peak, float(np.abs(heard).max(initial=0.0)))
            yield block

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def _shares(progress: Progress | None, length: int) -> Callable[[int], None]:
    def report(done: int) -> None:
        if progress is not None:
            progress(min(1.0, done / length) if length else 1.0)

    return report


# The file


class _Sink:
    """The file as libsndfile sees it, from `start` on. An error in its callbacks would be lost, so it is kept here."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        self._file = file
        self._start = start
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        written = 0
        try:
            while written < len(data):  # a raw file may take a part, and say why only when asked again
                written += self._file.write(data[written:])
        except OSError as error:
            self.error = self.error or error
        return written

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset + (self._start if whence == os.SEEK_SET else 0), whence) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start

    def flush(self) -> None:
        self._file.flush()


def _encode(blocks: _Measured, draft: Path, codec: Codec, tags: Tags, report: Callable[[int], None]) -> None:
    """Raises OSError, whatever way libsndfile learns of it."""
    # Without a buffer a full disk is met while writing, and not when the file is closed.
    with draft.open("xb+", buffering=0) as file:
        raw = cast(BinaryIO, file)
        head = id3.tag(tags, blocks.length_ms) if codec.format == "MP3" else b""
        before = _Sink(raw)
        before.write(head)
        sink = _Sink(raw, len(head))
        if before.error is not None:
            raise before.error
        if codec.subtype == "AAC":
            m4a.write(_reported(blocks, report), draft, tags, blocks.length_ms)
        elif codec.subtype == "OPUS":
            opus.write(_reported(blocks, report), sink, tags, cut=blocks.has_silence)
        else:
            _encode_in_one(blocks, sink, codec, tags.title, report)
        if sink.error is not None:
            raise sink.error
        os.fsync(file.fileno())


def _reported(blocks: _Measured, report: Callable[[int], None]) -> Iterator[NDArray[np.int16]]:
    for block in blocks:
        yield block
        report(blocks.samples)


def _encode_in_one(blocks: _Measured, sink: _Sink, codec: Codec, title: str, report: Callable[[int], None]) -> None:
    import soundfile

    try:
        with soundfile.SoundFile(
            sink,
            "w",
            RATE,
            1,
            subtype=codec.subtype,
            format=codec.format,
            compression_level=codec.compression,
            bitrate_mode=codec.bitrate_mode,
        ) as out:
            if codec.format != "MP3":
                out.title = title
            written = 0
            for block in _ahead(blocks):
                out.write(block)
                written += len(block)
                report(written)
    except (AssertionError, soundfile.SoundFileError) as error:
        raise sink.error or OSError(str(error)) from None


def _ahead(blocks: Iterable[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    """The same blocks, each mixed while the one before it is encoded."""
    waiting = iter(blocks)
    with ThreadPoolExecutor(1) as mixer:
        upcoming = mixer.submit(next, waiting, None)
        while (block := upcoming.result()) is not None:
            upcoming = mixer.submit(next, waiting, None)
            yield block
