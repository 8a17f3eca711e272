"""Where the output goes: terminals without a letter, closed pipes, full disks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EMERGENCY = ("--symptom", "thunderclap")
FULL = Path("/dev/full")
on_linux = pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")


def session(*words: str, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "unclench.cli.main", "session", "--complaint", "stress", *words],
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_an_emergency_can_be_read_in_any_terminal(encoding: str) -> None:
    done = session(*EMERGENCY, PYTHONIOENCODING=encoding)
    assert done.returncode == 3
    assert b"get help now" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_plan_can_be_read_in_any_terminal(encoding: str) -> None:
    done = session(PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stderr == b""


@on_linux
@pytest.mark.parametrize(("words", "code"), [(EMERGENCY, 3), ((*EMERGENCY, "--json"), 3), ((), 1), (("--json",), 1)])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_said_in_a_line(words: tuple[str, ...], code: int, unbuffered: str) -> None:
    with FULL.open("wb") as full:
        done = session(*words, stdout=full.fileno(), PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == code
    assert b"the output could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("words", "code"), [(EMERGENCY, 3), ((), 1)])
def test_a_closed_pipe_is_no_traceback(words: tuple[str, ...], code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = session(*words, stdout=writer)
    finally:
        os.close(writer)
    assert done.returncode == code
    assert done.stderr == b""
