from pathlib import Path

import pytest

from tests.house.house import House, copy_house, load


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    copy_house(tmp_path)
    house = House(load(tmp_path))
    monkeypatch.setattr(house.run, "prepare", house.prepare)
    return house
