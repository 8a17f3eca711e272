"""Serving on one's own machine: one server per data folder, on the folder's own port, and the browser let in.

Everything that can be wrong is found out before anything is written or opened, and said in a sentence.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import stat
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Thread

from unclench.web import database, folder
from unclench.web.folder import Address
from unclench.web.locking import FileLock

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
STARTS_WITHIN_S = 60
Say = Callable[[str], None]


class ServingError(Exception):
    """It cannot be served like this; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How it should be served."""

    host: str | None = None
    port: int | None = None
    certificate: Path | None = None
    key: Path | None = None
    open_browser: bool = True


def serve(wish: Wish, say: Say) -> None:
    """Serve until interrupted. If this folder is served already, open the browser there and return.

    Raises ServingError.
    """
    _check_tls(wish)
    _check_folder()
    lock = FileLock(folder.lock_path())
    running = _lock_or_running(lock)
    if running is not None:
        _open_again(running, wish, say)
        return
    try:
        address = _address(wish)
        _probe(address)
        with _guarded(address):
            folder.write_address(address)
            os.umask(0o077)
            _prepare_database()
            door = _make_door(address)
            Thread(target=_come_in_once_it_answers, args=(address, door, wish, say), daemon=True).start()
            _run(address, wish)
    finally:
        lock.release()


def _lock_or_running(lock: FileLock) -> Address | None:
    """Take the lock; or say where the server is that has it, once that one answers. It may be starting or ending."""
    until = time.monotonic() + STARTS_WITHIN_S
    while not lock.acquire(wait=False):
        address = folder.read_address()
        if _answers(address):
            return address
        if time.monotonic() > until:
            raise ServingError(f"Another Unclench has this data folder, and does not answer: {folder.folder()}")
        time.sleep(0.05)
    return None


def _answers(address: Address) -> bool:
    with suppress(OSError, ServingError), socket.create_connection((listening_on(address), address.port), timeout=1):
        return True
    return False


def _check_folder() -> None:
    """Who may write into it could put a database of their own there, and read along."""
    if sys.platform == "win32":
        return
    path = folder.folder()
    facts = path.stat()
    if facts.st_uid != os.getuid():
        raise ServingError(f"{path} belongs to another user. Choose a folder of your own: UNCLENCH_DATA")
    if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ServingError(f"Others may write into {path}. Close it: chmod 700 {path}")


def _check_tls(wish: Wish) -> None:
    if bool(wish.certificate) != bool(wish.key):
        raise ServingError("UNCLENCH_TLS_CERT and UNCLENCH_TLS_KEY belong together: set both.")
    beyond = wish.host is not None and wish.host not in LOCAL_HOSTS
    if beyond and not wish.certificate:
        raise ServingError(
            f"{wish.host} can be reached from other machines, and without encryption everybody on the way could read "
            "along. Set UNCLENCH_TLS_CERT and UNCLENCH_TLS_KEY to a certificate and its key (docs/guide/phone.md "
            "says how to make them), or leave --host out."
        )
    if wish.host is not None and _means_all(wish.host):
        raise ServingError(
            f"{wish.host} stands for every network that this machine is in, at home and elsewhere. Name the one "
            "address that the phone can reach, such as --host 192.168.1.20."
        )
    if wish.certificate and wish.key:
        if os.name == "posix" and wish.key.exists() and wish.key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ServingError(f"Others may read {wish.key}. Close it: chmod 600 {wish.key}")
        try:
            # A key behind a password would be asked for in the terminal, here and then in the server, which cannot ask.
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(wish.certificate, wish.key, password="")
        except (OSError, ssl.SSLError) as error:
            raise ServingError(f"The certificate or its key cannot be used: {error}.") from None


def _means_all(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _address(wish: Wish) -> Address:
    host = wish.host or "localhost"
    port = wish.port or folder.read_address().port
    names = () if host in LOCAL_HOSTS else tuple({host: None, f"[{host}]" if ":" in host else host: None})
    return Address(port=port, host=host, tls=wish.certificate is not None, names=names)


def listening_on(address: Address) -> str:
    """The number to listen on."""
    if address.host == "localhost":
        return "127.0.0.1"
    try:
        return str(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][4][0])
    except OSError:
        raise ServingError(f"{address.host} is not an address of this machine.") from None


def _probe(address: Address) -> None:
    """The server would share a taken port in silence, so it is tried out first."""
    number = listening_on(address)
    family, kind, protocol, _, place = socket.getaddrinfo(number, address.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        if sys.platform != "win32":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except PermissionError:
            raise ServingError(f"Port {address.port} is kept for the system. Choose another: --port 8643") from None
        except OSError as error:
            taken = error.errno in _TAKEN
            if not taken:
                raise ServingError(f"{address.host} is not an address of this machine.") from None
            raise ServingError(
                f"Port {address.port} is taken by another program. Stop that one, or choose another port for this "
                f"data folder: --port {address.port + 1}"
            ) from None


_TAKEN = {98, 48, 10048}  # EADDRINUSE on Linux, macOS, Windows


@contextmanager
def _guarded(address: Address) -> Iterator[None]:
    """`localhost` is two numbers, and browsers try ::1 too. Bound without listening, it refuses at once, and no other
    user of this machine can stand there and wait for what is meant for us.
    """
    if address.host != "localhost" or not socket.has_ipv6:
        yield
        return
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as guard:
        try:
            guard.bind(("::1", address.port))
        except OSError as error:
            if error.errno in _TAKEN:
                raise ServingError(
                    f"Port {address.port} is taken by another program at [::1]. Stop that one, or choose another port "
                    f"for this data folder: --port {address.port + 1}"
                ) from None
        yield


def _prepare_database() -> None:
    database.set_up()
    _check_front_end()
    database.bring_up_to_date()
    folder.database().chmod(0o600)
    from unclench.web.tidying import tidy

    tidy()


def _check_version() -> None:
    """Only the one who serves may change the database."""
    if database.is_behind():
        raise ServingError(database.OTHER_VERSION)


def _check_front_end() -> None:
    from unclench.web.tags import FrontEndMissingError, entry

    try:
        entry("main")
    except FrontEndMissingError as error:
        raise ServingError(str(error)) from None


def _open_again(address: Address, wish: Wish, say: Say) -> None:
    if wish.port not in (None, address.port) or wish.host not in (None, address.host):
        raise ServingError(f"This data folder is served already, at {address.url}. Stop that one first (Ctrl+C there).")
    database.set_up()
    _check_version()
    say(f"Unclench is running already: {address.url}")
    _come_in(address, _make_door(address), wish, say)


def _make_door(address: Address) -> Path:
    """A file that nobody else can read, which signs the browser of this machine in and is good for a minute."""
    from unclench.web.accounts.entry import new_token, owner
    from unclench.web.accounts.models import HERE_FOR

    token = new_token(owner(), HERE_FOR)
    door = folder.folder() / "open.html"
    folder.write_private(door, _door(f"{address.url}/enter", token))
    return door


def _come_in_once_it_answers(address: Address, door: Path, wish: Wish, say: Say) -> None:
    """The file itself cannot find that out: browsers keep files from looking at servers."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if _answers(address):
            _come_in(address, door, wish, say)
            return
        time.sleep(0.02)


