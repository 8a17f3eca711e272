"""A disk that runs full, at 200 places: nothing acknowledged is lost, all can be read, and it goes on afterwards.

    PYTHONPATH=src:. unshare -rm .venv/bin/python benchmarks/full_disk.py --offsets 200

The data folder is on a small disk in memory, which needs the right to mount one: `unshare -rm` gives it where the
system lets users have it. The room that is left grows by a page of 4,096 bytes from one place to the next.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

PAGE = 4_096
DISK = "48m"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offsets", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)], check=True)
        try:
            said = run(disk, Path(folder) / "cache", [PAGE * number for number in range(options.offsets)])
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    offsets = said["offsets"]
    print(f"{len(offsets)} places, {sum(each['acknowledged'] for each in offsets):,} records acknowledged")
    for name in ("status", "says so", "lost", "kept though refused", "read", "exported", "and again"):
        print(f"{name:20} {dict(Counter(str(each[name]) for each in offsets))}")
    print(f"{'integrity':20} {said['sound']}")
    wrong = [
        each
        for each in offsets
        if each["status"] != 507 or each["lost"] or each["kept though refused"] or each["read"] != [200]
    ]
    if wrong or said["sound"] != [["ok"]] or not all(each["exported"] for each in offsets):
        raise SystemExit(f"not as it should be: {wrong[:2]}")


def run(disk: Path, cache: Path, offsets: list[int]) -> dict[str, Any]:
    environ = os.environ | {
        "UNCLENCH_DATA": str(disk / "data"),
        "XDG_CACHE_HOME": str(cache),
        "DJANGO_SETTINGS_MODULE": "unclench.web.settings",
    }
    words = [sys.executable, "-m", "tests.web.full_disk", "fill", *map(str, offsets)]
    done = subprocess.run(words, env=environ, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
