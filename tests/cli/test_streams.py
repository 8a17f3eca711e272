"""Where the output goes: terminals without a letter, closed pipes, full disks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

EMERGENCY = ("--symptom", "thunderclap")
ON_A_FULL_DISK = """
import errno, io, sys
from unclench.cli.main import main

class Full(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

sys.stdout = io.TextIOWrapper(io.BufferedWriter(Full()), "utf-8")
main()
"""


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


@pytest.mark.parametrize(("words", "code"), [(EMERGENCY, 3), ((*EMERGENCY, "--json"), 3), ((), 1), (("--json",), 1)])
def test_a_full_disk_is_said_in_a_line(words: tuple[str, ...], code: int) -> None:
    command = [sys.executable, "-c", ON_A_FULL_DISK, "session", "--complaint", "stress", *words]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == code
    assert b"Error: the output could not be written: No space left on device" in done.stderr
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
