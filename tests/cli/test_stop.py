"""`unclench stop` says what to do when something feels wrong."""

from __future__ import annotations

import pytest

from tests.cli.command import flat, run


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("dizzy",), "Lie flat with the legs raised"),
        (("double", "vision"), "Call the emergency number now"),
        (("chest", "pain"), "Call the emergency number now"),
        (("panic",), "End at once"),
    ],
)
def test_a_word_gets_its_advice(words: tuple[str, ...], advice: str) -> None:
    result = run("stop", *words)
    assert result.exit_code == 0
    assert advice in flat(result.output)


def test_without_words_every_reason_is_told_the_most_urgent_first() -> None:
    words = flat(run("stop").output)
    assert words.index("Call the emergency number") < words.index("Panic" if "Panic" in words else "Pain")


def test_words_nobody_knows_still_get_an_answer() -> None:
    assert flat(run("stop", "qwertz").output)
