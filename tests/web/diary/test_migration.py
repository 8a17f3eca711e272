"""A diary that was kept before headaches were courses of events lives on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from unclench.web.diary import course
from unclench.web.diary.gathering import episode_from
from unclench.web.diary.models import Episode, EpisodeEvent

ONSET = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
HEADACHE = UUID(int=2)


@pytest.mark.django_db(transaction=True)
def test_old_records_live_on() -> None:
    executor = MigrationExecutor(connection)
    newest = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "diary"]
    executor.migrate([("diary", "0002_initial")])
    _write(executor.loader.project_state([("diary", "0002_initial")]).apps)
    executor = MigrationExecutor(connection)
    executor.migrate(newest)
    found = Episode.objects.get(id=HEADACHE)
    assert (found.ended_zone, found.ended and found.ended.zone) == ("", "Europe/Berlin")
    plain = episode_from(found, course.course_of(found))
    assert [reading.pain for reading in plain.readings] == [4]
    assert (plain.worst, plain.peak, plain.note, [one.what for one in plain.tried]) == (8, 8, "old", ["Cold"])
    assert {str(day) for day in plain.headache_days()} == {"2026-10-24", "2026-10-25"}
    EpisodeEvent.objects.all().delete()
    Episode.objects.all().delete()


def _write(apps: Any) -> None:
    from unclench.web.accounts.models import Person

    person = Person.objects.create(name="old")
    where = {"owner_id": person.pk, "zone": "Europe/Berlin"}
    apps.get_model("diary", "Episode").objects.create(
        id=HEADACHE, at=ONSET, local_date="2026-10-24", ended_at=ONSET + timedelta(hours=6), source="attack", **where
    )
    event = apps.get_model("diary", "EpisodeEvent").objects
    told = datetime(2026, 10, 29, 9, tzinfo=UTC)
    for at, day, kind, fields in (
        (ONSET, "2026-10-24", "pain", {"level": 4}),
        (told, "2026-10-29", "pain", {"level": 8}),
        (ONSET, "2026-10-24", "tried", {"text": "Cold"}),
        (told, "2026-10-29", "note", {"text": "old"}),
    ):
        event.create(episode_id=HEADACHE, at=at, local_date=day, kind=kind, **fields, **where)
