from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from unclench.web import folder
from unclench.web.folder import Address


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_this_persons_alone(own: Path) -> None:
    folder.folder()
    folder.secret()
    folder.write_address(Address())
    assert mode(own) == 0o700
    assert {mode(path) for path in own.iterdir()} == {0o600}


def test_the_secret_stays(own: Path) -> None:
    first = folder.secret()
    assert folder.secret() == first
    assert len(first) >= 50
    assert [path.name for path in own.iterdir()] == ["secret"]


def test_the_port_stays(own: Path) -> None:
    del own
    address = Address(port=8700, host="192.168.1.20", tls=True, names=("192.168.1.20",))
    folder.write_address(address)
    assert folder.read_address() == address


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x"}', json.dumps({"port": 1})])
def test_a_damaged_address_is_the_usual_one(own: Path, text: str) -> None:
    own.mkdir()
    (own / "address.json").write_text(text, "utf-8")
    assert folder.read_address() == Address()


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address(), "http://localhost:8642"),
        (Address(port=1, host="192.168.1.20", tls=True), "https://192.168.1.20:1"),
        (Address(host="fd00::1", tls=True), "https://[fd00::1]:8642"),
    ],
)
def test_its_url(address: Address, url: str) -> None:
    assert address.url == url
