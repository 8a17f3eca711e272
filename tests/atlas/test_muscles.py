"""What every muscle must hold: its anatomy, who may press it, where its trigger points lie and send pain."""

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.geometry import landmarks_of
from unclench.atlas.types import Muscle, Region, Relation, Site

ATLAS = load_atlas()

# For each muscle: its number in the Foundational Model of Anatomy, how its anatomy was seen, how its referral was seen.
# Transcribed from the fact file and not from the content.
SEEN = {
    "frontalis": ("", "yes", "no"),
    "occipitalis": ("", "yes", "secondary"),
    "procerus": ("", "yes", "no"),
    "corrugator_supercilii": ("", "yes", "no"),
    "orbicularis_oculi": ("", "yes", "secondary"),
    "zygomaticus_major": ("", "no", "secondary"),
    "temporalis": ("FMA49006", "yes", "secondary"),
    "masseter": ("FMA48996", "yes", "yes"),
    "lateral_pterygoid": ("", "yes", "secondary"),
    "medial_pterygoid": ("", "yes", "no"),
    "digastric": ("", "yes", "no"),
    "scm_sternal": ("FMA13407", "yes", "yes"),
    "scm_clavicular": ("FMA13407", "yes", "yes"),
    "scalene_anterior": ("FMA13385", "yes", "no"),
    "scalene_middle": ("FMA13386", "yes", "no"),
    "scalene_posterior": ("FMA13387", "yes", "no"),
    "rcp_major": ("FMA32525", "yes", "secondary"),
    "rcp_minor": ("FMA32526", "yes", "secondary"),
    "oc_superior": ("FMA32527", "yes", "secondary"),
    "oc_inferior": ("FMA32528", "yes", "secondary"),
    "splenius_capitis": ("FMA22653", "yes", "secondary"),
    "splenius_cervicis": ("FMA22681", "yes", "secondary"),
    "semispinalis_capitis": ("", "yes", "secondary"),
    "semispinalis_cervicis": ("FMA22829", "yes", "secondary"),
    "multifidi_cervical": ("FMA22827", "yes", "secondary"),
    "trapezius_upper": ("FMA32557", "no", "yes"),
    "trapezius_middle": ("FMA32556", "no", "no"),
    "trapezius_lower": ("FMA32555", "no", "no"),
    "levator_scapulae": ("FMA32519", "no", "secondary"),
    "rhomboid_major": ("FMA13379", "no", "no"),
    "rhomboid_minor": ("FMA13380", "no", "no"),
    "supraspinatus": ("FMA9629", "no", "no"),
    "infraspinatus": ("FMA32546", "no", "no"),
    "erector_spinae_thoracic": ("", "yes", "no"),
    "erector_spinae_lumbar": ("FMA22702", "yes", "no"),
    "pectoralis_minor": ("FMA13109", "no", "no"),
    "longissimus_capitis": ("FMA22714", "yes", "no"),
    "platysma": ("", "yes", "no"),
}

# Beyond the reach of an untrained hand: inside the mouth, behind the jaw angle, between the nerves of the arm.
PROFESSIONAL = {
    "lateral_pterygoid",
    "medial_pterygoid",
    "scalene_anterior",
    "scalene_middle",
    "scalene_posterior",
}

# The pinch of the front-side neck muscle is never guided; what lies under the jaw is stroked at most.
NEVER = {"scm_sternal", "scm_clavicular", "digastric", "platysma"}

# Where the hands stay off for everyone.
KEPT_OUT = {"neck_anterior", "supraclavicular"}

SIDES: dict[str, set[Relation]] = {
    "midline": {"midline"},
    "bilateral": {"same", "other", "both"},
    "midline_and_bilateral": {"same", "other", "both", "midline"},
}

