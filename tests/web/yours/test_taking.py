"""Taking in: each row is told what becomes of it, and nothing that is here changes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.web import cast
from tests.web.diary import diaries
from tests.web.yours.test_round_trip import given_out, taken_in
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.diary import episodes, marks
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment, now
from unclench.web.today import locks
from unclench.web.today.models import EmergencyLock


@pytest.fixture
def bob(db: None) -> Person:
    del db
    return cast.person("bob")


def document(**tables: list[Any]) -> bytes:
    return json.dumps({"unclench_export": 1, "tables": tables}).encode()


def episode(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "owner": "me",
        "at": "2026-05-01T10:00:00Z",
        "local_date": "2026-05-01",
        "zone": "Europe/Berlin",
        "ended_at": None,
        "ended_zone": "",
        "source": "attack",
        "check_in": None,
    } | changed


def test_a_trial_changes_nothing_and_says_what_would_be(alice: Person, bob: Person) -> None:
    diaries.write(alice, 60, now("Europe/Berlin"))
    data, before = given_out(alice), given_out(bob)
    trial = taken_in(bob, data, is_trial=True)
    assert given_out(bob) == before
    report = taken_in(bob, data, is_trial=False)
    # Alice keeps hers here, so each id is taken.
    assert trial.total == report.total
    assert set(report.total) <= {"duplicate", "invalid"}


def test_another_persons_rows_are_neither_changed_nor_told(alice: Person, bob: Person) -> None:
    diaries.write(alice, 30, now("Europe/Berlin"))
    data = given_out(alice)
    report = taken_in(bob, data)
    assert {fate.reason for fate in report.fates if fate.state == "invalid"} == {
        "Its id is taken here.",
        "medicine: what it refers to is neither here nor in the file.",
        "episode: what it refers to is neither here nor in the file.",
    }
    assert given_out(alice) == data


def test_what_is_here_stays(alice: Person) -> None:
    here = episodes.note_headache(alice, now(), "command", pain=6, note="")
    data = json.loads(given_out(alice))
    data["tables"]["episode"][0]["source"] = "history"
    (told,) = [fate for fate in taken_in(alice, json.dumps(data).encode()).fates if fate.table == "episode"]
    assert (told.state, told.reason) == ("kept", "It is here already and says something else; what is here stays.")
    here.refresh_from_db()
    assert here.source == "command"


def test_one_like_it_stays(alice: Person, bob: Person) -> None:
    """There is one mark for each day."""
    marks.say(bob, now().local_date, "clear", now())
    data = json.loads(given_out(bob))
    bob.delete()
    marks.say(alice, now().local_date, "headache", now())
    report = taken_in(alice, json.dumps(data).encode())
    assert [(fate.state, fate.reason) for fate in report.fates if fate.table == "day_mark"] == [
        ("kept", "There is one like it here already, and that one stays.")
    ]


def test_what_was_deleted_here_comes_back(alice: Person) -> None:
    here = episodes.note_headache(alice, now(), "command", pain=None, note="")
    data = given_out(alice)
    here.take_away(now().at)
    assert taken_in(alice, data).total["imported"] == 1
    assert Episode.of(alice).count() == 1


def test_what_is_deleted_is_not_given_out_nor_what_hangs_on_it(alice: Person) -> None:
    gone = episodes.note_headache(alice, now(), "command", pain=6, note="a note")
    stays = episodes.note_headache(alice, Moment(now().at - timedelta(days=1), "UTC"), "command", pain=5, note="")
    old = EpisodeEvent.objects.get(episode=stays, kind="pain")
    new = EpisodeEvent.made(alice, now(), episode=stays, kind="pain", level=3, instead_of=old)
    new.save()
    gone.take_away(now().at)
    old.take_away(now().at)
    tables = json.loads(given_out(alice))["tables"]
    assert [row["id"] for row in tables["episode"]] == [str(stays.id)]
    assert [(row["id"], row["instead_of"]) for row in tables["episode_event"]] == [(str(new.id), None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (5, "A row is expected, and not 5."),
        ({"id": "x"}, 'id: "x" is not understood.'),
        (episode(weather="rain"), "“weather” is not known here. Use the newest Unclench."),
        (episode(id=None), "id: a text is expected, and not null."),
        (episode(owner=str(uuid4())), "owner: nobody of this file, and nobody whom you keep here."),
        (episode(at="2026-05-01T10:00:00"), "at: A time without its zone."),
        (episode(at="yesterday"), 'at: "yesterday" is not understood.'),
        (episode(at="0001-01-01T00:00:00+14:00"), 'at: "0001-01-01T00:00:00+14:00" is not understood.'),
        (episode(local_date="2026-02-30"), 'local_date: "2026-02-30" is not understood.'),
        (episode(zone="Atlantis/Deep"), "zone: “Atlantis/Deep” is not a time zone that is known here."),
        (episode(zone="x" * 65), "zone: Ensure this value has at most 64 characters (it has 65)."),
        (episode(source="telepathy"), 'source: "telepathy" is not one of the choices.'),
        (episode(source=""), "source: it is empty."),
        (episode(ended_zone=3), "ended_zone: a text is expected, and not 3."),
        (episode(ended_zone="\ud800"), "ended_zone: Half a letter is in it."),
        (episode(check_in=str(uuid4())), "check_in: what it refers to is neither here nor in the file."),
        ({key: value for key, value in episode().items() if key != "at"}, "at: it is missing."),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_reason(alice: Person, row: Any, reason: str) -> None:
    fine = episode()
    report = taken_in(alice, document(episode=[row, fine]))
    assert [(fate.number, fate.state, fate.reason) for fate in report.fates] == [
        (1, "invalid", reason),
        (2, "imported", ""),
    ]


@pytest.mark.parametrize(
    ("table", "values", "reason"),
    [
        ("episode_event", {"level": 11, "kind": "pain"}, "A value is beyond what can be."),
        ("episode_event", {"level": -1, "kind": "pain"}, "level: Ensure this value is greater than or equal to 0."),
        ("episode_event", {"level": True, "kind": "pain"}, "level: a whole number is expected, and not true."),
        ("episode_event", {"level": 10**30, "kind": "pain"}, "level: The number is too large."),
    ],
)
def test_a_rating_beyond_its_scale_is_refused(alice: Person, table: str, values: Any, reason: str) -> None:
    one = episode()
    common = {name: one[name] for name in ("owner", "at", "local_date", "zone")}
    event = {"id": str(uuid4()), "episode": one["id"], **common, **values}
    report = taken_in(alice, document(episode=[one], **{table: [event]}))
    assert [fate.reason for fate in report.fates if fate.table == table] == [reason]


def test_a_column_that_holds_what_no_page_could_read_is_refused(alice: Person) -> None:
    report = taken_in(alice, document(profile=[{"owner": "me", "remembered": {"conditions": "all"}}]))
    assert [fate.state for fate in report.fates] == ["invalid"]
    assert "not as this version writes it" in report.fates[0].reason


def test_a_column_that_is_newer_than_the_file_has_its_default(alice: Person) -> None:
    row = episode()
    del row["ended_zone"], row["check_in"]
    assert taken_in(alice, document(episode=[row])).total == {"imported": 1}


def test_an_id_that_comes_twice_is_taken_once(alice: Person) -> None:
    row = episode()
    report = taken_in(alice, document(episode=[row, row]))
    assert [fate.reason for fate in report.fates] == ["", "Its id stands in the file twice."]


def test_rows_may_come_before_those_they_refer_to(alice: Person) -> None:
    one = episode()
    common = {name: one[name] for name in ("owner", "at", "local_date", "zone")}
    first, second = (
        {"id": str(uuid4()), "episode": one["id"], "kind": "tried", "text": "Cold", **common} for _ in "ab"
    )
    second["about"] = first["id"]
    report = taken_in(alice, document(episode_event=[second, first], episode=[one]))
    assert report.total == {"imported": 3}


def test_somebody_of_the_same_name_is_told_apart(alice: Person, bob: Person) -> None:
    receivers.add(bob, "Anna")
    data = given_out(bob)
    bob.delete()
    receivers.add(alice, "anna")
    report = taken_in(alice, data)
    assert "Called “Anna (2)” here, for somebody has the name already." in [fate.reason for fate in report.fates]
    assert {one.called for one in receivers.receivers_of(alice)} == {"anna", "Anna (2)"}


def test_what_was_chosen_here_stays_and_what_was_not_is_filled(alice: Person, bob: Person) -> None:
    bob.theme, bob.skin = "dim", "deep"
    bob.save()
    alice.theme = "dark"
    alice.save()
    report = taken_in(alice, given_out(bob))
    alice.refresh_from_db()
    assert (alice.theme, alice.skin) == ("dark", "deep")
    assert [fate.reason for fate in report.fates] == ["theme: what is here stays."]
    assert taken_in(alice, given_out(bob)).total == {"kept": 1}


def test_an_emergency_that_stands_in_the_file_stands_here_for_what_is_left_of_the_day(
    alice: Person, bob: Person
) -> None:
    locks.lock(bob, ["thunderclap"], now())
    data = given_out(bob)
    assert b'"boot' not in data
    bob.delete()
    taken_in(alice, data)
    found = locks.standing(alice)
    assert found is not None
    assert not locks.may_end(found, now())
    assert locks.may_end(found, Moment(now().at + timedelta(hours=25), "UTC"))


def test_no_file_ends_an_emergency_that_stands_here(alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    data = json.loads(given_out(alice))
    data["tables"]["emergency_lock"][0] |= {"ended_at": "2026-01-01T00:00:00Z", "ended_by": "mistake"}
    assert taken_in(alice, json.dumps(data).encode()).total["kept"] == 1
    assert locks.standing(alice) is not None
    assert EmergencyLock.objects.count() == 1
