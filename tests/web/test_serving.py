"""What is refused before serving begins, and how the browser is let in. Serving itself is tested in tests/browser."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from unclench.web import folder, serving
from unclench.web.folder import Address
from unclench.web.locking import FileLock
from unclench.web.serving import ServingError, Wish


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNCLENCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    made = trustme.CA().issue_cert("127.0.0.1")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made.cert_chain_pems[0].write_to_path(cert)
    made.private_key_pem.write_to_path(key)
    key.chmod(0o600)
    return cert, key


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refused(wish: Wish) -> str:
    with pytest.raises(ServingError) as error:
        serving.serve(wish, lambda _: None)
    return str(error.value)


def test_other_machines_need_encryption() -> None:
    assert "UNCLENCH_TLS_CERT" in refused(Wish(host="192.168.1.20"))
    assert "UNCLENCH_TLS_CERT" in refused(Wish(host="0.0.0.0"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "[::]"])
def test_it_serves_one_address_and_not_every_network(certificate: tuple[Path, Path], host: str) -> None:
    """No phone could use it as an address, and a laptop is taken to other networks."""
    cert, key = certificate
    assert "stands for every network" in refused(Wish(host=host, certificate=cert, key=key))


def test_a_key_behind_a_password_is_refused_and_not_asked_for(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    locked = tmp_path / "locked.pem"
    plain = load_pem_private_key(certificate[1].read_bytes(), None)
    secret = BestAvailableEncryption(b"secret")
    locked.write_bytes(plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))
    locked.chmod(0o600)
    assert "cannot be used" in refused(Wish(host="192.168.1.20", certificate=certificate[0], key=locked))


def test_certificate_and_key_belong_together(certificate: tuple[Path, Path]) -> None:
    assert "both" in refused(Wish(host="127.0.0.1", certificate=certificate[0]))


def test_a_key_that_others_may_read_is_refused(certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    key.chmod(0o640)
    assert "chmod 600" in refused(Wish(host="192.168.1.20", certificate=cert, key=key))


def test_a_wrong_key_is_refused(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().issue_cert("127.0.0.1").private_key_pem.write_to_path(other)
    other.chmod(0o600)
    assert "cannot be used" in refused(Wish(host="192.168.1.20", certificate=certificate[0], key=other))


def test_a_missing_certificate_is_named(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    assert "cannot be used" in refused(Wish(host="192.168.1.20", certificate=tmp_path / "no.pem", key=certificate[1]))


def test_a_taken_port_is_named_with_another_choice(taken_port: int) -> None:
    """The server would share it in silence."""
    message = refused(Wish(port=taken_port))
    assert f"Port {taken_port} is taken" in message
    assert f"--port {taken_port + 1}" in message


def test_a_refused_start_leaves_the_folders_port(taken_port: int) -> None:
    folder.write_address(Address(port=8700))
    refused(Wish(port=taken_port))
    assert folder.read_address() == Address(port=8700)


def test_an_address_of_another_machine_is_refused(certificate: tuple[Path, Path]) -> None:
    wish = Wish(host="192.0.2.77", certificate=certificate[0], key=certificate[1])
    assert "not an address of this machine" in refused(wish)


def test_a_served_folder_is_not_served_again_elsewhere(taken_port: int) -> None:
    folder.write_address(Address(port=taken_port))
    lock = FileLock(folder.lock_path())
    lock.acquire()
    try:
        assert f"http://localhost:{taken_port}" in refused(Wish(port=8701))
    finally:
        lock.release()


def test_two_starts_at_once_wait_for_the_first(monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    """While one makes the database, another must not; and it learns the address only once there is one."""
    opened: list[Address] = []
    monkeypatch.setattr(serving, "_open_again", lambda address, *_: opened.append(address))
    monkeypatch.setattr(serving, "_prepare_database", lambda: pytest.fail("somebody else is at it"))
    folder.write_address(Address(port=1))  # of the time before
    lock = FileLock(folder.lock_path())
    lock.acquire()
    try:
        second = Thread(target=serving.serve, args=(Wish(), lambda _: None))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        folder.write_address(Address(port=taken_port))
        second.join(10)
    finally:
        lock.release()
    assert opened == [Address(port=taken_port)]


def test_a_folder_that_others_may_write_into_is_refused(own_folder: Path) -> None:
    own_folder.mkdir()
    own_folder.chmod(0o777)
    assert "chmod 700" in refused(Wish())


def test_without_host_it_listens_on_this_machine_alone() -> None:
    assert serving.listening_on(Address()) == "127.0.0.1"


def test_the_door_holds_no_address_with_the_token() -> None:
    door = serving._door("http://localhost:8642/enter", "tok-en")
    assert 'action="http://localhost:8642/enter"' in door
    assert door.count("tok-en") == 1
    assert "?" not in door.split("<script>")[0].replace("<!doctype", "")


def test_nobody_else_can_stand_at_the_other_localhost() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving._guarded(Address(port=port)), socket.socket(socket.AF_INET6) as other:
        with pytest.raises(OSError, match="in use"):
            other.bind(("::1", port))
        with pytest.raises(ConnectionRefusedError), socket.socket(socket.AF_INET6) as visitor:
            visitor.connect(("::1", port))
