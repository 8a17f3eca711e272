#!/usr/bin/env python3
"""What is understood of a session by somebody who gets its sound and nothing else.

    PYTHONPATH=src:. .venv/bin/python benchmarks/heard.py --ears EARS/bin/python --minutes 10
    PYTHONPATH=src:. .venv/bin/python benchmarks/heard.py --ears EARS/bin/python --transcript session.txt
    PYTHONPATH=src:. .venv/bin/python benchmarks/heard.py --ears EARS/bin/python --every-line --ways "as it is,soft"

A recogniser of speech (ears.py, in an environment of its own) hears the file as a player plays it. What it heard is
then laid beside what was said: words wrong in a hundred, and a question that suits weak ears: which of all lines of the
session did this sound most like? A machine mishears what people do not, and people what a machine does not; so the same
text is heard in other ways, too, and what counts is the difference.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from unclench.composer.types import Session
    from unclench.guide.audio import Mix
    from unclench.guide.types import Score
    from unclench.guide.voice import Voice

ROOT = Path(__file__).resolve().parents[1]
RATE = 48_000
EARS_RATE = 16_000
OVERLAP_S = 0.3
"""Less of a line in a stretch is a pause around it."""
LINES_AT_ONCE = 60
SESSIONS = (("tth_episodic", "self"), ("neck_pain", "partner"))

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which the same session may sound."""

    name: str
    voice: Voice
    mix: Mix
    breaths: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, and when."""

    from_s: float
    to_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was heard, and when."""

    from_s: float
    to_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Lines, and what was heard of them. Without lines nothing was said; without words nothing was heard."""

    from_s: float
    said: tuple[str, ...]
    heard: str

    @property
    def words(self) -> int:
        return sum(len(plain(text)) for text in self.said)

    @property
    def wrong(self) -> int:
        """At most all of its words: ears that go on by themselves where they understood nothing count once."""
        off = distance([word for text in self.said for word in plain(text)], plain(self.heard))
        return min(off, self.words)


def main() -> int:
    arguments = _arguments()
    if arguments.every_line:
        _compare_lines(arguments)
        return 0
    every = [_session(complaint, giver, arguments.minutes) for complaint, giver in SESSIONS]
    if arguments.transcript:
        _transcribe(every[arguments.session], arguments)
        return 0
    print(f"{'':34}{'words':>7}{'wrong':>8}{'which line':>12}{'not heard':>11}{'nothing said':>14}")
    misheard: Counter[tuple[str, str]] = Counter()
    for number, way in enumerate(_ways(arguments.ways)):
        pairs = [pair for session in every for pair in _pairs(session, way, arguments)]
        print(f"{way.name:34}{_row(pairs)}", flush=True)
        if number == 0:
            misheard.update((" ".join(pair.said), pair.heard) for pair in pairs if pair.said and pair.wrong)
    print("\nMisheard in the first of these ways:")
    for (said, heard), count in misheard.most_common():
        print(f"  {count} × {said}\n      {heard}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ears", required=True, help="the Python of the environment that ears.py describes")
    parser.add_argument("--recogniser", default="whisper", choices=["whisper", "sphinx"])
    parser.add_argument("--minutes", type=int, default=10, help="length of the sessions (default 10)")
    parser.add_argument("--ways", default="", help="only ways whose name holds one of these words, split by commas")
    parser.add_argument("--transcript", type=Path, help="write only what was heard of one session, with times")
    parser.add_argument("--session", type=int, default=0, help="of the transcript: 0 alone, 1 with a partner")
    parser.add_argument(
        "--every-line", action="store_true", help="each line that there is, by itself, once in each way"
    )
    parser.add_argument("--one-in", type=int, default=1, help="of every line only one in so many (default 1: all)")
    return parser.parse_args()


def _session(complaint: str, giver: Any, minutes: int) -> Session:
    from unclench.composer import Request, compose
    from unclench.safety import Answers, screen

    clearance = screen(Answers(unasked_is_no=True), giver=giver, complaints=(complaint,))
    return compose(Request((complaint,), minutes, giver), clearance)


# In how many ways


def _ways(wanted: str) -> list[Way]:
    from unclench.guide.audio import Mix
    from unclench.guide.voice import EspeakSettings, EspeakVoice, default_voice
    from unclench.guide.voices import installed, speaker

    ours, plain_mix, usual = default_voice(), Mix(), EspeakSettings()

    def tuned(**changes: Any) -> Voice:
        return EspeakVoice(espeak=replace(usual, **changes))

    bare = Mix(metronome=False)
    ways = [
        Way("as it is", ours, plain_mix),
        Way("over the soft bed", ours, Mix("soft")),
        Way("without ticks", ours, bare),
        Way("without ticks and breaths", ours, bare, breaths=False),
        Way("plain eSpeak NG, 175 a minute", PlainVoice(), bare, breaths=False),
        Way("plain eSpeak NG, 132 a minute", PlainVoice(132), bare, breaths=False),
        Way("rate 110", tuned(rate_wpm=110), bare, breaths=False),
        Way("rate 150", tuned(rate_wpm=150), bare, breaths=False),
        Way("pitch 50", tuned(pitch=50), bare, breaths=False),
        Way("range 50", tuned(range=50), bare, breaths=False),
        Way("no gap", tuned(gap_10ms=0), bare, breaths=False),
        Way("gap 30 ms", tuned(gap_10ms=3), bare, breaths=False),
        *(Way(f"variant {name}", tuned(variant=name), bare, breaths=False) for name in ("f4", "f5", "m3", "linda")),
        Way("softened", Softened(EspeakVoice()), bare, breaths=False),
        Way("softened, but for hisses", Softened(EspeakVoice(), hisses=math.inf), bare, breaths=False),
        *(Way(each.name, speaker(each.name), plain_mix) for each in installed()),
    ]
    return [way for way in ways if not wanted or any(word in way.name for word in wanted.split(","))]


class Softened:
    """A voice as Unclench's own once was: loud vowels a little softer, hisses much softer. It was understood less.

    The levels from which on are multiples of the line's effective value.
    """

    def __init__(self, voice: Voice, vowels: float = 1.2, hisses: float = 0.12) -> None:
        self._voice, self._vowels, self._hisses = voice, vowels, hisses

    @property
    def id(self) -> str:
        return f"{self._voice.id} softened from {self._vowels} and {self._hisses}"

    def speak(self, texts: Sequence[str]) -> list[Any]:
        from unclench.guide.voice import Clip

        even = (self._even(clip.samples.astype(np.float64)) for clip in self._voice.speak(texts))
        return [Clip(_as_loud_as_ours(each).astype(np.float32)) for each in even]

    def _even(self, speech: Samples) -> Samples:
        """The gain looks ahead as far as back: nothing pumps."""
        spectrum, hz = np.fft.rfft(speech), np.fft.rfftfreq(len(speech), 1 / RATE)
        above = 1 / (1 + (4_500 / np.maximum(hz, 1)) ** 8)
        high = np.fft.irfft(spectrum * above, len(speech))
        usual = float(np.sqrt(np.mean(speech * speech))) or 1.0
        vowels = 1 / np.sqrt(1 + (_envelope(speech, 0.040) / (self._vowels * usual)) ** 2) ** 0.6
        hisses = 1 / np.sqrt(1 + (_envelope(high, 0.010) / (self._hisses * usual)) ** 2)
        even: Samples = vowels * (speech - high + hisses * high)
        return even


def _envelope(sound: Samples, width_s: float) -> Samples:
    """The effective value over a bell-shaped window."""
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    window = np.exp(-2 * (np.pi * hz * width_s / 2) ** 2)
    smooth = np.fft.irfft(np.fft.rfft(sound * sound) * window, len(sound))
    effective: Samples = np.sqrt(np.maximum(smooth, 0))
    return effective


def _as_loud_as_ours(speech: Samples) -> Samples:
    from unclench.guide.loudness import loudness_lufs
    from unclench.guide.voice import SPEECH_LUFS

    loud: Samples = speech * 10 ** ((SPEECH_LUFS - loudness_lufs(speech)) / 20)
    return loud


class PlainVoice:
    """eSpeak NG as it comes: its own voice, pitch and melody, only as loud as ours and at our rate of samples."""

    def __init__(self, rate_wpm: int = 175) -> None:
        self._settings = {"voice": "en", "rate_wpm": rate_wpm, "pitch": 50, "range": 50, "gap_10ms": 0, "volume": 100}

    @property
    def id(self) -> str:
        return f"plain {self._settings}"

    def speak(self, texts: Sequence[str]) -> list[Any]:
        from scipy.signal import resample_poly

        from unclench.guide.voice import ONSET, Clip

        clips = []
        for raw, rate in self._raw(texts):
            loud = _as_loud_as_ours(resample_poly(raw, RATE, rate))
            first = int(np.flatnonzero(np.abs(loud) > 0.01)[0])
            clips.append(Clip(np.concatenate([np.zeros(ONSET), loud[first:]]).astype(np.float32)))
        return clips

    def _raw(self, texts: Sequence[str]) -> Iterator[tuple[Samples, int]]:
        asked = "".join(json.dumps(line) + "\n" for line in (self._settings, *({"text": text} for text in texts)))
        command = [sys.executable, "-m", "unclench.guide.espeak_process"]
        rest = subprocess.run(command, input=asked.encode(), capture_output=True, check=True).stdout
        head, _, rest = rest.partition(b"\n")
        rate = int(json.loads(head)["sample_rate"])
        for _ in texts:
            head, _, rest = rest.partition(b"\n")
            size = 2 * int(json.loads(head)["samples"])
            yield np.frombuffer(rest[:size], "<i2") / 32_768, rate
            rest = rest[size:]


# What was said, and what was heard


def _pairs(session: Session, way: Way, arguments: argparse.Namespace) -> list[Pair]:
    from unclench.guide.audio import cues_of, spoken

    written = _written(session, way)
    clips = spoken(written, way.voice)
    lines = []
    for step, cue in cues_of(written):
        if cue.say is not None:
            from_s = (step.start_ms + cue.at_ms) / 1000
            lines.append(Line(from_s, from_s + clips[cue.say.default].duration_ms / 1000, cue.say.default))
    return paired(lines, _heard(written, way, arguments))


def _written(session: Session, way: Way) -> Score:
    """The file of sound alone, as the command line and the pages make it."""
    from unclench.atlas import load_atlas
    from unclench.guide.introduction import heard_alone

    whole = heard_alone(session, atlas=load_atlas(), ticks=way.mix.metronome)
    if way.breaths:
        return whole
    steps = (
        replace(step, cues=tuple(cue for cue in step.cues if not cue.sound.startswith("breath")))
        for step in whole.steps
    )
    return replace(whole, steps=tuple(steps))


def _heard(written: Score, way: Way, arguments: argparse.Namespace) -> list[Stretch]:
    """What is in the encoded file, decoded again."""
    import soundfile

    from unclench.guide.audio import render

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.opus"
        render(written, path, voice=way.voice, mix=way.mix)
        samples, _ = soundfile.read(path, dtype="float64")
    return _ears(samples, arguments)


def _ears(samples: Samples, arguments: argparse.Namespace) -> list[Stretch]:
    """They get the samples, and not even a name."""
    from scipy.signal import resample_poly

    low = resample_poly(samples, EARS_RATE, RATE)
    with tempfile.NamedTemporaryFile() as raw:
        np.round(np.clip(low, -1, 1) * 32_767).astype("<i2").tofile(raw.name)
        command = [arguments.ears, str(ROOT / "benchmarks" / "ears.py"), arguments.recogniser, raw.name]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [Stretch(**json.loads(line)) for line in told.splitlines()]


def paired(lines: Sequence[Line], stretches: Sequence[Stretch]) -> list[Pair]:
    """Lines and stretches that overlap, together: mostly one of each."""
    groups: list[tuple[set[int], list[Stretch]]] = [({number}, []) for number in range(len(lines))]
    for stretch in stretches:
        own = {number for number, line in enumerate(lines) if _overlap_s(line, stretch) > OVERLAP_S}
        meant = [group for group in groups if group[0] & own]
        numbers = own.union(*(numbers for numbers, _ in meant))
        heard = [each for _, found in meant for each in found]
        groups = [group for group in groups if group not in meant] + [(numbers, [*heard, stretch])]
    pairs = []
    for numbers, found in groups:
        from_s = min([lines[number].from_s for number in numbers] or [found[0].from_s])
        said = tuple(lines[number].text for number in sorted(numbers))
        pairs.append(Pair(from_s, said, " ".join(stretch.text for stretch in found)))
    return sorted(pairs, key=lambda pair: pair.from_s)


def _overlap_s(line: Line, stretch: Stretch) -> float:
    return min(line.to_s, stretch.to_s) - max(line.from_s, stretch.from_s)


def _row(pairs: Sequence[Pair]) -> str:
    said = [pair for pair in pairs if pair.said]
    words, wrong = sum(pair.words for pair in said), sum(pair.wrong for pair in said)
    single = [pair for pair in said if len(pair.said) == 1 and pair.heard]
    every = {pair.said[0] for pair in said if len(pair.said) == 1}
    right = sum(nearest(pair.heard, every) == pair.said[0] for pair in single)
    deaf = sum(not pair.heard for pair in said)
    extra = sum(bool(pair.heard) for pair in pairs if not pair.said)
    return f"{words:7}{100 * wrong / words:7.1f}%{100 * right / max(1, len(single)):11.1f}%{deaf:11}{extra:14}"


def nearest(heard: str, lines: Iterable[str]) -> str:
    """Of all lines, the one that this sounds most like, letter by letter."""
    letters = "".join(plain(heard))

    def off(text: str) -> float:
        wanted = "".join(plain(text))
        return distance(letters, wanted) / max(len(letters), len(wanted), 1)

    return min(lines, key=lambda text: (off(text), text))


_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def plain(text: str) -> list[str]:
    """Words in lower case; numbers as words, because ears write them as they like."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?|\d+", text.lower().replace("’", "'"))
    return [_NUMBERS[int(word)] if word.isdigit() and int(word) < len(_NUMBERS) else word for word in words]


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Fewest changes from one to the other: in, out, instead (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, theirs in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (mine != theirs))
    return row[-1]


