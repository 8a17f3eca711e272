"""Sessions for random people hold nothing that the second transcription of the rules calls unsafe."""

from __future__ import annotations

import random

import pytest

from tests.safety.campaign import people
from tests.safety.second.judge import CLASSES_OF
from tests.safety.sessions import Verdicts, random_request
from unclench.atlas import load_atlas
from unclench.atlas.types import Technique

CHUNKS = 8
SESSIONS = 400


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_unsafe_gets_out(chunk: int) -> None:
    rng = random.Random(chunk)
    verdicts = Verdicts()
    for person in people(SESSIONS // CHUNKS, seed=1_000 + chunk):
        verdicts.judge(person, random_request(person, rng))
    assert not verdicts.unsafe, verdicts.unsafe[0]
    assert verdicts.outcomes["hands"] + verdicts.outcomes["mind"] > SESSIONS // CHUNKS // 4


@pytest.mark.parametrize("technique", load_atlas().techniques.values(), ids=lambda technique: technique.id)
def test_a_technique_is_of_every_class_in_which_the_facts_have_it(technique: Technique) -> None:
    # A class forgotten in the content is a rule that passes the technique over.
    assert CLASSES_OF[technique.id] <= set(technique.safety_classes)
