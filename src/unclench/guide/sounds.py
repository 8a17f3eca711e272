"""Bells, tones, ticks, breath and the bed, made from sines and noise: the same samples every time, at 48 kHz.

No tone is above 1 kHz, so that the sounds are kind to a head with migraine. Each begins at its first sample:
bells and ticks reach their full strength within three milliseconds, breath swells. The bed is soft noise without
tones and without pulse: a held chord for an hour tires more than silence does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unclench.guide.loudness import RATE, loudness_lufs
from unclench.guide.types import Sound

Floats = NDArray[np.float64]

Bed = Literal["off", "soft"]
"""What is heard under everything else: nothing, or soft noise."""

HIGHEST_HZ = 1_000.0
BED_LUFS = -36.0
"""17 dB below the voice; at least 15 are asked for."""
_BED_S = 40
"""Then it comes round. Noise of this length is not heard to repeat."""
_BED_LOWEST_HZ, _BED_HIGHEST_HZ = 70.0, 900.0
_BED_SOFT_ABOVE_HZ = 420.0
_NOISE_SEED = 20_260
_SHORTEST_BREATH_MS = 400


@dataclass(frozen=True, slots=True)
class _Partial:
    hz: float
    strength: float
    fades_s: float
    """Time in which it falls to 1/e."""


@dataclass(frozen=True, slots=True)
class _Struck:
    """Something struck: partials that begin together and ring out each at its own pace."""

    partials: tuple[_Partial, ...]
    attack_s: float
    length_s: float
    peak: float


# Neighbouring partials beat slowly, as in a singing bowl; the ratios are those of a bowl and of wood.
_STRUCK: dict[Sound, _Struck] = {
    "bell_soft": _Struck(
        (
            _Partial(330.0, 1.0, 1.3),
            _Partial(331.4, 0.5, 1.3),
            _Partial(660.0, 0.28, 0.7),
            _Partial(908.0, 0.12, 0.35),
        ),
        attack_s=0.003,
        length_s=5.0,
        peak=0.16,
    ),
    "bell_step": _Struck(
        (
            _Partial(523.3, 1.0, 0.75),
            _Partial(524.9, 0.4, 0.75),
            _Partial(784.0, 0.45, 0.5),
            _Partial(988.0, 0.1, 0.2),
        ),
        attack_s=0.002,
        length_s=3.2,
        peak=0.2,
    ),
    "bell_end": _Struck(
        (
            _Partial(220.0, 1.0, 2.0),
            _Partial(220.9, 0.6, 2.0),
            _Partial(440.0, 0.4, 1.2),
            _Partial(606.0, 0.2, 0.7),
            _Partial(880.0, 0.1, 0.4),
        ),
        attack_s=0.003,
        length_s=7.0,
        peak=0.24,
    ),
    "tone_countdown": _Struck(
        (_Partial(392.0, 1.0, 0.28), _Partial(784.0, 0.12, 0.15)),
        attack_s=0.003,
        length_s=1.2,
        peak=0.1,
    ),
    "tick": _Struck(
        (_Partial(560.0, 1.0, 0.016), _Partial(780.0, 0.4, 0.009)),
        attack_s=0.0025,
        length_s=0.1,
        peak=0.1,
    ),
}
# Loudest in the middle of breathing in, early in breathing out; the peak is an effective value, so it stays
# more than 15 dB below the voice.
_BREATH_RMS = 0.018


@lru_cache(maxsize=64)
def sound(name: Sound, length_ms: int = 0) -> NDArray[np.float32]:
    """The sound by name; only a breath asks for its length. The array is shared: it cannot be written to."""
    made = _breath(name, length_ms) if name in ("breath_in", "breath_out") else _strike(name)
    samples = made.astype(np.float32)
    samples.flags.writeable = False
    return samples


@cache
def bed() -> NDArray[np.float32]:
    """One round of the bed; its end goes over into its beginning. The array is shared: it cannot be written to.

    Like wind far away: as strong in every octave up to the middle, then fading. Its strength does not come and go.
    """
    size = _BED_S * RATE
    hz = np.fft.rfftfreq(size, 1 / RATE)
    audible = (hz >= _BED_LOWEST_HZ) & (hz <= _BED_HIGHEST_HZ)
    strength = np.zeros(len(hz))
    strength[audible] = np.sqrt(1 / hz[audible]) / np.sqrt(1 + (hz[audible] / _BED_SOFT_ABOVE_HZ) ** 6)
    # At both edges it rises from nothing, so that neither is heard as a pitch.
    strength[audible] *= np.sin(np.pi * np.log(hz[audible] / _BED_LOWEST_HZ) / np.log(_BED_HIGHEST_HZ / _BED_LOWEST_HZ))
    turns = np.random.Generator(np.random.PCG64(_NOISE_SEED)).random(len(hz))
    noise = np.fft.irfft(strength * np.exp(2j * np.pi * turns), size)
    noise /= 100 * np.std(noise)
    samples = (noise * 10 ** ((BED_LUFS - loudness_lufs(noise)) / 20)).astype(np.float32)
    samples.flags.writeable = False
    return samples


def _strike(name: Sound) -> Floats:
    if name == "none":
        return np.zeros(0)
    struck = _STRUCK[name]
    time_s = np.arange(round(struck.length_s * RATE)) / RATE
    ringing: Floats = np.sum(
        [
            partial.strength
            * np.exp(-time_s / partial.fades_s)
            * np.cos(2 * np.pi * partial.hz * (time_s - struck.attack_s))
            for partial in struck.partials
        ],
        axis=0,
    )
    ringing = ringing * _rise(len(time_s), struck.attack_s) * _rise(len(time_s), struck.length_s / 3)[::-1]
    louder: float = struck.peak / np.abs(ringing).max()
    return ringing * louder


def _breath(name: Sound, length_ms: int) -> Floats:
    """Noise like moving air: rising and brightening while one breathes in, sinking while one breathes out."""
    length = max(length_ms, _SHORTEST_BREATH_MS) * RATE // 1000
    dark, bright = _air(length, 380.0, 180.0), _air(length, 640.0, 150.0)
    place = np.arange(length) / length
    if name == "breath_in":
        swell, brightness = np.sin(np.pi * place**1.3) ** 1.5, place
    else:
        swell, brightness = np.sin(np.pi * place**0.6) ** 1.5, (1 - place) ** 2
    air: Floats = dark * np.cos(brightness * np.pi / 2) + bright * np.sin(brightness * np.pi / 2)
    return _BREATH_RMS * swell * air


def _air(length: int, middle_hz: float, width_hz: float) -> Floats:
    """Noise of effective value 1 around one pitch."""
    # A product of spectra over a power of two: quick at any length.
    size = 1 << (length - 1).bit_length()
    white = np.random.Generator(np.random.PCG64(_NOISE_SEED + round(middle_hz))).standard_normal(size)
    hz = np.fft.rfftfreq(size, 1 / RATE)
    band = np.exp(-(((hz - middle_hz) / width_hz) ** 2))
    coloured = np.fft.irfft(np.fft.rfft(white) * band, size)[:length]
    effective = float(np.sqrt(np.mean(coloured * coloured)))
    return coloured / effective


def _rise(length: int, over_s: float) -> Floats:
    """From 0 to 1 as half a cosine over the first `over_s`, then 1."""
    rising: Floats = np.minimum((np.arange(length) + 0.5) / (over_s * RATE), 1.0)
    return 0.5 - 0.5 * np.cos(np.pi * rising)
