from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Erasing empties the cache of sounds: not that of whoever runs the tests, nor of a test beside this one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
