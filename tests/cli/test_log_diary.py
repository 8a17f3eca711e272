"""`unclench log clear`, `day`, `dose` and `eased`: the diary from the command line."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uuid6

from tests.cli.command import process


def log(folder: Path, *words: str) -> tuple[int, str]:
    done = process("log", *words, UNCLENCH_DATA=str(folder), TZ="UTC")
    return done.returncode, done.stdout + done.stderr


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "unclench.sqlite3") as database:
        return database.execute(query).fetchall()


def put_on_the_list(folder: Path, name: str) -> None:
    """A medicine for attacks, and an attack that lasts: both come from the pages."""
    moment = datetime.now(UTC) - timedelta(hours=1)
    of_a_record = {"at": str(moment), "local_date": str(moment.date()), "zone": "UTC"}
    medicine = {"name": name, "kind": "nsaid", "acute": 1, "usual": "400 mg"}
    attack = {"source": "attack", "ended_zone": ""}
    with sqlite3.connect(folder / "unclench.sqlite3") as database:
        (owner,) = database.execute("select owner_id from diary_day").fetchone()
        for table, fields in (("diary_medicine", medicine), ("diary_episode", attack)):
            row = {"id": uuid6.uuid7().hex, "owner_id": owner, **of_a_record, **fields}
            marks = ", ".join("?" * len(row))
            database.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def test_the_diary_is_kept_from_the_command_line(tables: Path) -> None:
    """One folder, since each command is a process of its own."""
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)
    code, out = log(tables, "clear")
    assert (code, f"{yesterday:%A}" in out, "told later" in out) == (0, True, False)
    assert "told later" in log(tables, "clear", "--day", str(today - timedelta(days=5)))[1]
    assert log(tables, "clear", "--day", str(today - timedelta(days=20)))[0] == 2
    assert rows(tables, "select local_date, said from diary_daymark order by local_date desc") == [
        (str(yesterday), "clear"),
        (str(today - timedelta(days=5)), "clear"),
    ]
    assert log(tables, "day", "--sleep", "7:30", "--stress", "0", "--note", "rain")[0] == 0
    assert rows(tables, "select local_date, sleep_min, stress, mood, note from diary_day") == [
        (str(today), 450, 0, None, "rain")
    ]
    assert log(tables, "day", "--stress", "11")[0] == 2
    assert log(tables, "day")[0] == 2
    assert log(tables, "eased")[0] == 2
    code, out = log(tables, "dose", "Ibuprofen")
    assert (code, "on the list" in out) == (2, True)
    put_on_the_list(tables, "Ibuprofen")
    code, out = log(tables, "dose", "ibuprofen", "--for", "period")
    assert (code, "Noted: Ibuprofen, 400 mg, " in out) == (0, True)
    assert "for the headache" in log(tables, "dose", "Ibuprofen")[1]
    taken = rows(tables, "select name, kind, amount, reason, episode_id is null from diary_dose order by id")
    assert taken == [("Ibuprofen", "nsaid", "400 mg", reason, alone) for reason, alone in (("period", 1), ("", 0))]


def test_the_diary_is_told_in_figures_and_patterns_can_be_off(tables: Path) -> None:
    def diary(*words: str) -> str:
        done = process("diary", *words, UNCLENCH_DATA=str(tables), TZ="UTC")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert json.loads(diary("--json")) == {"windows": [], "medicine_days": []}
    log(tables, "clear")
    told = json.loads(diary("--json"))
    assert (told["windows"][-1]["clear_days"], told["windows"][-1]["known_days"]) == (1, 1)
    assert told["windows"][0]["headache_days"] is None
    assert (told["patterns"]["diagnosis"], told["patterns"]["lead"]) == (False, "Cannot tell yet.")
    assert "patterns" not in json.loads(diary("--patterns", "off", "--json"))
