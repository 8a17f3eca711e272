from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from unclench.plain import to_plain
from unclench.safety.interview import PAGES, Remembered
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.today.models import Profile

NOW = datetime(2026, 11, 21, 14, 32, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def known(alice: Person, clock: time_machine.Traveller) -> Profile:
    """Alice has answered every page today."""
    del clock
    asked = Remembered(age=34.0, age_on=NOW.date(), asked_on=dict.fromkeys(PAGES, NOW.date()))
    profile = Profile(owner=alice, remembered=to_plain(asked))
    profile.save()
    return profile


@pytest.fixture
def attack(alices: Client, clock: time_machine.Traveller) -> Episode:
    """Alice has just tapped Attack now."""
    del clock
    alices.post("/attack/")
    return Episode.objects.get()
