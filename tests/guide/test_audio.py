"""The rendered file against the score: position, length, loudness, the same bytes, and nothing half done."""

import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.guide.scores import LINES, bell, line, score, step, whole
from tests.repository.tree import ROOT
from unclench.composer import Request, compose
from unclench.guide import audio
from unclench.guide.audio import (
    FADE_MS,
    PER_MS,
    SUFFIXES,
    AudioError,
    AudioReport,
    Event,
    Mix,
    breath_lengths,
    cues_of,
    mixed,
    render,
    sound_events,
    speech_events,
    spoken,
)
from unclench.guide.loudness import RATE, loudness_lufs
from unclench.guide.score import score as write_score
from unclench.guide.sounds import BED_LUFS, HIGHEST_HZ, bed, sound
from unclench.guide.tags import Tags
from unclench.guide.types import Beat, Density, Score
from unclench.guide.voice import (
    AUDIBLE,
    ONSET,
    SPEECH_LUFS,
    CachedVoice,
    Clip,
    EspeakVoice,
    NoVoice,
    Voice,
    VoiceError,
    default_voice,
)
from unclench.safety import Answers, screen

Samples = NDArray[np.float32]
MILLISECOND = PER_MS
HALF_HOUR_MB = 15.0


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Voice:
    return CachedVoice(EspeakVoice(), tmp_path_factory.mktemp("clips"))


@dataclass(frozen=True)
class Rendered:
    score: Score
    clips: dict[str, Clip]
    report: AudioReport
    samples: Samples


@pytest.fixture(scope="module", params=["by hand", "composed"])
def ten_minutes(request: pytest.FixtureRequest, voice: Voice, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """As it is heard: encoded as Opus and decoded again. A score made by hand, and one of a composed session."""
    what = whole(10) if request.param == "by hand" else composed(10)
    return rendered(what, tmp_path_factory.mktemp("audio") / "ten.opus", voice)


def composed(minutes: int) -> Score:
    clearance = screen(Answers(unasked_is_no=True), complaints=("neck_pain",))
    return write_score(compose(Request(("neck_pain",), minutes, position="seated"), clearance))


def rendered(what: Score, path: Path, voice: Voice) -> Rendered:
    report = render(what, path, voice=voice)
    samples, rate = decoded(path) if path.suffix == ".m4a" else soundfile.read(path, dtype="float32")
    assert rate == RATE
    return Rendered(what, spoken(what, voice), report, samples)


def decoded(path: Path) -> tuple[Samples, int]:
    """m4a, which libsndfile does not know, by the library that players have; it cuts no padding at the end."""
    with av.open(str(path)) as opened:
        stream = opened.streams.audio[0]
        end = round(float((stream.duration or 0) * (stream.time_base or 0)) * RATE)
        frames = [frame.to_ndarray()[0] for frame in opened.decode(stream)]
    return np.concatenate(frames)[:end], stream.rate


def found_at(samples: Samples, template: Samples, expected: int, within: int = 20 * MILLISECOND) -> int:
    """Where the template fits best, near where it is expected."""
    start = max(0, expected - within)
    window = samples[start : expected + len(template) + within].astype(np.float64)
    size = 1 << (len(window) + len(template)).bit_length()
    fit = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(template, size)), size)
    return start + int(np.argmax(fit[: len(window) - len(template) + 1]))


def beats_of(what: Score) -> Iterator[tuple[Beat, list[int]]]:
    for each in what.steps:
        if (beat := each.beat) is not None:
            starts = [each.start_ms + at_ms for at_ms in beat.ticks_ms]
            yield beat, [start * PER_MS for start in starts]


# Where things are heard


def test_every_line_is_within_a_millisecond_of_its_cue(ten_minutes: Rendered) -> None:
    for each, cue in cues_of(ten_minutes.score):
        if cue.say is not None:
            template = ten_minutes.clips[cue.say.default].samples[:RATE]
            expected = (each.start_ms + cue.at_ms) * PER_MS - ONSET
            assert abs(found_at(ten_minutes.samples, template, expected) - expected) <= MILLISECOND


