"""Lines in a voice of one's own: kept, heard, done again, deleted, and used when a session is spoken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import soundfile
from django.test import Client

from tests.guide.test_recordings import encoded, spoken
from tests.guide.test_voices import voice_file
from tests.web.sessions.plays import plan_for
from unclench.guide import audio
from unclench.guide.audio import AudioReport
from unclench.guide.recordings import lines_of
from unclench.guide.voice import VoiceError
from unclench.guide.voices import install
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.recordings.keeping import keep
from unclench.web.recordings.models import Recording
from unclench.web.recordings.views import line_id
from unclench.web.sessions import planning
from unclench.web.sessions import sound as sounds
from unclench.web.sessions.models import Plan
from unclench.web.sessions.sound import sound, wait

SECONDS = 60


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sounds, "cache_folder", lambda: tmp_path)
    return tmp_path / "sound"


@pytest.fixture
def plan(alice: Person) -> Plan:
    return plan_for(alice)


@pytest.fixture
def address(plan: Plan) -> str:
    """Of the session's first line."""
    return f"/sessions/{plan.id}/lines/{line_id(lines_of(planning.score_of(plan))[0])}/"


def send(client: Client, address: str, data: bytes) -> Any:
    return client.post(address, data, content_type="audio/wav")


def test_only_this_page_may_use_the_microphone(alices: Client, plan: Plan) -> None:
    page = alices.get(f"/sessions/{plan.id}/lines/")
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in page.headers["Permissions-Policy"]
    for other in ("/", "/you/", "/recordings/", f"/sessions/{plan.id}/"):
        assert "microphone=()" in alices.get(other).headers["Permissions-Policy"]


def test_it_lists_everything_that_is_said(alices: Client, plan: Plan) -> None:
    page = alices.get(f"/sessions/{plan.id}/lines/").content.decode()
    for line in lines_of(planning.score_of(plan)):
        assert f'id="line-{line_id(line)}"' in page
    assert Recording.objects.count() == 0


def test_a_line_is_kept_heard_and_deleted(alices: Client, alice: Person, plan: Plan, address: str) -> None:
    said = send(alices, address, encoded(spoken())).json()
    (kept,) = Recording.of(alice)
    assert kept.text == lines_of(planning.score_of(plan))[0].text
    heard = alices.get(said["sound"])
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/flac")
    assert heard.content == bytes(kept.clip)
    assert said["seconds"] == pytest.approx(1.6, abs=0.2)
    assert said["delete"] in alices.get(f"/sessions/{plan.id}/lines/").content.decode()
    assert kept.text in alices.get("/recordings/").content.decode()
    assert alices.post(f"{said['delete']}?script").status_code == 204
    assert alices.get(said["sound"]).status_code == 404
    alices.post(said["delete"].replace("delete", "restore"))
    assert alices.get(said["sound"]).status_code == 200


def test_done_again_it_takes_the_place_of_the_first(alices: Client, alice: Person, address: str) -> None:
    first = send(alices, address, encoded(spoken(1.5))).json()
    second = send(alices, address, encoded(spoken(2.0))).json()
    assert [each.length_ms > 1_900 for each in Recording.of(alice)] == [True]
    assert alices.get(first["sound"]).status_code == 404
    alices.post(f"{second['delete']}?script")
    send(alices, address, encoded(spoken(1.5)))
    alices.post(second["delete"].replace("delete", "restore"))
    assert Recording.of(alice).count() == 1, "what was recorded meanwhile stays"


def test_all_are_deleted_at_once(alices: Client, alice: Person, address: str) -> None:
    send(alices, address, encoded(spoken()))
    assert "Deleted: 1 recording." in alices.post("/recordings/forget/", follow=True).content.decode()
    assert Recording.of(alice).count() == 0


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "not a recording"),
        (b"\x1aE\xdf\xa3webm", 422, "not a recording"),
        (encoded(spoken(27.0, rate=8_000), 8_000), 422, "the session leaves"),
        (bytes(1_000_001), 413, "too long"),
    ],
)
def test_what_cannot_be_used_is_said(alices: Client, address: str, data: bytes, status: int, says: str) -> None:
    answer = send(alices, address, data)
    assert (answer.status_code, says in answer.json()["message"]) == (status, True)
    assert Recording.objects.count() == 0


def test_nobody_elses(charlies: Client, alices: Client, plan: Plan, address: str) -> None:
    said = send(alices, address, encoded(spoken())).json()
    assert charlies.get(f"/sessions/{plan.id}/lines/").status_code == 404
    assert send(charlies, address, encoded(spoken())).status_code == 404
    assert charlies.get(said["sound"]).status_code == 404
    assert charlies.post(said["delete"]).status_code == 404
    assert charlies.post(said["delete"].replace("delete", "restore")).status_code == 404
    assert "spoken-line" not in charlies.get("/recordings/").content.decode()


def test_an_unknown_line_is_not_there(alices: Client, plan: Plan) -> None:
    assert send(alices, f"/sessions/{plan.id}/lines/nothing/", encoded(spoken())).status_code == 404


# In the session


