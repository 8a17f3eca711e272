from __future__ import annotations

import re
import statistics
from itertools import chain

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.web.drawings import FRONT, VIEWS
from tests.web.today.test_today import asked
from tests.web.today.walking import HEADACHE, ask, field, first_run
from unclench.atlas import load_atlas
from unclench.composer.types import Pain
from unclench.figure.body import BUILDS, Build
from unclench.plain import from_plain
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Plan
from unclench.web.today import views as pages
from unclench.web.today.models import CheckIn, Profile
from unclench.web.today.painmap import Patch, said, said_without_numbers, spot_words, views
from unclench.web.today.wishes import HURTS, Spot, pains_of, read_form, request_of, spots_in, spots_of

ATLAS = load_atlas()
SPOTS = tuple(chain.from_iterable(spots_of(region, ATLAS) for region in ATLAS.regions))
LEVELS = (HURTS, *map(str, range(11)))
PAIN_MAPS = st.dictionaries(st.sampled_from(SPOTS), st.sampled_from(LEVELS), max_size=12)


@given(PAIN_MAPS)
def test_each_side_keeps_its_own_level(chosen: dict[Spot, str]) -> None:
    levels = {spot: pain.level for pain in pains_of(chosen) for spot in spots_in([pain])}
    assert levels == {spot: None if level == HURTS else int(level) for spot, level in chosen.items()}


@given(PAIN_MAPS)
def test_what_is_sent_is_what_is_asked_for(chosen: dict[Spot, str]) -> None:
    posted = QueryDict(mutable=True)
    posted.update({"complaint": "stress", "minutes": "10"})
    posted.update({f"pain.{spot.key}": chosen.get(spot, "") for spot in SPOTS})
    form = read_form(posted, ATLAS)
    assert form.spots == chosen
    assert set(request_of(form).pains) == set(pains_of(chosen))


def test_nothing_is_made_of_what_was_not_touched(alices: Client, alice: Person) -> None:
    ask(alices, **{f"pain.{spot.key}": "" for spot in SPOTS})
    assert asked(alice).pains == ()


def test_no_number_stays_no_number_down_to_the_session(alices: Client, alice: Person) -> None:
    first_run(alices, **{"pain.temple.right": HURTS, "pain.nape.left": "0"})
    pains = {(pain.region, pain.side): pain.level for pain in asked(alice).pains}
    assert pains == {("temple", "right"): None, ("nape", "left"): 0}
    kept = Plan.objects.get(owner=alice).session["request"]["pains"]
    assert {pain["region"]: pain["level"] for pain in kept} == {"temple": None, "nape": 0}


def test_where_it_hurts_is_of_one_day(alices: Client, alice: Person) -> None:
    first_run(alices, **{"pain.temple.right": "7"})
    assert Profile.objects.get(owner=alice).wishes["pains"] == []
    page = alices.get("/").content.decode()
    assert [spot.key for spot in SPOTS if field(page, spot.key)] == []


def test_the_places_of_last_time_come_back_without_their_numbers(alices: Client) -> None:
    first_run(alices, **{"pain.temple.right": "7", "pain.shoulder_top.left": "4", "pain.shoulder_top.right": "4"})
    assert "As last time: Right temple, tops of both shoulders" in alices.get("/").content.decode()
    typed = {**HEADACHE, "minutes": "20", "same_places": "1", "pain.temple.right": "3"}
    answer = alices.post("/ask/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert field(page, "temple.right") == "3"
    assert (field(page, "shoulder_top.left"), field(page, "shoulder_top.right")) == (HURTS, HURTS)
    assert 'value="20" checked' in page
    assert CheckIn.objects.count() == 1


def test_the_places_of_last_time_are_not_offered_where_there_are_none(alices: Client) -> None:
    first_run(alices)
    assert "As last time" not in alices.get("/").content.decode()


def test_a_pain_of_before_there_were_two_numbers_can_be_read() -> None:
    assert from_plain(Pain, {"region": "temple", "level": 6, "side": "both"}) == Pain("temple", 6, "both")


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, ""),
        ({"temple.right": "6"}, "Right temple 6"),
        ({"temple.left": "4", "temple.right": "4"}, "Both temples 4"),
        ({"temple.left": "4", "temple.right": "5"}, "Left temple 4, right temple 5"),
        (
            {"temple.right": "6", "shoulder_top.left": "4", "shoulder_top.right": "4"},
            "Right temple 6, tops of both shoulders 4",
        ),
        ({"forehead.midline": "hurts"}, "Forehead (middle) (no number)"),
        ({"scalp_vertex.midline": "0"}, "Crown of your head 0"),
    ],
)
def test_it_says_where_it_hurts_in_words(chosen: dict[str, str], words: str) -> None:
    by_key = {spot.key: spot for spot in SPOTS}
    assert said({by_key[key]: level for key, level in chosen.items()}, ATLAS) == words


def test_no_two_places_are_called_the_same() -> None:
    words = [spot_words(ATLAS.regions[spot.region], spot.side) for spot in SPOTS]
    words += [spot_words(region, "both") for region in ATLAS.regions.values() if len(region.sides) > 1]
    assert len(set(words)) == len(words)


def test_both_sides_are_never_called_one() -> None:
    both = [spot_words(region, "both") for region in ATLAS.regions.values() if len(region.sides) > 1]
    assert [words for words in both if "both" not in words or "left" in words or "right" in words] == []


def test_the_page_says_what_was_chosen(alices: Client) -> None:
    page = alices.post("/ask/", {"pain.temple.right": "6", "pain.ear.left": HURTS}).content.decode()
    assert "Right temple 6, left ear (no number)" in page
    assert field(page, "ear.left") == HURTS


def test_the_list_has_every_place(alices: Client) -> None:
    page = alices.get("/").content.decode()
    assert all(f'name="pain.{spot.key}"' in page for spot in SPOTS)


@pytest.mark.parametrize("build", BUILDS)
def test_the_figure_shows_every_place_but_those_of_the_limbs(build: Build) -> None:
    limbs = {"hand_web", "hand_edge", "wrist_forearm", "lower_leg", "foot_sole", "foot_dorsum"}
    shown = {patch.key for view in views(build) for patch in view.patches}
    assert shown <= {spot.key for spot in SPOTS}
    missing = {spot for spot in SPOTS if spot.key not in shown}
    assert {spot.region for spot in missing} <= limbs


def test_each_view_has_its_own_sides() -> None:
    """Who sees themselves from the front has their right at the left."""
    for view in views("reference"):
        if view.id not in ("left", "right"):
            middles = {
                patch.side: statistics.fmean(first_x(one) for one in view.patches if one.side == patch.side)
                for patch in view.patches
            }
            assert (middles["left"] > middles["right"]) == (view.edges[1] == "your left")


def first_x(patch: Patch) -> float:
    return float(re.findall(r"-?[\d.]+", patch.path)[0])


def test_the_figure_is_beside_the_list(alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "views", lambda _: VIEWS)
    page = alices.get("/").content.decode()
    for view in VIEWS:
        assert f'viewBox="{view.box}"' in page
        assert view.drawing in page
    for patch in FRONT.patches:
        assert f'data-patch="{patch.key}"' in page
        assert f'name="pain.{patch.key}"' in page
    assert all(f'name="pain.{spot.key}"' in page for spot in SPOTS)


def test_the_words_for_places_are_those_of_last_time() -> None:
    assert said_without_numbers((Pain("temple", 6, "left"), Pain("ear", None)), ATLAS) == "Left temple, both ears"
