"""What the safety rules leave of a technique, when they are read for the making of choices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import Giver, Technique
from unclench.composer import Request
from unclench.composer.limits import Limits
from unclench.safety import Answers, screen
from unclench.safety.types import AgreedAreaId, Clearance, RuleId

ATLAS = load_atlas()
EVERYWHERE = get_args(AgreedAreaId)
BRITTLE = ("osteoporosis", "frailty", "fracture_or_fusion", "rib_fracture")
BLEEDING = ("anticoagulant", "antiplatelet", "bleeding_disorder", "dvt")


def clearance_with(rule: RuleId | None, giver: Giver) -> Clearance:
    said = Answers(unasked_is_no=True, conditions=(rule,) if rule else (), agreed=EVERYWHERE)
    return screen(said, giver=giver)


def places(technique: Technique, clearance: Clearance, giver: Giver) -> Iterator[str]:
    """Where, and in which position, these hands may use it."""
    limits = Limits(Request((), 20, giver=giver, tools=("ball",), wanted=(technique.id,)), clearance, ATLAS)
    for position in technique.positions[giver]:
        if position in clearance.forbidden_positions or not limits.technique(technique, position):
            continue
        for region in technique.contact_regions:
            if limits.free_sides(technique, region) and limits.cap((region,)) >= technique.level_min:
                yield f"{region}, {position}"


@pytest.mark.parametrize(
    ("technique", "rules"),
    [
        ("ball_wall", (*BRITTLE, *BLEEDING, "pregnancy_ok", "pregnancy_high_risk", "fever", "contagious_illness")),
        ("ball_wall", ("hypotension_faint", "vertigo_bppv")),
        ("line_pressing", (*BRITTLE, "anticoagulant", "pregnancy_high_risk", "fever")),
        ("deep_strokes", (*BRITTLE, *BLEEDING, "pregnancy_ok", "migraine_attack")),
        ("lower_back_kneading", (*BRITTLE, "pregnancy_ok", "fever")),
    ],
)
def test_what_is_not_for_somebody_is_nowhere_possible(technique: str, rules: tuple[RuleId, ...]) -> None:
    entry = ATLAS.techniques[technique]
    for giver in entry.givers:
        assert list(places(entry, clearance_with(None, giver), giver))
        for rule in rules:
            assert list(places(entry, clearance_with(rule, giver), giver)) == [], f"{giver}, {rule}"


def test_in_pregnancy_nobody_presses_along_the_top_of_the_shoulder() -> None:
    pressing = ATLAS.techniques["line_pressing"]
    here = {entry.partition(",")[0] for entry in places(pressing, clearance_with("pregnancy_ok", "partner"), "partner")}
    assert "nape" in here
    assert "shoulder_top" not in here