class Sine:
    """Unclench's own voice, without the engine."""

    id = "own"

    def speak(self, texts: list[str]) -> list[Any]:
        from unclench.guide.voice import NoVoice

        return NoVoice().speak(texts)


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every voice that a rendering was given, and how."""
    given: list[Any] = []

    def rendering(score: Any, path: Path, **options: Any) -> AudioReport:
        given.append(options)
        return audio.render(score, path, **options)

    monkeypatch.setattr(sounds, "render", rendering)
    monkeypatch.setattr(sounds, "speaker", lambda _name, _lang: Sine())
    return given


def test_a_recorded_line_is_heard_in_the_session(
    alices: Client, alice: Person, plan: Plan, address: str, voices: list[Any]
) -> None:
    before = wait(plan, "own", "opus", SECONDS).path
    send(alices, address, encoded(spoken()))
    after = wait(plan, "own", "opus", SECONDS).path
    assert before is not None
    assert after is not None
    assert before != after
    line = lines_of(planning.score_of(plan))[0]
    at = next(
        step.start_ms + cue.at_ms
        for step in planning.score_of(plan).steps
        for cue in step.cues
        if cue.say is not None and cue.say.default == line.text
    )
    start = at * 48
    (quiet, _), (loud, _) = (soundfile.read(path, start=start, frames=48_000) for path in (before, after))
    assert (loud**2).mean() > 20 * (quiet**2).mean()
    person = Person.objects.get(id=alice.id)
    person.recordings = False
    person.save()
    assert wait(Plan.objects.get(id=plan.id), "own", "opus", SECONDS).path == before
    assert len(voices) == 2


def test_a_recording_of_whoever_uses_it_is_heard_by_those_they_massage(
    alice: Person, plan: Plan, voices: list[Any]
) -> None:
    anna = receivers.add(alice, "Anna")
    line = lines_of(planning.score_of(plan))[0]
    keep(alice, line, encoded(spoken()), now())
    theirs = Plan.objects.get(id=plan.id)
    theirs.owner = anna
    assert wait(theirs, "bells", "opus", SECONDS).state == "ready"
    assert planning.listener_of(theirs) == alice
    assert sounds._wished(planning.listener_of(theirs), "own").recorded
    assert voices


def test_bed_and_metronome_are_as_chosen(alice: Person, plan: Plan, voices: list[Any]) -> None:
    alice.bed, alice.metronome = "soft", False
    alice.save()
    plain = wait(plan, "bells", "opus", SECONDS).path
    assert (voices[-1]["mix"].bed, voices[-1]["mix"].metronome) == ("soft", False)
    assert voices[-1]["tags"].chapters
    alice.bed = "off"
    alice.save()
    plan.owner = alice
    assert sound(plan, "bells", "opus").path != plain


def test_few_words_are_few_words(alice: Person, plan: Plan) -> None:
    full = planning.score_of(plan)
    alice.density = "brief"
    plan.owner = alice
    brief = planning.score_of(plan)
    assert (full.density, brief.density) == ("full", "brief")
    assert len(planning.playback_of(plan).captions) < sum(
        cue.say is not None for step in full.steps for cue in step.cues
    )


# An installed voice


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(sounds, "_aside", {})
    return install(voice_file(tmp_path)).name


def test_a_voice_that_fails_is_set_aside_and_the_usual_one_speaks(
    alice: Person, plan: Plan, installed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        id = "failing"

        def speak(self, texts: list[str]) -> list[Any]:
            raise VoiceError(f"slower than speech, {len(texts)} lines")

    monkeypatch.setattr(sounds, "speaker", lambda name, _lang: Failing() if name else Sine())
    usual = wait(plan, "own", "opus", SECONDS).path
    alice.speaker = installed
    alice.save()
    plan.owner = alice
    made = wait(plan, "own", "opus", SECONDS)
    assert (made.state, made.path) == ("ready", usual)
    assert sounds.is_aside(installed)
    assert sound(plan, "own", "opus").path == usual
    assert sounds._speaker_for(alice) == ""


def test_a_voice_that_is_gone_leaves_the_usual_one(alice: Person, installed: str) -> None:
    alice.speaker = installed
    assert sounds._speaker_for(alice) == installed
    alice.speaker = "somebody"
    assert sounds._speaker_for(alice) == ""


def test_it_is_chosen_on_the_page(alices: Client, alice: Person, installed: str) -> None:
    page = alices.get("/you/").content.decode()
    assert f'value=":{installed}"' in page
    assert "Piper, is not found" in page
    chosen = {"speaker": f":{installed}", "density": "brief", "bed": "soft", "metronome": "on"}
    assert alices.post("/you/sound/", chosen).status_code == 302
    alice.refresh_from_db()
    assert (alice.voice, alice.speaker, alice.density, alice.bed) == ("own", installed, "brief", "soft")
    assert (alice.metronome, alice.recordings, alice.heard) == (True, False, "own")
    assert f'value=":{installed}" checked' in alices.get("/you/").content.decode()
    alices.post("/you/sound/", {"speaker": "device", "density": "bells"})
    alice.refresh_from_db()
    assert (alice.voice, alice.speaker, alice.heard) == ("device", "", "bells")


@pytest.mark.parametrize("wrong", [{"speaker": ":x"}, {"density": "loud"}, {"bed": "hard"}, {"speaker": "bells"}])
def test_what_is_not_a_choice_changes_nothing(alices: Client, alice: Person, wrong: dict[str, str]) -> None:
    assert alices.post("/you/sound/", {"speaker": "device", **wrong}).status_code == 400
    alice.refresh_from_db()
    assert (alice.voice, alice.density, alice.bed) == ("own", "full", "off")
