from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client

from unclench.composer.types import Pain, Request
from unclench.guide.handout import file_name, policy, short_list
from unclench.safety.types import Answers
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment, now
from unclench.web.sessions import phone, phone_views
from unclench.web.sessions.models import Plan
from unclench.web.sessions.phone import Inline, handout_of, pieces
from unclench.web.sessions.planning import make_plan
from unclench.web.sessions.sound import Sound
from unclench.web.today import checking, locks

REQUEST = Request(complaints=("tth_episodic",), minutes=10)
INLINE = Inline('const less = 1 < 2 && "ü";', ".a > .b { color: red }")


@pytest.fixture(autouse=True)
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sound is there at once, and the front end is two lines."""
    path = tmp_path / "made.mp3"
    path.write_bytes(bytes(range(256)) * 1_001)
    ready = Sound("ready", 1.0, path)
    monkeypatch.setattr(phone_views, "wait", lambda *_: ready)
    alone = tmp_path / "alone.mp3"
    alone.write_bytes(b"Before you begin.")
    monkeypatch.setattr(phone_views, "wait_alone", lambda *_: Sound("ready", 1.0, alone))
    monkeypatch.setattr(phone_views, "sound_of", lambda *_: ready)
    monkeypatch.setattr(phone, "load_inline", lambda: INLINE)
    return path


def planned(person: Person, request: Request = REQUEST, moment: Moment | None = None) -> Plan:
    at = moment or now()
    check_in = checking.start(person, at, request)
    checking.settle(check_in, Answers(unasked_is_no=True), at)
    return make_plan(check_in, request, at)


def file_of(client: Client, plan: Plan, suffix: str = "html") -> str:
    answer = client.get(f"/sessions/{plan.id}/phone/file.{suffix}")
    assert answer.status_code == 200
    return b"".join(cast(Iterator[bytes], cast(StreamingHttpResponse, answer).streaming_content)).decode()


def test_the_file_holds_the_sound_as_it_is(alice: Person, alices: Client, made: Path) -> None:
    text = file_of(alices, planned(alice))
    (sound,) = re.findall(r'src="data:audio/mpeg;base64,([^"]*)"', text)
    assert base64.b64decode(sound, validate=True) == made.read_bytes()


@pytest.mark.parametrize("suffix", ["mp3", "opus", "m4a"])
def test_sound_without_a_page_is_introduced(suffix: str, alice: Person, alices: Client) -> None:
    assert file_of(alices, planned(alice), suffix) == "Before you begin."


def test_its_policy_fits_its_script_and_style(alice: Person, alices: Client) -> None:
    text = file_of(alices, planned(alice))
    (script,) = re.findall(r'<script type="module">(.*?)</script>', text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (said,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    for kind, inside in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src &#x27;sha256-{digest}&#x27;" in said
    assert said.startswith("default-src &#x27;none&#x27;; ")
    assert "unsafe" not in said
    assert said == policy(*(INLINE.script, INLINE.style)).replace("'", "&#x27;")


def test_it_needs_nothing_from_elsewhere(alice: Person, alices: Client) -> None:
    text = file_of(alices, planned(alice))
    assert set(re.findall(r'(?:href|src|action|srcset)="([a-z]+):', text)) == {"data", "tel"}
    assert "<link" not in text
    assert "/static/" not in text


def test_it_asks_the_whole_short_list(alice: Person, alices: Client) -> None:
    text = file_of(alices, planned(alice))
    assert len(short_list()) == 6
    assert all(sign in text for sign in short_list())


def test_it_holds_the_written_notes(alice: Person, alices: Client) -> None:
    """The voice sends to them where it does not say them all."""
    plan = planned(alice)
    text = html.unescape(file_of(alices, plan))
    notes = [*plan.session["before"], *plan.session["during"], *plan.session["after"]]
    assert notes
    assert not [note for note in notes if note not in text]


def test_it_tells_no_more_than_the_session_says(alice: Person, alices: Client) -> None:
    """No pain map, no name, no id, and no reasons, which would tell of both."""
    sore = replace(REQUEST, pains=(Pain("temple", 9, "left"),))
    plan = planned(alice, sore)
    text = file_of(alices, plan)
    session = plan.session
    assert alice.name not in re.sub(r"base64,[^\"]*", "", text)
    assert str(plan.id) not in text
    assert session["provenance"]["rule_set"] not in text
    whys = {step["why"]["text"] for phase in session["phases"] for step in phase["steps"]}
    assert whys
    assert not [why for why in whys if why in text]


def test_it_is_named_and_kept_by_nobody(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    for suffix in ("html", "mp3", "opus", "m4a"):
        answer = alices.get(f"/sessions/{plan.id}/phone/file.{suffix}")
        name = f"unclench-tension-headache-10-min.{suffix}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Type"].startswith(phone_views.KINDS[suffix])
        cast(FileResponse, answer).close()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Jaw, ear & “face” pain", "unclench-jaw-ear-face-pain-5-min.mp3"),
        ("Kopfweh für Zwei", "unclench-kopfweh-fur-zwei-5-min.mp3"),
        ("頭痛", "unclench-session-5-min.mp3"),
        ("../../etc/passwd\r\n", "unclench-etc-passwd-5-min.mp3"),
    ],
)
def test_names_that_every_phone_can_store(title: str, name: str) -> None:
    assert file_name(title, 5, "mp3") == name


def test_it_is_good_for_a_day_from_the_answers(alice: Person) -> None:
    plan = planned(alice)
    assert handout_of(plan).good_until - plan.check_in.at == timedelta(hours=24)


def test_a_plan_of_yesterday_is_not_sent(alice: Person, alices: Client) -> None:
    before = now()
    plan = planned(alice, moment=Moment(before.at - timedelta(hours=25), before.zone))
    page = alices.get(f"/sessions/{plan.id}/phone/")
    assert "Composed on older answers" in page.content.decode()
    assert "phone/file" not in page.content.decode()
    file = alices.get(f"/sessions/{plan.id}/phone/file.html")
    assert file.headers["Location"] == f"/sessions/{plan.id}/phone/"


def test_nothing_is_sent_under_an_emergency(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    locks.lock(alice, ["thunderclap"], now())
    for path in ("", "file.html", "file.mp3"):
        assert alices.get(f"/sessions/{plan.id}/phone/{path}").headers["Location"] == "/emergency/"


def test_it_is_nobody_elses(alice: Person, charlies: Client) -> None:
    plan = planned(alice)
    for path in ("", "file.html", "file.mp3", "file.opus"):
        assert charlies.get(f"/sessions/{plan.id}/phone/{path}").status_code == 404


def test_there_is_no_other_kind(alice: Person, alices: Client) -> None:
    assert alices.get(f"/sessions/{planned(alice).id}/phone/file.exe").status_code == 404


def test_m4a_is_offered_only_where_it_can_be_made(
    alice: Person, alices: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(alice)
    address = f"/sessions/{plan.id}/phone/file.m4a"
    assert address in alices.get(f"/sessions/{plan.id}/phone/").content.decode()
    monkeypatch.setattr("unclench.guide.m4a.find_spec", lambda _: None)
    assert address not in alices.get(f"/sessions/{plan.id}/phone/").content.decode()
    assert alices.get(address).status_code == 404


def test_a_sound_that_cannot_be_made_is_told(alice: Person, alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_views, "wait", lambda *_: Sound("failed", message="There is no voice."))
    answer = alices.get(f"/sessions/{planned(alice).id}/phone/file.html")
    assert (answer.status_code, answer.content.decode()) == (503, "There is no voice.")


def test_any_length_of_sound_fits(alice: Person, tmp_path: Path) -> None:
    taken = handout_of(planned(alice))
    for size in (0, 1, 2, 3 * 64 * 1024 - 1, 3 * 64 * 1024, 3 * 64 * 1024 + 1):
        sound = tmp_path / f"{size}.mp3"
        sound.write_bytes(b"\x01" * size)
        text = b"".join(pieces(taken, sound)).decode()
        (inside,) = re.findall(r'src="data:audio/mpeg;base64,([^"]*)"', text)
        assert base64.b64decode(inside, validate=True) == b"\x01" * size
