"""A backup of a large database, read back and compared: how long beside a plain copy of the same file.

    PYTHONPATH=src .venv/bin/python benchmarks/backup.py --megabytes 1200

Processor time and wall clock of each; the wall clock depends on the disk, and on what else it does.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from unclench.exchange import backup


def make(path: Path, megabytes: int) -> None:
    """Rows as the largest of ours: a plan with some 60 kB of JSON, beside a small one for each."""
    chance = random.Random(8)
    words = [f"{chance.random():.6f}" for _ in range(9_000)]
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE plan (id TEXT PRIMARY KEY, session TEXT, minutes INTEGER, share REAL)")
        made.execute("CREATE TABLE play (id TEXT PRIMARY KEY, plan TEXT REFERENCES plan, pain INTEGER)")
        for number in range(megabytes * 1_000 // 61):
            text = " ".join(words[chance.randrange(1_000) :][:6_600])
            made.execute("INSERT INTO plan VALUES (?, ?, ?, ?)", (f"{number:032x}", text, number % 30, chance.random()))
            made.execute("INSERT INTO play VALUES (?, ?, ?)", (f"{number:032x}", f"{number:032x}", number % 10))


def timed(words: str, work: Callable[[], object]) -> float:
    wall, used = time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    print(f"{words:34} {wall:6.1f} s, of which the processor {used:5.1f} s")
    return wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1_200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, copy = Path(folder) / "source", Path(folder) / "copy"
        make(source, options.megabytes)
        print(f"{source.stat().st_size / 1e6:,.0f} MB")
        plain = timed("plain copy of the file", lambda: shutil.copyfile(source, copy))
        copy.unlink()
        copy.touch()
        whole = timed("backup, read back and compared", lambda: backup.back_up(source, copy, ()))
        timed("looked through before a restore", lambda: backup.look(copy))
        print(f"ratio of the backup to the plain copy: {whole / plain:.1f}")


if __name__ == "__main__":
    main()
