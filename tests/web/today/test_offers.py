from __future__ import annotations

from unclench.atlas import load_atlas
from unclench.web.today.offers import NOTES, REGION_GROUPS, WITH, WITHOUT, offer, summary
from unclench.web.today.wishes import Form, errors_of, form_of, request_of

ATLAS = load_atlas()


def test_every_complaint_is_offered_once() -> None:
    made = offer(Form(), {}, (), ATLAS)
    offered = [choice.value for choice in (*made.complaints, *made.more_complaints)]
    assert sorted(offered) == sorted(ATLAS.complaints)
    assert NOTES.keys() == ATLAS.complaints.keys()


def test_every_region_stands_in_one_group() -> None:
    regions = [region for _, group in REGION_GROUPS for region in group]
    assert sorted(regions) == sorted(ATLAS.regions)


def test_the_techniques_are_known() -> None:
    assert {*WITH, *WITHOUT} <= ATLAS.techniques.keys()


def test_what_is_chosen_is_never_folded_away() -> None:
    made = offer(Form(complaints=("poor_concentration",), without=("imagery",), minutes="12"), {}, (), ATLAS)
    assert "poor_concentration" in [choice.value for choice in made.complaints]
    assert "imagery" in [choice.value for choice in made.without if choice.chosen]
    assert [choice.value for choice in made.minutes] == ["5", "10", "12", "15", "20", "30"]


def test_wishes_come_back_as_they_went() -> None:
    form = Form(
        complaints=("stress",),
        minutes="12",
        giver="partner",
        place="mat",
        pressure_cap="4",
        options=frozenset({"deep"}),
    )
    assert not errors_of(form)
    assert form_of(request_of(form)) == form


def test_the_summary_is_said_as_one_would() -> None:
    assert summary(request_of(Form(complaints=("tth_episodic",)))) == "Tension headache, 10 min, own hands"
    assert summary(request_of(Form(complaints=("stress",), giver="none"))) == "Stress, 10 min, no hands"
