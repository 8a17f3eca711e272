from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.web.cast import client_of
from unclench.web.accounts.entry import device_name, new_token, owner, use_token
from unclench.web.accounts.models import Device, Person, Token

MINUTE = timedelta(minutes=1)


def test_it_lets_in_whoever_holds_the_token(alice: Person, stranger: Client) -> None:
    assert stranger.post("/enter", {"token": new_token(alice, MINUTE)}).headers["Location"] == "/"
    assert stranger.get("/you/").status_code == 200
    assert [device.person for device in Device.objects.all()] == [alice]


def test_a_token_works_once(alice: Person, stranger: Client) -> None:
    token = new_token(alice, MINUTE)
    stranger.post("/enter", {"token": token})
    other = Client()
    assert other.post("/enter", {"token": token}).status_code == 404
    assert other.get("/you/").status_code == 404


def test_a_token_ends(alice: Person) -> None:
    assert use_token(new_token(alice, timedelta(seconds=-1))) is None


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_guess_is_refused(stranger: Client, token: str) -> None:
    assert stranger.post("/enter", {"token": token}).status_code == 404


def test_only_the_digest_is_kept(alice: Person) -> None:
    token = new_token(alice, MINUTE)
    assert token not in str(Token.objects.values())


def test_the_door_itself_shows_nothing(stranger: Client) -> None:
    assert "alice" not in stranger.get("/enter").content.decode()


def test_the_cookie_is_this_ports_and_out_of_reach(alice: Person, stranger: Client) -> None:
    stranger.post("/enter", {"token": new_token(alice, MINUTE)})
    assert list(stranger.cookies) == ["unclench_8642"]
    cookie = stranger.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_coming_in_makes_a_new_session(alice: Person) -> None:
    """A session somebody planted before is not carried over."""
    client = client_of(alice)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/enter", {"token": new_token(alice, MINUTE)})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_there_is_one_owner(db: None) -> None:
    del db
    assert owner() == owner()
    assert not owner().has_usable_password()


def test_a_device_can_be_signed_out(alice: Person, alices: Client, stranger: Client) -> None:
    stranger.post("/enter", {"token": new_token(alice, MINUTE)})
    device = Device.objects.get()
    assert alices.post(f"/you/devices/{device.id}/forget/").headers["Location"] == "/you/"
    assert stranger.get("/you/").status_code == 404


def test_signing_out_here_leaves_nothing_in_the_browser(alice: Person, stranger: Client) -> None:
    stranger.post("/enter", {"token": new_token(alice, MINUTE)})
    answer = stranger.post(f"/you/devices/{Device.objects.get().id}/forget/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert stranger.get("/you/").status_code == 404


def test_nobody_signs_out_anothers_device(alice: Person, charlies: Client, stranger: Client) -> None:
    stranger.post("/enter", {"token": new_token(alice, MINUTE)})
    assert charlies.post(f"/you/devices/{Device.objects.get().id}/forget/").status_code == 404
    assert stranger.get("/you/").status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark", "dim", "auto"])
def test_it_keeps_the_theme(alices: Client, alice: Person, theme: str) -> None:
    alices.post("/you/look/", {"theme": theme})
    alice.refresh_from_db()
    assert alice.theme == theme
    assert f'data-theme="{theme}"' in alices.get("/you/").content.decode()


def test_an_unknown_theme_changes_nothing(alices: Client, alice: Person) -> None:
    assert alices.post("/you/look/", {"theme": "neon"}).status_code == 400
    alice.refresh_from_db()
    assert alice.theme == "auto"


def test_a_form_needs_its_token(alice: Person) -> None:
    answer = client_of(alice, csrf=True).post("/you/look/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


def test_a_phone_is_paired_over_tls_only(alices: Client) -> None:
    assert alices.post("/you/pair/").status_code == 409
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "A browser"),
    ],
)
def test_devices_have_short_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
