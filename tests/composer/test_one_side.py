"""A complaint on one side hurts where it sits, and nobody is told that they named each place of it."""

from __future__ import annotations

from unclench.atlas import load_atlas
from unclench.composer.composing import compose
from unclench.composer.one_side import BODYWARD, on_side
from unclench.composer.types import Pain, Request
from unclench.safety import Answers, screen

ATLAS = load_atlas()
HEAD = ("tth_episodic",)


def test_what_was_named_stays_and_the_rest_is_not_called_named() -> None:
    own = (Pain("temple", 6, "right"),)
    first, *rest = on_side(own, "right", HEAD, ATLAS)
    assert (first,) == own
    assert rest
    assert not any(pain.named for pain in rest)
    assert {pain.region for pain in rest} <= {*ATLAS.complaints["tth_episodic"].regions} - {*BODYWARD, "temple"}
    assert on_side(own, None, HEAD, ATLAS) == own


def test_a_reason_claims_no_place_that_nobody_named() -> None:
    """One temple with a number, and the complaint on that side: only the temple may be called given or named."""
    pains = on_side((Pain("temple", 6, "right"),), "right", HEAD, ATLAS)
    made = compose(Request(HEAD, 10, pains=pains), screen(Answers(unasked_is_no=True), complaints=HEAD))
    told = [step.why for step in made.steps if step.why.text.startswith("You ")]
    assert {why.target for why in told} <= {"temple"}
    texts = {step.why.text for step in made.steps}
    assert "The base of your skull (right): one of the places that go with tension headache." in texts
