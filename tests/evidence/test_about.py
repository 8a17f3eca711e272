from __future__ import annotations

import pytest

from unclench.atlas import load_atlas
from unclench.evidence import load_library
from unclench.evidence.about import (
    about_complaint,
    about_muscle,
    about_point,
    about_region,
    about_technique,
    citing,
)

ATLAS = load_atlas()
LIBRARY = load_library()


@pytest.mark.parametrize("name", ATLAS.techniques)
def test_a_technique_shows_what_it_names_first_and_then_all_that_names_it(name: str) -> None:
    technique = ATLAS.techniques[name]
    known = about_technique(technique, LIBRARY)
    ids = [claim.id for claim in known.claims]
    assert ids[: len(technique.evidence.claims)] == list(technique.evidence.claims)
    assert set(ids) == {
        *technique.evidence.claims,
        *(claim.id for claim in LIBRARY.claims.values() if name in claim.techniques),
    }
    assert len(set(ids)) == len(ids)
    assert all(name in study.techniques for study in known.studies)


@pytest.mark.parametrize("name", ATLAS.complaints)
def test_a_complaint_has_something_known_of_it(name: str) -> None:
    known = about_complaint(ATLAS.complaints[name], LIBRARY)
    assert {claim.id for claim in known.claims} >= {
        claim.id for claim in LIBRARY.claims.values() if name in claim.complaints
    }


def test_a_point_shows_its_own_claims_before_the_general_ones() -> None:
    ids = [claim.id for claim in about_point(ATLAS.points["PC6"], LIBRARY).claims]
    assert ids.index("acupressure_nausea") < ids.index("energy_flow")
    assert "acupressure_headache" not in ids
    assert "acupressure_headache" in [claim.id for claim in about_point(ATLAS.points["GB20"], LIBRARY).claims]
    assert [study.id for study in about_point(ATLAS.points["PC6"], LIBRARY).studies] == ["allais2012"]


def test_a_muscle_shows_what_is_said_of_its_sore_spots_and_who_worked_on_it() -> None:
    known = about_muscle(ATLAS.muscles["scm_sternal"], LIBRARY)
    assert [claim.id for claim in known.claims] == ["trigger_points"]
    assert "bodespardo2013" in [study.id for study in known.studies]


def test_a_place_shows_first_what_is_said_of_it_alone() -> None:
    known = about_region(ATLAS.regions["ear"], ATLAS, LIBRARY)
    for claim in known.claims:
        assert any("ear" in ATLAS.techniques[name].contact_regions for name in claim.techniques)

    def spread(names: tuple[str, ...]) -> int:
        return len({place for name in names for place in ATLAS.techniques[name].contact_regions})

    spreads = [spread(claim.techniques) for claim in known.claims]
    assert spreads == sorted(spreads)
    assert spreads[0] < spreads[-1]
    assert about_region(ATLAS.regions["anterior_neck"], ATLAS, LIBRARY).claims == ()


def test_studies_and_claims_meet_in_their_sources() -> None:
    for claim in LIBRARY.claims.values():
        for study in LIBRARY.studies_of(claim):
            assert claim in LIBRARY.claims_of(study)
            assert set(claim.sources) & set(study.sources)
    assert {study.id for study in LIBRARY.studies_of(LIBRARY.claims["tth_frequency"])} == {
        "moraska2008",
        "moraska2015",
        "maistrello2018",
    }


def test_a_source_knows_who_cites_it() -> None:
    known = citing(LIBRARY.sources["gross2024"], LIBRARY)
    assert {claim.id for claim in known.claims} == {"cervicogenic", "neck_pain_vs_sham"}
    assert [study.id for study in known.studies] == ["gross2024"]
