"""Lines that people have recorded themselves: which there are to record, and a recording made into a clip.

A recording belongs to the words it says, and never stands in for others: a line that is worded anew has to be recorded
anew.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unclench.guide.loudness import RATE
from unclench.guide.speaking import estimate_ms
from unclench.guide.types import Score
from unclench.guide.voice import Clip, Voice, polished

LARGEST_BYTES = 8_000_000
LONGEST_S = 30
SPARE_MS = 1_000
"""A recording may take so much longer than the estimate: of the 1.5 s between two lines, half a second stays."""
SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3")
SCRIPT = "lines.txt"
"""In a folder of recordings: the name of each file and its words, as they were when it was begun."""

_FORMATS = frozenset({"WAV", "WAVEX", "FLAC", "OGG", "MP3", "MPEG"})
_FRAME = RATE // 100
_LEAST_HEARD = 0.003
"""A recording whose loudest part is softer than this, 50 dB below full scale, is taken for silence."""
_BEFORE_MS, _AFTER_MS = 40, 200
_FULL_SCALE = 0.999
_MOST_CLIPPED = 0.002

Floats = NDArray[np.float64]


class RecordingError(Exception):
    """The recording cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is said in a session. `stem`: what a file that records it is called, without its suffix."""

    key: str
    text: str
    stem: str

    @property
    def fits_ms(self) -> int:
        """The longest that a recording of it may be."""
        return estimate_ms(self.text) + SPARE_MS


def lines_of(score: Score) -> tuple[Line, ...]:
    """Each different line, in the order in which it is said first."""
    says = (cue.say for step in score.steps for cue in step.cues if cue.say is not None)
    first = {say.default: say for say in reversed(list(says))}
    ordered = dict.fromkeys(cue.say.default for step in score.steps for cue in step.cues if cue.say is not None)
    return tuple(Line(first[text].key, text, stem_of(first[text].key, text, first[text].args)) for text in ordered)


def stem_of(key: str, text: str, args: Mapping[str, str]) -> str:
    """The line's key; where the words are not the key's alone, with what is filled in, or with what tells it apart."""
    if args:
        return f"{key}@{'-'.join(re.findall(r'[a-z0-9]+', ' '.join(args[name] for name in sorted(args)).lower()))}"
    if key.startswith("session."):
        return f"{key}@{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return key


# A recording as a clip


def clip_of(data: bytes, line_ms: int) -> Clip:
    """A recording, cut to where it speaks and as loud as the voice. Raises RecordingError.

    `line_ms`: the longest it may be, as `Line.fits_ms` says.
    """
    raw, rate = _decoded(data)
    clip = polished(_spoken_part(raw, rate), rate)
    if not clip.duration_ms:
        raise RecordingError("Nothing is heard in this recording. Is the microphone on, and near enough?")
    if clip.duration_ms > line_ms:
        took, there = clip.duration_ms / 1_000, line_ms / 1_000
        raise RecordingError(
            f"It takes {took:.1f} seconds, and the session leaves {there:.1f}. Say it a little quicker."
        )
    return clip


def kept(clip: Clip) -> bytes:
    """As it is kept: without loss."""
    import soundfile

    made = io.BytesIO()
    soundfile.write(made, clip.samples, RATE, format="FLAC", subtype="PCM_16")
    return made.getvalue()


def read_kept(data: bytes) -> Clip:
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    if rate != RATE or samples.ndim != 1:
        raise RecordingError("A recording is damaged. Record it again.")
    return Clip(samples)


def _decoded(data: bytes) -> tuple[Floats, int]:
    """One channel. What a file claims of itself is not believed: no more is read than a recording may hold."""
    import soundfile

    if len(data) > LARGEST_BYTES:
        raise RecordingError(f"It has {len(data) / 1e6:.1f} MB; a line takes at most {LARGEST_BYTES / 1e6:.0f}.")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in _FORMATS or not 1 <= file.channels <= 2 or not 8_000 <= file.samplerate <= 96_000:
                raise RecordingError(_NOT_UNDERSTOOD)
            rate = int(file.samplerate)
            samples = file.read(frames=LONGEST_S * rate + 1, dtype="float64", always_2d=True)
    except (soundfile.SoundFileError, OSError, ValueError, MemoryError):
        raise RecordingError(_NOT_UNDERSTOOD) from None
    if len(samples) > LONGEST_S * rate:
        raise RecordingError(f"It is longer than {LONGEST_S} seconds. One file holds one line.")
    mono: Floats = samples.mean(axis=1)
    if not np.isfinite(mono).all():
        raise RecordingError(_NOT_UNDERSTOOD)
    if len(mono) and np.mean(np.abs(mono) >= _FULL_SCALE) > _MOST_CLIPPED:
        raise RecordingError("It is overloaded and would crackle. Record it again, softer or further away.")
    return mono, rate


_NOT_UNDERSTOOD = "This is not a recording that is understood: WAV, FLAC, Ogg or mp3, with one or two channels."


def _spoken_part(raw: Floats, rate: int) -> Floats:
    """From shortly before the voice begins to shortly after it has ended: well above what hums all the time."""
    frame = rate // 100
    whole = len(raw) // frame
    if not whole:
        return raw[:0]
    strength = np.sqrt(np.mean(raw[: whole * frame].reshape(whole, frame) ** 2, axis=1))
    loud = float(np.percentile(strength, 95))
    if loud < _LEAST_HEARD:
        return raw[:0]
    heard = np.flatnonzero(strength > max(0.06 * loud, min(3 * float(np.percentile(strength, 5)), 0.3 * loud)))
    first = max(0, int(heard[0]) * frame - rate * _BEFORE_MS // 1_000)
    last = (int(heard[-1]) + 1) * frame + rate * _AFTER_MS // 1_000
    return raw[first:last]


# Many of them


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a folder that is not used, and why."""

    name: str
    why: str


