"""What the documents say is there, and what is there is in the documents."""

import re
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, documents
from unclench.settings import KNOWN

FRAGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(safety|added|changed|fixed|removed)\.md")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("command", ["python3 run.py", "python3 run.py test"])
def test_readme_names_the_two_commands(command: str) -> None:
    lines = [line.strip().removeprefix("$ ") for line in documents()["README.md"].splitlines()]
    assert any(line == command or line.startswith(command + " ") for line in lines)


@pytest.mark.parametrize(
    "name",
    [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-content",
        "README.md",
        "SECURITY.md",
        "STYLE.md",
    ],
)
def test_repository_has_its_papers(name: str) -> None:
    assert (ROOT / name).stat().st_size > 100


@pytest.mark.parametrize("setting", sorted(KNOWN))
def test_every_setting_is_documented(setting: str) -> None:
    assert [name for name, text in documents().items() if f"`{setting}`" in text]


def test_documents_name_no_other_setting() -> None:
    named = {word for text in documents().values() for word in re.findall(r"\bUNCLENCH_[A-Z]+\b", text)}
    assert named <= set(KNOWN)


def test_links_lead_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in documents().items()
        for target in LINK.findall(text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def fragments() -> list[Path]:
    return sorted(path for path in (ROOT / "changes").iterdir() if path.name != "README.md")


def test_fragments_are_named_after_subject_and_kind() -> None:
    assert [path.name for path in fragments() if not FRAGMENT.fullmatch(path.name)] == []


def test_fragments_are_a_few_plain_sentences() -> None:
    wrong = []
    for path in fragments():
        text = path.read_text("utf-8")
        if not re.fullmatch(r"[A-Z`“][^#]*\.\n", text) or len(text) > 600 or "\n\n" in text:
            wrong.append(path.name)
    assert wrong == []


def test_decisions_are_numbered_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert [page[:5] for page in pages] == [f"{number:04}-" for number in range(1, len(pages) + 1)]
    assert re.findall(r"\]\((.*?)\)", (folder / "README.md").read_text("utf-8")) == pages
