"""A mistake in the content is refused in a sentence that names file, entry and field."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.reading import ContentError
from unclench.evidence.compile import compile_library
from unclench.evidence.load import CONTENT, load_library, read_library
from unclench.plain import to_plain

ATLAS = load_atlas()
HAIR = "claims/scalp_face_hair.toml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(content: Path, file: str, old: str, new: str) -> None:
    text = (content / file).read_text("utf-8")
    assert old in text
    (content / file).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (HAIR, '"scalp_tapping"', '"scalp_taping"', "hair_growth: techniques: “scalp_taping” is no technique. Did you"),
        (HAIR, '["koyama2016"', '["koyoma2016"', "sources: “koyoma2016” is no source. Did you mean koyama2016"),
        (HAIR, 'grade = "very_low"', 'grade = "tiny"', "hair_growth: grade: "),
        (HAIR, 'practices = ["scalp_massage"]', 'practices = ["scalp"]', "hair_growth: practices.0: "),
        (HAIR, 'depth = "abstract"', 'deepth = "abstract"', "hair_growth: "),
        (HAIR, "people = 9", 'people = "9"', "hair_growth: numbers.0.people: "),
        (HAIR, 'id = "oil_dry_hair"', 'id = "hair_growth"', "hair_growth: id: stands in claims/scalp_face_hair.toml"),
        (HAIR, 'id = "oil_dry_hair"', 'id = "sinus"', "sinus: id: stands in claims/headache.toml already"),
        (HAIR, 'aliases = ["wrinkles"]', 'aliases = ["hair loss"]', "“hair loss” already means hair_growth"),
        (HAIR, "[[claim]]", "[[more]]\nx = 1\n[[claim]]", "more: only tables [[claim]] are expected here"),
        ("studies/neck_scalp.toml", '"rcp_major"', '"rcp"', "espi2014: muscles: “rcp” is no muscle."),
        ("studies/neck_scalp.toml", 'id = "kim2016"', 'id = "hair_growth"', "id: is the id of a claim already"),
        ("studies/mind_and_others.toml", 'points = ["PC6"]', 'points = ["PC66"]', "points: “PC66” is no point."),
        ("studies/mind_and_others.toml", '["migraine_attack"]', '["attack"]', "complaints: “attack” is no complaint."),
        ("sources.toml", 'id = "mak2024"', 'id = "design"', "design: id: the atlas or the safety rules have it"),
        ("sources.toml", "[[source]]", "[[source", "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_refused_where_it_stands(content: Path, file: str, old: str, new: str, told: str) -> None:
    change(content, file, old, new)
    with pytest.raises(ContentError) as refused:
        compile_library(content, ATLAS)
    assert told in str(refused.value)
    assert str(refused.value).startswith(file)


def test_a_file_in_no_folder_is_refused(content: Path) -> None:
    (content / "more.toml").write_text("", "utf-8")
    with pytest.raises(ContentError, match=r"more\.toml: lies outside the folders claims and studies"):
        compile_library(content, ATLAS)


def changed(kind: str, entries: dict[str, Any]) -> Atlas:
    fields: dict[str, Any] = {kind: entries}
    return dataclasses.replace(ATLAS, **fields)


@pytest.mark.parametrize("kind", ["techniques", "points", "complaints"])
def test_a_claim_that_the_atlas_names_must_exist(kind: str) -> None:
    entries: dict[str, Any] = dict(getattr(ATLAS, kind))
    name, entry = next(iter(entries.items()))
    if kind == "complaints":
        entries[name] = dataclasses.replace(entry, claims=("endorphin",))
    else:
        entries[name] = dataclasses.replace(entry, evidence=dataclasses.replace(entry.evidence, claims=("endorphin",)))
    with pytest.raises(ContentError, match=rf"{kind}/{name}: claims: “endorphin” is no claim. Did you mean endorphins"):
        compile_library(CONTENT, changed(kind, entries))


def test_what_was_compiled_says_the_same(tmp_path: Path) -> None:
    compiled = tmp_path / "evidence.json"
    first = read_library(CONTENT, ATLAS, compiled)
    assert compiled.exists()
    assert to_plain(read_library(CONTENT, ATLAS, compiled)) == to_plain(first) == to_plain(load_library())


def test_another_content_has_another_version(content: Path) -> None:
    change(content, HAIR, "Not shown.", "Not shown so far.")
    assert compile_library(content, ATLAS) != load_library()


def test_another_atlas_makes_it_anew(tmp_path: Path) -> None:
    """The links into the atlas are only as good as the atlas they were checked against."""
    compiled = tmp_path / "evidence.json"
    read_library(CONTENT, ATLAS, compiled)
    techniques = {name: entry for name, entry in ATLAS.techniques.items() if name != "scalp_tapping"}
    other = dataclasses.replace(ATLAS, version="another", techniques=techniques)
    with pytest.raises(ContentError, match="“scalp_tapping” is no technique"):
        read_library(CONTENT, other, compiled)
