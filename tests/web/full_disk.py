"""The app in a process whose data folder runs full, again and again, each time a little later.

Runs by itself: `python -m tests.web.full_disk limit|fill OFFSET…`. "limit" lets no file grow beyond a size, which any
system can do; "fill" fills the disk that the folder is on, which has to be a small one of its own. What came of each
offset is printed as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from uuid6 import uuid7

PAGES = ("/", "/diary/", "/history/", "/you/", "/you/data/", "/safety/", "/emergency/", "/crisis/")
MOST_WRITES = 60
SetRoom = Callable[[int | None], None]
"""So many bytes more may be written; None: as many as there is room for otherwise."""


def limited(log: Path) -> SetRoom:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def set_room(room: int | None) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard if room is None else log.stat().st_size + room, hard))

    return set_room


def filled(log: Path) -> SetRoom:
    """A small disk gives room in pages, so what is left is the next whole page."""
    filler = log.with_name("filler")

    def set_room(room: int | None) -> None:
        filler.unlink(missing_ok=True)
        if room is not None:
            facts = os.statvfs(log.parent)
            with filler.open("wb") as file:
                file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - room)))

    return set_room


class Phone:
    """Tells of attacks, one after the other, each an hour older."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._hours = 0

    def tell(self) -> tuple[str, int, str]:
        """The id, the status of the answer, and what became of it or what the page says."""
        from unclench.web.moment import now

        self._hours = self._hours % 700 + 1
        at_ms = int((now().at - timedelta(hours=self._hours)).timestamp() * 1_000)
        key = str(uuid7())
        record = {"id": key, "kind": "attack", "at_ms": at_ms}
        answer = self._client.post(
            "/offline/records/", json.dumps({"records": [record], "kept": []}), content_type="application/json"
        )
        text = answer.content.decode()
        what = json.loads(text)["results"][0]["state"] if answer.status_code == 200 else text
        return key, answer.status_code, what


def run(offsets: list[int], room_of: Callable[[Path], SetRoom]) -> dict[str, Any]:
    from django.db import connection

    from tests.web.diary import diaries
    from unclench.web import folder
    from unclench.web.accounts.entry import owner
    from unclench.web.database import bring_up_to_date
    from unclench.web.diary.models import Episode
    from unclench.web.moment import now
    from unclench.web.sessions.models import Arrived
    from unclench.web.today import locks

    logging.disable(logging.CRITICAL)
    bring_up_to_date()
    me = owner()
    diaries.write(me, 20, now("Europe/Berlin"))
    locks.lock(me, ["thunderclap"], now())
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    client.force_login(me)
    phone, set_room = Phone(client), room_of(Path(f"{folder.database()}-wal"))

    def there() -> set[str]:
        return {str(key) for key in Episode.objects.values_list("id", flat=True)}

    def at(offset: int) -> dict[str, Any]:
        Episode.objects.all().delete()
        Arrived.objects.all().delete()
        with connection.cursor() as cursor:
            # Or the log, which is written over from its beginning, has room of its own from the time before.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        set_room(offset)
        promised, refused, status, what = set(), set(), 0, ""
        for _ in range(MOST_WRITES):
            key, status, what = phone.tell()
            if status != 200:
                refused.add(key)
                break
            promised.add(key)
        read = {client.get(page).status_code for page in PAGES}
        exported = json.loads(b"".join(client.get("/you/data/export/json/")))["tables"]["episode"]
        found = there()
        set_room(None)
        return {
            "status": status,
            "says so": "This was not saved" in what,
            "lost": len(promised - found),
            "kept though refused": len(found & refused),
            "read": sorted(read),
            "exported": {row["id"] for row in exported} == found,
            "and again": phone.tell()[1],
            "acknowledged": len(promised),
        }

    said = [at(offset) for offset in offsets]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return {"offsets": said, "sound": cursor.fetchall()}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(run([int(word) for word in sys.argv[2:]], {"limit": limited, "fill": filled}[sys.argv[1]])))
