"""What was told of an attack without a network: taken once, in whatever order, at the time of its tap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web import cast
from tests.web.offline.test_records import record, sent, states
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Dose, Episode, EpisodeEvent, Medicine
from unclench.web.moment import now
from unclench.web.offline.attack_page import attack_page
from unclench.web.offline.owner import owner_key
from unclench.web.offline.records import take_all
from unclench.web.tidying import tidy
from unclench.web.today import locks

Record = dict[str, Any]


def medicine_of(person: Person, name: str = "Sumatriptan") -> Medicine:
    made = Medicine.made(person, now(), name=name, kind="triptan", usual="50 mg", acute=True)
    made.save()
    return made


def begun(ago_s: float = 3_600, **fields: Any) -> tuple[Record, Record]:
    """An attack, and what says of another record that it is of this attack."""
    attack = record("attack", ago_s, **fields)
    return attack, {"attack": attack["id"], "began_ms": attack["at_ms"]}


def told(medicine: Medicine) -> list[Record]:
    """Something of everything, in the order in which it was told."""
    attack, of = begun()
    dose = record("dose", 3_000, medicine=str(medicine.id), **of)
    cold = record("tried", 2_900, what="  A  cold   cloth", **of)
    slip = record("pain", 2_800, level=10, **of)
    return [
        attack,
        record("pain", 3_500, level=7, **of),
        record("place", 3_400, place="temple", **of),
        record("place", 3_300, place="temple.left", **of),
        record("place", 3_250, place="jaw_masseter", **of),
        record("symptom", 3_200, name="nausea", value="mild", **of),
        record("symptom", 3_100, name="nausea", value="severe", **of),
        record("symptom", 3_050, name="aura_visual", value="gradual", **of),
        record("symptom", 3_040, name="aura_visual", value="gradual", minutes=30, **of),
        dose,
        cold,
        slip,
        record("undo", 2_790, of=slip["id"], what="pain", **of),
        record("relief", 1_200, about=dose["id"], relief="somewhat", **of),
        record("relief", 1_100, about=dose["id"], relief="helpful", minutes=60, **of),
        record("relief", 1_000, about=cold["id"], relief="not", **of),
        record("eased", 60, **of),
    ]


def standing(person: Person) -> list[tuple[Any, ...]]:
    events = [
        (one.kind, one.name or one.text, one.level, one.value, one.minutes, one.at, one.zone)
        for one in EpisodeEvent.of(person).order_by("at", "kind", "name")
    ]
    doses = [(one.name, one.amount, one.kind, one.acute, one.episode_id, one.at) for one in Dose.of(person)]
    return [*events, *doses, *Episode.of(person).values_list("id", "at", "ended_at")]


def at(one: Record) -> datetime:
    return datetime.fromtimestamp(one["at_ms"] / 1_000, UTC)


def test_the_whole_course_arrives_at_its_own_times(alices: Client, alice: Person) -> None:
    batch = told(medicine_of(alice))
    assert states(alices, *batch) == ["kept"] * len(batch)
    onset, pain, _, left, jaw, _, nausea, _, _, dose, cold, _, _, _, better, no, eased = batch
    zone = now().zone
    assert standing(alice) == [
        ("symptom", "aura_visual", None, "gradual", 30, at(onset), zone),  # nobody said when it began
        ("pain", "", 7, "", None, at(pain), zone),
        ("place", "temple.left", None, "", None, at(left), zone),
        ("place", "jaw_masseter", None, "", None, at(jaw), zone),
        ("symptom", "nausea", None, "severe", None, at(nausea), zone),
        ("tried", "A cold cloth", None, "", None, at(cold), zone),
        ("relief", "", None, "helpful", 60, at(better), zone),
        ("relief", "", None, "not", None, at(no), zone),
        ("Sumatriptan", "50 mg", "triptan", True, UUID(onset["id"]), at(dose)),
        (UUID(onset["id"]), at(onset), at(eased)),
    ]
    before = standing(alice)
    assert states(alices, *batch) == ["known"] * len(batch)  # the answer was lost, and it is sent once more
    assert standing(alice) == before


@pytest.mark.django_db
@settings(max_examples=6)
@given(st.permutations(range(17)), st.integers(0, 17))
def test_in_whatever_order_and_however_cut_it_says_the_same(order: list[int], cut: int) -> None:
    with transaction.atomic():
        person = cast.person("dora")
        batch = told(medicine_of(person))
        take_all(person, batch, now())
        expected = standing(person)
        for model in (EpisodeEvent, Dose, Episode):
            model.objects.filter(owner=person).delete()
        other = cast.person("emil")
        renamed = renamed_for(batch, medicine_of(other))
        shuffled = [renamed[number] for number in order]
        take_all(other, shuffled[:cut], now())
        results = take_all(other, shuffled, now())
        assert [result.id for result in results] == [one["id"] for one in shuffled]
        assert {result.state for result in results} <= {"kept", "known"}
        assert without_names(standing(other)) == without_names(expected)
        transaction.set_rollback(True)


def renamed_for(batch: Iterable[Record], medicine: Medicine) -> list[Record]:
    """The same told by somebody else: other names, the same times."""
    names = {one["id"]: record("x")["id"] for one in batch}
    return [
        {
            key: str(medicine.id) if key == "medicine" else names.get(value, value) if isinstance(value, str) else value
            for key, value in one.items()
        }
        for one in batch
    ]


def without_names(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(value for value in row if not isinstance(value, UUID)) for row in rows]


def test_it_was_lived_in_the_zone_of_the_tap(alices: Client, alice: Person) -> None:
    attack, of = begun(zone="Pacific/Kiritimati")
    dose = record("dose", 60, medicine=str(medicine_of(alice).id), zone="Pacific/Pago_Pago", **of)
    odd = record("pain", 50, level=3, zone="Etc/Nowhere", **of)
    alices.cookies["unclench_zone"] = "Europe/Berlin"
    assert states(alices, attack, dose, odd) == ["kept"] * 3
    assert Episode.objects.get().zone == "Pacific/Kiritimati"
    kept = Dose.objects.get()
    assert (kept.zone, kept.local_date) == ("Pacific/Pago_Pago", (at(dose) - timedelta(hours=11)).date())
    assert EpisodeEvent.objects.get().zone == "Europe/Berlin"  # as for any request whose zone is not known


REFUSED: dict[str, tuple[str, Record]] = {
    "a medicine of nobody": ("dose", {"medicine": record("x")["id"]}),
    "no medicine": ("dose", {}),
    "nothing tried": ("tried", {"what": "  "}),
    "more than there is room for": ("tried", {"what": "a" * 81}),
    "a number tried": ("tried", {"what": 7}),
    "a symptom of no list": ("symptom", {"name": "luck", "value": "yes"}),
    "an answer of no list": ("symptom", {"name": "nausea", "value": "much"}),
    "no answer": ("symptom", {"name": "nausea", "value": ""}),
    "how long nausea lasted": ("symptom", {"name": "nausea", "value": "mild", "minutes": 30}),
    "minutes not offered": ("symptom", {"name": "aura_visual", "value": "yes", "minutes": 31}),
    "a place of no map": ("place", {"place": "elbow"}),
    "a side that it has not": ("place", {"place": "temple.midline"}),
    "no place": ("place", {}),
    "relief of nothing": ("relief", {"about": record("x")["id"], "relief": "helpful"}),
    "a pain of eleven": ("pain", {"level": 11}),
    "a zone that is none": ("pain", {"level": 3, "zone": 7}),
    "undoing nothing": ("undo", {"of": record("x")["id"], "what": "pain"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_offered_in_the_app_is_refused_with_a_reason(alices: Client, name: str) -> None:
    kind, fields = REFUSED[name]
    attack, of = begun()
    first, second = sent(alices, attack, record(kind, **of, **fields))["results"]
    assert (first["state"], second["state"]) == ("kept", "refused")
    assert second["text"].endswith(".")
    assert not EpisodeEvent.objects.exists()
    assert not Dose.objects.exists()


def test_relief_is_one_of_those_offered(alices: Client) -> None:
    attack, of = begun()
    cold = record("tried", 600, what="Cold", **of)
    wrong: list[Record] = [{"relief": "very"}, {"relief": ""}, {"relief": "helpful", "minutes": 31}]
    assert states(alices, attack, cold, *(record("relief", about=cold["id"], **of, **one) for one in wrong)) == [
        *("kept", "kept"),
        *["refused"] * 3,
    ]


def test_it_refuses_charlie(alices: Client, alice: Person, charlies: Client, charlie: Person) -> None:
    medicine = medicine_of(alice)
    attack, of = begun()
    dose = record("dose", 600, medicine=str(medicine.id), **of)
    assert states(alices, attack, dose) == ["kept"] * 2
    own, own_of = begun(60)
    assert states(charlies, own) == ["kept"]
    before = standing(alice)
    foreign = [
        record("pain", level=3, **of),
        record("dose", medicine=str(medicine_of(charlie).id), **of),
        record("dose", medicine=str(medicine.id), **own_of),
        record("relief", about=dose["id"], relief="helpful", **own_of),
        record("undo", of=dose["id"], what="dose", **own_of),
        record("undo", of=attack["id"], what="attack", **of),
        record("undo", of=own["id"], what="eased", **of),
        record("eased", **of),
        dose | {"at_ms": own["at_ms"]},
    ]
    assert states(charlies, *foreign) == ["refused"] * len(foreign)
    assert standing(alice) == before
    assert not Dose.of(charlie).exists()


def test_what_was_taken_counts_whatever_was_deleted_meanwhile(alices: Client, alice: Person) -> None:
    medicine = medicine_of(alice)
    attack, of = begun()
    sent(alices, attack)
    Episode.objects.get().take_away(now().at)
    medicine.take_away(now().at)
    dose = record("dose", 60, medicine=str(medicine.id), **of)
    assert states(alices, dose, record("pain", 50, level=3, **of)) == ["kept", "refused"]
    assert (Dose.objects.get().name, Dose.objects.get().local_date) == ("Sumatriptan", now().local_date)


def test_each_tap_can_be_taken_back_after_it_has_arrived(alices: Client, alice: Person) -> None:
    attack, of = begun()
    mild = record("symptom", 900, name="nausea", value="mild", **of)
    severe = record("symptom", 800, name="nausea", value="severe", **of)
    eased = record("eased", 700, **of)
    sent(alices, attack, mild, severe, eased)

    def undo(one: Record) -> None:
        assert states(alices, record("undo", of=one["id"], what=one["kind"], **of)) == ["kept"]

    undo(eased)
    assert Episode.objects.get().ended_at is None
    undo(severe)
    assert [one.value for one in EpisodeEvent.of(alice)] == ["mild"]
    undo(attack)
    assert not Episode.of(alice).exists()


def test_an_end_told_in_the_app_is_not_taken_back(alices: Client) -> None:
    attack, of = begun()
    sent(alices, attack)
    alices.post(f"/attack/{attack['id']}/end/")
    eased = record("eased", 30, **of)
    assert states(alices, eased, record("undo", of=eased["id"], what="eased", **of)) == ["known", "kept"]
    assert Episode.objects.get().ended_at is not None


def test_what_was_said_later_in_the_app_counts(alices: Client, alice: Person) -> None:
    attack, of = begun()
    severe = record("symptom", 600, name="nausea", value="severe", **of)
    sent(alices, attack)
    alices.post(f"/attack/{attack['id']}/say/", {"about": "nausea", "answer": "none"})
    assert states(alices, severe) == ["known"]
    assert [one.value for one in EpisodeEvent.of(alice)] == ["none"]


def test_after_72_hours_it_stands_at_the_onset_but_a_dose_at_its_time(alices: Client, alice: Person) -> None:
    attack, of = begun(80 * 3_600)
    dose = record("dose", 60, medicine=str(medicine_of(alice).id), **of)
    assert states(alices, attack, record("pain", 60, level=3, **of), dose) == ["kept"] * 3
    assert EpisodeEvent.objects.get().at == at(attack)
    assert Dose.objects.get().at == at(dose)


def test_an_emergency_stands_whatever_is_told_of_an_attack(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    batch = told(medicine_of(alice))
    assert states(alices, *batch) == ["kept"] * len(batch)
    assert locks.standing(alice) is not None
    assert alices.get("/offline/own/").json()["emergency"]


# ── What the page knows ──


def test_it_knows_the_medicines_of_an_attack_and_the_attack_that_lasts(alices: Client, alice: Person) -> None:
    medicine = medicine_of(alice)
    Medicine.made(alice, now(), name="Every day", acute=False).save()
    medicine_of(cast.person("bob"), "Bob's")
    own = alices.get("/offline/own/").json()
    assert own["owner"] == owner_key(alice)
    assert own["medicines"] == [{"id": str(medicine.id), "name": "Sumatriptan", "usual": "50 mg"}]
    assert (len(own["things"]), own["attack"], own["emergency"]) == (10, None, False)
    batch = told(medicine)
    sent(alices, *batch[:13])
    lasts = alices.get("/offline/own/").json()["attack"]
    assert (lasts["id"], lasts["began_ms"]) == (batch[0]["id"], batch[0]["at_ms"])
    assert [one["words"] for one in lasts["unrated"]] == ["Sumatriptan", "A cold cloth"]


def test_everything_on_the_page_is_taken(alices: Client) -> None:
    """The answers that it offers, all of them."""
    page = attack_page()
    attack, of = begun()
    regions = [*page.places, *(region for _, regions in page.further for region in regions)]
    places = [f"{region.id}.{side}" for region in regions for side in region.sides.split()]
    answers = [(asked, value) for asked in page.all_symptoms for value, _ in asked.answers]
    batch = [
        attack,
        *(record("place", 600, place=place, **of) for place in (*(region.id for region in regions), *places)),
        *(record("symptom", 600, name=asked.id, value=value, **of) for asked, value in answers),
    ]
    found = [state for start in range(0, len(batch), 100) for state in states(alices, *batch[start : start + 100])]
    assert "refused" not in found
    assert len(regions) == len({region.id for region in regions}) > 40


def test_the_page_holds_nothing_of_the_person_and_opens_dim(alices: Client, alice: Person) -> None:
    medicine_of(alice)
    alice.theme = "light"
    alice.save()
    alices.post("/medicines/take/", {"medicine": str(Medicine.objects.get().id)})  # leaves a message for the next page
    for path in ("/offline/attack/", "/offline/"):
        assert "Sumatriptan" not in alices.get(path).content.decode()
    assert 'data-theme="dim"' in alices.get("/offline/attack/").content.decode()


def test_all_that_the_pages_need_is_listed(alices: Client) -> None:
    shell = alices.get("/offline/files/").json()["shell"]
    assert [address for address in shell if address.startswith("/offline/")] == ["/offline/", "/offline/attack/"]
    text = alices.get("/offline/attack/").content.decode()
    needed = {part.partition('"')[0] for part in text.split('="/static/dist/')[1:]} - {"icon-192.png"}
    assert {f"/static/dist/{name}" for name in needed} <= set(shell)


# ── A clock that is wrong, and a tap that arrived by two ways ──


def noted_in_the_app(alices: Client) -> Episode:
    alices.post("/attack/")
    return Episode.objects.get()


@pytest.mark.parametrize("ahead_min", [-30, -5, 0, 5, 9, 30])
def test_a_tap_that_arrived_by_both_ways_is_one_attack_whatever_the_clock(
    alices: Client, alice: Person, ahead_min: int
) -> None:
    noted = noted_in_the_app(alices)
    ahead_s = ahead_min * 60.0
    attack, of = begun(-ahead_s)
    medicine = medicine_of(alice)
    batch = [
        attack | {"sent_ms": attack["at_ms"] + 5_000},
        record("pain", -min(ahead_s, 500), level=6, **of),
        record("dose", -min(ahead_s, 500), medicine=str(medicine.id), **of),
    ]
    assert states(alices, *batch) == ["known", "kept", "kept"]
    assert Episode.objects.get() == noted == EpisodeEvent.objects.get().episode == Dose.objects.get().episode


def test_without_the_time_of_sending_it_is_put_right_by_as_much_as_it_was_ahead(alices: Client) -> None:
    noted = noted_in_the_app(alices)
    attack, of = begun(-9 * 60)
    assert states(alices, attack, record("pain", -9 * 60, level=6, **of)) == ["known", "kept"]
    assert EpisodeEvent.objects.get().episode == noted


def test_undo_takes_back_the_attack_that_the_same_tap_noted(alices: Client, alice: Person) -> None:
    noted_in_the_app(alices)
    attack, of = begun(-60)
    pain = record("pain", level=6, **of)
    assert states(alices, attack, pain) == ["known", "kept"]
    undo = record("undo", of=attack["id"], what="attack", **of)
    assert states(alices, undo) == ["kept"]
    assert not Episode.of(alice).exists()
    alices.post("/attack/")
    assert states(alices, record("undo", of=attack["id"], what="attack", **of)) == ["kept"]


def test_undo_of_an_attack_of_which_more_was_told_here_is_refused(alices: Client, alice: Person) -> None:
    noted = noted_in_the_app(alices)
    attack, of = begun()
    attack["at_ms"] = of["began_ms"] = int(noted.at.timestamp() * 1_000)
    sent(alices, attack)
    alices.post(f"/attack/{noted.id}/say/", {"about": "nausea", "answer": "none"})
    [result] = sent(alices, record("undo", of=attack["id"], what="attack", **of))["results"]
    assert (result["state"], result["text"].endswith("delete it in the diary.")) == ("refused", True)
    assert Episode.of(alice).get() == noted


def test_a_dose_counts_after_its_headache_was_thrown_away(alices: Client, alice: Person) -> None:
    medicine = str(medicine_of(alice).id)
    attack, of = begun(3 * 3_600)
    sent(alices, attack)
    Episode.objects.get().take_away(now().at - timedelta(days=2))
    tidy()
    assert not Episode.objects.exists()
    dose = record("dose", 60, medicine=medicine, **of)
    pain, rating = record("pain", 50, level=3, **of), record("relief", 40, about=dose["id"], relief="not", **of)
    assert states(alices, dose, pain, rating) == ["kept", "refused", "refused"]
    kept = Dose.objects.get()
    assert (kept.episode, kept.at) == (None, at(dose))
    other = record("dose", 60, medicine=medicine, attack=record("x")["id"], began_ms=of["began_ms"])
    [result] = sent(alices, other)["results"]
    assert (result["state"], result["text"].endswith("Note the dose in the diary.")) == ("refused", True)
