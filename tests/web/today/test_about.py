from __future__ import annotations

from django.test import Client

from unclench.guide.stop import stop_reasons
from unclench.safety.words import UNREVIEWED
from unclench.settings import data_folder


def test_it_says_what_this_is_where_help_is_and_what_is_kept(alices: Client) -> None:
    page = alices.get("/about/").content.decode()
    assert UNREVIEWED in page
    assert str(data_folder()) in page
    assert 'href="tel:' in page
    assert 'href="/crisis/"' in page
    assert all(reason.name in page for reason in stop_reasons())


def test_it_is_only_looked_at(alices: Client) -> None:
    assert alices.post("/about/").status_code == 405
