"""A lock as the app writes it, found by the command line, which does not know Django."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import HEADACHE, process, run
from tests.tables import copy_tables
from unclench.safety.standing import StandingError, standing
from unclench.safety.words import EMERGENCY

LOCK = """
import django, sys
django.setup()
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.today import locks
alice = Person.objects.create(name="alice")
if "anna" in sys.argv:
    from unclench.web.accounts import receivers
    locks.lock(receivers.add(alice, "Anna"), ["stroke_fast"], now())
if "lock" in sys.argv: locks.lock(alice, ["thunderclap"], now())
if "end" in sys.argv: locks.end_as_mistake(locks.standing(alice), now())
"""

Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def noon() -> None:
    """The real time: a process of its own writes here, and it knows no other."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A data folder with the records that migrations make."""

    def make(*what: str) -> Path:
        folder = copy_tables(tmp_path_factory.mktemp("records") / "data")
        env = {**os.environ, "UNCLENCH_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "unclench.web.settings"}
        subprocess.run([sys.executable, "-c", LOCK, *what], env=env, check=True)
        return folder

    return make


@pytest.fixture
def locked(made: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = made("lock")
    monkeypatch.setenv("UNCLENCH_DATA", str(folder))
    return folder


def test_a_lock_is_found_with_its_times(locked: Path) -> None:
    found = standing(locked / "unclench.sqlite3")
    assert found is not None
    assert found.rules == ("thunderclap",)
    assert found.until - found.at == timedelta(hours=24)
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)


def test_reading_changes_nothing(locked: Path) -> None:
    database = locked / "unclench.sqlite3"
    before = database.read_bytes()
    standing(database)
    assert database.read_bytes() == before


def test_a_copy_that_cannot_be_written_is_read(locked: Path, tmp_path: Path) -> None:
    """Without the files that lie beside it while a server runs."""
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(locked / "unclench.sqlite3")) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(locked / "unclench.sqlite3", copy)
    assert standing(copy) is not None


def test_no_session_while_it_stands(locked: Path) -> None:
    result = run(*HEADACHE)
    assert result.exit_code == 3
    assert " ".join(EMERGENCY.split()) in " ".join(result.output.split())
    assert "mistake" in result.output
    assert locked.exists()


def test_no_session_as_json_either(locked: Path) -> None:
    result = run(*HEADACHE, "--json")
    refused = json.loads(result.output)
    assert (result.exit_code, refused["refused"], refused["verdict"]) == (3, "emergency", "emergency")
    assert locked.exists()


def test_the_command_line_reads_it_without_django(locked: Path) -> None:
    code = "import sys; from unclench.cli.main import main\ntry: main()\nfinally: assert 'django' not in sys.modules"
    env = {**os.environ, "UNCLENCH_DATA": str(locked)}
    words = [sys.executable, "-c", code, *HEADACHE]
    assert subprocess.run(words, env=env, capture_output=True, check=False).returncode == 3


@pytest.mark.parametrize("what", [(), ("lock", "end")])
def test_without_one_there_is_a_session(made: Make, what: tuple[str, ...]) -> None:
    folder = made(*what)
    assert standing(folder / "unclench.sqlite3") is None
    assert process(*HEADACHE, UNCLENCH_DATA=str(folder)).returncode == 0


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    assert standing(tmp_path / "unclench.sqlite3") is None


@pytest.mark.parametrize("content", [b"", b"no database at all, but some long enough text instead of it" * 20])
def test_what_cannot_be_read_gives_no_session(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "unclench.sqlite3").write_bytes(content)
    with pytest.raises(StandingError, match=r"python3 run\.py"):
        standing(tmp_path / "unclench.sqlite3")
    result = process(*HEADACHE, UNCLENCH_DATA=str(tmp_path))
    assert result.returncode == 1
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("rules", "until"), [("{}", "2026-11-21 12:00:00"), ("[]", "tomorrow"), ("[1]", "x"), ("x", "x")]
)
def test_a_damaged_lock_is_not_passed_over(tmp_path: Path, rules: str, until: str) -> None:
    path = tmp_path / "unclench.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE today_emergencylock (rules, at, until, ended_at)")
        connection.execute("INSERT INTO today_emergencylock VALUES (?, '2026-11-20 12:00:00', ?, NULL)", (rules, until))
    with pytest.raises(StandingError):
        standing(path)


def test_a_receivers_emergency_closes_the_door_to_other_hands_alone(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made("anna")
    monkeypatch.setenv("UNCLENCH_DATA", str(folder))
    assert standing(folder / "unclench.sqlite3") is None
    found = standing(folder / "unclench.sqlite3", receivers=True)
    assert found is not None
    assert (found.rules, found.called) == (("stroke_fast",), "Anna")
    assert run(*HEADACHE).exit_code == 0
    refused = run(*HEADACHE, "--giver", "partner")
    assert refused.exit_code == 3
    assert "No session until a doctor has seen Anna." in " ".join(refused.output.split())
