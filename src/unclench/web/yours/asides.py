"""The databases that a restore has put aside, so that it can be undone. They lie in the data folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from unclench.web import folder

_BEFORE, _AFTER = "unclench.before-", ".sqlite3"


def aside_path(at: datetime) -> Path:
    return folder.folder() / f"{_BEFORE}{at:%Y%m%d-%H%M%S-%f}{_AFTER}"


def asides() -> tuple[Path, ...]:
    """The oldest first; with what may lie beside each."""
    return tuple(sorted(folder.folder().glob(f"{_BEFORE}*{_AFTER}*")))
