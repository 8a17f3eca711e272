from django.test import Client

from unclench.web.accounts.models import Person


def test_it_lets_alice_see_today(alices: Client) -> None:
    assert alices.get("/").status_code == 200


def test_somebody_switched_off_is_a_stranger(alices: Client, alice: Person) -> None:
    alice.is_active = False
    alice.save()
    assert alices.get("/").status_code == 404