def _compare_lines(arguments: argparse.Namespace) -> None:
    """All that the atlas and the guide can say, line by line, in each way; each beside the first of the ways."""
    texts = _every_line()[:: arguments.one_in]
    print(f"{len(texts)} lines\n{'':34}{'words':>7}{'wrong':>8}{'95 %':>14}{'against the first':>24}")
    first: dict[str, Pair] = {}
    for way in _ways(arguments.ways):
        heard = _heard_lines(texts, way.voice, arguments)
        first = first or heard
        pairs = list(heard.values())
        low, high = _between(pairs, [])
        words, wrong = sum(pair.words for pair in pairs), sum(pair.wrong for pair in pairs)
        told = f"{way.name:34}{words:7}{100 * wrong / words:7.1f}%{low:7.1f} –{high:5.1f}"
        if heard is not first:
            low, high = _between(pairs, list(first.values()))
            more = wrong - sum(pair.wrong for pair in first.values())
            told += f"{100 * more / words:+10.1f} ({low:+.1f} to {high:+.1f})"
        print(told, flush=True)
    print("\nMisheard in the first of these ways:")
    for pair in sorted(first.values(), key=lambda pair: -pair.wrong / max(1, pair.words)):
        if pair.wrong:
            print(f"  {pair.wrong}/{pair.words} {pair.said[0]}\n       {pair.heard}")


