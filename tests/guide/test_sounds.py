"""Bells, tones, ticks and breath: gentle, findable, without a click."""

import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.repository.tree import ROOT
from unclench.guide.loudness import RATE, loudness_lufs
from unclench.guide.sounds import BED_LUFS, HIGHEST_HZ, bed, sound
from unclench.guide.types import Sound
from unclench.guide.voice import SPEECH_LUFS

STRUCK: tuple[Sound, ...] = ("bell_soft", "bell_step", "bell_end", "tone_countdown", "tick")
BREATHS: tuple[Sound, ...] = ("breath_in", "breath_out")
ALL = (*STRUCK, *BREATHS)


def power_db(samples: NDArray[np.float32], low_hz: float, high_hz: float) -> float:
    """Share of the power between two frequencies. The window keeps what leaks below what is asked."""
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64))) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(10 * np.log10(spectrum[(hz >= low_hz) & (hz < high_hz)].sum() / spectrum.sum() + 1e-12))


@pytest.mark.parametrize("name", STRUCK)
def test_struck_sound_is_there_within_three_milliseconds(name: Sound) -> None:
    samples = np.abs(sound(name))
    assert samples[: 3 * RATE // 1000 + 50].max() > 0.7 * samples.max()


@pytest.mark.parametrize("name", ALL)
def test_sound_begins_and_ends_in_silence(name: Sound) -> None:
    samples = sound(name, 4_000)
    assert abs(samples[0]) < 0.002
    assert np.abs(samples[-20:]).max() < 0.0005


@pytest.mark.parametrize("name", ALL)
def test_no_tone_is_above_a_kilohertz(name: Sound) -> None:
    # The onset of the wood-like tick is so short that it is a little broader.
    limit_db = -15.0 if name == "tick" else -40.0
    assert power_db(sound(name, 4_000), HIGHEST_HZ * 1.6, RATE) < limit_db


@pytest.mark.parametrize("name", ALL)
def test_steps_are_no_larger_than_those_of_a_kilohertz_tone(name: Sound) -> None:
    """A sine of frequency f and peak p moves by at most 2 pi f p a second; the onset may add half of that."""
    samples = sound(name, 4_000).astype(np.float64)
    largest = 2 * np.pi * HIGHEST_HZ / RATE * np.abs(samples).max()
    assert np.abs(np.diff(samples)).max() <= 1.5 * largest


def test_sounds_can_be_told_apart() -> None:
    """Put on top of one another with the best delay, no two are alike."""
    for one, other in combinations(STRUCK, 2):
        a, b = (np.fft.rfft(sound(name).astype(np.float64), 1 << 20) for name in (one, other))
        alike = np.abs(np.fft.irfft(a * np.conj(b))).max()
        strengths = np.linalg.norm(sound(one)) * np.linalg.norm(sound(other))
        assert alike / strengths < 0.3, (one, other)


@pytest.mark.parametrize("name", BREATHS)
@given(length_ms=st.integers(400, 12_000))
def test_breath_lasts_as_long_as_asked(name: Sound, length_ms: int) -> None:
    samples = sound(name, length_ms)
    assert len(samples) == length_ms * 48
    assert np.isfinite(samples).all()


@pytest.mark.parametrize("name", BREATHS)
def test_breath_stays_far_below_the_voice(name: Sound) -> None:
    assert loudness_lufs(sound(name, 6_000)) < SPEECH_LUFS - 15


@pytest.mark.parametrize(("name", "low", "high"), [("breath_in", 0.5, 0.75), ("breath_out", 0.2, 0.45)])
def test_breathing_in_is_fullest_late_and_breathing_out_early(name: Sound, low: float, high: float) -> None:
    power = sound(name, 6_000).astype(np.float64) ** 2
    middle = (power * np.arange(len(power))).sum() / power.sum() / len(power)
    assert low < middle < high


def test_no_sound_is_nothing() -> None:
    assert len(sound("none")) == 0


def test_sounds_are_the_same_in_another_process() -> None:
    program = """
import hashlib
from unclench.guide.sounds import sound
names = ("bell_soft", "bell_step", "bell_end", "tone_countdown", "tick", "breath_in", "breath_out")
print(hashlib.sha256(b"".join(sound(name, 4321).tobytes() for name in names)).hexdigest())
"""
    runs = [
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_bed_has_nothing_above_1_khz_and_no_tone() -> None:
    samples = bed()
    assert power_db(samples, HIGHEST_HZ, RATE / 2) < -60
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64))) ** 2
    # In noise no single line holds more than a little; in a chord a few hold nearly all.
    assert spectrum.max() < 0.001 * spectrum.sum()


def test_bed_comes_round_without_a_seam_and_does_not_pulse() -> None:
    samples = bed()
    twice = np.concatenate([samples, samples])
    around = np.abs(np.diff(twice[len(samples) - 100 : len(samples) + 100])).max()
    assert around <= np.abs(np.diff(samples)).max() * 1.001
    loud = [loudness_lufs(part) for part in np.split(samples, 20)]
    assert np.ptp(loud) < 2.0
    assert loudness_lufs(twice) == pytest.approx(BED_LUFS, abs=0.1)
    assert loudness_lufs(twice) < SPEECH_LUFS - 15


def test_bed_is_the_same_array_and_cannot_be_changed() -> None:
    assert bed() is bed()
    with pytest.raises(ValueError, match="read-only"):
        bed()[0] = 1
