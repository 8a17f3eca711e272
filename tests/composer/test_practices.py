"""Every practice that may be guided comes to be chosen: by somebody who has what it is for, or asks for it."""

from __future__ import annotations

from functools import cache

import pytest

from unclench.atlas import load_atlas
from unclench.composer import Request, Session, compose
from unclench.composer.tuning import load_tuning
from unclench.safety import Answers, screen
from unclench.safety.agreement import every_area
from unclench.safety.types import Answer

ATLAS = load_atlas()

PLAIN: dict[str, Request] = {
    "acupressure_hold": Request(("tth_episodic",), 30),
    "ball_wall": Request(("shoulder_pain",), 15, place="mat", tools=("ball",)),
    "body_scan": Request(("tth_episodic",), 20, mind_only=True),
    "breath_awareness": Request(("poor_concentration",), 10, mind_only=True, without=("breath_six",)),
    "breath_six": Request(("stress",), 10, mind_only=True),
    "cervical_arom": Request(("cervicogenic",), 15, position="seated"),
    "chin_nod": Request(("cervicogenic",), 15, position="supine"),
    "circular_friction": Request(("tth_episodic",), 20),
    "cold_compress": Request(("migraine_attack",), 10),
    "deep_strokes": Request(("neck_pain",), 45, giver="professional", place="table", style="deep_tissue"),
    "ear_massage": Request(("poor_concentration",), 15),
    "effleurage": Request(("tth_episodic",), 10),
    "face_cheek_jaw": Request(("jaw_tension",), 10),
    "face_eyes": Request(("eye_strain",), 5),
    "face_nose_sinus": Request(("sinus_congestion",), 5),
    "fascial_hold": Request(("stress",), 20, giver="partner", style="myofascial_release"),
    "forehead_temple_circles": Request(("tth_episodic",), 10),
    "hairline_sweep": Request(("stress",), 10, more=("hairline_front",)),
    "imagery": Request(("migraine_interictal",), 20, mind_only=True),
    "imagery_sky": Request(("stress",), 15, mind_only=True, wanted=("imagery_sky",)),
    "imagery_warmth": Request(("stress",), 15, mind_only=True, wanted=("imagery_warmth",)),
    "line_pressing": Request(("tth_episodic",), 25, giver="partner", style="shiatsu"),
    "lower_back_kneading": Request(
        ("neck_pain",), 45, giver="professional", place="table", more=("paraspinal_lumbar",)
    ),
    "lower_back_strokes": Request(("neck_pain",), 45, giver="partner", place="table", more=("paraspinal_lumbar",)),
    "neck_shoulder_kneading": Request(("neck_pain",), 20, giver="partner"),
    "petrissage": Request(("neck_pain",), 15),
    "pmr16": Request(("stress",), 45, mind_only=True, wanted=("pmr16",)),
    "pmr4": Request(("stress",), 10, mind_only=True, wanted=("pmr4",)),
    "pmr7": Request(("migraine_interictal",), 30, mind_only=True),
    "pmr_face_neck": Request(("tth_episodic",), 20, mind_only=True),
    "pmr_recall": Request(("migraine_attack",), 15, mind_only=True),
    "rest": Request(("stress",), 10),
    "scalp_circles": Request(("tth_episodic",), 20),
    "scalp_tapping": Request(("poor_concentration",), 15),
    "static_compression": Request(("tth_episodic",), 10),
    "stretch_levator": Request(("neck_pain",), 20, position="seated"),
    "stretch_pec": Request(("posture",), 10, place="desk", position="standing"),
    "stretch_upper_trap": Request(("tth_episodic",), 20, position="seated"),
    "suboccipital_hold": Request(("tth_episodic",), 10, position="supine"),
    "upper_back_strokes": Request(("posture",), 20, giver="partner"),
    "warm_compress": Request(("neck_pain",), 20, wanted=("warm_compress",)),
}


@cache
def best(technique: str) -> Session:
    request = PLAIN[technique]
    facts: dict[str, Answer] = {"same_as_usual": "yes"} if "migraine_attack" in request.complaints else {}
    answers = Answers(unasked_is_no=True, facts=facts, agreed=every_area())
    return compose(request, screen(answers, giver=request.giver, complaints=request.complaints))


def test_there_is_a_request_for_each_technique_and_a_part_for_it() -> None:
    assert PLAIN.keys() == ATLAS.techniques.keys() == load_tuning().technique.keys()


@pytest.mark.parametrize("technique", PLAIN)
def test_it_is_chosen(technique: str) -> None:
    session = best(technique)
    assert session.certificate.proven
    assert technique in {step.technique for step in session.steps}, [step.technique for step in session.steps]