def _come_in(address: Address, door: Path, wish: Wish, say: Say) -> None:
    """Let the browser of this machine in."""
    say(f"Unclench: {address.url}   (stop with Ctrl+C)")
    if wish.open_browser and webbrowser.open(door.as_uri()):
        say("The browser opens, and you are signed in.")
    else:
        say(f"Open this file in a browser within a minute; it signs you in: {door}")
    if address.tls:
        say("To let a phone in: unclench pair, or in the browser You, Let a phone in.")


def pairing_link() -> str:
    """An address that lets one more device in, once and within five minutes. Raises ServingError."""
    address = folder.read_address()
    lock = FileLock(folder.lock_path())
    if lock.acquire(wait=False):
        lock.release()
        raise ServingError(f"Unclench is not running. {_HOW_TO_PAIR}")
    if not address.tls:
        raise ServingError(f"Unclench is running for this machine alone. Stop it (Ctrl+C there). {_HOW_TO_PAIR}")
    database.set_up()
    _check_version()
    from unclench.web.accounts.entry import new_token, owner, pairing_address
    from unclench.web.accounts.models import PAIRING_FOR

    return pairing_address(address, new_token(owner(), PAIRING_FOR))


_HOW_TO_PAIR = (
    "Start it for a phone, with a certificate: unclench serve --host ADDRESS, where ADDRESS is this machine’s, such as "
    "192.168.1.20. docs/guide/phone.md says how, and of a simpler way: send a session as one file."
)


def _door(action: str, token: str) -> str:
    """A file that posts the token. It needs no address bar, so the token stands in no history."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Unclench</title>'
        '<meta name="referrer" content="no-referrer">'
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="token" value="{escape(token)}">'
        "<noscript><button>Open Unclench</button></noscript></form>"
        "<script>document.forms[0].submit()</script></html>"
    )


def _run(address: Address, wish: Wish) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "unclench.web.wsgi:application",
        address=listening_on(address),
        port=address.port,
        interface=Interfaces.WSGI,
        workers=1,
        # Started when needed. A download that stands still takes one, and an emergency has to find another.
        blocking_threads=32,
        log_enabled=False,
        ssl_cert=wish.certificate,
        ssl_key=wish.key,
        websockets=False,
    )
    server.serve()
