"""`unclench export`, `import`, `backup`, `restore`, `erase`, as somebody types them, on a folder that is filled."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.app import HERE
from tests.cli.command import flat, process
from unclench.exchange.content import Content, contents
from unclench.safety.standing import standing
from unclench.web.folder import SIGN_INS
from unclench.web.locking import FileLock

PLANTED = ("plantednote", "planteddrug", "plantedname")
FILL = """
import json, sys, django
django.setup()
from tests.web.diary import diaries
from unclench.guide.voice import Clip
from unclench.web.accounts import receivers
from unclench.web.accounts.entry import new_token, owner
from unclench.web.accounts.models import HERE_FOR
from unclench.web.diary.models import EpisodeEvent, Medicine
from unclench.web.moment import now
from unclench.web.today import locks
import numpy
from unclench.web.recordings.keeping import keep_clip
me = owner()
newest = diaries.write(me, 40, now("Europe/Berlin"))
Medicine.made(me, now(), name="planteddrug", acute=True).save()
EpisodeEvent.made(me, now(), episode=newest, kind="note", text="=plantednote").save()
anna = receivers.add(me, "plantedname")
keep_clip(me, "key", "Breathe in.", Clip(numpy.zeros(4_800, "float32")), now())
new_token(me, HERE_FOR)
"""
LOCK = """
import django
django.setup()
from unclench.web.accounts.entry import owner
from unclench.web.moment import now
from unclench.web.today import locks
locks.lock(owner(), ["thunderclap"], now())
"""


def unclench(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return process(*map(str, words), UNCLENCH_DATA=str(folder), XDG_CACHE_HOME=str(folder.parent / "cache"))


def done(folder: Path, *words: object) -> str:
    found = unclench(folder, *words)
    assert found.returncode == 0, found.stderr
    return flat(found.stdout + found.stderr)


def refused(folder: Path, *words: object) -> str:
    found = unclench(folder, *words)
    assert found.returncode == 1, found.stdout
    assert "Traceback" not in found.stderr
    return flat(found.stderr)


def inside(folder: Path, script: str) -> None:
    """Run in a process that has this folder's records."""
    environ = os.environ | {
        "UNCLENCH_DATA": str(folder),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "DJANGO_SETTINGS_MODULE": "unclench.web.settings",
        "PYTHONPATH": os.pathsep.join((str(HERE / "src"), str(HERE))),
    }
    subprocess.run([sys.executable, "-c", script], env=environ, cwd=HERE, check=True)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nobody changes it: the tests look at it or at a copy."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    done(folder, "log", "headache", "--pain", "6")
    inside(folder, FILL)
    return folder


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A filled folder to be changed."""
    return Path(shutil.copytree(filled, tmp_path / "data"))


def everything_in(*folders: Path) -> bytes:
    return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


def has(folder: Path) -> tuple[Content, ...]:
    with closing(sqlite3.connect(folder / "unclench.sqlite3")) as found:
        return contents(found, without=SIGN_INS)


def test_a_filled_folder_comes_back_as_the_same_bytes(filled: Path, tmp_path: Path) -> None:
    first, again, elsewhere = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "new" / "data"
    assert "It is not encrypted" in done(filled, "export", first)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    tables = json.loads(first.read_bytes())["tables"]
    assert len(tables["episode"]) > 5
    assert len(tables["recording"]) == 1
    assert not [name for name in PLANTED if name.encode() not in first.read_bytes()]
    rows = sum(map(len, tables.values()))
    assert done(elsewhere, "import", first).endswith(f"all {rows - 1} 1 0 0")  # the person is there already
    done(elsewhere, "export", again)
    assert again.read_bytes() == first.read_bytes()


def test_tables_are_harmless_in_a_spreadsheet(filled: Path, tmp_path: Path) -> None:
    done(filled, "export", "--format", "csv", tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        assert b'"\'=plantednote"' in archive.read("episode_event.csv")
        assert archive.read("recording/1-clip.flac").startswith(b"fLaC")


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    assert "Nothing is recorded yet" in refused(tmp_path / "data", "backup", tmp_path / "file")
    assert not list(tmp_path.rglob("*.sqlite3")) + list(tmp_path.glob("file"))


def test_no_file_is_put_where_it_would_be_lost(filled: Path) -> None:
    assert "lies in the data folder itself" in refused(filled, "export", filled / "file")
    assert "No such file or directory" in refused(filled, "backup", filled.parent / "no" / "file")


def test_a_file_that_is_no_export_changes_nothing(own: Path, tmp_path: Path) -> None:
    before = has(own)
    (tmp_path / "file").write_text('{"unclench_export":9,"tables":{}}')
    message = refused(own, "import", tmp_path / "file")
    assert "reads version 1" in message
    assert message.endswith("Nothing was imported.")
    assert has(own) == before


def test_a_trial_tells_of_each_row_and_changes_nothing(own: Path, tmp_path: Path) -> None:
    day = {"owner": "me", "at": "2026-05-01T10:00:00Z", "local_date": "2026-05-01", "zone": "UTC", "said": "clear"}
    rows = [day | {"id": f"0190aaaa-0000-7000-8000-00000000000{n}", "local_date": f"1996-05-0{n}"} for n in (1, 2)]
    rows[1]["said"] = "\x1b[2Jperhaps"
    (tmp_path / "file").write_text(json.dumps({"unclench_export": 1, "tables": {"day_mark": rows}}))
    before = has(own)
    found = unclench(own, "import", tmp_path / "file", "--dry-run", "--each")
    said = flat(found.stdout)
    assert found.returncode == 1
    assert "all 1 0 0 1" in said
    assert "day_mark 1 (0190aaaa-0000-7000-8000-000000000001): imported." in said
    assert "day_mark 2 (0190aaaa-0000-7000-8000-000000000002): invalid. said:" in said
    assert said.endswith("Nothing was changed.")
    assert "\x1b" not in found.stdout
    assert has(own) == before


def test_a_backup_comes_back_and_what_was_here_is_put_aside(own: Path, tmp_path: Path) -> None:
    copy, before = tmp_path / "copy.backup", has(own)
    assert "read back and compared" in done(own, "backup", copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    done(own, "log", "headache", "--note", "later")
    after = has(own)
    said = done(own, "restore", copy)
    assert has(own) == before
    (aside,) = own.glob("unclench.before-*")
    assert str(aside) in said.replace(" ", "")
    done(own, "restore", aside)  # the way back
    assert has(own) == after
    with closing(sqlite3.connect(own / "unclench.sqlite3")) as found:
        assert found.execute("SELECT count(*) FROM accounts_token").fetchone() == (0,)


def test_what_has_changed_or_is_no_backup_is_refused(own: Path, tmp_path: Path) -> None:
    copy, here = tmp_path / "copy.backup", has(own)
    done(own, "backup", copy)
    data = bytearray(copy.read_bytes())
    data[data.index(b"planteddrug")] ^= 1
    copy.write_bytes(data)
    assert "has changed since it was made, in diary_medicine" in refused(own, "restore", copy)
    with closing(sqlite3.connect(tmp_path / "other")) as other, other:
        other.execute("CREATE TABLE t (x)")
    assert "is a database, but none of Unclench" in refused(own, "restore", tmp_path / "other")
    assert has(own) == here
    assert not list(own.glob("*before*")) + list(own.glob("*.part"))


def test_a_newer_one_is_refused_and_an_older_one_is_brought_up_to_date(own: Path, tmp_path: Path) -> None:
    copy, before = tmp_path / "copy", has(own)
    shutil.copy(own / "unclench.sqlite3", copy)
    with closing(sqlite3.connect(copy)) as made, made:
        made.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('diary', '9999_more', '')")
    assert "was made by a newer Unclench (it knows diary.9999_more)" in refused(own, "restore", copy)
    assert has(own) == before
    shutil.copy(own / "unclench.sqlite3", copy)
    with closing(sqlite3.connect(copy)) as made, made:  # as it was before there were recordings
        made.execute("DROP TABLE recordings_recording")
        made.execute("DELETE FROM django_migrations WHERE app = 'recordings'")
    said = done(own, "restore", copy)
    assert "was of an older version" in said
    assert "only SQLite has looked through it" in said
    changed = {one.table for one in {*before} ^ {*has(own)}}
    assert changed <= {"recordings_recording", "django_migrations", "auth_permission", "django_content_type"}
    assert not list(own.glob("*.part*"))


def test_nothing_is_restored_or_erased_under_a_running_server(own: Path, tmp_path: Path) -> None:
    server = FileLock(own / "server.lock")
    assert server.acquire(wait=False)
    try:
        done(own, "backup", tmp_path / "copy")
        assert "Unclench is running" in refused(own, "restore", tmp_path / "copy")
        assert "Unclench is running" in refused(own, "erase", "--confirm", "erase everything")
    finally:
        server.release()


def test_after_erasing_no_byte_is_left(own: Path, tmp_path: Path) -> None:
    sounds = [own.parent / "cache" / "unclench" / name for name in ("sound", "clips")]
    for folder in sounds:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plantedname.opus").write_bytes(b"plantednote")
    (own / "unclench.before-20260101-000000-000000.sqlite3").write_bytes(b"plantednote")  # as a restore leaves it
    (own / "open.html").write_text("a token")
    before = has(own)
    assert "Nothing was erased" in refused(own, "erase", "--confirm", "yes")
    assert has(own) == before
    assert all(name.encode() in everything_in(own) for name in PLANTED)
    assert "Erased." in done(own, "erase", "--confirm", "Erase everything", "--backup", tmp_path / "last.backup")
    left = everything_in(own, *sounds)
    assert [name for name in (*PLANTED, "Europe/Berlin", "Sumatriptan") if name.encode() in left] == []
    assert {path.name for path in own.iterdir()} == {
        "secret",
        "server.lock",
        "unclench.sqlite3",
        "unclench.sqlite3.write-lock",
    }
    assert not [path for folder in sounds for path in folder.rglob("*")]
    assert {table.table for table in has(own) if table.rows} == {
        "django_migrations",
        "django_content_type",
        "auth_permission",
    }
    done(own, "restore", tmp_path / "last.backup")
    assert has(own) == before


def test_neither_an_old_backup_nor_erasing_is_a_way_round_an_emergency(own: Path, tmp_path: Path) -> None:
    done(own, "backup", tmp_path / "copy")
    inside(own, LOCK)
    until = standing(own / "unclench.sqlite3")
    assert until is not None
    assert "An emergency stands" in done(own, "restore", tmp_path / "copy")
    assert standing(own / "unclench.sqlite3") == until
    assert "An emergency stands" in done(own, "erase", "--confirm", "erase everything")
    left = standing(own / "unclench.sqlite3")
    assert left is not None
    assert (left.until, left.rules) == (until.until, ())
    assert [name for name in (*PLANTED, "thunderclap") if name.encode() in everything_in(own)] == []
