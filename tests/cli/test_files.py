"""Validating, opening and sharing sessions, and the sheet, from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from tests.cli.command import flat, process, run
from unclench.cli.main import unclench
from unclench.guide.canonical import canonical_json
from unclench.guide.oms import content_id
from unclench.guide.reading import look


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session for others, once for all tests."""
    folder = tmp_path_factory.mktemp("files")
    words = ("session", "--complaint", "tension-headache", "--minutes", "20", "--pain", "temple=6")
    done = run(*words, "--share", str(folder / "bare.json"), "--sheet", str(folder / "sheet.pdf"))
    assert done.exit_code == 0
    return folder


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "bare.json", tmp_path / "theirs.json"))


def written(file: Path, **changes: Any) -> Path:
    data = {**json.loads(file.read_text("utf-8")), **changes}
    file.write_bytes(canonical_json({**data, "id": content_id(data)}))
    return file


# ── Sharing ──


def test_what_is_shared_is_in_order_and_bare(made: Path) -> None:
    data = look((made / "bare.json").read_bytes()).data
    assert data is not None
    assert (data["request_digest"], data["complaints"], data["safety"]["blocked_regions"]) == (None, [], [])


def test_what_is_chosen_is_shared(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    words = ("session", "--complaint", "tension-headache", "--minutes", "3", "--share", str(file))
    run(*words, "--share-with", "complaints", "--share-with", "limits")
    data = json.loads(file.read_text("utf-8"))
    assert data["complaints"] == ["tth_episodic"]
    assert data["safety"]["blocked_regions"]


def test_the_sheet_is_written(made: Path) -> None:
    assert (made / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in made.iterdir()) == ["bare.json", "sheet.pdf"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "a.txt"), "end in .pdf"),
        (("--share-with", "limits"), "--share"),
        (("--share", "a.pdf", "--sheet", "a.pdf"), "the same file"),
        (
            (
                "--share",
                ".",
            ),
            "directory",
        ),
        (("--json", "--sheet", "a.pdf"), "--json writes to the terminal"),
    ],
    ids=str,
)
def test_what_cannot_be_written_is_refused_first(words: tuple[str, ...], said: str) -> None:
    result = run("session", "--complaint", "tension-headache", *words)
    assert result.exit_code == 2
    assert said in flat(result.output)


def test_a_sheet_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    result = run(
        "session", "--complaint", "tension-headache", "--minutes", "3", "--sheet", str(tmp_path / "no" / "a.pdf")
    )
    assert result.exit_code == 1
    assert "No such file" in result.output


# ── Validating ──


def test_a_file_in_order_is_told_so(file: Path) -> None:
    result = run("validate", str(file))
    assert (result.exit_code, result.output) == (0, f"{file}: an Open Massage Session 0.1, in order.\n")
    assert json.loads(run("validate", str(file), "--json").output) == {"valid": True, "problems": []}


def test_a_problem_has_its_place_and_what_to_do(file: Path) -> None:
    written(file, duration_ms=1)
    result = run("validate", str(file))
    assert result.exit_code == 3
    assert f"{file}: duration_ms: the steps take" in result.output
    assert "To do: Let duration_ms be the sum of the steps." in result.output
    [found] = json.loads(run("validate", str(file), "--json").output)["problems"]
    assert (found["rule"], found["where"]) == ("duration", "duration_ms")
    assert found["do"] == "Let duration_ms be the sum of the steps."


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_told_apart(tmp_path: Path, name: str) -> None:
    assert run("validate", str(tmp_path / name)).exit_code == 1
    assert run("open", str(tmp_path / name), "--none-of-these").exit_code == 1


def test_deep_files_end_in_a_sentence_in_a_process_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 200_000)
    done = process("validate", str(file))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


# ── Opening ──


def test_the_emergency_list_comes_first(file: Path) -> None:
    done = run("open", str(file))
    assert done.exit_code == 2
    assert "worst headache" in done.output
    assert "--none-of-these" in done.output
    assert "Gliding" not in done.output


def test_a_named_emergency_opens_nothing(file: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "a.pdf"
    result = run("open", str(file), "--none-of-these", "--symptom", "thunderclap", "--sheet", str(sheet))
    assert result.exit_code == 3
    assert "Emergency" in result.output
    assert not sheet.exists()


def test_whoever_answers_at_a_terminal_is_asked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from unclench.cli import open as room

    def asked(answer: bool) -> int:
        monkeypatch.setattr(click, "confirm", lambda *_, **__: answer)
        return CliRunner().invoke(unclench, ["open", str(file)]).exit_code

    monkeypatch.setattr(room, "is_answered", lambda: True)
    assert asked(True) == 3
    assert asked(False) == 0


def test_what_is_not_for_today_is_left_out_and_told(file: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    words = ("--condition", "open-wound@temple:right", "--first", "--share", str(mine))
    result = run("open", str(file), "--none-of-these", *words)
    assert result.exit_code == 0
    assert "Left out today" in result.output
    data = look(mine.read_bytes()).data
    assert data is not None
    touched = {target["region"] for phase in data["phases"] for step in phase["steps"] for target in step["targets"]}
    assert "temple" not in touched


def test_what_is_opened_whole_is_the_same_file_again(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    assert run("open", str(file), "--none-of-these", "--share", str(again)).exit_code == 0
    assert again.read_bytes() == file.read_bytes()


def test_nothing_left_is_no_session(file: Path) -> None:
    result = run("open", str(file), "--none-of-these", "--condition", "fever")
    assert result.exit_code in (3, 4)


def test_an_unknown_technique_is_not_opened(file: Path) -> None:
    data = json.loads(file.read_text("utf-8"))
    data["phases"][1]["steps"][0]["technique"] = "skull_crush"
    result = run("open", str(written(file, phases=data["phases"])), "--none-of-these")
    assert result.exit_code == 5
    assert "skull_crush is not known here" in result.output
    assert "Nothing of it is opened" in result.output
