from __future__ import annotations

import pytest

from unclench.wording import capital, listed


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_it_lists(names: list[str], words: str) -> None:
    assert listed(names) == words


def test_it_lists_with_another_word() -> None:
    assert listed(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(("text", "begun"), [("", ""), ("temple", "Temple"), ("eSpeak NG", "ESpeak NG"), ("é", "É")])
def test_a_sentence_begins_with_a_capital(text: str, begun: str) -> None:
    assert capital(text) == begun