def script_text(lines: Sequence[Line]) -> str:
    """What stands in SCRIPT: a name, a tab, the seconds there are, a tab, the words."""
    return "".join(f"{line.stem}\t{line.fits_ms / 1_000:.1f} s\t{line.text}\n" for line in lines)


def read_folder(folder: Path, lines: Iterable[Line]) -> tuple[dict[str, Clip], tuple[Refused, ...]]:
    """The recordings in a folder, by the words they say, and what is not used. Raises OSError.

    Where the folder's SCRIPT has other words for a line than it has today, the recording is refused.
    """
    by_stem = {line.stem: line for line in lines}
    told = dict(_told(folder / SCRIPT))
    clips: dict[str, Clip] = {}
    refused: list[Refused] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        line = by_stem.get(path.stem)
        try:
            if line is None:
                raise RecordingError("No line has this name.")
            if told.get(line.stem, line.text) != line.text:
                raise RecordingError(f"The line now is: “{line.text}” Record it again.")
            if line.text in clips:
                raise RecordingError("There are two recordings of this line; the first is used.")
            if path.stat().st_size > LARGEST_BYTES:
                raise RecordingError(f"It is larger than {LARGEST_BYTES / 1e6:.0f} MB.")
            clips[line.text] = clip_of(path.read_bytes(), line.fits_ms)
        except RecordingError as error:
            refused.append(Refused(path.name, str(error)))
    return clips, tuple(refused)


def told_lines(script: Path) -> tuple[Line, ...]:
    """The lines that a folder's SCRIPT names, whatever session they are from."""
    return tuple(Line(stem.partition("@")[0], text, stem) for stem, text in _told(script))


def _told(script: Path) -> Iterator[tuple[str, str]]:
    if not script.is_file():
        return
    for row in script.read_text("utf-8", "replace").splitlines():
        stem, _, rest = row.partition("\t")
        yield stem, rest.partition("\t")[2]


class RecordedVoice:
    """Recordings where there are any, and another voice for the rest."""

    def __init__(self, recordings: Mapping[str, Clip], otherwise: Voice) -> None:
        self._recordings = recordings
        self._otherwise = otherwise

    @property
    def id(self) -> str:
        said = hashlib.sha256()
        for text in sorted(self._recordings):
            said.update(text.encode() + b"\0" + self._recordings[text].samples.tobytes())
        return f"recorded {said.hexdigest()[:16]} | {self._otherwise.id}"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._recordings]
        spoken = dict(zip(missing, self._otherwise.speak(missing) if missing else [], strict=True))
        return [self._recordings[text] if text in self._recordings else spoken[text] for text in texts]
