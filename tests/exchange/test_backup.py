"""A backup is what was there at one moment, value by value, and says so itself: one changed letter is found."""

from __future__ import annotations

import random
import sqlite3
import stat
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path

import pytest

from unclench.exchange import backup
from unclench.exchange.backup import BackupError
from unclench.exchange.content import Content, contents
from unclench.exchange.whole import draft_beside, put_in_place, whole_file


def filled(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA foreign_keys = ON")
        made.execute("CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT)")
        made.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, person TEXT REFERENCES person, said, at REAL)")
        made.execute("CREATE TABLE token (digest TEXT PRIMARY KEY)")
        made.execute("INSERT INTO person VALUES ('a', 'Ä')")
        made.executemany(
            "INSERT INTO note VALUES (?, 'a', ?, ?)",
            [(n, ["text", b"text", 5, None, "word " * 300][n % 5], n / 3) for n in range(300)],
        )
        made.execute("INSERT INTO token VALUES ('SECRET-SIGN-IN')")
    return path


def backed_up(folder: Path) -> Path:
    draft = folder / "copy"
    draft.touch()
    backup.back_up(filled(folder / "here.sqlite3"), draft, ("token",))
    return draft


def test_it_is_what_was_there_and_one_file(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} - {"here.sqlite3-wal", "here.sqlite3-shm"} == {
        "copy",
        "here.sqlite3",
    }
    with closing(sqlite3.connect(tmp_path / "here.sqlite3")) as here, closing(sqlite3.connect(copy)) as there:
        for table in ("person", "note"):
            assert (
                here.execute(f"SELECT * FROM {table}").fetchall() == there.execute(f"SELECT * FROM {table}").fetchall()
            )
        assert there.execute("SELECT count(*) FROM token").fetchone() == (0,)
    found = backup.look(copy)
    assert (found.says_itself, found.rows) == (True, 301)


def test_sign_ins_are_not_in_any_byte_of_it(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    assert b"SECRET-SIGN-IN" in (tmp_path / "here.sqlite3").read_bytes()
    assert b"SECRET-SIGN-IN" not in copy.read_bytes()


def test_it_is_of_one_moment_and_holds_nobody_up(tmp_path: Path) -> None:
    """Somebody who writes in the middle is let, and is not in it."""
    path = filled(tmp_path / "here.sqlite3")
    draft = tmp_path / "copy"
    draft.touch()
    wrote: list[bool] = []

    def write_meanwhile(source: sqlite3.Connection, without: Collection[str] = ()) -> tuple[Content, ...]:
        if not wrote:
            with closing(sqlite3.connect(path, timeout=0)) as other, other:
                other.execute("INSERT INTO person VALUES ('b', 'later')")
            wrote.append(True)
        return contents(source, without)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "contents", write_meanwhile)
        copy = backup.back_up(path, draft, ())
    assert wrote
    assert {table.table: table.rows for table in copy.tables}["person"] == 1


def test_a_letter_that_has_changed_is_found_where_sqlite_finds_nothing(tmp_path: Path) -> None:
    copy = backed_up(tmp_path)
    data = bytearray(copy.read_bytes())
    data[data.index(b"word word")] ^= 1
    copy.write_bytes(data)
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with pytest.raises(BackupError, match="has changed since it was made, in note"):
        backup.look(copy)


def test_every_bit_that_matters_is_found(tmp_path: Path) -> None:
    """Bits turned anywhere: either it is refused, or nothing that is kept in it has changed."""
    copy = backed_up(tmp_path)
    whole, chance = copy.read_bytes(), random.Random(8)
    with closing(sqlite3.connect(copy)) as found:
        before = contents(found, (backup.SAID,))
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        copy.write_bytes(data)
        try:
            assert backup.look(copy).tables == before
        except BackupError:
            refused += 1
    assert refused > 75


@pytest.mark.parametrize("data", [b"", b"{}", b"SQLite format 3\x00" + bytes(200)])
def test_what_is_no_database_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    if data:
        with pytest.raises(BackupError, match="is no database, or a damaged one"):
            backup.look(path)
    else:
        assert backup.look(path).tables == ()


def test_a_copy_made_by_hand_does_not_say_what_is_in_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "here.sqlite3")
    assert not backup.look(path).says_itself


@pytest.mark.parametrize(
    "words",
    [
        "CREATE TRIGGER more AFTER INSERT ON note BEGIN DELETE FROM person; END",
        "CREATE VIEW more AS SELECT * FROM person",
        "CREATE VIRTUAL TABLE more USING fts5(x)",
    ],
)
def test_what_would_be_carried_out_is_refused(tmp_path: Path, words: str) -> None:
    path = filled(tmp_path / "here.sqlite3")
    with closing(sqlite3.connect(path)) as made, made:
        made.execute(words)
    with pytest.raises(BackupError, match="holds more than tables"):
        backup.look(path)


def test_rows_that_refer_to_nothing_are_found(tmp_path: Path) -> None:
    path = filled(tmp_path / "here.sqlite3")
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("DELETE FROM person")
    draft = tmp_path / "copy"
    draft.touch()
    with pytest.raises(BackupError, match="refer to others that are not there, in note"):
        backup.back_up(path, draft, ())


def test_values_of_two_kinds_are_two_contents() -> None:
    digests = set()
    for value in ("1", b"1", 1, 1.0, None):
        with closing(sqlite3.connect(":memory:")) as made:
            made.execute("CREATE TABLE t (v)")
            made.execute("INSERT INTO t VALUES (?)", (value,))
            digests.add(contents(made))
    assert len(digests) == 5


def test_a_file_is_private_and_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with suppress(RuntimeError), whole_file(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert (path.read_text(), len(list(tmp_path.iterdir()))) == ("before", 1)
    with whole_file(path) as file:
        file.write(b"after")
    assert (path.read_text(), len(list(tmp_path.iterdir()))) == ("after", 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_draft_leaves_nothing_behind(tmp_path: Path) -> None:
    with draft_beside(tmp_path / "file") as draft:
        draft.with_name(draft.name + "-wal").touch()
        put_in_place(draft, tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
