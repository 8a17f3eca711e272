"""The sound of a plan: made once, served in parts, tried again after a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.sessions.plays import plan_for
from unclench.guide import audio
from unclench.guide.audio import AudioError, AudioReport
from unclench.guide.tags import Tags
from unclench.guide.types import Score
from unclench.web.accounts.models import Person
from unclench.web.sessions import sound as sounds
from unclench.web.sessions import sound_views
from unclench.web.sessions.models import Plan
from unclench.web.sessions.sound import Sound, sound, wait, wait_alone

SECONDS = 600
"""A busy machine takes long; nothing that is tested depends on it."""
NAMES = {"silent.opus": "audio/ogg; codecs=opus", "bells.opus": "audio/ogg; codecs=opus", "bells.mp3": "audio/mpeg"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sounds, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(sound_views, "WAITS_S", SECONDS)
    return tmp_path / "sound"


@pytest.fixture
def plan(alice: Person) -> Plan:
    return plan_for(alice)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every rendering that is begun."""
    begun: list[Path] = []

    def counting(score: Any, path: Path, **options: Any) -> AudioReport:
        begun.append(path)
        return audio.render(score, path, **options)

    monkeypatch.setattr(sounds, "render", counting)
    return begun


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_it_is_made_once(plan: Plan, rendered: list[Path]) -> None:
    first = wait(plan, "bells", "opus", SECONDS)
    assert (first.state, first.share) == ("ready", 1.0)
    assert first.path is not None
    assert first.path.stat().st_mode & 0o077 == 0
    assert wait(plan, "bells", "opus", SECONDS) == first
    assert rendered == [first.path]


def test_another_plan_of_the_same_content_has_the_same_sound(alice: Person, plan: Plan, rendered: list[Path]) -> None:
    again = Plan.objects.get(id=plan.id)
    again.pk = plan_for(alice).id
    assert wait(plan, "bells", "opus", SECONDS).path == wait(again, "bells", "opus", SECONDS).path
    assert len(rendered) == 1


def test_a_file_of_sound_alone_begins_with_its_introduction(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[Score, Tags]] = []

    def rendering(score: Score, path: Path, *, tags: Tags, **_: Any) -> None:
        begun.append((score, tags))
        path.touch()

    monkeypatch.setattr(sounds, "render", rendering)
    made = wait_alone(plan, "bells", "mp3", SECONDS)
    assert made.state == "ready"
    assert made.path not in (None, wait(plan, "bells", "mp3", SECONDS).path)
    assert [tags.chapters[0].name == "Before you begin" for _, tags in begun] == [True, False]
    (alone, _), (whole, _) = begun
    assert [step.id for step in alone.steps[1:]] == [step.id for step in whole.steps]


def test_a_failure_is_said_and_can_be_tried_again(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> AudioReport:
        raise AudioError("No room.")

    monkeypatch.setattr(sounds, "render", fails)
    assert wait(plan, "bells", "opus", SECONDS).message == "No room."
    assert sound(plan, "bells", "opus").state == "failed"
    monkeypatch.setattr(sounds, "render", audio.render)
    assert wait(plan, "bells", "opus", SECONDS).state == "ready"


def test_the_longest_unheard_go_first(plan: Plan, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = cache / "old.opus"
    cache.mkdir()
    old.write_bytes(b"old")
    (cache / ".x.part").write_bytes(b"left by a killed server")
    monkeypatch.setattr(sounds, "_LARGEST_BYTES", 1)
    made = wait(plan, "bells", "opus", SECONDS).path
    assert made is not None
    assert {path for path in cache.iterdir() if path.name != "lock"} == {made}


def test_its_state_is_told(alices: Client, plan: Plan) -> None:
    wait(plan, "bells", "opus", SECONDS)
    response = alices.get(f"/sessions/{plan.id}/sound/?voice=bells&suffix=opus")
    assert response.json() == {"state": "ready", "share": 1.0, "message": ""}
    assert alices.post(f"/sessions/{plan.id}/sound/").status_code == 405
    assert alices.get(f"/sessions/{plan.id}/sound/?voice=other").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_it_is_served_as_what_it_is(alices: Client, plan: Plan, name: str) -> None:
    response = alices.get(f"/sessions/{plan.id}/sound/{name}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == NAMES[name]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert int(response.headers["Content-Length"]) == len(body(response)) > 1_000


def test_it_is_served_in_parts(alices: Client, plan: Plan) -> None:
    path = f"/sessions/{plan.id}/sound/bells.opus"
    whole = alices.get(path)
    data, tag = body(whole), whole.headers["ETag"]
    size = len(data)

    def asked(**headers: str) -> tuple[int, str | None, bytes]:
        response = alices.get(path, headers=headers)
        return response.status_code, response.headers.get("Content-Range"), body(response)

    assert asked(Range="bytes=10-19") == (206, f"bytes 10-19/{size}", data[10:20])
    assert asked(Range="bytes=10-") == (206, f"bytes 10-{size - 1}/{size}", data[10:])
    assert asked(Range="bytes=-5") == (206, f"bytes {size - 5}-{size - 1}/{size}", data[-5:])
    assert asked(Range=f"bytes=0-{size * 2}") == (206, f"bytes 0-{size - 1}/{size}", data)
    assert asked(Range=f"bytes={size}-") == (416, f"bytes */{size}", b"")
    assert asked(Range="bytes=-0") == (416, f"bytes */{size}", b"")
    assert asked(Range="bytes=0-1,5-6") == (200, None, data)
    assert asked(Range="bytes=9-2") == (200, None, data)
    assert asked(Range="bytes=0-1", **{"If-Range": tag}) == (206, f"bytes 0-1/{size}", data[:2])
    assert asked(Range="bytes=0-1", **{"If-Range": '"another"'}) == (200, None, data)
    assert asked(**{"If-None-Match": tag}) == (304, None, b"")
    head = alices.head(path)
    assert (head.status_code, head.headers["Content-Length"], body(head)) == (200, str(size), b"")


def test_captions_are_served(alices: Client, plan: Plan) -> None:
    response = alices.get(f"/sessions/{plan.id}/captions.vtt")
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.startswith(b"WEBVTT")


@pytest.mark.parametrize("rest", ["sound/", "sound/own.opus", "captions.vtt"])
def test_it_refuses_somebody_else(charlies: Client, plan: Plan, rest: str) -> None:
    assert charlies.get(f"/sessions/{plan.id}/{rest}").status_code == 404


def test_what_is_still_being_made_is_no_error(alice: Person, alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_for(alice)
    for state, status in ((Sound("working", 0.4), 202), (Sound("failed", message="There is no voice."), 503)):
        monkeypatch.setattr(sound_views, "wait", lambda *_, told=state: told)
        answer = alices.get(f"/sessions/{plan.id}/sound/own.opus")
        assert answer.status_code == status
        assert int(answer.headers["Retry-After"]) > 0
