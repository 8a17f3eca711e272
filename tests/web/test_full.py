"""On a full disk nothing acknowledged is lost, all can be read and taken along, and once there is room it goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.browser.app import HERE

OFFSETS = (0, 1, 4_096, 8_240, 20_000, 41_200)
"""Bytes by which the log beside the database may still grow. A page in it takes 4,120."""


def test_on_a_full_disk_nothing_is_lost_and_all_can_be_read_and_taken_along(tmp_path: Path) -> None:
    environ = os.environ | {
        "UNCLENCH_DATA": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "DJANGO_SETTINGS_MODULE": "unclench.web.settings",
        "PYTHONPATH": os.pathsep.join((str(HERE / "src"), str(HERE))),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.full_disk", "limit", *map(str, OFFSETS)],
        env=environ,
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    said = json.loads(done.stdout)
    assert said["sound"] == [["ok"]]
    acknowledged = [each.pop("acknowledged") for each in said["offsets"]]
    assert max(acknowledged) > min(acknowledged)
    assert said["offsets"] == [
        {
            "status": 507,
            "says so": True,
            "lost": 0,
            "kept though refused": 0,
            "read": [200],
            "exported": True,
            "and again": 200,
        }
    ] * len(OFFSETS)
