from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from unclench.atlas import load_atlas
from unclench.atlas.types import Complaint, Muscle, Point, Region, Technique
from unclench.atlas.unguided import Unguided, load_unguided
from unclench.composer.telling import LEVEL_WORDS
from unclench.web.accounts.models import Person
from unclench.web.atlas.links import Shown, address_of
from unclench.web.atlas.script_lines import scripts_of

ATLAS = load_atlas()
UNGUIDED = load_unguided()
SHOWN: tuple[Shown, ...] = (
    *ATLAS.techniques.values(),
    *UNGUIDED.values(),
    *ATLAS.complaints.values(),
    *ATLAS.regions.values(),
    *ATLAS.muscles.values(),
    *ATLAS.points.values(),
)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def targets(page: str) -> set[str]:
    return set(re.findall(r'href="(/atlas/[a-z]+/[^"#?]+)"', page))


@pytest.fixture
def pages(alices: Client) -> dict[str, str]:
    """Every page, by its address."""
    return {address_of(entry): text_of(alices, address_of(entry)) for entry in SHOWN}


def test_every_entry_has_a_page_that_names_it(pages: dict[str, str]) -> None:
    assert [entry.id for entry in SHOWN if entry.name not in pages[address_of(entry)]] == []


def test_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    assert {target for page in pages.values() for target in targets(page)} <= set(pages)


def test_every_entry_is_led_to_from_another(pages: dict[str, str]) -> None:
    """Or else it could be found by searching alone."""
    led_to = {target for address, page in pages.items() for target in targets(page) if target != address}
    assert set(pages) - led_to <= {address_of(ATLAS.techniques["rest"]), *map(address_of, _aimless())}


def _aimless() -> list[Technique]:
    """What is for no place in particular."""
    return [one for one in ATLAS.techniques.values() if not one.contact_regions and not one.target_regions]


def test_links_between_two_kinds_go_both_ways(pages: dict[str, str]) -> None:
    muscles_of = {address_of(entry): entry for entry in ATLAS.muscles.values()}
    for region in ATLAS.regions.values():
        under = {target for target in targets(pages[address_of(region)]) if target in muscles_of}
        assert under >= {address for address, muscle in muscles_of.items() if region.id in muscle.regions}
        for address in under:
            assert address_of(region) in targets(pages[address])


def test_every_page_says_how_far_its_sources_were_read(pages: dict[str, str]) -> None:
    for entry in SHOWN:
        page = pages[address_of(entry)]
        assert page.count('class="source-read"') >= len(entry.sources)
        for source in entry.sources:
            assert f'data-read="{ATLAS.sources[source].read}"' in page
            assert ATLAS.sources[source].citation in page


@pytest.mark.parametrize("technique", ATLAS.techniques.values(), ids=list(ATLAS.techniques))
def test_a_technique_says_everything_that_keeps_one_safe(alices: Client, technique: Technique) -> None:
    page = text_of(alices, address_of(technique))
    for text in (*technique.stop_if, *technique.cautions, technique.feel, technique.evidence.text):
        assert text in page
    assert "This page cannot know that" in page
    if technique.contact_regions:
        assert f"{technique.level_min} to {technique.level_max} of 10" in page


@pytest.mark.parametrize("technique", ATLAS.techniques.values(), ids=list(ATLAS.techniques))
def test_a_script_is_whole_and_fills_its_gaps(technique: Technique) -> None:
    scripts = scripts_of(technique, ATLAS)
    assert [script.giver for script in scripts] == [giver for giver in technique.givers if giver in technique.scripts]
    for script in scripts:
        told = [line.text for line in (*script.start, *script.more)]
        lines = technique.scripts[script.giver]
        assert len(told) == sum(1 for line in (*lines.start, *lines.more) if line.sides != "one")
        assert not [text for text in (*told, script.switch, script.check) if "{" in text]
        assert bool(script.switch) == bool(lines.switch)
        assert "the left" not in script.switch
    assert scripts


@pytest.mark.parametrize("entry", UNGUIDED.values(), ids=list(UNGUIDED))
def test_what_is_not_guided_is_explained_and_has_no_steps(alices: Client, entry: Unguided) -> None:
    page = text_of(alices, address_of(entry))
    for text in (entry.summary, entry.why, entry.known, "Trained hands alone"):
        assert text in page
    assert "script-lines" not in page
    assert entry.id not in ATLAS.techniques
    assert set(entry.instead) <= set(ATLAS.techniques)
    for region in entry.regions:
        assert address_of(entry) in text_of(alices, address_of(ATLAS.regions[region]))


