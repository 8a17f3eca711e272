from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.atlas.test_pages import ATLAS, SHOWN, targets, text_of
from unclench.evidence import load_library
from unclench.evidence.search import search
from unclench.evidence.types import Claim
from unclench.evidence.words import GRADES
from unclench.web.atlas.index import MOST_CLAIMS, MOST_FOUND, results, shelves
from unclench.web.atlas.links import address_of

HTMX = {"HX-Request": "true"}


def test_everything_stands_on_one_shelf_once() -> None:
    addresses = [link.address for shelf in shelves(ATLAS) for group in shelf.groups for link in group.links]
    assert sorted(addresses) == sorted(map(address_of, SHOWN))


def test_the_shelves_are_there_without_a_search(alices: Client) -> None:
    assert targets(text_of(alices, reverse("atlas"))) == set(map(address_of, SHOWN))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("GB20", "points/GB20"),
        ("gb 20", "points/GB20"),
        ("Fengchi", "points/GB20"),
        ("temple", "regions/temple"),
        ("the base of my skull", "regions/suboccipital"),
        ("upper trapezius", "muscles/trapezius_upper"),
        ("shampoo circles", "techniques/scalp_circles"),
        ("neck cracking", "techniques/cervical_mobilisation"),
        ("post-isometric relaxation", "techniques/pir"),
    ],
)
def test_a_name_is_found_first(alices: Client, words: str, first: str) -> None:
    page = text_of(alices, reverse("atlas") + f"?q={words}")
    found = page[page.index('class="found"') :]
    assert found.index(f'href="/atlas/{first}/"') == found.index('href="/atlas/')
    assert f'value="{words}"' in page


def test_a_landmark_leads_to_the_place_where_it_is_felt() -> None:
    found = results("mastoid tip", ATLAS).found[0]
    landmark = ATLAS.landmarks["mastoid_tip"]
    assert found.kind == "landmark"
    assert found.link.address == address_of(ATLAS.regions[landmark.regions[0]])
    assert found.link.note == landmark.where


def test_what_is_only_spelt_alike_is_called_so(alices: Client) -> None:
    assert "Spelt alike" in text_of(alices, reverse("atlas") + "?q=tempel")


def test_what_is_said_of_an_effect_is_found_with_its_answer(alices: Client) -> None:
    page = text_of(alices, reverse("atlas") + "?q=hair")
    hits = [hit.entry for hit in search(load_library(), "hair") if isinstance(hit.entry, Claim)]
    assert hits
    for claim in hits[:MOST_CLAIMS]:
        assert reverse("claim", args=[claim.id]) in page
        assert GRADES[claim.grade] in page
    rest = len(hits) - MOST_CLAIMS
    assert (f"{rest} more" in page) == (rest > 0)


def test_words_that_are_only_said_of_an_effect_still_find_it(alices: Client) -> None:
    page = text_of(alices, reverse("atlas") + "?q=endorphins")
    assert reverse("claim", args=["endorphins"]) in page
    assert "Nothing found" not in page


def test_nothing_found_says_so(alices: Client) -> None:
    page = text_of(alices, reverse("atlas") + "?q=xylophone qwzx")
    assert "Nothing found" in page
    assert targets(page) == set()


def test_a_long_list_says_that_it_is_cut() -> None:
    found = results("a", ATLAS)
    assert len(found.found) == MOST_FOUND
    assert found.more > 0


def test_htmx_gets_the_answer_alone(alices: Client) -> None:
    answer = alices.get(reverse("atlas"), {"q": "temple"}, headers=HTMX).content.decode()
    assert "<html" not in answer
    assert 'hx-swap-oob="innerHTML:#found-count"' in answer
    assert 'href="/atlas/regions/temple/"' in answer


def test_a_page_brought_back_is_whole(alices: Client) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<html" in alices.get(reverse("atlas"), {"q": "temple"}, headers=headers).content.decode()


def test_what_was_typed_is_shown_as_text(alices: Client) -> None:
    answer = alices.get(reverse("atlas"), {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in answer
    assert "<script>alert(1)" in unescape(answer)


def test_today_leads_here(alices: Client) -> None:
    assert f'href="{reverse("atlas")}"' in alices.get("/").content.decode()
