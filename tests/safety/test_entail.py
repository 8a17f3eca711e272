"""What follows from an answer. Both transcriptions are handed the same consequences, so these are judged by hand."""

from __future__ import annotations

import pytest

from unclench.safety import load_rules
from unclench.safety.entail import Entailment, Entailments, SameEvent, entailed
from unclench.safety.expression import parse
from unclench.safety.types import Answer

FALL = SameEvent("a fall", {"fall_hours": 1, "fall_days": 24}, {"bump_weeks": 168})
EVENTS = Entailments((), (FALL,))
CHAIN = Entailments(
    (
        Entailment(parse("cold_hands"), sets=("cold",)),
        Entailment(parse("cold and tired"), sets=("ill",), unsure=("temperature",)),
    ),
    (),
)


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({"fall_days": 2.0}, {"fall_days": 2.0, "fall_hours": 48.0, "bump_weeks": 48 / 168}),
        ({"fall_hours": 12.0}, {"fall_hours": 12.0, "fall_days": 0.5, "bump_weeks": 12 / 168}),
        ({"fall_days": 2.0, "fall_hours": 10.0}, {"fall_days": 2.0, "fall_hours": 10.0, "bump_weeks": 10 / 168}),
        ({"fall_days": "unsure"}, {"fall_days": "unsure", "fall_hours": "unsure", "bump_weeks": "unsure"}),
        (
            {"fall_days": "unsure", "fall_hours": 5.0},
            {"fall_days": "unsure", "fall_hours": 5.0, "bump_weeks": "unsure"},
        ),
        (
            {"fall_days": 1.0, "fall_hours": "no", "bump_weeks": "no"},
            {"fall_days": 1.0, "fall_hours": 24.0, "bump_weeks": 24 / 168},
        ),
        ({"fall_days": "no"}, {"fall_days": "no"}),
        ({"bump_weeks": 1.0}, {"bump_weeks": 1.0}),
        ({"bump_weeks": 3.0, "fall_days": 1.0}, {"bump_weeks": 3.0, "fall_days": 1.0, "fall_hours": 24.0}),
        ({}, {}),
    ],
    ids=str,
)
def test_one_event_is_known_in_each_of_its_units(said: dict[str, Answer], follows: dict[str, Answer]) -> None:
    before = dict(said)
    assert entailed(said, EVENTS) == follows
    assert said == before


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({"cold_hands": "yes"}, {"cold_hands": "yes", "cold": "yes"}),
        (
            {"cold_hands": "unsure", "tired": "yes", "cold": "no", "temperature": "no"},
            {"cold_hands": "unsure", "tired": "yes", "cold": "yes", "ill": "yes", "temperature": "unsure"},
        ),
        (
            {"cold": "yes", "tired": "yes", "ill": "unsure", "temperature": 39.0},
            {"cold": "yes", "tired": "yes", "ill": "unsure", "temperature": 39.0},
        ),
        ({"tired": "yes"}, {"tired": "yes"}),
    ],
    ids=str,
)
def test_one_answer_leads_to_the_next_and_none_is_changed_but_a_no(
    said: dict[str, Answer], follows: dict[str, Answer]
) -> None:
    assert entailed(said, CHAIN) == follows


def test_the_units_of_every_event_are_those_of_its_variables() -> None:
    """The unit stands in the variable's own entry; 24 hours a day, 7 days a week, 30 days a month at the least."""
    hours = {"hours": 1, "days": 24, "weeks": 168, "months": 720}
    rules = load_rules()
    events = [units for event in rules.entailments.events for units in (event.hours, event.also_sets)]
    assert events
    for units in events:
        for variable, length in units.items():
            assert hours[rules.variables[variable].unit] == length


def test_whoever_wants_some_oil_may_get_any() -> None:
    follows = entailed({"essential_oil": "yes", "lavender": "yes"}, load_rules().entailments)
    assert follows.keys() == {"essential_oil", *load_rules().oils}
    assert follows["lavender"] == "yes"
    assert follows["bergamot"] == "unsure"
