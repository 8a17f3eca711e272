"""`unclench log headache` writes beside a running server, and refuses what cannot have been."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import process


def log(folder: Path, *words: str) -> tuple[int, str, str]:
    done = process("log", "headache", *words, UNCLENCH_DATA=str(folder))
    return done.returncode, done.stdout, done.stderr


def entries(folder: Path) -> list[dict[str, object]]:
    done = process("history", "--json", UNCLENCH_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    listed: list[dict[str, object]] = json.loads(done.stdout)["entries"]
    return listed


def test_it_notes_and_takes_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    code, out, _ = log(
        folder, "--at", "2026-07-01 00:30", "--zone", "Europe/London", "--pain", "0", "--note", "left side"
    )
    assert code == 0
    assert "Noted: headache, Wednesday 1 July 2026, 00:30 (Europe/London), pain 0 of 10." in out
    (entry,) = entries(folder)
    assert entry["at"] == "2026-06-30T23:30:00Z"
    assert entry["local"] == "2026-07-01T00:30:00+01:00"
    assert (entry["pain"], entry["note"], entry["zone"]) == (0, "left side", "Europe/London")
    with sqlite3.connect(folder / "unclench.sqlite3") as database:
        assert database.execute("select local_date, source from diary_episode").fetchall() == [
            ("2026-07-01", "command")
        ]
    found = re.search(r"--undo (\S+)", out)
    assert found
    code, out, _ = log(folder, "--undo", found[1])
    assert (code, "Taken back" in out) == (0, True)
    assert entries(folder) == []
    assert log(folder, "--undo", found[1])[0] == 2


def test_now_is_enough(tables: Path) -> None:
    before = datetime.now(UTC)
    assert log(tables)[0] == 0
    (entry,) = entries(tables)
    assert before <= datetime.fromisoformat(str(entry["at"])) <= datetime.now(UTC)
    assert (entry["pain"], entry["note"], entry["ended_at"]) == (None, "", None)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--at", "2999-01-01 10:00"), "still to come"),
        (("--at", "half past two"), "no time"),
        (("--at", "2026-03-29 01:30", "--zone", "Europe/London"), "never was"),
        (("--zone", "Atlantis"), "not a time zone"),
        (("--pain", "11"), "0<=x<=10"),
        (("--note", "x" * 501), "room for 500"),
        (("--undo", "nonsense"), "no id"),
        (("--undo", "01900000-0000-7000-8000-000000000000"), "no headache with this id"),
        (("--undo", "01900000-0000-7000-8000-000000000000", "--pain", "3"), "nothing else"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_made(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    folder = tmp_path / "data"
    code, out, err = log(folder, *words)
    assert (code, out) == (2, "")
    assert why in " ".join(err.split())
    assert not folder.exists()


def test_many_at_once_are_all_kept(tmp_path: Path) -> None:
    """Also the first ones, which find no database."""
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda number: log(tmp_path, "--pain", str(number)), range(6)))
    assert [code for code, _, _ in done] == [0] * 6, done
    assert sorted(str(entry["pain"]) for entry in entries(tmp_path)) == [str(number) for number in range(6)]


def test_it_says_the_day_it_meant(tables: Path) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    code, out, _ = log(tables, "--at", f"{yesterday:%Y-%m-%d %H:%M}", "--zone", "UTC")
    assert code == 0
    assert f"{yesterday:%A} {yesterday.day} {yesterday:%B %Y}, {yesterday:%H:%M} (UTC)" in out


def test_bytes_that_are_no_letters_do_not_lose_the_headache(tables: Path) -> None:
    assert log(tables, "--note", os.fsdecode(b"left \xff"))[0] == 0
    assert [entry["note"] for entry in entries(tables)] == ["left ?"]
