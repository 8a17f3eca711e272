"""From one tap to a course of events: added, rated, taken back, and nothing made up."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from tests.web.diary.conftest import NOW
from unclench.diary import SYMPTOMS, features
from unclench.web.accounts.models import Person
from unclench.web.diary import course
from unclench.web.diary.gathering import episode_from
from unclench.web.diary.models import Dose, Episode, EpisodeEvent, Medicine
from unclench.web.moment import Moment

HERE = Moment(NOW, "UTC")


def undo(client: Client, address: str) -> str:
    """Tap Undo on the message that the page at this address shows; where it leads."""
    page = client.get(address).content.decode()
    found = re.search(r'class="toast">.*?action="([^"]+)"', page, re.DOTALL)
    assert found, page
    return client.post(unescape(found[1])).headers["Location"]


def standing(attack: Episode) -> list[tuple[str, str, str, int | None]]:
    return [(one.kind, one.name or one.text, one.value, one.level) for one in EpisodeEvent.of(attack.owner)]


@pytest.fixture
def triptan(alice: Person) -> Medicine:
    made = Medicine.made(alice, HERE, name="Sumatriptan", kind="triptan", usual="50 mg", acute=True)
    made.save()
    return made


def test_one_question_at_a_time_each_can_be_passed(alices: Client, attack: Episode, triptan: Medicine) -> None:
    del triptan
    asked, after = [], ""
    for _ in range(15):
        page = alices.get(f"/attack/{attack.id}/say/{after}").content.decode()
        assert 'data-theme="dim"' in page
        if "That is all." in page:
            break
        assert page.count("<h1") == 1
        assert "checked" not in page
        about = page.partition('name="about" value="')[2].partition('"')[0]
        asked.append(about)
        after = f"?after={about}"
    assert asked == [
        *("pain", "dose", "place", "tried", "nausea", "vomiting", "light", "sound", "side", "quality", "activity"),
        "aura",
    ]
    assert not EpisodeEvent.objects.exists()
    assert not Dose.objects.exists()


def test_an_answer_is_kept_at_its_time_and_undone_by_one_tap(
    alices: Client, attack: Episode, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=10))
    say = f"/attack/{attack.id}/say/"
    answer = alices.post(say, {"about": "pain", "answer": "7"})
    event = EpisodeEvent.objects.get()
    assert (event.kind, event.level, event.at, event.zone) == ("pain", 7, NOW + timedelta(minutes=10), attack.zone)
    assert undo(alices, answer.headers["Location"]) == say
    assert standing(attack) == []
    assert undo(alices, say) == say
    assert standing(attack) == [("pain", "", "", 7)]


def test_a_second_answer_takes_the_place_of_the_first_until_it_is_undone(alices: Client, attack: Episode) -> None:
    say = f"/attack/{attack.id}/say/"
    alices.post(say, {"about": "nausea", "answer": "mild"})
    answer = alices.post(say, {"about": "nausea", "answer": "severe"})
    assert standing(attack) == [("symptom", "nausea", "severe", None)]
    undo(alices, answer.headers["Location"])
    assert standing(attack) == [("symptom", "nausea", "mild", None)]


@pytest.mark.parametrize(
    "data", [{"about": "pain", "answer": "11"}, {"about": "nausea", "answer": "much"}, {"about": "x", "answer": "yes"}]
)
def test_what_is_no_choice_is_refused(alices: Client, attack: Episode, data: dict[str, str]) -> None:
    assert alices.post(f"/attack/{attack.id}/say/", data).status_code == 400
    assert not EpisodeEvent.objects.exists()


def test_a_dose_is_one_tap_and_asked_about_later(
    alices: Client, attack: Episode, triptan: Medicine, clock: time_machine.Traveller
) -> None:
    say = f"/attack/{attack.id}/say/"
    alices.post(say, {"about": "dose", "answer": str(triptan.id)})
    dose = Dose.objects.get()
    assert (dose.name, dose.kind, dose.amount, dose.acute, dose.episode) == (
        "Sumatriptan", "triptan", "50 mg", True, attack,
    )  # fmt: skip
    assert "any better" not in alices.get(say).content.decode()
    clock.shift(timedelta(minutes=45))
    assert "Sumatriptan, 14:32: any better for it?" in alices.get(say).content.decode()
    alices.post(say, {"about": f"rate.{dose.id}", "answer": "somewhat"})
    rating = EpisodeEvent.objects.get(kind="relief")
    assert (rating.value, rating.at, rating.minutes, rating.dose) == (
        "somewhat",
        NOW + timedelta(minutes=45),
        None,
        dose,
    )
    alices.post(f"/doses/{dose.id}/rate/", {"relief": "helpful", "after": "30"})
    (told,) = EpisodeEvent.of(attack.owner).filter(kind="relief")
    assert (told.value, told.minutes) == ("helpful", 30)
    alices.post(f"/doses/{dose.id}/rate/", {"relief": "", "after": ""})
    assert not EpisodeEvent.of(attack.owner).filter(kind="relief").exists()


def say(client: Client, attack: Episode, about: str, answer: str) -> str:
    """Answer, and see what is asked next."""
    onward = client.post(f"/attack/{attack.id}/say/", {"about": about, "answer": answer}).headers["Location"]
    return asked_on(client.get(onward).content.decode())


def asked_on(page: str) -> str:
    return page.partition('name="about" value="')[2].partition('"')[0]


def test_places_are_two_taps_each_and_the_sides_come_of_them(alices: Client, attack: Episode) -> None:
    assert say(alices, attack, "place", "temple") == "place.temple"
    assert standing(attack) == [("place", "temple", "", None)]
    told = alices.post(f"/attack/{attack.id}/say/", {"about": "place.temple", "answer": "both"}).headers["Location"]
    assert standing(attack) == [("place", "temple.left", "", None), ("place", "temple.right", "", None)]
    back = undo(alices, told)  # both, by one tap
    assert standing(attack) == [("place", "temple", "", None)]
    undo(alices, back)
    assert len(standing(attack)) == 2
    again = alices.get(f"/attack/{attack.id}/say/?ask=place").content.decode()
    assert asked_on(again) == "place"
    assert "Where else?" in again
    assert 'value="temple"' not in again
    assert say(alices, attack, "place", "scalp_vertex") == "place"  # it has no sides
    assert features(episode_from(attack, course.course_of(attack))).side is None  # with a middle nobody can tell
    assert "side" not in [
        asked_on(alices.get(f"/attack/{attack.id}/say/?after={one}").content.decode()) for one in ("sound", "light")
    ]


def test_a_place_stays_where_its_side_is_passed_over_and_no_side_is_made_up(alices: Client, attack: Episode) -> None:
    say(alices, attack, "place", "temple")
    passed = alices.get(f"/attack/{attack.id}/say/?after=place").content.decode()
    assert asked_on(passed) == "tried"
    say(alices, attack, "place", "temple")  # told twice, it is still one
    assert standing(attack) == [("place", "temple", "", None)]
    assert features(episode_from(attack, course.course_of(attack))).side is None
    assert "Temple (side not said)" in alices.get(f"/episodes/{attack.id}/").content.decode()
    places = f"/episodes/{attack.id}/places/"
    assert "Temple, without a side" in alices.get(places).content.decode()
    alices.post(places, {"pain.forehead.midline": "3"})  # a map has no place without a side, so it takes none away
    assert set(standing(attack)) == {("place", "forehead.midline", "", 3), ("place", "temple", "", None)}
    assert asked_on(alices.get(f"/attack/{attack.id}/say/?after=sound").content.decode()) == "quality"
    alices.post(places, {"pain.temple.left": "5"})
    assert standing(attack) == [("place", "temple.left", "", 5)]
    assert features(episode_from(attack, course.course_of(attack))).side == "left"


def test_one_place_without_a_side_leaves_the_side_open(alices: Client, attack: Episode) -> None:
    say(alices, attack, "place", "temple")
    say(alices, attack, "place.temple", "left")
    say(alices, attack, "place", "periorbital")
    assert features(episode_from(attack, course.course_of(attack))).side is None
    say(alices, attack, "place", "jaw_masseter")
    say(alices, attack, "place.jaw_masseter", "right")
    assert features(episode_from(attack, course.course_of(attack))).side == "both"  # whatever the third is


def test_an_aura_is_told_step_by_step_and_its_start_is_not_made_up(
    alices: Client, attack: Episode, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=12))
    assert say(alices, attack, "aura", "aura_visual") == "aura_visual.how"
    assert say(alices, attack, "aura_visual.how", "gradual") == "aura_visual.minutes"
    assert say(alices, attack, "aura_visual.minutes", "30") == "aura"
    assert say(alices, attack, "aura", "aura_sensory") == "aura_sensory.how"
    after = alices.get(f"/attack/{attack.id}/say/?after=aura").content.decode()
    assert asked_on(after) == "aura_then"
    assert say(alices, attack, "aura_then", "soon") == "aura_side"
    assert say(alices, attack, "aura_side", "yes") == "aura_turns"
    assert say(alices, attack, "aura_turns", "yes") == ""
    found = features(episode_from(attack, course.course_of(attack)))
    assert [(one.kind, one.at, one.minutes, one.gradual) for one in found.auras] == [
        ("visual", None, 30, True),
        ("sensory", None, None, None),
    ]
    assert (found.aura_before, found.aura_one_sided, found.aura_in_turns, found.aura_gone) == (
        "soon", True, True, None,
    )  # fmt: skip


def test_none_of_these_is_an_answer(alices: Client, attack: Episode) -> None:
    assert say(alices, attack, "aura", "no") == ""
    found = features(episode_from(attack, course.course_of(attack)))
    assert (found.no_aura, found.auras) == (True, ())


def test_relief_and_how_long_it_took_are_told_for_each_thing(
    alices: Client, attack: Episode, triptan: Medicine, clock: time_machine.Traveller
) -> None:
    say(alices, attack, "dose", str(triptan.id))
    say(alices, attack, "tried", "Cold")
    (dose,), (cold,) = Dose.objects.all(), EpisodeEvent.objects.all()
    clock.shift(timedelta(minutes=30))
    assert say(alices, attack, f"rate.{dose.id}", "helpful") == f"after.{dose.id}"
    assert say(alices, attack, f"after.{dose.id}", "15") == f"rate.{cold.id}"
    assert say(alices, attack, f"rate.{cold.id}", "not") == "pain"
    ratings = course.course_of(attack).ratings
    assert {key: (one.value, one.minutes) for key, one in ratings.items()} == {
        dose.id: ("helpful", 15),
        cold.id: ("not", None),
    }


@pytest.mark.parametrize(
    ("about", "answer"),
    [
        ("place", "elbow"),
        ("place.temple", "midline"),
        ("place.elbow", "left"),
        ("tried", "A wonder"),
        ("aura_visual.how", "gradual"),
        ("aura_visual.minutes", "7"),
        ("aura", "yes"),
        ("after.x", "15"),
        ("rate.x", "helpful"),
        ("dose", "x"),
    ],
)
def test_what_was_not_offered_is_not_kept(alices: Client, attack: Episode, about: str, answer: str) -> None:
    assert alices.post(f"/attack/{attack.id}/say/", {"about": about, "answer": answer}).status_code == 400
    assert standing(attack) == []


def test_what_is_added_stands_at_the_time_that_is_given(alices: Client, attack: Episode, triptan: Medicine) -> None:
    course.end(attack, Moment(NOW + timedelta(minutes=1), "UTC"))
    add = f"/episodes/{attack.id}/add/"
    page = alices.post(add, {"pain": "5", "when": ""}, follow=True).content.decode()
    assert "needs its time" in page
    assert (
        "before it began" in alices.post(add, {"pain": "5", "when": "2026-11-20 10:00"}, follow=True).content.decode()
    )
    assert not EpisodeEvent.objects.exists()
    alices.post(add, {"pain": "5", "when": "2026-11-21T14:32"})
    alices.post(add, {"tried": "Cold", "when": "2026-11-21T14:32"})
    alices.post(add, {"other": "  my  own   way ", "when": "2026-11-21T14:32"})
    alices.post(add, {"medicine": str(triptan.id), "when": "2026-11-21T14:32"})
    assert {one[:2] for one in standing(attack)} == {("pain", ""), ("tried", "Cold"), ("tried", "my own way")}
    assert {one.at for one in (*EpisodeEvent.objects.all(), *Dose.objects.all())} == {NOW}


def test_symptoms_that_are_not_touched_stay_unsaid(alices: Client, attack: Episode) -> None:
    page = f"/episodes/{attack.id}/symptoms/"
    shown = alices.get(page).content.decode()
    assert shown.count(" checked") == shown.count('value="" checked') == len(SYMPTOMS)
    said = {"light": "no", "nausea": "", "aura_visual": "spreading", "aura_visual.minutes": "25", "nose": "left"}
    alices.post(page, said | {"aura_visual.began": "2026-11-21T14:00"})
    found = features(episode_from(attack, course.course_of(attack)))
    assert (found.light, found.nausea, found.vomiting, found.autonomic) == (False, None, None, {"nose": "left"})
    (aura,) = found.auras
    assert (aura.kind, aura.minutes, aura.spreading, f"{aura.at:%H:%M}") == ("visual", 25, True, "14:00")
    count = EpisodeEvent.objects.count()
    alices.post(page, said | {"aura_visual.began": "2026-11-21T14:00"})
    assert EpisodeEvent.objects.count() == count
    assert alices.post(page, {"aura_visual": "yes", "aura_visual.minutes": "many"}).status_code == 422


def test_places_come_from_the_map(alices: Client, attack: Episode) -> None:
    page = f"/episodes/{attack.id}/places/"
    alices.post(page, {"pain.temple.left": "6", "pain.forehead.midline": "hurts"})
    assert set(standing(attack)) == {("place", "temple.left", "", 6), ("place", "forehead.midline", "", None)}
    alices.post(page, {"pain.temple.left": "8"})
    assert standing(attack) == [("place", "temple.left", "", 8)]
    assert "left temple 8" in alices.get(f"/episodes/{attack.id}/").content.decode().lower()


def test_offers_follow_their_own_history_and_are_else_drawn_for_the_day(alice: Person, attack: Episode) -> None:
    drawn = course.things_to_try(alice, HERE)
    assert drawn == course.things_to_try(alice, HERE)
    other_days = {course.things_to_try(alice, Moment(NOW + timedelta(days=day), "UTC")) for day in range(5)}
    assert len(other_days) > 1
    for what in ("A walk", "A walk", "Cold"):
        course.tried(attack, what, HERE)
    assert course.things_to_try(alice, HERE)[:2] == ("A walk", "Cold")
    assert sorted(course.things_to_try(alice, HERE)) == sorted(drawn)


def test_still_the_same_attack_takes_all_that_was_told_along(
    alices: Client, attack: Episode, triptan: Medicine, clock: time_machine.Traveller
) -> None:
    for about, answer in (("pain", "4"), ("nausea", "mild"), ("place", "temple"), ("aura", "aura_visual")):
        say(alices, attack, about, answer)
    course.write(attack, "began at work", HERE, None)
    clock.shift(timedelta(hours=2))
    alices.post("/attack/")
    later = Episode.objects.get(ended_at=None, at__gt=attack.at)
    told = (("dose", str(triptan.id)), ("nausea", "severe"), ("place", "temple"), ("place.temple", "left"))
    for about, answer in (*told, ("aura", "aura_sensory")):
        say(alices, later, about, answer)
    dose = Dose.objects.get()
    course.rate(dose, "helpful", dose.lived, 30)
    course.write(later, "and at home", later.lived, None)
    alices.post(f"/attack/{later.id}/end/")
    alices.post(f"/attack/{later.id}/undo/", {"same": "1"})
    assert list(Episode.of(attack.owner)) == [attack]
    attack.refresh_from_db()
    dose.refresh_from_db()
    known = course.course_of(attack)
    assert (dose.episode, known.doses, dose.at) == (attack, (dose,), NOW + timedelta(hours=2))
    assert known.ratings[dose.id].value == "helpful"
    assert {name: event.value for name, event in known.symptoms.items()} == {
        "nausea": "severe", "aura_visual": "yes", "aura_sensory": "yes",
    }  # fmt: skip
    assert [one.at for one in features(episode_from(attack, known)).auras] == [None, None]  # nobody said when
    assert [(event.name, event.level) for event in known.places] == [("temple.left", None)]
    assert [event.level for event in known.readings] == [4]
    assert known.note is not None
    assert known.note.text == "began at work\nand at home"
    assert attack.ended_at == NOW + timedelta(hours=2)


def test_it_refuses_charlie(alices: Client, charlies: Client, attack: Episode, triptan: Medicine) -> None:
    alices.post(f"/attack/{attack.id}/say/", {"about": "dose", "answer": str(triptan.id)})
    alices.post(f"/episodes/{attack.id}/add/", {"tried": "Cold"})
    event, dose = EpisodeEvent.objects.get(), Dose.objects.get()
    for path in (
        f"/attack/{attack.id}/say/",
        f"/episodes/{attack.id}/add/",
        f"/episodes/{attack.id}/symptoms/",
        f"/episodes/{attack.id}/places/",
        *(f"/events/{event.id}/{what}/" for what in ("undo", "redo", "rate")),
        *(f"/doses/{dose.id}/{what}/" for what in ("undo", "redo", "rate")),
    ):
        assert charlies.post(path, {"pain": "3", "relief": "not", "about": "pain", "answer": "3"}).status_code == 404
    charlies_own = charlies.post("/attack/").headers["Location"]
    assert charlies.post(f"{charlies_own}say/", {"about": "dose", "answer": str(triptan.id)}).status_code == 404
    assert (EpisodeEvent.objects.count(), Dose.objects.count()) == (1, 1)
