"""`unclench measure`: recording, listing and looking back."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.command import flat, process, run
from unclench.measures import load_measures


def measure(folder: Path, *words: str) -> tuple[int, str]:
    done = process("measure", *words, UNCLENCH_DATA=str(folder), TZ="UTC")
    return done.returncode, done.stdout + done.stderr


def test_what_is_recorded_is_listed_and_can_be_taken_back(tmp_path: Path) -> None:
    """One folder, since each command is a process of its own."""
    assert measure(tmp_path, "history", "hit6") == (0, "Nothing measured yet.\n")
    code, out = measure(tmp_path, "record", "hit6", "total=57", "--from", "doctor", "--day", "2026-01-20")
    assert (code, "Kept: HIT-6." in out) == (0, True)
    code, out = measure(tmp_path, "record", "places", "temple:left=6", "temple.right=hurts")
    assert code == 0
    with sqlite3.connect(tmp_path / "unclench.sqlite3") as database:
        found = database.execute(
            "select measure, said, told_by, local_date from measures_taking order by at"
        ).fetchall()
    assert found[0] == ("hit6", '{"total": 57.0}', "doctor", "2026-01-20")
    assert json.loads(found[1][1]) == {"temple.left": 6, "temple.right": None}
    listed = json.loads(measure(tmp_path, "list", "--json")[1])["measures"]
    last = {one["id"]: one["last"] and one["last"]["figures"] for one in listed}
    assert set(last) == set(load_measures())
    assert (last["hit6"], last["ndi"]) == ({"total": 57}, None)
    assert "2026-01-20" in measure(tmp_path, "history", "hit6")[1]
    key = re.findall(r"--undo (\S+)", out)[0]
    assert measure(tmp_path, "record", "--undo", key) == (0, "Taken back: Pain by place.\n")
    assert measure(tmp_path, "record", "--undo", key)[0] == 2
    assert json.loads(measure(tmp_path, "history", "places", "--json")[1])["takings"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("record", "hit7", "total=57"), "hit6"),
        (("record", "hit6", "totel=57"), "total"),
        (("record", "hit6", "total"), "total=4"),
        (("record", "hit6", "total=35"), "36 to 78"),
        (("record", "hit6", "total=57", "--day", "2999-01-01"), "no day that has been"),
        (("record", "now", "pain=5", "--from", "doctor"), "for totals"),
        (("record", "now", "--nothing-hurts"), "goes with places"),
        (("record", "places", "temple.left=11"), "0 to 10"),
        (("record", "reaction_90"), "in the app"),
        (("record", "--undo", "x"), "no id"),
        (("record", "--undo", "x", "pain=4"), "goes with nothing else"),
        (("history", "iq"), "iq"),
    ],
)
def test_what_is_not_understood_ends_with_2(words: tuple[str, ...], says: str) -> None:
    result = run("measure", *words)
    assert result.exit_code == 2
    assert says in flat(result.output)


@pytest.mark.parametrize("name", [one.id for one in load_measures().values() if one.kind != "reaction"])
def test_without_numbers_it_says_what_can_be_given(name: str) -> None:
    result = run("measure", "record", name.replace("_", "-"))
    assert result.exit_code == 0
    for item in load_measures()[name].item:
        assert f"{item.id}: {item.name}" in result.output
