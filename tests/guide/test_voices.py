"""Installing a Piper voice: what is checked, where it is kept, who speaks."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from unclench.guide import voices
from unclench.guide.voices import OWN, InstallError, find, install, installed, program_of, remove, speaker

CONFIG = {
    "audio": {"sample_rate": 22_050, "quality": "medium"},
    "espeak": {"voice": "en-gb-x-rp"},
    "language": {"code": "en_GB"},
    "phoneme_id_map": {"_": [0]},
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "voices"


def voice_file(folder: Path, name: str = "en_GB-calm-medium.onnx", **changes: Any) -> Path:
    model = folder / name
    model.write_bytes(b"\x08\x07" + bytes(100))
    model.with_name(f"{name}.json").write_text(json.dumps({**CONFIG, **changes}))
    return model


def test_it_is_copied_into_the_data_folder_and_found_again(tmp_path: Path, data: Path) -> None:
    model = voice_file(tmp_path)
    made = install(model)
    assert (made.name, made.language, made.quality) == ("en_GB-calm-medium", "en_GB", "medium")
    model.unlink()
    assert installed() == (made,)
    assert made.piper.model == data / "en_GB-calm-medium.onnx"
    assert made.piper.model.read_bytes() == b"\x08\x07" + bytes(100)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in data.iterdir())
    assert len(list(data.iterdir())) == 3


def test_another_model_of_the_same_name_is_another_voice(tmp_path: Path) -> None:
    first = install(voice_file(tmp_path))
    voice_file(tmp_path).write_bytes(b"\x08\x08")
    second = install(tmp_path / "en_GB-calm-medium.onnx")
    assert installed() == (second,)
    assert speaker(second.name).id != first.piper.digest
    assert first.piper.digest != second.piper.digest


def test_it_is_removed(tmp_path: Path, data: Path) -> None:
    remove(install(voice_file(tmp_path)).name)
    assert (installed(), list(data.iterdir())) == ((), [])
    with pytest.raises(InstallError, match="None is installed"):
        find("en_GB-calm-medium")


def test_a_name_that_is_not_there_gets_the_nearest(tmp_path: Path) -> None:
    install(voice_file(tmp_path))
    with pytest.raises(InstallError, match="en_GB-calm-medium"):
        find("en_GB-clam-medium")


def refused(model: Path, says: str) -> None:
    with pytest.raises(InstallError, match=says):
        install(model)
    assert installed() == ()


@pytest.mark.parametrize("name", ["voice.bin", ".onnx", "two words.onnx"])
def test_other_files_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="not the name"):
        install(tmp_path / name)


def test_a_voice_needs_its_description(tmp_path: Path) -> None:
    model = voice_file(tmp_path)
    model.with_name(f"{model.name}.json").unlink()
    refused(model, r"en_GB-calm-medium\.onnx\.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"audio": {"sample_rate": 0}},
        {"audio": {}},
        {"audio": "x"},
        {"phoneme_id_map": {}},
        {"phoneme_id_map": []},
        {"language": []},
    ],
)
def test_a_description_of_something_else_is_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    refused(voice_file(tmp_path, **changes), "not the description")


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "\udcff"])
def test_a_description_that_is_no_object_is_refused(text: str, tmp_path: Path) -> None:
    model = voice_file(tmp_path)
    model.with_name(f"{model.name}.json").write_text(text, "utf-8", "surrogateescape")
    refused(model, "not the description")


def test_a_voice_of_another_language_is_refused(tmp_path: Path) -> None:
    refused(voice_file(tmp_path, language={"code": "de_DE"}), "speaks “de_DE”")


def test_something_that_is_no_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = voice_file(tmp_path)
    model.write_bytes(b"<!doctype html>")
    refused(model, "not a model")
    model.write_bytes(b"")
    refused(model, "not a model")
    model.write_bytes(b"\x08" + bytes(10))
    monkeypatch.setattr(voices, "LARGEST_BYTES", 10)
    refused(model, "larger than")


def test_a_program_that_cannot_be_started_is_refused(tmp_path: Path) -> None:
    model = voice_file(tmp_path)
    with pytest.raises(InstallError, match="not a program"):
        install(model, str(tmp_path / "nothing"))


def test_the_program_is_that_of_the_path_or_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = install(voice_file(tmp_path))
    assert program_of(made) is None
    program = tmp_path / "piper"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    assert program_of(made) == str(program)
    other = program.rename(tmp_path / "my-piper")
    assert program_of(install(voice_file(tmp_path), str(other))) == str(other)


def test_damaged_ones_are_left_out(tmp_path: Path, data: Path) -> None:
    install(voice_file(tmp_path))
    (data / "en_GB-calm-medium.onnx").unlink()
    (data / "x.voice.json").write_text("{}")
    assert installed() == ()


def test_unclenchs_own_voice_has_no_name() -> None:
    assert speaker(OWN).id.startswith("espeak-ng")
