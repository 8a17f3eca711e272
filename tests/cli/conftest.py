from pathlib import Path

import pytest

from tests.tables import copy_tables


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A data folder in which the program has been before, and nothing is recorded."""
    return copy_tables(tmp_path / "data")