every_muscle = pytest.mark.parametrize("muscle", ATLAS.muscles.values(), ids=ATLAS.muscles)
SITES = {site.id: (muscle, site) for muscle in ATLAS.muscles.values() for site in muscle.sites}
every_site = pytest.mark.parametrize(("muscle", "site"), SITES.values(), ids=SITES)


def near(region: Region) -> set[str]:
    return {region.id, *region.neighbours}


def test_every_muscle_says_how_its_facts_were_seen() -> None:
    found = {name: (muscle.fma, muscle.anatomy.basis, muscle.referral.basis) for name, muscle in ATLAS.muscles.items()}
    assert found == SEEN


def test_nobody_has_looked_up_what_to_avoid() -> None:
    assert {muscle.care.basis for muscle in ATLAS.muscles.values()} == {"no"}
    assert {site.basis for _, site in SITES.values()} == {"no"}


def test_who_may_press_is_settled_for_each() -> None:
    found = {
        press: {m.id for m in ATLAS.muscles.values() if m.care.press == press} for press in ("professional", "never")
    }
    assert found == {"professional": PROFESSIONAL, "never": NEVER}


@every_muscle
def test_its_anatomy_is_told_whole(muscle: Muscle) -> None:
    told = muscle.anatomy
    assert all(text.endswith(".") for text in (told.origin, told.insertion, told.action, told.nerve))
    assert muscle.care.structures
    assert all(text.endswith(".") for text in muscle.care.structures)


@every_muscle
def test_it_says_why_where_not_everyone_may_press(muscle: Muscle) -> None:
    assert bool(muscle.care.why) == (muscle.care.press != "self")
    assert muscle.access in {"palpable", "on_bone"} or muscle.care.press != "self"


@every_muscle
def test_its_sources_are_those_of_its_parts(muscle: Muscle) -> None:
    parts = {*muscle.anatomy.sources, *muscle.care.sources, *muscle.referral.sources}
    assert set(muscle.sources) - {"fma_bp3d"} == parts
    assert ("fma_bp3d" in muscle.sources) == ("FMA" in muscle.fma + muscle.note)


@every_muscle
def test_what_was_seen_has_a_source_that_was_read(muscle: Muscle) -> None:
    for part in (muscle.anatomy, muscle.referral):
        read = {ATLAS.sources[source].read for source in part.sources}
        assert (part.basis == "no") or read & {"yes", "partly"}


@every_muscle
def test_it_sends_pain_somewhere(muscle: Muscle) -> None:
    assert muscle.referral.text.endswith(".")
    assert any(zone.strength == "main" for zone in muscle.referral.zones)
    assert muscle.sites


@every_muscle
def test_it_names_each_place_of_pain_once(muscle: Muscle) -> None:
    places = [(zone.region, zone.side) for zone in muscle.referral.zones]
    assert len(set(places)) == len(places)


@every_muscle
def test_its_pain_lies_on_a_side_that_the_place_has(muscle: Muscle) -> None:
    for zone in muscle.referral.zones:
        assert zone.side in SIDES[ATLAS.regions[zone.region].laterality], zone.region


@every_site
def test_a_site_lies_in_its_muscle(muscle: Muscle, site: Site) -> None:
    assert site.region in muscle.regions
    assert site.where.endswith(".")


@pytest.mark.parametrize("site", [site for _, site in SITES.values()], ids=SITES)
def test_a_site_is_told_from_landmarks_close_by(site: Site) -> None:
    start = ATLAS.landmarks[landmarks_of(site.spot)[0]]
    assert near(ATLAS.regions[site.region]) & set(start.regions)


@every_site
def test_a_site_that_anyone_may_press_is_nowhere_near_the_throat(muscle: Muscle, site: Site) -> None:
    if muscle.care.press == "self":
        assert ATLAS.regions[site.region].safety_region not in KEPT_OUT
        assert {ATLAS.regions[region].safety_region for region in muscle.regions}.isdisjoint(KEPT_OUT)
        assert ATLAS.regions[site.region].access != "light_only"
