"""Running the command line in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from click.testing import CliRunner, Result

from unclench.cli.main import unclench

HEADACHE = ("session", "--complaint", "tension-headache")
MIGRAINE = ("session", "--complaint", "migraine-attack")


def run(*words: str) -> Result:
    return CliRunner().invoke(unclench, words, prog_name="unclench")


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As somebody would type it, with its output in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "unclench.cli.main", *words],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def flat(text: str) -> str:
    """Without the line breaks of the terminal."""
    return " ".join(text.split())
