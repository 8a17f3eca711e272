"""Loudness of one channel at 48 kHz, as ITU-R BS.1770-5 measures it: LUFS."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.floating[Any]]

RATE = 48_000
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0

# BS.1770-5, tables 1 and 2: the head's shelf and the high pass, for 48 kHz (b0, b1, b2, a1, a2).
_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)

_HOP = RATE // 10
_HOPS_PER_BLOCK = 4
# After this time the answer of both filters has died away (below 1e-20).
_TAIL = RATE // 4
_CHUNK = 10 * RATE


class Meter:
    """Takes a sound in pieces of any length. What it keeps grows by ten numbers a second."""

    def __init__(self, *, quick: bool = False) -> None:
        """`quick`: in single precision, off by less than a hundred-thousandth of a LU, in half the time."""
        self._precision: np.dtype[np.floating[Any]] = np.dtype(np.float32 if quick else np.float64)
        self._powers: list[float] = []
        self._past: Samples = np.zeros(0, self._precision)
        self._open: Samples = np.zeros(0, self._precision)

    def add(self, samples: Samples) -> None:
        for start in range(0, len(samples), _CHUNK):
            self._add_chunk(samples[start : start + _CHUNK].astype(self._precision))

    def _add_chunk(self, chunk: Samples) -> None:
        with_past = np.concatenate([self._past, chunk])
        weighted = k_weighted(with_past)[len(self._past) :]
        self._past = with_past[-_TAIL:]
        self._open = np.concatenate([self._open, weighted])
        whole = len(self._open) // _HOP * _HOP
        hops = self._open[:whole].reshape(-1, _HOP)
        self._powers.extend(np.mean(hops * hops, axis=1, dtype=np.float64).astype(float).tolist())
        self._open = self._open[whole:]

    @property
    def lufs(self) -> float:
        """Integrated loudness with both gates; minus infinity for silence and below 400 ms."""
        powers = np.array(self._powers)
        if len(powers) < _HOPS_PER_BLOCK:
            return -math.inf
        blocks = np.convolve(powers, np.full(_HOPS_PER_BLOCK, 1 / _HOPS_PER_BLOCK), "valid")
        heard = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
        if not len(heard):
            return -math.inf
        gate = max(_power(ABSOLUTE_GATE_LUFS), float(heard.mean()) * 10 ** (RELATIVE_GATE_LU / 10))
        return _lufs(float(blocks[blocks > gate].mean()))


def loudness_lufs(samples: Samples) -> float:
    """Integrated loudness. A sound shorter than one 400 ms block is measured as if silence followed it."""
    meter = Meter()
    meter.add(samples)
    if len(samples) < _HOP * _HOPS_PER_BLOCK:
        meter.add(np.zeros(_HOP * _HOPS_PER_BLOCK - len(samples)))
    return meter.lufs


def k_weighted(samples: Samples) -> Samples:
    """Both filters, as a product of spectra; the padding keeps the end from wrapping round to the start."""
    step = RATE // 2  # sizes of small factors are quick
    size = -(-(len(samples) + _TAIL) // step) * step
    return np.fft.irfft(np.fft.rfft(samples, size) * _response(size, samples.dtype == np.float32), size)[: len(samples)]


@lru_cache(maxsize=4)
def _response(size: int, single: bool) -> NDArray[np.complexfloating[Any, Any]]:
    response = k_response(np.fft.rfftfreq(size, 1 / RATE))
    return response.astype(np.complex64) if single else response


def k_response(frequency_hz: NDArray[np.floating[Any]]) -> NDArray[np.complex128]:
    """The filters' complex gain at each frequency."""
    z = np.exp(-2j * np.pi * frequency_hz / RATE)
    gain = np.ones(len(z), dtype=np.complex128)
    for b0, b1, b2, a1, a2 in (_SHELF, _HIGH_PASS):
        gain *= (b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z)
    return gain


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)
