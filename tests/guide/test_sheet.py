"""The sheet: one page, tagged, with every word of the session on it."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pypdf
import pytest

from tests.guide.test_opening import ATLAS, TENSION, clear, theirs
from unclench.atlas.types import Giver
from unclench.composer import Request, compose
from unclench.composer.telling import STOP, limits
from unclench.composer.types import Phase, Session
from unclench.guide.handout import short_list
from unclench.guide.sheet import PAPERS, Paper, SheetWords, sheet_data, sheet_pdf

CASES: tuple[tuple[Giver, int, Paper], ...] = (
    ("self", 3, "a4"),
    ("partner", 20, "us-letter"),
    ("professional", 60, "a4"),
    ("professional", 60, "us-letter"),
)
SIZES_PT = {"a4": (595, 842), "us-letter": (612, 792)}


def words_of(made: Session, giver: Giver) -> SheetWords:
    return SheetWords(limits(made, clear(giver), ATLAS), "Sunday 29 November, 12:30")


@cache
def sheet(giver: Giver, minutes: int, paper: Paper) -> bytes:
    made = theirs(giver, minutes)
    return sheet_pdf(made, words_of(made, giver), atlas=ATLAS, paper=paper)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_one_page_of_the_paper_asked_for(case: tuple[Giver, int, Paper]) -> None:
    pages = read(sheet(*case)).pages
    assert len(pages) == 1
    assert tuple(round(float(size)) for size in pages[0].mediabox[2:]) == SIZES_PT[case[2]]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_word_is_on_it(case: tuple[Giver, int, Paper]) -> None:
    giver, minutes, paper = case
    made = theirs(giver, minutes)
    data = sheet_data(made, words_of(made, giver), atlas=ATLAS, paper=paper, build="reference")
    text = flat(read(sheet(*case)).pages[0].extract_text())
    wanted = [data["title"], data["line"], STOP, *short_list(), data["signs_then"], data["foot"]]
    wanted += [line for part in data["notes"] for line in part["lines"]]
    wanted += [step[key] for step in data["steps"] for key in ("at", "length", "name", "pressure")]
    wanted += [part for step in data["steps"] for part in step["what"].split(" · ")]
    assert [line for line in wanted if flat(line) not in text] == []


def roles(node: object) -> list[str]:
    """The tags of the document, in the order of reading."""
    found = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
    if isinstance(found, list):
        return [role for one in found for role in roles(one)]
    if not isinstance(found, dict) or "/K" not in found:
        return [str(found["/S"])] if isinstance(found, dict) and "/S" in found else []
    own = [str(found["/S"])] if "/S" in found else []
    return own + roles(found["/K"])


def test_it_is_tagged_for_those_who_hear_it() -> None:
    root: Any = read(sheet("partner", 20, "us-letter")).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = roles(root["/StructTreeRoot"]["/K"])
    made = theirs("partner", 20)
    assert found.count("/H1") == 1
    assert found.count("/H2") == 5
    assert found.count("/Figure") == 2
    assert found.count("/TR") == 1 + len(made.steps)
    assert found.count("/TH") == 5


def test_pictures_have_words() -> None:
    data = sheet_data(theirs(), words_of(theirs(), "self"), atlas=ATLAS, paper="a4", build="reference")
    for step in range(1, len(theirs().steps) + 1):
        if theirs().steps[step - 1].contact:
            assert str(step) in data["figure"]["words"] or "–" in data["figure"]["words"]
    assert data["arc"]["words"].startswith("Pressure over time.")


def test_same_session_gives_the_same_bytes() -> None:
    made = theirs("self", 3)
    assert sheet_pdf(made, words_of(made, "self"), atlas=ATLAS) == sheet("self", 3, "a4")


def test_a_list_too_long_for_any_letters_stays_on_one_page() -> None:
    made = theirs("professional", 60)
    steps = [step for _ in range(3) for step in made.steps]
    long = replace(made, phases=(Phase("rest", None, "All", tuple(steps)),))
    words = SheetWords(tuple(f"Limit {number}: {'word ' * 12}" for number in range(20)))
    found = read(sheet_pdf(long, words, atlas=ATLAS, paper=PAPERS[-1]))
    assert len(found.pages) == 1
    text = flat(found.pages[0].extract_text())
    assert flat("Limit 19:") in text
    assert str(len(steps)) in text


def test_signs_of_typst_in_words_are_only_words() -> None:
    made = compose(Request(TENSION, 3), clear(), atlas=ATLAS)
    hostile = "#panic(1) $x$ *a* _b_ `c` @d <e> \\ [f] // g /* h"
    found = read(sheet_pdf(made, SheetWords((hostile,)), atlas=ATLAS))
    assert flat(hostile) in flat(found.pages[0].extract_text())
