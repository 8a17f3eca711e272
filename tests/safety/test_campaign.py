"""12,000 random people: the product must say what the second transcription says, in every point."""

from __future__ import annotations

import pytest

from tests.safety.campaign import differences, people

CHUNKS = 4
PEOPLE = 12_000


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_product_agrees_with_the_second_transcription(chunk: int) -> None:
    wrong = [(person, found) for person in people(PEOPLE // CHUNKS, seed=chunk) if (found := differences(person))]
    assert not wrong, f"{len(wrong)} people, first: {wrong[0]}"
