"""The loudness meter against reference signals.

997 Hz at full scale is -3.01 LKFS in one channel (ITU-R BS.1770-5, annex 1). The other signals are those of EBU Tech
3341, table 1, for one channel instead of two: 3.01 dB stronger. Its tolerance is 0.1 LU.
"""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from unclench.guide.loudness import RATE, Meter, k_response, loudness_lufs

ONE_OF_TWO_CHANNELS_DB = 10 * math.log10(2)


def sine(peak_dbfs: float, seconds: float, hz: float = 1_000.0) -> NDArray[np.float64]:
    time_s = np.arange(round(seconds * RATE)) / RATE
    wave: NDArray[np.float64] = np.sin(2 * np.pi * hz * time_s)
    return wave * 10 ** (peak_dbfs / 20)


def mono(*parts: tuple[float, float]) -> NDArray[np.float64]:
    return np.concatenate([sine(level + ONE_OF_TWO_CHANNELS_DB, seconds) for level, seconds in parts])


def test_full_scale_sine_reads_minus_three() -> None:
    assert loudness_lufs(sine(0.0, 20.0, hz=997.0)) == pytest.approx(-3.01, abs=0.005)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        ([(-23.0, 20.0)], -23.0),
        ([(-33.0, 20.0)], -33.0),
        ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
        ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
    ],
)
def test_reference_signals_read_what_they_should(parts: list[tuple[float, float]], lufs: float) -> None:
    assert loudness_lufs(mono(*parts)) == pytest.approx(lufs, abs=0.1)


def test_weighting_has_the_two_known_slopes() -> None:
    """Figures 2 and 4 of BS.1770: about +4 dB above 3 kHz, falling below 100 Hz at 12 dB an octave."""
    gain_db = 20 * np.log10(np.abs(k_response(np.array([10.0, 20.0, 1_000.0, 10_000.0]))))
    assert gain_db[3] == pytest.approx(4.0, abs=0.1)
    assert gain_db[2] == pytest.approx(0.69, abs=0.02)
    assert gain_db[1] - gain_db[0] == pytest.approx(10.5, abs=1.5)


def test_pieces_of_any_length_read_the_same() -> None:
    noise = np.random.Generator(np.random.PCG64(1)).standard_normal(RATE * 25) * 0.1
    meter = Meter()
    for start in range(0, len(noise), 17_777):
        meter.add(noise[start : start + 17_777])
    assert meter.lufs == pytest.approx(loudness_lufs(noise), abs=1e-9)


def test_single_precision_reads_the_same_to_a_hundred_thousandth() -> None:
    noise = np.random.Generator(np.random.PCG64(2)).standard_normal(RATE * 25) * 0.1
    noise[: RATE * 10] *= 0.001
    meter = Meter(quick=True)
    meter.add(noise)
    assert meter.lufs == pytest.approx(loudness_lufs(noise), abs=1e-5)


def test_silence_has_no_loudness() -> None:
    assert loudness_lufs(np.zeros(RATE)) == -math.inf
    assert Meter().lufs == -math.inf


def test_short_sound_is_measured_with_the_silence_after_it() -> None:
    """A quarter of a block of sound: 6 dB below the same sound throughout."""
    long, short = loudness_lufs(sine(-10.0, 4.0)), loudness_lufs(sine(-10.0, 0.1))
    assert short - long == pytest.approx(-6.02, abs=0.1)
