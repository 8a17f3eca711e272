"""`unclench history` reads, and never makes or changes anything."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli.command import process


def history(folder: Path, *words: str) -> tuple[int, str, str]:
    done = process("history", *words, UNCLENCH_DATA=str(folder))
    return done.returncode, done.stdout, done.stderr


def note(folder: Path, *words: str) -> None:
    done = process("log", "headache", *words, UNCLENCH_DATA=str(folder))
    assert done.returncode == 0, done.stderr


def test_where_nothing_is_it_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert history(folder) == (0, "Nothing is recorded yet.\n", "")
    code, out, _ = history(folder, "--json")
    assert (code, json.loads(out)) == (0, {"entries": [], "more": False})
    assert not folder.exists()


def test_it_lists_newest_first_by_month(tables: Path) -> None:
    note(tables, "--at", "2026-05-31 23:30", "--zone", "Asia/Tokyo", "--pain", "6", "--note", "[bold]left")
    note(tables, "--at", "2026-06-01 09:05", "--zone", "Europe/London")
    code, out, _ = history(tables)
    assert code == 0
    assert [line.split() for line in out.splitlines()] == [
        ["June", "2026"],
        ["Mon", "1,", "09:05", "Headache"],
        ["May", "2026"],
        ["Sun", "31,", "23:30", "Headache", "pain", "6", "[bold]left"],
    ]


def test_a_note_does_not_steer_the_terminal(tables: Path) -> None:
    note(tables, "--note", "a\x1b]0;title\x07b\x9b2J\u202ec é 👩‍⚕️")
    _, out, _ = history(tables)
    assert "a\ufffd]0;title\ufffdb\ufffd2J\ufffdc é 👩‍⚕️" in out
    assert not set("\x1b\x07\x9b\u202e") & set(out)


def test_a_limit_says_that_there_is_more(tables: Path) -> None:
    note(tables, "--at", "2026-05-01 10:00", "--zone", "UTC")
    note(tables, "--at", "2026-05-02 10:00", "--zone", "UTC")
    _, out, _ = history(tables, "--limit", "1")
    assert "Sat" in out
    assert "There is more" in out
    _, out, _ = history(tables, "--limit", "1", "--json")
    listed = json.loads(out)
    assert ([entry["local"] for entry in listed["entries"]], listed["more"]) == (["2026-05-02T10:00:00+00:00"], True)
    assert history(tables, "--limit", "0")[0] == 2


def test_it_changes_nothing(tables: Path) -> None:
    note(tables)
    database = tables / "unclench.sqlite3"
    before = (hashlib.sha256(database.read_bytes()).hexdigest(), sorted(path.name for path in tables.iterdir()))
    assert history(tables)[0] == 0
    after = (hashlib.sha256(database.read_bytes()).hexdigest(), sorted(path.name for path in tables.iterdir()))
    assert after == before


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "unclench.sqlite3").write_text("not a database, but long enough to be taken for one " * 40)
    code, out, err = history(tmp_path)
    assert (code, out) == (1, "")
    assert "unclench.sqlite3 cannot be used" in err
    assert "Traceback" not in err


def test_an_empty_database_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "unclench.sqlite3").touch()
    code, _, err = history(tmp_path)
    assert code == 1
    assert "start `unclench serve` once" in " ".join(err.split())
    assert (tmp_path / "unclench.sqlite3").stat().st_size == 0