def test_every_bell_is_within_a_millisecond_of_its_cue(ten_minutes: Rendered) -> None:
    for each, cue in cues_of(ten_minutes.score):
        if cue.sound.startswith(("bell", "tone")):
            expected = (each.start_ms + cue.at_ms) * PER_MS
            # Its first tenth of a second: a bell that rings on fits almost as well a whole wave later.
            template = sound(cue.sound)[: RATE // 10]
            assert abs(found_at(ten_minutes.samples, template, expected) - expected) <= MILLISECOND


def alone(made: Rendered, at: int) -> bool:
    """Nothing else is heard around this sample: a tick under a spoken word cannot be told from it."""
    around = RATE // 10
    spans = [(event.at, event.end) for event in _others(made)]
    return all(at + around < start or at - around > end for start, end in spans)


def _others(made: Rendered) -> list[Event]:
    ticks = {start for _, starts in beats_of(made.score) for start in starts}
    events = [*speech_events(made.score, made.clips), *sound_events(made.score)]
    return [event for event in events if event.at not in ticks]


def test_metronome_does_not_jitter(ten_minutes: Rendered) -> None:
    deviations: list[float] = []
    for beat, starts in beats_of(ten_minutes.score):
        heard = [start for start in starts if alone(ten_minutes, start)]
        found = [found_at(ten_minutes.samples, sound("tick")[: RATE // 20], start) for start in heard]
        assert all(abs(a - b) <= MILLISECOND for a, b in zip(found, heard, strict=True))
        gaps = np.diff(heard) == beat.every_ms * PER_MS
        deviations.extend(np.abs(np.diff(found) - beat.every_ms * PER_MS)[gaps])
    assert len(deviations) > 20
    assert np.percentile(deviations, 99) <= 5 * MILLISECOND


def test_before_encoding_nothing_is_off_by_even_a_sample(voice: Voice, tmp_path: Path) -> None:
    what = score(step(0, 0, 12_000, (line(1_001, LINES[0]), bell(7_003, "bell_step"))))
    made = rendered(what, tmp_path / "exact.wav", voice)
    audible = np.flatnonzero(np.abs(made.samples) > AUDIBLE)
    assert audible[0] == 1_001 * PER_MS
    struck = np.flatnonzero(np.abs(made.samples[6_900 * PER_MS :]) > 1e-4)[0] + 6_900 * PER_MS
    assert struck - 7_003 * PER_MS == np.flatnonzero(np.abs(sound("bell_step")) > 1e-4)[0]


def test_line_at_the_very_beginning_is_heard(voice: Voice, tmp_path: Path) -> None:
    made = rendered(score(step(0, 0, 8_000, (line(0, LINES[0]),))), tmp_path / "zero.wav", voice)
    clip = made.clips[LINES[0]].samples[ONSET:]
    assert np.abs(made.samples[:RATE] - clip[:RATE]).max() == 0


def test_speech_is_in_its_slot_and_nowhere_else(ten_minutes: Rendered) -> None:
    for each, cue in cues_of(ten_minutes.score):
        if cue.say is not None:
            start = (each.start_ms + cue.at_ms) * PER_MS
            length = ten_minutes.clips[cue.say.default].duration_ms * PER_MS
            assert np.sqrt(np.mean(ten_minutes.samples[start : start + length] ** 2)) > 0.03
            assert np.sqrt(np.mean(ten_minutes.samples[start - RATE // 4 : start - 480] ** 2)) < 0.03


def test_breath_lasts_to_the_next_one() -> None:
    breaths = [bell(1_000, "breath_in"), bell(4_500, "breath_out"), bell(10_000, "breath_in")]
    assert breath_lengths(step(0, 0, 60_000, tuple(breaths))) == {"breath_in": 3_500, "breath_out": 5_500}


def test_breath_before_a_pause_is_no_longer_than_the_others() -> None:
    at = [(1_000, 3_000), (6_000, 8_000), (31_000, 33_000)]
    breaths = [cue for into, out in at for cue in (bell(into, "breath_in"), bell(out, "breath_out"))]
    assert breath_lengths(step(0, 0, 60_000, tuple(breaths))) == {"breath_in": 2_000, "breath_out": 3_000}


@pytest.mark.parametrize("quiet_ms", [0, 500, 4_000])
def test_breath_dies_away_before_words(quiet_ms: int) -> None:
    breaths = (bell(1_000, "breath_in"), bell(5_000, "breath_out"))
    usual, under = (
        list(sound_events(score(step(0, 0, 60_000, cues))))
        for cues in (breaths, (*breaths, line(5_000 + quiet_ms, LINES[0])))
    )
    assert (under[0].end, usual[1].end) == (usual[0].end, (5_000 + 6_000) * PER_MS)
    assert under[1].end == (5_000 + quiet_ms) * PER_MS
    # As loud as ever until shortly before, then softer to nothing, without a click.
    same = max(0, quiet_ms - 800) * PER_MS
    assert np.array_equal(under[1].samples[:same], usual[1].samples[:same])
    assert np.abs(under[1].samples[-480:]).max(initial=0) < 0.001


# How long and how loud


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("duration_ms", [7_001, 20_000])
def test_length_is_exact_after_decoding(suffix: str, duration_ms: int, voice: Voice, tmp_path: Path) -> None:
    what = score(step(0, 0, duration_ms, (bell(0, "bell_soft"), line(1_500, LINES[3]))))
    made = rendered(what, tmp_path / f"short{suffix}", voice)
    assert len(made.samples) == duration_ms * PER_MS == made.report.samples
    expected = 1_500 * PER_MS - ONSET
    template = made.clips[LINES[3]].samples[: RATE // 2]
    assert abs(found_at(made.samples, template, expected) - expected) <= MILLISECOND


def test_ten_minutes_are_ten_minutes(ten_minutes: Rendered) -> None:
    assert len(ten_minutes.samples) == 600_000 * PER_MS


def test_voice_is_at_its_loudness_in_the_mix(ten_minutes: Rendered) -> None:
    """The slots of the lines, one after the other; the bells are softer than the voice."""
    slots = []
    for each, cue in cues_of(ten_minutes.score):
        if cue.say is not None:
            start = (each.start_ms + cue.at_ms) * PER_MS
            length = ten_minutes.clips[cue.say.default].duration_ms * PER_MS
            slots.append(ten_minutes.samples[start : start + length])
    assert loudness_lufs(np.concatenate(slots)) == pytest.approx(SPEECH_LUFS, abs=1.0)


def test_there_are_no_clicks(ten_minutes: Rendered) -> None:
    steps = np.abs(np.diff(ten_minutes.samples))
    assert steps.max() < 0.35
    quiet = np.abs(ten_minutes.samples[:-1]) < 0.01
    assert steps[quiet].max() < 0.3


def test_nothing_is_too_loud(ten_minutes: Rendered) -> None:
    assert ten_minutes.report.peak <= audio.PEAK
    assert np.abs(ten_minutes.samples).max() < 1.0


def test_bell_under_the_voice_does_not_overload(voice: Voice, tmp_path: Path) -> None:
    cues = [cue for at in (1_000, 1_001, 1_002, 1_003) for cue in (bell(at, "bell_end"), line(at, LINES[0]))]
    report = render(score(step(0, 0, 10_000, tuple(cues))), tmp_path / "loud.wav", voice=voice)
    assert audio.PEAK * 0.8 < report.peak <= audio.PEAK


def test_last_three_seconds_fade_to_nothing(voice: Voice, tmp_path: Path) -> None:
    cues = tuple(bell(at, "bell_end") for at in range(0, 10_000, 500))
    made = rendered(score(step(0, 0, 10_000, cues)), tmp_path / "fade.wav", voice)
    loud = [np.abs(part).max() for part in np.split(made.samples[-FADE_MS * PER_MS :], 6)]
    assert np.all(np.diff(loud) < 0)
    assert loud[0] > 0.2
    assert np.abs(made.samples[-PER_MS:]).max() < 1e-4


def test_sleep_has_no_bell_at_its_end() -> None:
    awake, asleep = (list(sound_events(whole(2, sleep=sleep))) for sleep in (False, True))
    assert len(awake) == len(asleep) + 1
    assert not any(event.samples is sound("bell_end") for event in asleep)


def test_half_an_hour_is_small(ten_minutes: Rendered) -> None:
    assert ten_minutes.report.size_bytes * 3 < HALF_HOUR_MB * 1e6


def test_title_is_in_the_file(voice: Voice, tmp_path: Path) -> None:
    for suffix in set(SUFFIXES) - {".m4a"}:
        path = tmp_path / f"titled{suffix}"
        render(score(step(0, 0, 1_000, ())), path, voice=voice, tags=Tags("Slow neck – 10 minutes"))
        with soundfile.SoundFile(path) as file:
            assert file.title == "Slow neck – 10 minutes"


def test_line_that_takes_longer_than_its_time_is_reported(voice: Voice, tmp_path: Path) -> None:
    what = score(step(0, 0, 9_000, (line(500, LINES[1], kept_ms=2_000),)))
    [late] = render(what, tmp_path / "late.wav", voice=voice).late
    assert (late.text, late.step, late.kept_ms) == (LINES[1], "s00", 2_000)
    assert late.took_ms > 2_000


# The same every time


def test_file_is_the_same_in_another_process(tmp_path: Path, voice: Voice) -> None:
    here = render(whole(1), tmp_path / "here.opus", voice=voice)
    program = f"""
from pathlib import Path
from tests.guide.scores import whole
from unclench.guide.audio import render
from unclench.guide.voice import CachedVoice, EspeakVoice
folder = Path({str(tmp_path)!r})
print(render(whole(1), folder / "there.opus", voice=CachedVoice(EspeakVoice(), folder / "clips")).pcm_sha256)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here.pcm_sha256
    assert (tmp_path / "there.opus").read_bytes() == here.path.read_bytes()


def test_ticks_can_be_left_out_and_nothing_else() -> None:
    with_ticks, without = (list(sound_events(whole(2), Mix(metronome=on))) for on in (True, False))
    assert [event for event in with_ticks if event.samples is not sound("tick")] == without
    assert len(with_ticks) > len(without) > 0


# The bed


@pytest.fixture(scope="module", params=["opus", "mp3"])
def bedded(request: pytest.FixtureRequest, voice: Voice, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Two minutes over the bed; it is longer than one round of it."""
    path = tmp_path_factory.mktemp("audio") / f"bed.{request.param}"
    report = render(whole(2), path, voice=voice, mix=Mix(bed="soft"))
    samples, _ = soundfile.read(path, dtype="float32")
    return Rendered(whole(2), spoken(whole(2), voice), report, samples)


def test_bed_is_at_least_15_db_below_the_voice(bedded: Rendered) -> None:
    """Where nothing else is heard; measured against the voice's own loudness, and for every half second."""
    quiet = np.ones(len(bedded.samples), bool)
    for event in (*speech_events(bedded.score, bedded.clips), *sound_events(bedded.score)):
        quiet[max(0, event.at - RATE // 10) : event.end + RATE // 10] = False
    quiet[: FADE_MS * PER_MS] = quiet[-FADE_MS * PER_MS :] = False
    alone = bedded.samples[quiet]
    assert len(alone) > 20 * RATE
    assert loudness_lufs(alone) == pytest.approx(BED_LUFS, abs=0.5)
    for part in np.array_split(alone, len(alone) // (RATE // 2)):
        assert loudness_lufs(part) < SPEECH_LUFS - 15


def test_bed_fades_in_and_out(bedded: Rendered) -> None:
    tenth = RATE // 10
    assert np.sqrt(np.mean(bedded.samples[-tenth:] ** 2)) < 0.0005
    silent = next(mixed([], 10 * RATE, bed=bed())) / 32_768
    assert np.abs(silent[:48]).max() < 1e-4
    assert np.abs(np.diff(silent)).max() < 0.01


def test_over_the_bed_cues_are_where_they_were(bedded: Rendered) -> None:
    for each, cue in cues_of(bedded.score):
        if cue.say is not None:
            expected = (each.start_ms + cue.at_ms) * PER_MS - ONSET
            template = bedded.clips[cue.say.default].samples[:RATE]
            assert abs(found_at(bedded.samples, template, expected) - expected) <= MILLISECOND
    assert len(bedded.samples) == bedded.report.samples == 120_000 * PER_MS


def test_half_an_hour_over_the_bed_is_small_too(bedded: Rendered) -> None:
    assert bedded.report.size_bytes * 15 < HALF_HOUR_MB * 1e6


def test_bed_is_nothing_that_was_not_wished(voice: Voice, tmp_path: Path) -> None:
    what = score(step(0, 0, 8_000, (line(2_000, LINES[0]),)))
    assert not rendered(what, tmp_path / "plain.wav", voice).samples[: RATE * 19 // 10].any()


@given(
    starts=st.lists(st.integers(-300, 2_200), max_size=12),
    length=st.integers(1, 2_000),
    block=st.integers(1, 700),
)
def test_blocks_do_not_show(starts: list[int], length: int, block: int) -> None:
    events = [Event(start, np.linspace(0.5, 0.1, 37 + start % 200, dtype=np.float32)) for start in sorted(starts)]
    whole_mix = np.concatenate(list(mixed(events, length, block=length)))
    assert np.array_equal(np.concatenate(list(mixed(events, length, block=block))), whole_mix)


def test_an_hour_needs_no_more_memory_than_a_minute() -> None:
    hour = score(step(0, 0, 3_600_000, (), Beat(0, 500, 7_200)))
    events = list(sound_events(hour))
    tracemalloc.start()
    try:
        assert sum(len(block) for block in mixed(events, hour.duration_ms * PER_MS)) == 3_600_000 * PER_MS
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40e6  # an hour of samples would be 346 MB


def test_progress_rises_to_the_end(voice: Voice, tmp_path: Path) -> None:
    shares: list[float] = []
    render(score(step(0, 0, 25_000, ())), tmp_path / "progress.wav", voice=voice, progress=shares.append)
    assert shares == [0.4, 0.8, 1.0]


# What goes wrong


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["session", "session.aac", "session.opus.txt", ".opus"])
def test_unknown_suffix_is_refused_with_the_known_ones(name: str, tmp_path: Path, voice: Voice) -> None:
    with pytest.raises(AudioError, match=r"\.opus, \.ogg, \.mp3, \.flac, \.wav, \.m4a"):
        render(whole(1), tmp_path / name, voice=voice)
    assert everything_in(tmp_path) == {}


def test_missing_folder_is_named(tmp_path: Path, voice: Voice) -> None:
    with pytest.raises(AudioError, match="not_there does not exist"):
        render(whole(1), tmp_path / "not_there" / "session.opus", voice=voice)


def test_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path, voice: Voice) -> None:
    (tmp_path / "session.wav").mkdir()
    with pytest.raises(AudioError, match=r"session\.wav could not be written"):
        render(score(step(0, 0, 1_000, ())), tmp_path / "session.wav", voice=voice)
    assert [path.name for path in tmp_path.iterdir()] == ["session.wav"]


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 20 kB: writing on is an error, as it is on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.usefixtures("small_disk")
def test_full_disk_leaves_what_was_there(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"session{suffix}"
    path.write_bytes(b"from before")
    with pytest.raises(AudioError, match="could not be written: File too large"):
        render(whole(1), path, voice=Humming())
    assert everything_in(tmp_path) == {path.name: b"from before"}


class Humming:
    """A voice without words."""

    id = "humming"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        hum = np.sin(np.arange(3 * RATE) * 2 * np.pi * 180 / RATE) * 0.3
        return [Clip(hum.astype(np.float32)) for _ in texts]


class Mute:
    """A voice that has failed."""

    id = "mute"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        raise VoiceError(f"no voice for {len(texts)} lines")


def test_missing_voice_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "session.opus"
    path.write_bytes(b"from before")
    with pytest.raises(VoiceError):
        render(whole(1), path, voice=Mute())
    assert everything_in(tmp_path) == {path.name: b"from before"}


def test_interruption_leaves_nothing(tmp_path: Path) -> None:
    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(whole(1), tmp_path / "session.opus", voice=Humming(), progress=stop)
    assert everything_in(tmp_path) == {}


def no_engine() -> None:
    raise VoiceError("no voice may be started")


@pytest.mark.parametrize("density", ["full", "bells"])
def test_session_without_a_voice_starts_none(density: Density, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unclench.guide.voice.find_engine", no_engine)
    clearance = screen(Answers(unasked_is_no=True), complaints=("neck_pain",))
    what = write_score(compose(Request(("neck_pain",), 5), clearance), density=density)
    report = render(what, tmp_path / "silent.opus", voice=NoVoice())
    assert (report.voice, report.duration_ms) == ("none", 300_000)
    assert report.sounds > 10
    assert not report.late


def test_score_without_a_line_starts_no_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unclench.guide.voice.find_engine", no_engine)
    default_voice.cache_clear()
    report = render(score(step(0, 0, 2_000, (bell(0, "bell_soft"),))), tmp_path / "bell.opus")
    assert (report.voice, report.lines) == ("none", 0)


def test_score_without_a_word_needs_no_voice(tmp_path: Path) -> None:
    silent = replace(score(step(0, 0, 2_000, (bell(0, "bell_soft"),))), density="bells")
    assert render(silent, tmp_path / "bells.opus", voice=Humming()).lines == 0


# Every pace, and nothing shrill


@pytest.mark.parametrize("per_min", [20, 60, 97, 120])
def test_metronome_keeps_its_pace_at_every_tempo(per_min: int, tmp_path: Path) -> None:
    """Encoded and decoded again; the 99th percentile of all gaps, though each of them is as good."""
    every_ms = round(60_000 / per_min)
    beat = Beat(700, every_ms, 19_000 // every_ms)
    made = rendered(score(step(0, 0, 24_000, (), beat)), tmp_path / "beat.opus", NoVoice())
    places = [(700 + number * every_ms) * PER_MS for number in range(beat.count)]
    found = [found_at(made.samples, sound("tick")[: RATE // 20], place) for place in places]
    assert np.abs(np.array(found) - places).max() <= MILLISECOND
    assert np.percentile(np.abs(np.diff(found) - every_ms * PER_MS), 99) <= 5 * MILLISECOND


def test_without_words_nothing_sounds_above_1_khz(tmp_path: Path) -> None:
    """All bells, breaths, ticks and the bed together: for a head with migraine."""
    path = tmp_path / "attack.wav"
    render(whole(2), path, voice=NoVoice(), mix=Mix(bed="soft"))
    samples, _ = soundfile.read(path)
    power = np.abs(np.fft.rfft(samples)) ** 2
    above = power[np.fft.rfftfreq(len(samples), 1 / RATE) > HIGHEST_HZ].sum()
    assert 10 * np.log10(above / power.sum()) < -40
