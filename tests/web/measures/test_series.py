"""How a measure went over time, as it is drawn, listed and compared."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.web.measures.takings import MEASURES, run, take
from unclench.web.accounts.models import Person
from unclench.web.diary import course, episodes
from unclench.web.measures import pages, series
from unclench.web.measures.charts import Point, chart
from unclench.web.measures.keeping import Said
from unclench.web.measures.models import Taking
from unclench.web.measures.places import places_of
from unclench.web.moment import Moment, now
from unclench.web.today.models import CheckIn


def ago(days: int) -> Moment:
    return Moment(now().at - timedelta(days=days), "Europe/Berlin")


def test_rows_are_in_the_order_of_their_days_and_deleted_ones_are_gone(alice: Person) -> None:
    for days in (3, 9, 6):
        take(alice, "now", Said({"pain": float(days)}), ago(days))
    take(alice, "now", Said({"pain": 10.0}), ago(4)).take_away(now().at)
    assert [row.figures["pain"] for row in series.rows_of(alice, MEASURES["now"])] == [9, 6, 3]


def test_the_first_three_good_runs_of_each_input_are_practice(alice: Person) -> None:
    kinds = ["key", "key", "touch", "key", "key", "touch", "touch", "touch"]
    for number, kind in enumerate(kinds):
        take(alice, "reaction_90", Said(run=run(input=kind, seed=number)), ago(20 - number))
    rows = series.rows_of(alice, MEASURES["reaction_90"])
    assert [row.left_out for row in rows] == [True, True, True, True, False, True, True, False]
    assert [row.apart for row in series.compared(rows, "median")] == ["touch"]


def test_a_run_with_a_problem_is_shown_and_not_compared(alice: Person, alices: Client) -> None:
    for number in range(4):
        take(alice, "reaction_90", Said(run=run(seed=number)), ago(9 - number))
    take(alice, "reaction_90", Said(run=run(ended="stopped")), ago(1))
    rows = series.rows_of(alice, MEASURES["reaction_90"])
    assert [row.left_out for row in rows] == [True, True, True, False, True]
    page = alices.get(reverse("measure", args=["reaction_90"])).content.decode()
    assert "stopped before the end" in page
    assert page.count('class="chart-hollow"') == 4 * 4  # in each of four charts


def test_the_newest_is_told_beside_those_before_it(alice: Person) -> None:
    for days, pain in ((50, 6), (40, 7), (30, 5), (20, 6), (10, 2)):
        take(alice, "now", Said({"pain": float(pain)}), ago(days))
    (told,) = pages.told(MEASURES["now"], series.rows_of(alice, MEASURES["now"]))
    assert told.difference == "−4"
    assert told.besides == "below all 4 before it, 5 to 7; by chance alone the newest is outside 2 times in 5"


def test_self_judged_steps_and_those_of_a_camera_are_not_compared(alice: Person) -> None:
    take(alice, "neck_range", Said({"turn_left": 1}, method="self"), ago(9))
    take(alice, "neck_range", Said({"turn_left": 4}, method="camera"), ago(1))
    assert pages.told(MEASURES["neck_range"], series.rows_of(alice, MEASURES["neck_range"])) == ()


def test_the_list_has_the_last_values(alice: Person, alices: Client) -> None:
    take(alice, "hit6", Said({"total": 64}), ago(9))
    take(alice, "hit6", Said({"total": 55}), ago(2))
    take(alice, "strain", Said({"wound_up": 3, "too_much": 4, "switching_off": 8}), ago(2))
    page = alices.get(reverse("measures")).content.decode()
    assert "55, some impact" in page
    assert "64, severe" not in page
    assert "mean 5.0 of 10" in page


def test_a_chart_says_in_words_what_it_shows() -> None:
    points = [Point(date(2026, 1, day), 12, value) for day, value in ((1, 4), (9, 7), (20, 5))]
    svg = chart("Pain", points, lowest=0, highest=10)
    assert 'aria-label="Pain. 3 points, from 4 to 7; newest 5."' in svg
    assert svg.count('class="chart-point"') == 3
    assert '<path class="chart-stem"' not in svg


VALUES = st.lists(st.floats(0.1, 2_000), min_size=1, max_size=12)


@given(VALUES, st.booleans())
def test_every_point_of_a_chart_is_inside_it(values: list[float], whole: bool) -> None:
    points = [Point(date(2026, 1, 1) + timedelta(days=9 * number), 8, value) for number, value in enumerate(values)]
    svg = chart("Time", points, digits=1, highest=2_000 if whole else None, lowest=0 if whole else None)
    drawn = [
        (float(x), float(y)) for x, y in re.findall(r'<circle class="chart-point" cx="([\d.]+)" cy="([\d.]+)"', svg)
    ]
    assert len(drawn) == len(values)
    assert all(34 <= x <= 346 and 16 <= y <= 92 for x, y in drawn)
    by_value = sorted(zip(values, (y for _, y in drawn), strict=True))
    assert [y for _, y in by_value] == sorted((y for _, y in by_value), reverse=True)


def test_pain_by_place_comes_from_all_that_was_said(alice: Person, alices: Client) -> None:
    take(alice, "places", Said({"temple.left": 6, "temple.right": None}), ago(30))
    pains = [{"region": "temple", "level": 4, "side": "both"}]
    checked = CheckIn.made(alice, ago(20), request={"pains": pains}, verdict="clear")
    checked.save()
    headache = episodes.note_headache(alice, ago(10), "command", pain=None, note="")
    course.put_places(headache, {"temple.left": 8, "forehead.midline": None}, now())
    again = CheckIn.made(alice, ago(5), request={"pains": pains}, verdict="clear")
    again.save()  # a check-in that was begun anew has the places of the one before it
    found = {place.key: place for place in places_of(alice, now().local_date)}
    said = {key: [(one.level, one.said) for one in place.levels] for key, place in found.items()}
    assert said == {
        "temple.left": [(6, "measured"), (4, "session"), (8, "headache")],
        "temple.right": [(4, "session")],
    }
    assert "Left temple" in alices.get(reverse("measure", args=["places"])).content.decode()


def test_nothing_hurts_is_nought_for_every_place_that_ever_hurt(alice: Person) -> None:
    take(alice, "places", Said({"temple.left": 6}), ago(30))
    take(alice, "places", Said({"none": 0}), ago(3))
    (place,) = places_of(alice, now().local_date)
    assert [one.level for one in place.levels] == [6, 0]


@pytest.mark.parametrize("measure", MEASURES)
def test_what_came_from_elsewhere_and_cannot_be_read_breaks_no_page(
    alice: Person, alices: Client, measure: str
) -> None:
    said = {"total": 10_000, "pain": 99, "turn_left": 40, "elbow.left": 3, "change": 9}
    Taking.made(alice, now(), measure=measure, said=said, run={}, degrees={"turn_left": 5}).save()
    Taking.made(alice, now(), measure="iq", said=said).save()
    assert alices.get(reverse("measure", args=[measure])).status_code == 200
    assert alices.get(reverse("measures")).status_code == 200


@pytest.mark.parametrize("measure", ["now", "reaction_90", "places", "hit6", "neck_range", "change"])
def test_an_empty_measure_says_so(alices: Client, measure: str) -> None:
    page = alices.get(reverse("measure", args=[measure])).content.decode()
    assert "Nothing measured yet" in page
    assert '<svg class="chart"' not in page
