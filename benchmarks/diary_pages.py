"""The pages of a diary of ten years: processor time and questions to the database, beside a diary of one month.

    PYTHONPATH=src:. .venv/bin/python benchmarks/diary_pages.py --days 28 3652

Each page is asked through WSGI, signed in, without a network in between. A page whose time or questions grow with the
years would show here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WARM = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=[28, 3652])
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--one", action="store_true", help="in this process, for the first number of days")
    options = parser.parse_args()
    if options.one:
        measure(options.days[0], options.requests)
        return
    for days in options.days:
        command = [sys.executable, str(Path(__file__)), "--one", "--days", str(days)]
        subprocess.run([*command, "--requests", str(options.requests)], check=True)


def noting(asked: list[str]) -> Callable[..., object]:
    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    return note


def measure(days: int, requests: int) -> None:
    os.environ |= {"UNCLENCH_DATA": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "unclench.web.settings"}
    from unclench.web import database

    database.set_up()
    database.bring_up_to_date()
    from django.db import connection
    from django.test import Client

    from tests.web.diary import diaries
    from unclench.web.accounts.entry import owner
    from unclench.web.diary.models import Dose, Episode, EpisodeEvent
    from unclench.web.moment import now

    newest = diaries.write(owner(), days, now("Europe/Berlin"))
    kept = f"{Episode.objects.count()} headaches, {EpisodeEvent.objects.count()} events, {Dose.objects.count()} doses"
    print(f"{days} days: {kept}")
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner())
    today = now("Europe/Berlin").local_date
    for path in (
        "/diary/", "/diary/patterns/", f"/diary/month/{today:%Y-%m}/", f"/diary/year/{today:%Y}/",
        f"/diary/day/{today}/", "/medicines/", f"/episodes/{newest.id}/", f"/attack/{newest.id}/say/", "/history/",
    ):  # fmt: skip
        for _ in range(WARM):
            client.get(path)
        asked: list[str] = []
        with connection.execute_wrapper(noting(asked)):
            if client.get(path).status_code != 200:
                raise RuntimeError(path)
        begun = time.process_time()
        for _ in range(requests):
            client.get(path)
        used_ms = 1000 * (time.process_time() - begun) / requests
        print(f"  {path.split(str(newest.id))[0]:28} {used_ms:6.1f} ms of the processor, {len(asked):2} questions")


if __name__ == "__main__":
    main()
