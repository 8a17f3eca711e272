"""What the README shows works as it stands there."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.repository.tree import ROOT
from unclench.cli.main import unclench
from unclench.safety import load_rules

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python3 run\.py (session .*)$", README, re.MULTILINE)
LIBRARY = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_work(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(unclench, shlex.split(command))
    assert result.exit_code == 0, result.output
    if "--audio" in command:
        assert list(tmp_path.iterdir())


def test_the_library_takes_five_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(LIBRARY) == 1
    assert len([line for line in LIBRARY[0].splitlines() if line]) == 5
    exec(compile(LIBRARY[0], "README.md", "exec"), {})
    assert "rest" in capsys.readouterr().out


def test_numbers_of_rules_are_those_of_the_content() -> None:
    rules = load_rules()
    assert f"{len(rules.red_flags)} red flags and {len(rules.contraindications)} contraindications" in README


def test_the_picture_shows_the_plan_of_today() -> None:
    found = importlib.util.spec_from_file_location("draw_plan", ROOT / "docs" / "pictures" / "draw_plan.py")
    assert found is not None
    assert found.loader is not None
    drawing = importlib.util.module_from_spec(found)
    found.loader.exec_module(drawing)
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.drawn()
