"""A cell is harmless in a spreadsheet, and is read back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.exchange.cells import ELSEWHERE, FORMULAS, elsewhere, neutral, original

LIKELY = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "''", "file:", "＝", "1", " ", "", "a"])
TEXTS = st.text() | st.lists(LIKELY).map("".join)


@given(TEXTS)
def test_it_is_read_back_as_it_was(text: str) -> None:
    assert original(neutral(text)) == text


@given(TEXTS)
def test_it_never_begins_like_a_formula(text: str) -> None:
    assert not neutral(text).startswith(FORMULAS)


@given(TEXTS)
def test_it_never_seems_to_name_a_file(text: str) -> None:
    assert elsewhere(neutral(text)) is None


@given(TEXTS, TEXTS)
def test_two_texts_are_two_cells(one: str, other: str) -> None:
    assert (one == other) == (neutral(one) == neutral(other))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", f"{ELSEWHERE}x"])
def test_one_apostrophe_stands_before_it(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["a", "1", "", " =1", "2026-11-28", "ü"])
def test_other_texts_stay(text: str) -> None:
    assert neutral(text) == text
