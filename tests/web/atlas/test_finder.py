from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.atlas.test_pages import ATLAS, text_of
from unclench.atlas.referral import muscles_referring_to, sides_of
from unclench.atlas.types import Muscle, Region, Side
from unclench.web.atlas.finder import page_of, side_of
from unclench.web.atlas.links import address_of

HTMX = {"HX-Request": "true"}
ASKED = [(region, side) for region in ATLAS.regions.values() for side in sides_of(region)]


def sends(muscle: Muscle, own: Side, region: Region, side: Side) -> bool:
    """Told anew from the zones: whether the muscle on its `own` side sends pain to that side of the region."""
    other = {"left": "right", "right": "left"}[own]
    for zone in muscle.referral.zones:
        if zone.region != region.id:
            continue
        if side in ("both", "midline") or zone.side == "both":
            return True
        if {"same": own, "other": other, "midline": "midline"}[zone.side] == side:
            return True
    return False


@pytest.mark.parametrize(("region", "side"), ASKED, ids=[f"{region.id}-{side}" for region, side in ASKED])
def test_it_names_the_muscles_that_send_pain_there_and_no_others(region: Region, side: Side) -> None:
    found = page_of(region.id, side, ATLAS).findings
    assert found is not None
    expected = {
        address_of(muscle)
        for muscle in ATLAS.muscles.values()
        for own in ("left", "right")
        if sends(muscle, own, region, side)
    }
    assert {one.muscle.address for one in found.suspects} == expected


@pytest.mark.parametrize(("region", "side"), ASKED, ids=[f"{region.id}-{side}" for region, side in ASKED])
def test_main_places_come_before_spill(region: Region, side: Side) -> None:
    found = page_of(region.id, side, ATLAS).findings
    assert found is not None
    mains = [one.main for one in found.suspects]
    assert mains == sorted(mains, reverse=True)


def test_it_never_says_where_to_press_what_one_may_not() -> None:
    for region, side in ASKED:
        found = page_of(region.id, side, ATLAS).findings
        assert found is not None
        for one in found.suspects:
            assert one.press == "self" or not any(site.limit for site in one.sites)
            assert one.press != "never" or (one.sites == () and one.why)


def test_it_finds_nothing_about_the_person(alices: Client) -> None:
    page = text_of(alices, reverse("finder") + "?place=temple&side=right")
    assert "from textbooks, not verified in trials" in page
    assert "no finding about you" in page
    assert "belongs to a doctor first" in page
    assert "Right temple" in page
    for suspect in muscles_referring_to(ATLAS, "temple", "right"):
        muscle = ATLAS.muscles[suspect.muscle]
        assert address_of(muscle) in page
        assert suspect.caution in page


def test_it_begins_with_the_question(alices: Client) -> None:
    page = text_of(alices, reverse("finder"))
    assert "suspect-strength" not in page
    assert all(f'value="{region}"' in page for region in ATLAS.regions)


def test_a_side_that_a_place_has_not_is_the_whole_of_it() -> None:
    assert side_of("scalp_vertex", "left", ATLAS) == "midline"
    assert side_of("temple", "midline", ATLAS) == "both"
    assert side_of("temple", "", ATLAS) == "both"
    assert side_of("forehead", "midline", ATLAS) == "midline"


def test_from_a_muscle_one_comes_to_where_it_sends_pain(alices: Client) -> None:
    answer = alices.get(reverse("finder"), {"muscle": "masseter"})
    assert answer.headers["Location"] == address_of(ATLAS.muscles["masseter"]) + "#sends"
    assert 'id="sends"' in text_of(alices, address_of(ATLAS.muscles["masseter"]))


@pytest.mark.parametrize("asked", [{"place": "tail"}, {"muscle": "tail"}])
def test_what_is_not_known_is_not_found(alices: Client, asked: dict[str, str]) -> None:
    assert alices.get(reverse("finder"), asked).status_code == 404


def test_htmx_gets_the_findings_alone(alices: Client) -> None:
    answer = alices.get(reverse("finder"), {"place": "temple", "side": "left"}, headers=HTMX)
    page = unescape(answer.content.decode())
    assert "<html" not in page
    assert "Left temple" in page
