"""The page of one's data, and what its buttons do."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from tests.web import cast
from tests.web.yours.test_round_trip import given_out
from unclench.web.accounts.models import Person
from unclench.web.diary import episodes
from unclench.web.diary.models import Episode
from unclench.web.moment import Moment, now
from unclench.web.yours import erasing, views
from unclench.web.yours.outcome import EraseError


def body_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    return b"".join(answer)


def test_it_gives_out_what_is_hers_and_nothing_else(alices: Client, alice: Person, charlie: Person) -> None:
    mine = episodes.note_headache(alice, now(), "command", pain=6, note="")
    other = episodes.note_headache(charlie, now(), "command", pain=6, note="")
    data = body_of(alices, "/you/data/export/json/")
    assert data == given_out(alice)
    assert str(mine.id).encode() in data
    assert str(other.id).encode() not in data
    with zipfile.ZipFile(io.BytesIO(body_of(alices, "/you/data/export/csv/"))) as archive:
        text = b"".join(map(archive.read, archive.namelist())).decode()
    assert str(mine.id) in text
    assert str(other.id) not in text
    assert alices.get("/you/data/export/xml/").status_code == 404


def test_the_whole_database_is_only_for_who_is_alone_in_it(alices: Client, charlie: Person) -> None:
    del charlie
    assert alices.get("/you/data/backup/").status_code == 404
    assert "Make a backup" not in alices.get("/you/data/").content.decode()


def test_who_keeps_receivers_is_alone(alices: Client, alice: Person) -> None:
    Person.objects.create(name="receiver", keeper=alice, is_active=False)
    assert "Make a backup" in alices.get("/you/data/").content.decode()


def sent(client: Client, data: bytes, wish: str = "") -> tuple[int, str]:
    answer = client.post(f"/you/data/import/{wish}", data, content_type="application/json")
    return answer.status_code, " ".join(answer.content.decode().split())


def test_a_file_is_looked_through_before_it_comes_in(alices: Client, alice: Person, charlie: Person) -> None:
    for days in range(3):
        episodes.note_headache(charlie, Moment(now().at - timedelta(days=days), "UTC"), "command", pain=None, note="")
    data = given_out(charlie)
    charlie.delete()
    status, text = sent(alices, data)
    assert (status, Episode.of(alice).count()) == (200, 0)
    assert "3 rows would come in" in text
    assert "Take 3 rows in" in text
    status, text = sent(alices, data, "?keep")
    assert (status, Episode.of(alice).count()) == (200, 3)
    assert "3 rows came in" in text
    assert "data-keep" not in text
    assert "Nothing in it is new here" in sent(alices, data)[1]


def test_what_is_wrong_is_told_and_what_it_says_is_not_markup(alices: Client) -> None:
    status, text = sent(alices, b"<script>")
    assert status == 422
    assert "Nothing has changed." in text
    row = {"id": "<b>", "<b>": 1}
    status, text = sent(alices, json.dumps({"unclench_export": 1, "tables": {"day_mark": [row]}}).encode())
    assert status == 200
    assert "&lt;b&gt;" in text
    assert "“<b>" not in text


def test_a_file_that_is_too_large_is_not_read(alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LARGEST_BYTES", 10)
    assert "too large" in sent(alices, b"{" * 11)[1]


@pytest.mark.parametrize("word", ["", "yes", "erase it"])
def test_without_the_word_nothing_is_erased(alices: Client, alice: Person, word: str) -> None:
    answer = alices.post("/you/data/erase/", {"word": word})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    alice.refresh_from_db()


def erased(client: Client, monkeypatch: pytest.MonkeyPatch, problem: str = "") -> str:
    """But for the file, which a test has in memory: tests/cli/test_yours.py looks at its bytes."""

    def rewrite() -> None:
        if problem:
            raise EraseError(problem)

    monkeypatch.setattr(erasing, "_rewrite", rewrite)
    answer = client.post("/you/data/erase/", {"word": " Erase "})
    assert answer.status_code == 200
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["unclench_8642"].value == ""
    assert answer.cookies["unclench_zone"].value == ""
    assert client.get("/you/data/").status_code == 404
    return answer.content.decode()


def test_erasing_takes_that_person_and_nobody_else(
    alices: Client, alice: Person, charlie: Person, charlies: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    episodes.note_headache(charlie, now(), "command", pain=6, note="")
    before = given_out(charlie)
    episodes.note_headache(alice, now(), "command", pain=6, note="")
    Person.objects.create(name="receiver", keeper=alice, is_active=False)
    other_browser = cast.client_of(alice)  # of which no device is written down
    text = erased(alices, monkeypatch)
    assert "Everything is gone" in text
    assert 'data-owner=""' in text
    assert other_browser.get("/").status_code == 404
    assert list(Person.objects.all()) == [charlie]
    assert given_out(charlie) == before
    assert charlies.get("/").status_code == 200


def test_what_could_not_be_erased_is_told(alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "A log is in use." in erased(alices, monkeypatch, "A log is in use.")


def test_it_says_what_would_go(alice: Person) -> None:
    episodes.note_headache(alice, now(), "command", pain=6, note="a")
    assert dict(erasing.preview(alice)) == {"headaches": 1, "readings and notes of headaches": 2}
