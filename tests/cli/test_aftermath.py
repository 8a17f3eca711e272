"""`unclench log aftermath`: what was noticed since the last session, and what follows."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import flat, process, run
from tests.repository.tree import ROOT
from tests.tables import copy_tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody whose shoulders were worked firmly 23 hours ago."""
    data = copy_tables(tmp_path_factory.mktemp("records") / "data")
    environment = {**os.environ, "UNCLENCH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "unclench.web.settings"}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.stage", "yesterday", "{}"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    return data


def log(folder: Path, *words: str) -> tuple[int, str]:
    done = process("log", "aftermath", *words, UNCLENCH_DATA=str(folder))
    return done.returncode, flat(done.stdout + done.stderr)


def test_it_lists_what_is_asked() -> None:
    said = run("log", "aftermath").output
    assert "bruise: A bruise, or skin that is red, itches or burns" in said
    assert "nerve_signs: " in said


def test_it_says_what_it_means_and_until_when(folder: Path) -> None:
    code, said = log(folder, "--sore", "5", "--noticed", "bruise")
    assert code == 0
    assert "Less next time: It passes. The place is left alone for seven days." in said
    assert "Skin left alone: shoulders and top of the shoulders. Until " in said
    assert "No firmer than last time: shoulders and top of the shoulders." in said
    assert log(folder, "--none")[0] == 0
    assert "Skin left alone" not in log(folder, "--sore", "1")[1]


def test_an_emergency_locks_and_ends_with_3(folder: Path) -> None:
    code, said = log(folder, "--noticed", "legs")
    assert code == 3
    assert "call the emergency number" in said
    with sqlite3.connect(folder / "unclench.sqlite3") as records:
        assert records.execute("SELECT rules FROM today_emergencylock").fetchall() == [('["stop_legs"]',)]
    assert process("session", "--complaint", "neck-pain", UNCLENCH_DATA=str(folder)).returncode == 3


@pytest.mark.parametrize("wrong", [["--noticed", "brusie"], ["--none", "--sore", "3"], ["--sore", "11"]])
def test_what_is_not_understood_ends_with_2(folder: Path, wrong: list[str]) -> None:
    assert log(folder, *wrong)[0] == 2


def test_without_a_session_there_is_nothing_to_follow(tmp_path: Path) -> None:
    code, said = log(tmp_path, "--none")
    assert code == 2
    assert "no session yet" in said
