"""eSpeak NG in a process of its own: `python -m unclench.guide.espeak_process`.

eSpeak NG is a C library under the GPL. It is loaded here and nowhere else, so that neither a crash nor its
licence reaches the program.

In, on standard input: one JSON object per line, first the settings (`voice`, `rate_wpm`, `pitch`, `range`,
`gap_10ms`, `volume`), then `{"text": …}` for each clip. Out, on standard output: a JSON line about the
engine, then for each text a JSON line `{"samples": n, "duration_ms": m}` followed by n samples as 16-bit
little-endian PCM. What goes wrong comes as a JSON line `{"error": …}` at the end, and the exit status is 1;
it is 3 if there is no usable library.

The library keeps a state between texts (flutter, echo, random numbers), so a text would sound different after
another one. Each is therefore spoken by a fresh copy of the process: the same text gives the same samples.
"""

from __future__ import annotations

import array
import ctypes
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

NO_LIBRARY = 3

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_CHARACTER = 1
_PARAMETERS = {1: "rate_wpm", 2: "volume", 3: "pitch", 4: "range", 7: "gap_10ms"}
_SEED = 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class LibraryMissingError(Exception):
    """There is no eSpeak NG library here, or it cannot be loaded."""


class EspeakError(Exception):
    """eSpeak NG refused the settings or a text."""


class Espeak:
    """The library, set to one voice. There can be only one in a process."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        self._library = load_library()
        self._pieces: list[bytes] = []
        # The data path breaks beyond about 150 characters, so it is the current folder.
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DONT_EXIT)
        if self.sample_rate <= 0:
            raise LibraryMissingError("eSpeak NG does not find its data")
        self._callback = _Callback(self._collect)  # kept, or it would be freed while the library holds it
        self._library.espeak_SetSynthCallback(self._callback)
        if self._library.espeak_SetVoiceByName(str(settings["voice"]).encode()):
            raise EspeakError(f"eSpeak NG has no voice {settings['voice']!r}")
        for parameter, name in _PARAMETERS.items():
            if self._library.espeak_SetParameter(parameter, int(str(settings[name])), 0):
                raise EspeakError(f"eSpeak NG refuses {name} = {settings[name]}")
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))

    @property
    def version(self) -> str:
        self._library.espeak_Info.restype = ctypes.c_char_p
        return cast(bytes, self._library.espeak_Info(None)).decode()

    def speak(self, text: str) -> bytes:
        """The text as little-endian 16-bit samples. It is taken as plain text: no markup, no phonemes."""
        self._pieces = []
        data = text.encode() + b"\0"
        size = ctypes.c_size_t(len(data))
        if self._library.espeak_Synth(data, size, ctypes.c_uint(0), _CHARACTER, 0, _UTF8, None, None):
            raise EspeakError("eSpeak NG could not speak a line")
        samples = array.array("h", b"".join(self._pieces))
        if sys.byteorder == "big":
            samples.byteswap()
        return samples.tobytes()

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * count))
        return 0


def load_library() -> ctypes.CDLL:
    """Load the library of the package espeakng-loader, and make the folder with its data the current one."""
    try:
        import espeakng_loader
    except ImportError:
        raise LibraryMissingError("the package espeakng-loader is not installed") from None
    path = Path(espeakng_loader.get_library_path())
    try:
        os.chdir(path.parent)
        return ctypes.CDLL(str(path))
    except OSError as error:
        raise LibraryMissingError(f"the library of espeakng-loader cannot be loaded ({error})") from None


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    """Speak every text of `lines`."""
    first = lines.readline()
    espeak = Espeak(json.loads(first))
    write_json(out, {"engine": "espeak-ng", "version": espeak.version, "sample_rate": espeak.sample_rate})
    for line in lines:
        text = str(json.loads(line)["text"])
        samples = in_new_process(first, text) if sys.platform == "win32" else in_fork(espeak, text)
        count = len(samples) // 2
        write_json(out, {"samples": count, "duration_ms": round(1000 * count / espeak.sample_rate)})
        out.write(samples)
        out.flush()


def in_fork(espeak: Espeak, text: str) -> bytes:
    """What a copy of this process says, which ends after it."""
    if sys.platform == "win32":
        raise AssertionError("Windows cannot copy a process")
    from_child, to_parent = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with os.fdopen(to_parent, "wb") as pipe:
                pipe.write(espeak.speak(text))
            status = 0
        finally:
            os._exit(status)
    os.close(to_parent)
    with os.fdopen(from_child, "rb") as answers:
        samples = answers.read()
    if os.waitpid(child, 0)[1] != 0:
        raise EspeakError("eSpeak NG could not speak a line")
    return samples


def in_new_process(settings: bytes, text: str) -> bytes:
    """The same where processes cannot be copied."""
    import subprocess

    command = [sys.executable, "-P", "-m", "unclench.guide.espeak_process", "one"]
    lines = settings + json.dumps(text).encode()
    done = subprocess.run(command, input=lines, capture_output=True, check=False)
    if done.returncode:
        raise EspeakError("eSpeak NG could not speak a line")
    return done.stdout


def serve_one(lines: BinaryIO, out: BinaryIO) -> None:
    """The samples of one text, and nothing else."""
    espeak = Espeak(json.loads(lines.readline()))
    out.write(espeak.speak(str(json.loads(lines.readline()))))
    out.flush()


def write_json(out: BinaryIO, value: Mapping[str, object]) -> None:
    out.write(json.dumps(value).encode() + b"\n")
    out.flush()


def main(arguments: list[str]) -> int:
    # The library may print; what it prints must not end up between the samples.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        (serve_one if arguments == ["one"] else serve)(sys.stdin.buffer, out)
    except (LibraryMissingError, EspeakError, ValueError, KeyError, TypeError) as error:
        out.write(b"\n")  # samples may stand before it
        write_json(out, {"error": str(error)})
        return NO_LIBRARY if isinstance(error, LibraryMissingError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
