from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.evidence.test_pages import ATLAS, LIBRARY, targets, text_of
from unclench.evidence import words
from unclench.web.evidence.index import Asked, page_of, sources_of

HTMX = {"HX-Request": "true"}


def shown(**asked: str) -> list[str]:
    page = page_of(Asked(**asked), LIBRARY, ATLAS)
    lines = [line.address for answers in page.answers for line in answers.claims]
    assert len(lines) == page.count
    return lines


def address(claim: str) -> str:
    return reverse("claim", args=[claim])


def test_every_claim_is_there_under_its_answer() -> None:
    page = page_of(Asked(), LIBRARY, ATLAS)
    assert sorted(shown()) == sorted(map(address, LIBRARY.claims))
    for answers in page.answers:
        assert answers.name == words.DIRECTIONS[answers.direction]
        expected = {address(claim.id) for claim in LIBRARY.claims.values() if claim.direction == answers.direction}
        assert {line.address for line in answers.claims} == expected


@pytest.mark.parametrize("complaint", ATLAS.complaints)
def test_it_is_narrowed_to_a_complaint(complaint: str) -> None:
    expected = {address(claim.id) for claim in LIBRARY.claims.values() if complaint in claim.complaints}
    assert set(shown(complaint=complaint)) == expected


@pytest.mark.parametrize("grade", words.GRADES)
def test_it_is_narrowed_to_a_grade(grade: str) -> None:
    expected = {address(claim.id) for claim in LIBRARY.claims.values() if grade == claim.grade}
    assert set(shown(grade=grade)) == expected


def test_wishes_meet() -> None:
    both = set(shown(practice="acupressure", complaint="migraine_attack"))
    assert both == set(shown(practice="acupressure")) & set(shown(complaint="migraine_attack"))
    assert both == {address("acupressure_nausea")}


def test_what_is_not_known_does_not_narrow() -> None:
    assert shown(complaint="golf", practice="golf", grade="superb") == shown()


def test_words_find_claims_studies_and_sources() -> None:
    page = page_of(Asked(words="cortisol"), LIBRARY, ATLAS)
    assert address("cortisol") in shown(words="cortisol")
    assert page.studies
    assert page.sources


def test_it_works_without_script(alices: Client) -> None:
    page = text_of(alices, reverse("evidence") + "?q=&complaint=poor_sleep&practice=&grade=low")
    assert address("sleep") in targets(page)
    assert address("endorphins") not in targets(page)
    assert '<option value="poor_sleep" selected>' in page
    assert '<option value="low" selected>' in page


def test_every_grade_is_explained_once(alices: Client) -> None:
    page = text_of(alices, reverse("evidence"))
    for meaning in words.GRADE_MEANINGS.values():
        assert page.count(meaning) == 1
    assert 'id="grades"' in page


def test_it_is_honest_about_where_it_comes_from(alices: Client) -> None:
    for name in ("evidence", "studies"):
        assert words.HONEST in text_of(alices, reverse(name))


def test_every_source_is_listed_once() -> None:
    lines = [line.page for group in sources_of(LIBRARY).groups for line in group.lines]
    assert sorted(lines) == sorted(reverse("source", args=[name]) for name in LIBRARY.sources)


def test_nothing_found_says_so(alices: Client) -> None:
    assert "No claim answers to this." in text_of(alices, reverse("evidence") + "?q=xylophone")


def test_htmx_gets_the_answer_alone(alices: Client) -> None:
    answer = alices.get(reverse("evidence"), {"grade": "refuted"}, headers=HTMX).content.decode()
    assert "<html" not in answer
    assert 'hx-swap-oob="innerHTML:#found-count"' in answer
    assert address("detox") in answer
    assert address("sleep") not in answer


def test_what_was_typed_is_shown_as_text(alices: Client) -> None:
    answer = alices.get(reverse("evidence"), {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in answer


def test_every_page_leads_here(alices: Client) -> None:
    assert f'href="{reverse("evidence")}"' in alices.get("/").content.decode()