def _every_line() -> list[str]:
    from unclench.atlas import load_atlas
    from unclench.guide.lines import own_lines
    from unclench.guide.script import all_technique_lines

    texts = {say.default for say in all_technique_lines(load_atlas())} | set(own_lines().values())
    return sorted(text for text in texts if "{" not in text)


def _heard_lines(texts: Sequence[str], voice: Voice, arguments: argparse.Namespace) -> dict[str, Pair]:
    """Of each line, what was heard from its first sample to its last."""
    silence = np.zeros(2 * RATE)
    found: dict[str, Pair] = {}
    for begin in range(0, len(texts), LINES_AT_ONCE):
        some = texts[begin : begin + LINES_AT_ONCE]
        sound, lines = [silence], list[Line]()
        for text, clip in zip(some, voice.speak(some), strict=True):
            from_s = sum(map(len, sound)) / RATE
            lines.append(Line(from_s, from_s + clip.duration_ms / 1000, text))
            sound += [clip.samples.astype(np.float64), silence]
        stretches = _ears(np.concatenate(sound), arguments)
        for line in lines:
            heard = " ".join(each.text for each in stretches if _overlap_s(line, each) > OVERLAP_S)
            found[line.text] = Pair(line.from_s, (line.text,), heard)
    return found


def _between(pairs: Sequence[Pair], others: Sequence[Pair]) -> tuple[float, float]:
    """95 % of words wrong in a hundred, or of the difference to the others, over lines drawn anew 2,000 times."""
    words = np.array([pair.words for pair in pairs])
    wrong = np.array([pair.wrong for pair in pairs]) - np.array([pair.wrong for pair in others] or 0)
    drawn = np.random.default_rng(1).integers(0, len(pairs), (2_000, len(pairs)))
    rates = 100 * wrong[drawn].sum(1) / words[drawn].sum(1)
    low, high = np.quantile(rates, [0.025, 0.975])
    return float(low), float(high)


def _transcribe(session: Session, arguments: argparse.Namespace) -> None:
    """What somebody knows of it who has only heard it."""
    way, *_ = _ways(arguments.ways or "as it is")
    stretches = _heard(_written(session, way), way, arguments)
    told = "".join(f"{stretch.from_s:7.1f}  {stretch.text}\n" for stretch in stretches)
    arguments.transcript.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