@pytest.mark.parametrize("complaint", ATLAS.complaints.values(), ids=list(ATLAS.complaints))
def test_a_complaint_says_what_is_known_and_when_to_see_a_doctor(alices: Client, complaint: Complaint) -> None:
    page = text_of(alices, address_of(complaint))
    for text in (complaint.definition, complaint.rationale, complaint.refer_when, *complaint.avoid):
        assert text in page
    for technique in (*complaint.techniques, *complaint.mind):
        assert address_of(ATLAS.techniques[technique]) in targets(page)
        assert address_of(complaint) in targets(text_of(alices, address_of(ATLAS.techniques[technique])))


@pytest.mark.parametrize("region", ATLAS.regions.values(), ids=list(ATLAS.regions))
def test_a_place_says_who_may_press_and_how_firmly(alices: Client, region: Region) -> None:
    page = text_of(alices, address_of(region))
    for level in (region.max_level.own, region.max_level.partner, region.max_level.professional):
        assert f"{level} of 10, {LEVEL_WORDS[level] if level else 'not at all'}" in page
    if region.access == "keep_out":
        assert "Never pressed." in page


@pytest.mark.parametrize("point", ATLAS.points.values(), ids=list(ATLAS.points))
def test_a_point_says_where_it_is_and_what_to_mind(alices: Client, point: Point) -> None:
    page = text_of(alices, address_of(point))
    for text in (point.id, point.pinyin, point.where, *point.cautions):
        assert text in page
    guided = any(point.id in technique.points for technique in ATLAS.techniques.values())
    assert ("no session guides a finger to it" in page) != (guided and point.guided)
    assert ("Nobody presses it" in page) == (point.dose is None)
    assert point.evidence.text in page


@pytest.mark.parametrize("muscle", ATLAS.muscles.values(), ids=list(ATLAS.muscles))
def test_a_muscle_says_what_lies_in_the_way_and_who_may_press(alices: Client, muscle: Muscle) -> None:
    page = text_of(alices, address_of(muscle))
    anatomy = muscle.anatomy
    for text in (muscle.caution, *muscle.care.structures, muscle.care.why, anatomy.origin, anatomy.insertion):
        assert text in page
    assert f'data-press="{muscle.care.press}"' in page
    for zone in muscle.referral.zones:
        assert address_of(ATLAS.regions[zone.region]) in page
    assert "not verified in trials" in page


@pytest.mark.parametrize("muscle", ATLAS.muscles.values(), ids=list(ATLAS.muscles))
def test_only_where_one_may_press_it_says_how_firmly(alices: Client, muscle: Muscle) -> None:
    page = text_of(alices, address_of(muscle))
    assert ("on yourself</span>" in page) == (
        muscle.care.press == "self" and any(ATLAS.regions[site.region].max_level.own for site in muscle.sites)
    )
    if muscle.care.press == "never":
        assert not [site.where for site in muscle.sites if site.where in page]


@pytest.mark.parametrize("name", ["technique", "complaint", "region", "muscle", "point"])
def test_what_the_atlas_does_not_have_is_not_found(alices: Client, name: str) -> None:
    assert alices.get(reverse(name, args=["nothing_such"])).status_code == 404


def test_a_technique_moves(pages: dict[str, str]) -> None:
    """What it moves by is the figure's own matter."""
    for name, technique in ATLAS.techniques.items():
        assert f'data-motion="{reverse("technique_motion", args=[name])}" data-loop' in pages[address_of(technique)]


def test_every_page_of_something_on_the_body_has_its_picture(pages: dict[str, str]) -> None:
    complaints = set(map(address_of, ATLAS.complaints.values()))
    without = [address for address, page in pages.items() if page.count('role="img"') < 1 and address not in complaints]
    assert without == []


def test_the_picture_wears_what_was_chosen(alices: Client, alice: Person) -> None:
    alice.build, alice.skin, alice.hair = "older", "deep", "grey"
    alice.save()
    page = text_of(alices, address_of(ATLAS.regions["temple"]))
    assert 'data-skin="deep" data-hair="grey"' in page
