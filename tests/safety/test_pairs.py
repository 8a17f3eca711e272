"""Two rules together never allow more than one of them, and both transcriptions say so. All: benchmarks/pairs.py."""

from __future__ import annotations

import pytest

from tests.safety.pairs import alone, least, more_allowed, pairs, person, wrong
from unclench.safety import load_rules

STEP = 24
CHUNKS = 3


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_pair_of_rules_allows_no_more_than_each_of_them(chunk: int) -> None:
    chosen = list(pairs())[chunk::STEP]
    assert len(chosen) > 1000
    assert {pair: found for pair in chosen if (found := wrong(*pair))} == {}


def test_the_least_answers_make_every_rule_hold() -> None:
    for rule in {one for pair in pairs() for one in pair}:
        assert rule in {finding.rule for finding in alone(rule).findings}


def test_two_numbers_for_one_thing_leave_it_open() -> None:
    assert least("tia_recent")["stroke_or_tia_days"] != least("tia_recent_90")["stroke_or_tia_days"]
    assert person("tia_recent", "tia_recent_90").facts["stroke_or_tia_days"] == "unsure"


def test_more_allowed_sees_what_is_gained() -> None:
    nobody, sore = alone("hair_shedding"), alone("anticoagulant")
    assert more_allowed(nobody, sore)
    assert more_allowed(sore, sore) == []


def test_every_rule_but_those_for_everyone_is_in_a_pair() -> None:
    paired = {rule for pair in pairs() for rule in pair}
    everyone = {rule.id for rule in load_rules().rules if rule.everyone}
    assert len(paired) == 58 + 190 - len(everyone | {"lower_back_not_now", "g_pain_ceiling"})
