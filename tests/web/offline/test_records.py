"""Records made without a network: taken once, whoever sends them, however often; what is refused says why."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.web import cast
from tests.web.sessions.test_phone import planned
from unclench.composer.types import Request
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.moment import now
from unclench.web.offline.owner import owner_key
from unclench.web.offline.records import MOST_RECORDS, take
from unclench.web.offline.views import LONGEST_BYTES, MOST_KEPT
from unclench.web.sessions.models import Arrived, Plan, Play, PlayEvent
from unclench.web.tags import DIST
from unclench.web.today import locks
from unclench.web.today.remembering import remembered

ADDRESS = "/offline/records/"


def ms(ago_s: float = 0) -> int:
    return int((time.time() - ago_s) * 1_000)


def record(kind: str, ago_s: float = 0, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid6.uuid7()), "kind": kind, "at_ms": ms(ago_s), **fields}


def sent(client: Client, *batch: object, kept: tuple[str, ...] = ()) -> Any:
    body = json.dumps({"records": batch, "kept": kept})
    answer = client.post(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def states(client: Client, *batch: object) -> list[str]:
    return [result["state"] for result in sent(client, *batch)["results"]]


def whole(plan: Plan) -> list[dict[str, Any]]:
    """A session as it is told: begun, three things that happened, how it was."""
    play = record("play", 300, plan=str(plan.id), ratings={"pain": 6})
    event = {"play": play["id"], "step": "s01"}
    return [
        play,
        record("event", 300, what="started", position_ms=0, **event),
        record("event", 200, what="hurt", position_ms=60_000, reason="stop_pain", **event),
        record("event", 100, what="stopped", position_ms=60_000, reason="stop_pain", **event),
        record("after", 50, play=play["id"], ratings={"pain": 3, "mood": 7}),
    ]


@pytest.fixture
def plan(alice: Person) -> Plan:
    made = planned(alice)
    Plan.objects.update(at=now().at - timedelta(hours=1))
    made.refresh_from_db()
    return made


def test_a_session_arrives_whole(alices: Client, plan: Plan) -> None:
    assert states(alices, *whole(plan)) == ["kept"] * 5
    play = Play.objects.get()
    assert (play.owner, play.plan, play.ending, play.position_ms) == (plan.owner, plan, "stopped", 60_000)
    assert (play.pain_before, play.pain_after, play.mood_after, play.stress_after) == (6, 3, 7, None)
    assert [event.kind for event in play.events.all()] == ["started", "hurt", "stopped"]
    assert play.worked


def test_however_often_it_is_sent_it_arrives_once(alices: Client, plan: Plan) -> None:
    batch = [*whole(plan), record("attack", 100)]
    assert states(alices, *batch) == ["kept"] * 6
    before = (list(Play.objects.values()), list(PlayEvent.objects.values()), list(Episode.objects.values()))
    assert states(alices, *batch) == ["known"] * 6
    assert states(alices, *batch[:3], *batch) == ["known"] * 9
    assert before == (list(Play.objects.values()), list(PlayEvent.objects.values()), list(Episode.objects.values()))


def test_a_batch_cut_anywhere_arrives_once_all_the_same(alices: Client, plan: Plan) -> None:
    batch = whole(plan)
    for cut in range(len(batch) + 1):
        sent(alices, *batch[:cut])
    assert Play.objects.count() == 1
    assert PlayEvent.objects.count() == 3


def test_one_bad_record_harms_no_other(alices: Client, plan: Plan) -> None:
    play, *others = whole(plan)
    wrong = record("event", play=play["id"], what="danced", position_ms=0)
    bad = [wrong, {"id": "x"}, 7, None, record("diary")]
    found = sent(alices, play, *bad, *others)["results"]
    assert [one["state"] for one in found] == ["kept", *["refused"] * 5, *["kept"] * 4]
    assert all(one["text"].endswith(".") for one in found if one["state"] == "refused")
    assert found[1]["id"] == wrong["id"]


REFUSED: dict[str, dict[str, Any]] = {
    "no name": {"id": "attack"},
    "a name of another version": {"id": "6f2d2c1e-4c64-4b34-9c0e-1d2d3c4b5a69"},
    "no time": {"at_ms": "now"},
    "a fraction of time": {"at_ms": 1.5},
    "before all time": {"at_ms": -1},
    "after all time": {"at_ms": 10**30},
    "true": {"at_ms": True},
    "tomorrow": {"at_ms": ms(-86_400)},
    "last year": {"at_ms": ms(366 * 86_400)},
    "no kind": {"kind": ["attack"]},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(alices: Client, name: str) -> None:
    assert states(alices, record("attack") | REFUSED[name]) == ["refused"]
    assert not Episode.objects.exists()
    assert not Arrived.objects.exists()


@pytest.mark.parametrize(
    "given_ratings", [{"pain": 11}, {"pain": -1}, {"pain": "5"}, {"pain": True}, {"luck": 3}, [1]], ids=str
)
def test_ratings_are_ratings(alices: Client, plan: Plan, given_ratings: Any) -> None:
    assert states(alices, record("play", plan=str(plan.id), ratings=given_ratings)) == ["refused"]
    assert not Play.objects.exists()


SESSION = ("play", "event", "after", "emergency")
KINDS = (*SESSION, "attack", "pain", "dose", "tried", "relief", "symptom", "place", "eased", "undo")
FIELDS = (
    *("id", "at_ms", "zone", "plan", "play", "what", "step", "reason", "position_ms", "ratings"),
    *(
        "attack",
        "began_ms",
        "sent_ms",
        "level",
        "medicine",
        "about",
        "relief",
        "minutes",
        "name",
        "value",
        "place",
        "of",
    ),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.django_db
@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), json_values),
)
def test_no_record_at_all_raises(kind: str, fields: dict[str, Any]) -> None:
    person = Person.objects.filter(name="fuzz").first() or cast.person("fuzz")
    assert take(person, record(kind) | fields, now()).state in ("kept", "known", "refused")


def test_an_attack_keeps_its_time(alices: Client, alice: Person) -> None:
    made = record("attack", 3 * 3_600)
    assert states(alices, made) == ["kept"]
    episode = Episode.objects.get()
    assert (episode.owner, episode.source, str(episode.id)) == (alice, "attack", made["id"])
    assert abs(episode.at.timestamp() * 1_000 - made["at_ms"]) < 1


def test_the_same_attack_noted_twice_is_one(alices: Client) -> None:
    assert states(alices, record("attack", 60), record("attack", 10)) == ["kept", "known"]
    assert Episode.objects.count() == 1


def test_the_course_of_an_attack_arrives_once_at_its_own_times(alices: Client) -> None:
    attack = record("attack", 3_600)
    of = {"attack": attack["id"], "began_ms": attack["at_ms"]}
    batch = [
        attack,
        record("pain", 3_000, level=7, **of),
        record("pain", 1_000, level=3, **of),
        record("eased", 60, **of),
    ]
    assert states(alices, *batch) == ["kept"] * 4
    assert states(alices, *batch) == ["known"] * 4
    episode = Episode.objects.get()
    told = [(event.level, round(event.at.timestamp() * 1_000)) for event in episode.events.all()]
    assert told == [(7, batch[1]["at_ms"]), (3, batch[2]["at_ms"])]
    assert episode.ended_at is not None
    assert round(episode.ended_at.timestamp() * 1_000) == batch[3]["at_ms"]


def test_what_was_told_of_an_attack_that_was_known_already_goes_to_that_one(alices: Client, charlies: Client) -> None:
    first, second = record("attack", 60), record("attack", 10)
    of = {"attack": second["id"], "began_ms": second["at_ms"]}
    assert states(alices, first, second, record("pain", 5, level=4, **of)) == ["kept", "known", "kept"]
    assert Episode.objects.get().events.get().level == 4
    assert states(charlies, record("pain", 5, level=4, **of), record("eased", 5, **of)) == ["refused"] * 2
    assert states(alices, record("pain", 5, level=11, **of), record("eased", 5, attack=second["id"])) == ["refused"] * 2


def test_an_emergency_locks_once(alices: Client, alice: Person, plan: Plan) -> None:
    made = record("emergency", plan=str(plan.id))
    assert states(alices, made) == ["kept"]
    found = locks.standing(alice)
    assert found is not None
    locks.end_as_mistake(found, now())
    assert states(alices, made) == ["known"]
    assert locks.standing(alice) is None


def test_an_urgent_reason_locks_as_in_the_player(alices: Client, alice: Person, plan: Plan) -> None:
    play = record("play", plan=str(plan.id))
    stop = record("event", play=play["id"], what="stopped", position_ms=1, reason="stop_neuro")
    sent(alices, play, record("event", play=play["id"], what="started", position_ms=0), stop)
    assert locks.standing(alice) is not None


def test_what_was_told_here_meanwhile_counts(alices: Client, plan: Plan) -> None:
    *told, after = whole(plan)
    sent(alices, *told)
    alices.post(f"/plays/{Play.objects.get().id}/after/", {"pain": "9"})
    assert states(alices, after) == ["known"]
    assert Play.objects.get().pain_after == 9


# ── Whose ──


def test_records_of_somebody_elses_session_are_refused(alices: Client, plan: Plan) -> None:
    charlies = cast.client_of(cast.person("charlie"))
    assert states(charlies, *whole(plan)) == ["refused"] * 5
    assert states(charlies, record("emergency", plan=str(plan.id))) == ["refused"]
    sent(alices, *whole(plan))
    play = Play.objects.get()
    assert states(charlies, record("event", play=str(play.id), what="started", position_ms=0)) == ["refused"]
    assert states(charlies, record("after", play=str(play.id), ratings={"pain": 1})) == ["refused"]


def test_a_name_of_somebody_else_is_not_taken_over(alices: Client, plan: Plan) -> None:
    attack, play = record("attack"), record("play", plan=str(plan.id))
    sent(alices, attack, play)
    charlie = cast.person("charlie")
    assert states(cast.client_of(charlie), attack, record("attack") | {"id": play["id"]}) == ["refused"] * 2
    assert not Episode.objects.filter(owner=charlie).exists()


def test_a_receivers_session_is_the_receivers(alice: Person, alices: Client) -> None:
    kept = receivers.add(alice, "Mo")
    plan = planned(kept, Request(("tth_episodic",), 10))
    assert states(alices, record("play", plan=str(plan.id))) == ["kept"]
    assert Play.objects.get().owner == kept


def test_the_owners_name_tells_nothing(alice: Person) -> None:
    assert owner_key(alice) == owner_key(alice) != owner_key(cast.person("bob"))
    assert str(alice.pk) not in owner_key(alice)
    assert len(owner_key(alice)) == 32


# ── The batch ──


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"records": 1}', 422),
        (b"[" * 100_000, 422),
        (b'{"records": [], "kept": ["x"]}', 422),
        (json.dumps({"records": [1] * (MOST_RECORDS + 1)}).encode(), 422),
        (json.dumps({"records": [], "kept": [str(uuid6.uuid7())] * (MOST_KEPT + 1)}).encode(), 422),
        (b'{"records": ["' + b"a" * LONGEST_BYTES + b'"]}', 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_batch_is_told_apart(alices: Client, body: bytes, status: int) -> None:
    assert alices.post(ADDRESS, body, content_type="application/json").status_code == status


def test_it_takes_nothing_without_the_word_of_the_session(alice: Person) -> None:
    client = cast.client_of(alice, csrf=True)
    body = json.dumps({"records": [record("attack")]})
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 403
    told = client.get("/offline/token/").json()
    assert told["owner"] == owner_key(alice)
    headers = {"X-CSRFToken": told["token"]}
    assert client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code == 200
    other = headers | {"Sec-Fetch-Site": "same-site"}
    assert client.post(ADDRESS, body, content_type="application/json", headers=other).status_code == 403


# ── What is kept ──


def test_it_says_what_may_stay(alices: Client, alice: Person, plan: Plan) -> None:
    old = planned(alice, moment=None)
    gone = str(uuid6.uuid7())
    names = (str(plan.id), str(old.id), gone)
    assert sent(alices, kept=names)["kept"] == {names[0]: True, names[1]: True, gone: False}
    locks.lock(alice, ["thunderclap"], now())
    assert set(sent(alices, kept=names)["kept"].values()) == {False}


def test_a_kept_page_says_until_when_and_asks_first(alices: Client, plan: Plan) -> None:
    answer = alices.get(f"/kept/{plan.id}/")
    until = (plan.check_in.at + timedelta(hours=24)).timestamp() * 1_000
    assert int(answer.headers["Unclench-Good-Until"]) == int(until)
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert text.index('data-screen="check"') < text.index('data-screen="ready"')
    assert "csrf" not in text
    assert text.count("data-picture") == text.count('"start_ms"')


def test_there_is_no_kept_page_in_an_emergency_nor_of_old_answers(alices: Client, alice: Person, plan: Plan) -> None:
    plan.check_in.at -= timedelta(hours=25)
    plan.check_in.save()
    assert alices.get(f"/kept/{plan.id}/").headers["Location"] == f"/sessions/{plan.id}/"
    locks.lock(alice, ["thunderclap"], now())
    assert alices.get(f"/kept/{plan.id}/").headers["Location"] == "/emergency/"


def test_the_worker_is_asked_for_anew_each_time_and_stands_alone(alices: Client) -> None:
    answer = alices.get("/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"import" not in answer.content
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_every_file_that_is_listed_is_there(alices: Client) -> None:
    listed = alices.get("/offline/files/").json()["files"]
    assert len(listed) > 5
    meshes = [name for name in listed if name.startswith("/figure/")]
    assert [alices.get(name).status_code for name in meshes] == [200, 200, 200]
    assert [
        name for name in listed if not (name in meshes or (DIST / name.removeprefix("/static/dist/")).is_file())
    ] == []


# ── A clock that is wrong, and a mistake of ours ──


def is_now(at: datetime) -> bool:
    return timedelta() <= now().at - at < timedelta(minutes=2)


@pytest.mark.parametrize("ago_s", [-15 * 60, -400 * 86_400, 31 * 86_400], ids=["ahead", "next year", "old"])
def test_an_emergency_is_never_refused_for_its_time(alices: Client, alice: Person, plan: Plan, ago_s: float) -> None:
    made = record("emergency", ago_s, plan=str(plan.id))
    assert states(alices, made) == ["kept"]
    found = locks.standing(alice)
    assert found is not None
    assert is_now(found.at)
    assert states(alices, made) == ["known"]


def test_nor_for_a_time_that_is_none(alices: Client, alice: Person, plan: Plan) -> None:
    assert states(alices, record("emergency", plan=str(plan.id)) | {"at_ms": None, "zone": 7}) == ["kept"]
    assert locks.standing(alice) is not None


def test_a_session_by_a_fast_clock_counts_and_its_reasons_too(alices: Client, alice: Person, plan: Plan) -> None:
    ahead = [one | {"at_ms": one["at_ms"] + 3_600_000} for one in whole(plan)]
    assert states(alices, *ahead) == ["kept"] * 5
    play = Play.objects.get()
    assert (is_now(play.at), play.ending, play.pain_after) == (True, "stopped", 3)
    old = record("event", 31 * 86_400, play=str(play.id), what="stopped", position_ms=1)
    for reason, state in (("stop_pain", "refused"), ("stop_nerve", "kept"), ("stop_neuro", "kept")):
        assert states(alices, old | {"id": record("x")["id"], "reason": reason}) == [state]
    assert "myelopathy" in remembered(alice).signs
    assert locks.standing(alice) is not None


def test_a_mistake_of_ours_holds_up_no_other_record(
    alices: Client, alice: Person, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object, **__: object) -> None:
        Episode.made(alice, now(), source="attack").save()
        raise ZeroDivisionError

    attack = record("attack", 60)
    with monkeypatch.context() as patched:
        patched.setattr(Episode, "of", stumble)
        answer = sent(alices, attack, record("emergency", plan=str(plan.id)))
    assert [(one["id"] == attack["id"], one["state"]) for one in answer["results"]] == [(False, "kept")]
    assert "ZeroDivisionError" in caplog.text
    assert not Episode.objects.exists()
    assert states(alices, attack) == ["kept"]  # it was kept in the browser


def test_where_nothing_can_be_written_nothing_is_told_of_any(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Episode, "of", full)
    with pytest.raises(OperationalError):
        take(alice, record("attack"), now())
