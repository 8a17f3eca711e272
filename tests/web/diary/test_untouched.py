"""Nothing in the diary is made up by a default: every form of it, sent as it is first shown, keeps nothing."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

import time_machine
from django.apps import apps
from django.test import Client

from tests.web.diary.conftest import NOW
from unclench.web.accounts.models import Person
from unclench.web.diary import days, fields
from unclench.web.diary.models import Episode, Medicine
from unclench.web.moment import Moment

HERE = Moment(NOW, "UTC")


class Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.data: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []


class Forms(HTMLParser):
    """The forms of a page, each with what a browser would send if nothing was touched."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address = address
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method") == "post":
            self.found.append(Form(said.get("action") or self._address))
        if not self.found:
            return
        form, name, value = self.found[-1], said.get("name", ""), said.get("value", "")
        if tag == "input" and name and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            form.data.setdefault(name, []).append(value)
        elif tag == "textarea":
            form.data.setdefault(name, []).append("")
        elif tag == "button":
            form.buttons.append((name, value))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((value, "selected" in said))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.found:
            chosen = next((value for value, selected in self._options if selected), self._options[0][0])
            self.found[-1].data.setdefault(self._select, []).append(chosen)


def told() -> dict[str, list[dict[str, object]]]:
    """Every row of the diary, without what says when it was kept."""
    rest = {"id", "owner_id", "at", "local_date", "zone", "deleted_at"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in rest and value not in (None, "")}
            for row in model._default_manager.order_by("id").values()
        ]
        for model in apps.get_app_config("diary").get_models()
    }


def test_every_form_left_untouched_keeps_nothing(
    alice: Person, alices: Client, attack: Episode, clock: time_machine.Traveller
) -> None:
    """Forms with a button that has no value; a button with one is a tap on that value, and so are the few left out."""
    Medicine.made(alice, HERE, name="Sumatriptan", kind="triptan", acute=True).save()
    days.choose(alice, tuple(field.id for field in fields.FIELDS), HERE)
    clock.shift(timedelta(hours=2))
    before = told()
    assert before["Episode"] == [{"source": "attack"}]
    sent = []
    for page in (
        f"/episodes/{attack.id}/",
        f"/episodes/{attack.id}/symptoms/",
        f"/episodes/{attack.id}/places/",
        f"/attack/{attack.id}/say/",
        "/diary/",
        "/diary/day/2026-11-21/",
        "/diary/day/2026-11-20/",
        "/diary/patterns/",
        "/medicines/",
    ):
        for form in Forms(alices.get(page).content.decode(), page).found:
            plain = [name for name, _ in form.buttons if not name]
            if plain and not form.action.endswith(("/attack/", "/delete/", "/end/", "/enter/leave/")):
                alices.post(form.action, form.data)
                sent.append(form.action)
    after = told()
    assert after.pop("PatternChoice") == [{"shown": True}]  # they are shown unless somebody says otherwise
    before.pop("PatternChoice")
    assert after == before
    assert len(set(sent)) >= 7, sent


def test_an_attack_begun_by_one_tap_holds_its_time_and_nothing_else(attack: Episode) -> None:
    assert attack.at == NOW
    rows = told()
    assert rows.pop("Episode") == [{"source": "attack"}]
    assert not any(rows.values())
