"""Asking when something was, and what becomes of it as time goes by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.today.walking import ask, tell
from unclench.web.accounts.models import Person
from unclench.web.today.remembering import remembered

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
QUIET = {"line": "touch"}


def to_where(client: Client, **told: str) -> str:
    """Up to "when and where", with this told on the second page or behind it."""
    check = ask(client)
    tell(client, check, "emergency")
    at = tell(client, check, "about", answer="some", **told)
    for page in ("signs", "lasting", "lately"):
        if at.endswith(f"page={page}"):
            at = tell(client, check, page, **({"yes": told["later"]} if page == "lately" and "later" in told else {}))
    assert at.endswith("page=where"), at
    return check


def botox(client: Client) -> str:
    return to_where(client, line="hurt", later="botulinum_toxin")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.mark.parametrize(
    ("given", "day", "known"),
    [
        ({"when.botulinum_toxin": "today"}, date(2026, 11, 28), "day"),
        ({"when.botulinum_toxin": "week"}, date(2026, 11, 27), "about"),
        ({"when.botulinum_toxin": "day", "day.botulinum_toxin": "2026-11-20"}, date(2026, 11, 20), "day"),
        (
            {"when.botulinum_toxin": "ago", "amount.botulinum_toxin": "2", "unit.botulinum_toxin": "weeks"},
            date(2026, 11, 21),
            "about",
        ),
        ({"when.botulinum_toxin": "unknown"}, date(2026, 11, 28), "unknown"),
    ],
)
def test_every_way_of_saying_when(alices: Client, alice: Person, given: dict[str, str], day: date, known: str) -> None:
    tell(alices, botox(alices), "where", **given)
    when = remembered(alice).happened["botulinum_toxin"]
    assert (when.day, when.known, when.planned) == (day, known, False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "If you do not know, choose"),
        ({"when.botulinum_toxin": "day"}, "which day?"),
        ({"when.botulinum_toxin": "day", "day.botulinum_toxin": "2026-12-24"}, "still to come"),
        ({"when.botulinum_toxin": "day", "day.botulinum_toxin": "1700-01-01"}, "too long ago"),
        ({"when.botulinum_toxin": "ago", "amount.botulinum_toxin": "x", "unit.botulinum_toxin": "weeks"}, "how many"),
    ],
)
def test_a_slip_is_said_and_nothing_typed_is_lost(alices: Client, given: dict[str, str], message: str) -> None:
    check = botox(alices)
    answer = alices.post(check, {"page": "where", "answer": "where", **given})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert message in shown
    for name, value in given.items():
        if name.startswith("unit."):
            assert f"<option selected>{value}</option>" in shown
        else:
            assert (f'value="{value}" checked' if name.startswith("when.") else f'value="{value}"') in shown


@pytest.mark.parametrize("given", [{"when.botulinum_toxin": "someday"}, {"when.botulinum_toxin": "week_no"}])
def test_what_is_not_asked_is_refused(alices: Client, given: dict[str, str]) -> None:
    assert alices.post(botox(alices), {"page": "where", "answer": "where", **given}).status_code == 400


def test_it_ends_by_itself_and_the_plan_says_until_when(alices: Client, clock: time_machine.Traveller) -> None:
    check = botox(alices)
    plan = tell(alices, check, "where", **{"when.botulinum_toxin": "day", "day.botulinum_toxin": "2026-11-27"})
    assert "Until 11 December." in page(alices, plan)
    held = page(alices, "/safety/")
    assert "until 11 December" in held
    clock.move_to(NOON + timedelta(days=13, hours=11))
    assert "Botulinum toxin" in page(alices, ask(alices))
    clock.move_to(NOON + timedelta(days=14))
    later = ask(alices)
    assert "Botulinum toxin" not in page(alices, later)
    assert "Nothing you told us speaks against a session." in page(alices, tell(alices, later, "emergency"))
    assert "Botulinum toxin" in page(alices, "/safety/").partition('id="over"')[2]


def test_a_painkiller_is_over_after_four_hours(alices: Client, alice: Person, clock: time_machine.Traveller) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    plan = tell(alices, check, "about", answer="some", yes="med_pain_masking")
    assert "Until 16:00 today." in page(alices, plan)
    clock.shift(timedelta(hours=4, minutes=1))
    check = ask(alices)
    assert "Painkiller" not in page(alices, check)
    assert "Nothing you told us speaks against a session." in page(alices, tell(alices, check, "emergency"))
    assert "med_pain_masking" in remembered(alice).conditions


def test_a_relaxer_appointment_begins_ends_and_asks_about_the_scalp(
    alices: Client, alice: Person, clock: time_machine.Traveller
) -> None:
    check = to_where(alices, yes="relaxer_before")
    given = {"when.relaxer_before": "day", "day.relaxer_before": "2026-12-10"}
    plan = tell(alices, check, "where", **given)
    assert "Nothing you told us speaks against a session." in page(alices, plan)
    assert "from 3 December until 10 December" in page(alices, "/safety/")
    clock.move_to(datetime(2026, 12, 3, 0, 1, tzinfo=UTC))
    assert "Until 10 December. Then it counts as just done." in page(alices, tell(alices, ask(alices), "emergency"))
    clock.move_to(datetime(2026, 12, 12, 9, tzinfo=UTC))
    check = ask(alices)
    assert "Relaxer, perm or bleach done" in page(alices, check)
    plan = tell(alices, check, "emergency")
    assert "Until the end of 13 December. Then it asks: Is the scalp still sore, scabbed or burned?" in page(
        alices, plan
    )
    clock.move_to(datetime(2026, 12, 14, 9, tzinfo=UTC))
    check = ask(alices)
    at = tell(alices, check, "emergency")
    assert at.endswith("page=where")
    assert "Is the scalp still sore, scabbed or burned?" in page(alices, at)
    assert alices.post(check, {"page": "where", "answer": "where"}).status_code == 422
    plan = tell(alices, check, "where", **{"still.relaxer_after": "no"})
    assert "Nothing you told us speaks against a session." in page(alices, plan)
    assert remembered(alice).happened["relaxer_after"].still == "no"


def test_still_sore_keeps_it_in_force(alices: Client, clock: time_machine.Traveller) -> None:
    check = to_where(alices, yes="relaxer_before")
    tell(alices, check, "where", **{"when.relaxer_before": "day", "day.relaxer_before": "2026-12-01"})
    clock.move_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    check = ask(alices)
    tell(alices, check, "emergency")
    plan = tell(alices, check, "where", **{"still.relaxer_after": "unsure"})
    assert "Left alone: scalp" in page(alices, plan)
    clock.shift(timedelta(days=20))
    assert "Relaxer, perm or bleach done" in page(alices, ask(alices))


def test_a_plan_is_old_once_something_planned_has_begun(alices: Client, clock: time_machine.Traveller) -> None:
    check = to_where(alices, yes="relaxer_before")
    plan = tell(alices, check, "where", **{"when.relaxer_before": "day", "day.relaxer_before": "2026-12-06"})
    assert "Composed on older answers" not in page(alices, plan)
    clock.shift(timedelta(hours=12, minutes=1))  # the 29th: a week before
    assert "Composed on older answers" in page(alices, plan)


def test_not_sure_gets_a_plainer_question_first(alices: Client) -> None:
    check = ask(alices)
    plainer = alices.post(check, {"page": "emergency", "answer": "plainer", "yes": ["cad_pain"]}).content.decode()
    assert "Look in a mirror and smile" in plainer
    assert 'value="cad_pain" checked' in plainer
    assert tell(alices, check, "emergency", plain="1", answer="none").endswith("page=about")


@pytest.mark.parametrize(
    ("plain", "where"), [("no", "page=lasting"), ("yes", "/emergency/"), ("unsure", "/emergency/"), ("", "/emergency/")]
)
def test_behind_the_lines_too_and_still_not_sure_is_yes(alices: Client, plain: str, where: str) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    tell(alices, check, "about")
    assert "Compare your two sides" in page(alices, f"{check}?page=signs")
    given = {"unsure": "n_neuro_deficit", "plain.n_neuro_deficit": plain}
    assert tell(alices, check, "signs", **given).endswith(where)
