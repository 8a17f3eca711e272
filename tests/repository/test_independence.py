"""The safety rules are transcribed twice. The second transcription may not lean on the first."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import PACKAGE, ROOT, files

SECOND = ROOT / "tests" / "safety" / "second"
FORBIDDEN = "unclench.safety"


def imported(source: str) -> Iterator[str]:
    """Every module that is imported or named as a text, as `import_module` would want it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def leans_on_the_first(source: str) -> bool:
    return any(name == FORBIDDEN or name.startswith(FORBIDDEN + ".") for name in imported(source))


def modules() -> list[Path]:
    return [path for path in files(SECOND) if path.suffix == ".py"]


def test_there_is_a_second_transcription() -> None:
    assert modules()


def test_second_transcription_does_not_import_the_first() -> None:
    assert [path.name for path in modules() if leans_on_the_first(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "import unclench.safety",
        "import unclench.safety.rules as first",
        "from unclench import safety",
        "from unclench.safety import screen",
        "from unclench.safety.rules import RULES",
        "def f():\n    from unclench.safety import screen",
        "importlib.import_module('unclench.safety')",
    ],
)
def test_every_way_of_importing_is_noticed(source: str) -> None:
    assert leans_on_the_first(source)


def test_other_imports_are_let_through() -> None:
    assert not leans_on_the_first("import unclench.atlas\nfrom unclench import plain\nimport unclench.safety_net")


def test_second_transcription_opens_nothing_of_the_first() -> None:
    """Import every module of it, in a process that would hear of any file or folder being opened."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules()]
    program = f"""
import importlib, os, sys

opened = set()
first = {str(PACKAGE / "safety")!r}

def listen(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes, os.PathLike)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if os.path.commonpath([path, first]) == first:
            opened.add(path)

sys.addaudithook(listen)
for name in {names!r}:
    importlib.import_module(name.removesuffix(".__init__"))
print(*sorted(opened))
print(*sorted(name for name in sys.modules if name.split(".")[:2] == ["unclench", "safety"]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
