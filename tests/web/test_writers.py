"""Several writers at once: each in turn, none refused, nothing lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.browser.app import App

WRITE = """
import sys, django
django.setup()
from unclench.web.accounts.entry import new_token, owner
from unclench.web.accounts.models import PAIRING_FOR
person = owner()
for _ in range(int(sys.argv[1])):
    new_token(person, PAIRING_FOR)
"""
WRITERS, WRITES = 8, 40


def test_eight_writers_wait_in_turn(tmp_path: Path) -> None:
    app = App(tmp_path)
    app.start()
    environ = app._environment() | {"DJANGO_SETTINGS_MODULE": "unclench.web.settings"}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(WRITES)], env=environ, stderr=subprocess.PIPE)
        for _ in range(WRITERS)
    ]
    said = [writer.communicate()[1] for writer in writers]
    app.stop()
    assert said == [b""] * WRITERS
    with sqlite3.connect(app.data / "unclench.sqlite3") as database:
        (kept,) = database.execute("SELECT count(*) FROM accounts_token").fetchone()
    assert kept == WRITERS * WRITES + 1  # and the one that opens the door
