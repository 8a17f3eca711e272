"""Habits that a person forgets and a test does not."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.repository.tree import PACKAGE, ROOT, files, texts

# One letter of each word stands in brackets, so that this file does not find itself.
LEFT_OPEN = re.compile(r"\b([T]ODO|[F]IXME|[X]XX|[H]ACK)\b")
SILENCED = re.compile(r"type:\s*[i]gnore|\b[n]oqa\b|fmt:\s*[o]ff|pragma:\s*no [c]over|mypy:\s*[i]gnore")
LET_OFF = re.compile(r"\b([x]fail|[s]kipif|[i]mportorskip|pytest\.[s]kip|mark\.[s]kip|unittest\.[s]kip\w*)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~])/([w]ork|[r]oot|[h]ome|[U]sers)/\w|\b[A-Z]:\\\\?[U]sers")


def code() -> Iterator[tuple[str, str]]:
    for name, text in texts():
        if name.endswith(".py"):
            yield name, text


def found(pattern: re.Pattern[str], where: Iterator[tuple[str, str]]) -> list[str]:
    return [f"{name}: {match.group()}" for name, text in where for match in pattern.finditer(text)]


@pytest.mark.parametrize("pattern", [LEFT_OPEN, SILENCED, LET_OFF])
def test_code_leaves_nothing_open_or_silenced(pattern: re.Pattern[str]) -> None:
    assert found(pattern, code()) == []


def test_no_file_knows_a_machine() -> None:
    assert found(MACHINE_PATH, texts()) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (LEFT_OPEN, "# TO" + "DO: later"),
        (SILENCED, "x = 1  # type: " + "ignore[assignment]"),
        (SILENCED, "import os  # no" + "qa: F401"),
        (LET_OFF, "@pytest.mark.sk" + "ip"),
        (LET_OFF, "pytest.sk" + "ip('not here')"),
        (LET_OFF, "@pytest.mark.x" + "fail"),
        (MACHINE_PATH, "see /ho" + "me/alice/notes"),
        (MACHINE_PATH, "see /wo" + "rk/shared"),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["skip this step", "ho" + "me/wo" + "rk/pillow", "https://example.org/ho" + "me/page"])
def test_patterns_leave_prose_alone(text: str) -> None:
    assert not any(pattern.search(text) for pattern in (LEFT_OPEN, SILENCED, LET_OFF, MACHINE_PATH))


def test_content_is_valid_toml() -> None:
    content = [path for path in files(PACKAGE) if "content" in path.relative_to(PACKAGE).parts]
    assert content
    wrong = [path.name for path in content if path.suffix != ".toml"]
    for path in content:
        if path.suffix == ".toml":
            tomllib.loads(path.read_text("utf-8"))
    assert wrong == []


def test_every_python_folder_is_type_checked() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["files"]
    assert {name.split("/")[0] for name, _ in code()} <= set(checked)
