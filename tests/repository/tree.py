"""The files of this repository, as its tests see them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "unclench"

MADE_BY_TOOLS = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "dist",
    "dist.new",
    "dist.old",
    "node_modules",
}


def files(top: Path = ROOT) -> Iterator[Path]:
    for path in sorted(top.iterdir()):
        if path.name in MADE_BY_TOOLS:
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def texts(top: Path = ROOT) -> Iterator[tuple[str, str]]:
    """The text files under `top`, by their path in the repository."""
    for path in files(top):
        try:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def documents() -> dict[str, str]:
    return {name: text for name, text in texts() if name.endswith(".md")}
