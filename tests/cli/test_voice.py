"""`unclench voice`: voices installed by name, lines recorded into a folder and taken into the app."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
import soundfile

from tests.cli.command import HEADACHE, flat, process, run
from tests.guide.test_piper import standing_in
from tests.guide.test_recordings import encoded, spoken
from tests.guide.test_voices import voice_file
from unclench.guide.recordings import SCRIPT, told_lines

SESSION = (*HEADACHE, "--minutes", "3")
NECK = ("session", "--complaint", "neck-pain", "--minutes", "5", "--giver", "partner", "--agreed", "neck")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "data"


def stand_in(folder: Path, code: str) -> Path:
    program = folder / "stand-in"
    program.write_text(f"#!{sys.executable}\n{code}", "utf-8")
    program.chmod(0o700)
    return program


def test_a_voice_is_installed_listed_heard_and_removed(tmp_path: Path) -> None:
    program = stand_in(tmp_path, standing_in(0.05))
    model = voice_file(tmp_path)
    assert "Installed: en_GB-calm-medium." in run("voice", "install", str(model), "--program", str(program)).output
    assert f"en_GB-calm-medium: en_GB, medium; with {program}" in run("voice", "list").output
    for voice in ("en_GB-calm-medium", "en_GB-calm-medium"):
        made = run(*SESSION, "--density", "bells", "--audio", str(tmp_path / "a.wav"), "--voice", voice)
        assert made.exit_code == 0, made.output
    assert (tmp_path / "data" / "voices" / "en_GB-calm-medium.asked").read_text().count("\n") == 2, (
        "its pace, then the lines; clips are kept"
    )
    assert "Removed" in run("voice", "remove", "en_GB-calm-medium").output
    assert "calm" not in run("voice", "list").output


def test_a_voice_that_dies_is_said_and_the_usual_one_speaks(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "import sys; sys.exit('out of memory')")
    run("voice", "install", str(voice_file(tmp_path)), "--program", str(program))
    path = tmp_path / "a.wav"
    calm = ("--no-introduction", "--voice", "en_GB-calm-medium")
    made = run(*SESSION, "--density", "bells", "--audio", str(path), *calm)
    assert made.exit_code == 0
    assert "Piper failed: out of memory." in flat(made.output)
    assert "Unclench’s own voice speaks instead." in flat(made.output)
    assert soundfile.info(str(path)).frames == 180 * 48_000


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("voice", "install", "{model}", "--program", "/nothing"), "not a program"),
        (("voice", "install", "/nothing.onnx"), "does not exist"),
        (("voice", "remove", "x"), "no voice"),
        ((*SESSION, "--voice", "x", "--audio", "a.wav"), "no voice “x”"),
        ((*SESSION, "--voice", "x"), "goes with --audio"),
        (("voice", "record", "{folder}"), "no lines.txt"),
    ],
)
def test_what_is_not_understood_ends_with_2(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    model = voice_file(tmp_path)
    done = run(*(word.format(model=model, folder=tmp_path) for word in words))
    assert (done.exit_code, says in flat(done.output)) == (2, True), done.output


def test_lines_are_recorded_into_a_folder_and_heard(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "mine"
    assert "to record" in flat(run(*SESSION, "--lines", str(folder)).output)
    lines = told_lines(folder / SCRIPT)
    first = lines[0]
    (folder / f"{first.stem}.wav").write_bytes(encoded(spoken()))
    (folder / "nothing.wav").write_bytes(b"")
    plain, own = tmp_path / "plain.wav", tmp_path / "own.wav"
    run(*SESSION, "--audio", str(plain))
    made = run(*SESSION, "--audio", str(own), "--recordings", str(folder))
    assert f"Recorded lines: 1 of {len(lines)}." in flat(made.output)
    assert "nothing.wav: No line has this name." in flat(made.output)
    assert plain.read_bytes() != own.read_bytes()
    done = process("voice", "record", str(folder))
    assert (done.returncode, done.stdout) == (0, f"Kept: 1 of {len(lines)} lines.\n"), done.stderr
    with sqlite3.connect(data / "unclench.sqlite3") as database:
        assert database.execute("select text from recordings_recording").fetchall() == [(first.text,)]


def test_bed_and_metronome_change_the_sound(tmp_path: Path) -> None:
    ways: tuple[tuple[str, ...], ...] = ((), ("--bed", "soft"), ("--no-metronome",))
    sizes: list[int] = []
    for way in ways:
        path = tmp_path / f"{len(sizes)}.wav"
        assert run(*NECK, "--density", "bells", "--audio", str(path), *way).exit_code == 0
        samples, _ = soundfile.read(path)
        sizes.append(int((samples != 0).sum()))
    assert sizes[1] > sizes[0] > sizes[2]
