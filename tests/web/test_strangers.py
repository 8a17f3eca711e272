"""Every address, found by walking the list of them, refuses whoever is not let in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import StringConverter, UUIDConverter

from unclench.web.accounts import views
from unclench.web.accounts.entry import new_token
from unclench.web.accounts.models import Person

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
FOR_STRANGERS = {"enter"}
NOBODYS = UUID("01900000-0000-7000-8000-000000000000")


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, str]]:
    """Name and a filled-in path of each address."""
    for entry in resolver.url_patterns:
        path = before + filled(entry)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, path)
        else:
            yield entry.name or path, path


def filled(entry: URLPattern | URLResolver) -> str:
    path = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kind = {UUIDConverter: "uuid", StringConverter: "str"}[type(converter)]
        path = path.replace(f"<{kind}:{name}>", str(NOBODYS) if kind == "uuid" else "own")
    assert "<" not in path, path
    return path


ALL = sorted(addresses(get_resolver()))


def test_it_knows_the_addresses() -> None:
    names = {name for name, _ in ALL}
    assert {"today", "check", "plan", "player", "attack", "history", "you"} <= names
    assert len(names) == len(ALL)


@pytest.mark.parametrize(("name", "path"), [entry for entry in ALL if entry[0] not in FOR_STRANGERS])
def test_it_refuses_a_stranger(stranger: Client, name: str, path: str) -> None:
    del name
    answers = {method: getattr(stranger, method)(path).status_code for method in METHODS}
    assert answers == dict.fromkeys(METHODS, 404)


def test_a_stranger_learns_nothing_from_what_exists(stranger: Client) -> None:
    assert stranger.get("/history/").content == stranger.get("/no/such/page/").content


def test_another_site_cannot_see_that_it_runs(stranger: Client) -> None:
    """Nor embed the one page that a stranger may open."""
    assert stranger.get("/enter").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_strangers_file_is_not_kept(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_: pytest.fail("a file was kept"))
    big = SimpleUploadedFile("big", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert stranger.post("/enter", {"token": "x", "file": big}).status_code == 404


def test_no_form_takes_a_file(alices: Client) -> None:
    request = alices.post("/you/look/", {"theme": "dark", "file": SimpleUploadedFile("a", b"x")}).wsgi_request
    assert not request.FILES


def test_strangers_who_send_slowly_hold_few_threads(alice: Person, stranger: Client) -> None:
    """The others are for those signed in, also for the emergency page."""
    token = new_token(alice, timedelta(minutes=1))
    slow = [views._strangers.acquire(blocking=False) for _ in range(5)]
    try:
        assert slow == [True] * 4 + [False]
        assert stranger.post("/enter", {"token": token}).status_code == 404
    finally:
        for taken in slow:
            if taken:
                views._strangers.release()
    assert stranger.post("/enter", {"token": token}).status_code == 302


@pytest.mark.parametrize(("name", "path"), [entry for entry in ALL if str(NOBODYS) in entry[1]])
def test_it_does_not_find_what_is_not_there(alices: Client, name: str, path: str) -> None:
    """Or a method is refused before anything is looked for; nothing else."""
    del name
    assert {alices.get(path).status_code, alices.post(path).status_code} <= {404, 405}


@pytest.mark.parametrize("path", ["/", "/you/", "/no/such/page/", "/about/"])
def test_every_answer_is_private(alices: Client, path: str) -> None:
    headers = alices.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    policy = set(headers["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"} <= policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_another_page_cannot_post(alices: Client, site: str) -> None:
    assert alices.post("/attack/", headers={"Sec-Fetch-Site": site}).status_code == 403


def test_another_host_name_is_refused(alices: Client) -> None:
    """A name that somebody else points at this machine."""
    answer = alices.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    # Whoever pointed it here may read the answer.
    assert "unclench" not in answer.content.decode().lower()
