"""A data folder with empty tables, made once in each process: to make them takes longer than most tests do."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.repository.tree import ROOT

_MAKE = """
from unclench.web import database, folder
folder.folder()
database.set_up()
database.bring_up_to_date()
"""


def copy_tables(folder: Path) -> Path:
    """As if the program had made this folder. Nothing may be there yet."""
    return Path(shutil.copytree(_with_tables(), folder))


@cache
def _with_tables() -> Path:
    path = Path(tempfile.mkdtemp(prefix="unclench-tables-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    data = path / "data"
    subprocess.run([sys.executable, "-c", _MAKE], env={**os.environ, "UNCLENCH_DATA": str(data)}, check=True, cwd=ROOT)
    return data
