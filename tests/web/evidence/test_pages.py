"""Every claim, study and source has one page, and everything known of an entry of the atlas is led to from it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from unclench.atlas import load_atlas
from unclench.evidence import load_library, words
from unclench.evidence.about import about_complaint, about_muscle, about_point, about_region, about_technique
from unclench.evidence.types import Claim, Study
from unclench.safety import load_rules
from unclench.web.atlas.links import Shown, address_of
from unclench.web.evidence.source_page import cited_by, page_of

ATLAS = load_atlas()
LIBRARY = load_library()


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def targets(page: str) -> set[str]:
    return set(re.findall(r'href="(/(?:evidence|atlas)/[^"#?]*)"', page))


@pytest.fixture
def pages(alices: Client) -> dict[str, str]:
    """Every page of the evidence, by its address."""
    addresses = [reverse("claim", args=[name]) for name in LIBRARY.claims]
    addresses += [reverse("study", args=[name]) for name in LIBRARY.studies]
    addresses += [reverse("source", args=[name]) for name in LIBRARY.sources]
    addresses += [reverse("evidence"), reverse("studies"), reverse("sources")]
    return {address: text_of(alices, address) for address in addresses}


def test_every_page_is_led_to_and_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    entries: tuple[Shown, ...] = (*ATLAS.techniques.values(), *ATLAS.complaints.values(), *ATLAS.regions.values())
    entries = (*entries, *ATLAS.muscles.values(), *ATLAS.points.values())
    known = {address_of(entry) for entry in entries}
    unguided = {target for target in targets("".join(pages.values())) if target.startswith("/atlas/techniques/")}
    assert {target for page in pages.values() for target in targets(page)} <= {*pages, *known, *unguided, "/atlas/"}
    led_to = {target for address, page in pages.items() for target in targets(page) if target != address}
    assert set(pages) <= led_to


@pytest.mark.parametrize("claim", LIBRARY.claims.values(), ids=list(LIBRARY.claims))
def test_a_claim_shows_answer_grade_figures_and_how_far_it_was_read(alices: Client, claim: Claim) -> None:
    page = text_of(alices, reverse("claim", args=[claim.id]))
    told = [claim.claim, claim.verdict, claim.known, claim.unverified, claim.note, claim.may_say, *claim.never_say]
    told += [words.DIRECTIONS[claim.direction], words.GRADES[claim.grade], words.GRADE_MEANINGS[claim.grade]]
    told += [words.VERIFIED[claim.verified], words.DEPTHS[claim.depth]]
    told += [words.number(number) for number in claim.numbers]
    told += [LIBRARY.sources[source].citation for source in claim.sources]
    assert [text for text in told if text not in page] == []
    linked = {address_of(ATLAS.techniques[name]) for name in claim.techniques}
    linked |= {address_of(ATLAS.complaints[name]) for name in claim.complaints}
    linked |= {address_of(ATLAS.points[name]) for name in claim.points}
    linked |= {reverse("source", args=[source]) for source in claim.sources}
    linked |= {reverse("study", args=[study.id]) for study in LIBRARY.studies_of(claim)}
    assert linked <= targets(page)


@pytest.mark.parametrize("study", LIBRARY.studies.values(), ids=list(LIBRARY.studies))
def test_a_study_shows_what_was_done_and_what_came_of_it(alices: Client, study: Study) -> None:
    page = text_of(alices, reverse("study", args=[study.id]))
    told = [study.name, study.what, study.population, *study.results, study.bias_why, study.missing, study.use]
    told += [words.people(study), words.dose(study.dose), study.dose.note, words.BIASES[study.bias]]
    told += [part.name for part in study.parts]
    told += [words.DEPTHS[depth] for depth in study.seen.values()]
    assert [text for text in told if text not in page] == []
    linked = {address_of(ATLAS.techniques[name]) for name in study.techniques}
    linked |= {address_of(ATLAS.muscles[name]) for name in study.muscles}
    linked |= {reverse("claim", args=[claim.id]) for claim in LIBRARY.claims_of(study)}
    assert linked <= targets(page)


def test_a_source_shows_everything_that_rests_on_it(alices: Client) -> None:
    page = text_of(alices, reverse("source", args=["gross2024"]))
    assert reverse("claim", args=["neck_pain_vs_sham"]) in targets(page)
    assert reverse("study", args=["gross2024"]) in targets(page)
    for technique in ATLAS.techniques.values():
        assert (address_of(technique) in targets(page)) == ("gross2024" in cited_by(technique))


@pytest.mark.parametrize("rule", load_rules().rules[::10], ids=lambda rule: rule.id)
def test_a_source_names_the_safety_rules_that_cite_it(rule: object) -> None:
    known = next(one for one in load_rules().rules if one is rule)
    for source in known.sources:
        assert known.name in page_of(LIBRARY.sources[source], LIBRARY, ATLAS).rules


def test_what_is_known_is_led_to_from_the_atlas(alices: Client) -> None:
    for entry, known in (
        (ATLAS.techniques["scalp_circles"], about_technique(ATLAS.techniques["scalp_circles"], LIBRARY)),
        (ATLAS.complaints["poor_sleep"], about_complaint(ATLAS.complaints["poor_sleep"], LIBRARY)),
        (ATLAS.points["PC6"], about_point(ATLAS.points["PC6"], LIBRARY)),
        (ATLAS.muscles["scm_sternal"], about_muscle(ATLAS.muscles["scm_sternal"], LIBRARY)),
        (ATLAS.regions["temple"], about_region(ATLAS.regions["temple"], ATLAS, LIBRARY)),
    ):
        page = text_of(alices, address_of(entry))
        assert {reverse("claim", args=[claim.id]) for claim in known.claims} <= targets(page)
        assert {reverse("study", args=[study.id]) for study in known.studies} <= targets(page)
        assert all(words.GRADES[claim.grade] in page for claim in known.claims)
        assert "What is known" in page


def test_an_atlas_page_leads_to_the_one_page_of_its_source(alices: Client) -> None:
    page = text_of(alices, address_of(ATLAS.techniques["static_compression"]))
    for source in cited_by(ATLAS.techniques["static_compression"]):
        assert reverse("source", args=[source]) in targets(page)


@pytest.mark.parametrize("name", ["claim", "study", "source"])
def test_what_the_library_does_not_have_is_not_found(alices: Client, name: str) -> None:
    assert alices.get(reverse(name, args=["nothing_such"])).status_code == 404
