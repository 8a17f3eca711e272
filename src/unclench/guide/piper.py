"""A Piper voice: the program `piper` beside ours, which reads lines and writes a sound file for each.

Neither the program nor a voice comes with Unclench: a person who has both gives them. What is asked of the program is
what the two versions there are have in common (rhasspy/piper 2023, OHF-Voice/piper1-gpl 1.3): `--model`, `--config`,
`--output_dir`, `--length_scale`, `--noise_scale`, `--noise_w`, and lines on standard input. Without noise the same
line comes out the same each time, and calmer.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unclench.guide.speaking import estimate_ms
from unclench.guide.voice import Clip, Voice, VoiceError, last_line, polished, speakable

PROGRAM = "piper"
CALM_WPM = 137
"""Words a minute without the pauses between lines. Voices are trained at 160 to 230, each at its own pace."""
SLOWEST = 2.0
"""Times the voice's own length of each sound: beyond that it drawls."""
PACED_BY = "Rest both hands on the top of your shoulders, and let them sink with each slow breath that goes out."
"""Said once by each voice, at its own pace, to know that pace."""
QUICKEST = 0.85
"""A line that does not fit is said anew, down to this; then Unclench's own voice says it."""
STARTS_WITHIN_S = 60.0
"""A model of 60 MB is read first, perhaps from a slow disk."""
_FRESH = 0.98
"""Of the time there is, so that rounding does not take a second try."""


@dataclass(frozen=True, slots=True)
class Piper:
    """A voice on this machine. `digest`: over the model and its description."""

    name: str
    model: Path
    config: Path
    digest: str
    program: str = ""
    """The program's path; empty for the one on the PATH."""


class PiperVoice:
    """Speaks with Piper, and what does not fit its time with another voice, whose lines always do."""

    def __init__(self, piper: Piper, otherwise: Voice) -> None:
        self._piper = piper
        self._otherwise = otherwise

    @property
    def id(self) -> str:
        return f"piper {self._piper.name} {self._piper.digest} {CALM_WPM} {SLOWEST} {QUICKEST} | {self._otherwise.id}"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        """Raises VoiceError where Piper is not there, dies, or is slower than speech itself."""
        said = {text: words for text in dict.fromkeys(texts) if (words := speakable(text))}
        if not said:
            return [_SILENT] * len(texts)
        clips = self._clips(said, self._calm)
        long = {text: clip for text, clip in clips.items() if clip.duration_ms > estimate_ms(text)}
        if long:
            # As slowly as the tightest of them allows; so many are few, and the program starts once.
            share = min(estimate_ms(text) / clip.duration_ms for text, clip in long.items())
            again = max(QUICKEST, self._calm * share * _FRESH)
            clips |= self._clips({text: said[text] for text in long}, again)
        late = [text for text in long if clips[text].duration_ms > estimate_ms(text)]
        clips |= dict(zip(late, self._otherwise.speak(late) if late else [], strict=True))
        return [clips.get(text, _SILENT) for text in texts]

    @cached_property
    def _calm(self) -> float:
        """How much longer each sound has to be for the pace that is calm."""
        own_ms = self._clips({PACED_BY: PACED_BY}, 1.0)[PACED_BY].duration_ms
        calm_ms = len(PACED_BY.split()) * 60_000 / CALM_WPM
        return min(SLOWEST, max(1.0, calm_ms / max(1, own_ms)))

    def _clips(self, said: Mapping[str, str], length_scale: float) -> dict[str, Clip]:
        with tempfile.TemporaryDirectory(prefix="unclench-") as folder:
            self._run(list(said.values()), Path(folder), length_scale)
            files = sorted(Path(folder).glob("*.wav"), key=_number)
            if len(files) != len(said):
                raise VoiceError(f"Piper gave {len(files)} of {len(said)} lines. {self._advice}")
            return {text: _clip_in(file) for text, file in zip(said, files, strict=True)}

    def _run(self, lines: Sequence[str], folder: Path, length_scale: float) -> None:
        program = self._piper.program or shutil.which(PROGRAM)
        if program is None:
            raise VoiceError(f"The program “{PROGRAM}” is not on the PATH. {self._advice}")
        command = [program, "--model", str(self._piper.model), "--config", str(self._piper.config)]
        command += ["--output_dir", str(folder), "--length_scale", f"{length_scale:.3f}"]
        command += ["--noise_scale", "0", "--noise_w", "0"]
        patience_s = STARTS_WITHIN_S + sum(map(estimate_ms, lines)) / 1_000
        try:
            done = subprocess.run(
                command,
                input="".join(f"{line}\n" for line in lines).encode(),
                capture_output=True,
                timeout=patience_s,
                check=False,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            raise VoiceError(f"Piper was slower than speech ({patience_s:.0f} seconds). {self._advice}") from None
        except OSError as error:
            raise VoiceError(f"Piper could not be started: {error.strerror or error}. {self._advice}") from None
        if done.returncode:
            reason = last_line(done.stderr)[:200] or f"it ended with status {done.returncode}"
            raise VoiceError(f"Piper failed: {reason}. {self._advice}")

    @property
    def _advice(self) -> str:
        return f"Try “{self._piper.name}” with Piper itself, or choose another voice."


_SILENT = Clip(np.zeros(0, np.float32))


def _number(file: Path) -> int:
    """Files are named by the time at which they were written."""
    digits = re.sub(r"\D", "", file.stem)
    return int(digits) if digits else 0


def _clip_in(file: Path) -> Clip:
    try:
        with wave.open(str(file), "rb") as sound:
            if sound.getsampwidth() != 2 or sound.getnchannels() != 1 or not 8_000 <= sound.getframerate() <= 48_000:
                raise VoiceError("Piper gave a sound that is not understood: not 16 bits, or not one channel.")
            raw: NDArray[np.float64] = np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32_768
            return polished(raw, sound.getframerate())
    except (wave.Error, EOFError, OSError) as error:
        raise VoiceError(f"Piper gave a file that is not whole ({error}).") from None
