from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from unclench.web.locking import FileLock

HOLD = (
    "import sys; from pathlib import Path; from unclench.web.locking import FileLock; "
    "FileLock(Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"
)


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_one_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    assert first.acquire()
    assert not second.acquire(wait=False)
    first.release()
    assert second.acquire(wait=False)
    second.release()


def test_another_process_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = holder(path)
    assert not FileLock(path).acquire(wait=False)
    process.kill()
    process.communicate()
    lock = FileLock(path)
    assert lock.acquire(wait=False)
    lock.release()


def test_releasing_twice_is_harmless(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    lock.acquire()
    lock.release()
    lock.release()
    assert not lock.held
