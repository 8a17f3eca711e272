"""The data folder: one person's machine, one SQLite file, one server, one port.

The port belongs to the folder, because it is part of the origin under which a browser keeps what it knows.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from unclench.settings import data_folder

DATABASE = "unclench.sqlite3"
PORT = 8642
SIGN_INS = ("accounts_token", "accounts_device", "django_session")
"""Tables of who may come in. They are in no copy of the database: who finds one must not come in with it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server of this folder is found. `host`: beyond this machine only with TLS."""

    port: int = PORT
    host: str = "localhost"
    tls: bool = False
    names: tuple[str, ...] = field(default=())
    """Further names and numbers under which it may be asked for."""

    @property
    def url(self) -> str:
        scheme = "https" if self.tls else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def folder() -> Path:
    """The data folder; made, for this person alone, if it is not there yet."""
    path = data_folder()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def database() -> Path:
    return data_folder() / DATABASE


def lock_path() -> Path:
    return folder() / "server.lock"


def read_address() -> Address:
    """As it was at the last start."""
    try:
        data = json.loads((data_folder() / "address.json").read_text("utf-8"))
        return Address(int(data["port"]), str(data["host"]), bool(data["tls"]), tuple(map(str, data["names"])))
    except (OSError, ValueError, KeyError, TypeError):
        return Address()


def write_address(address: Address) -> None:
    write_private(folder() / "address.json", json.dumps(asdict(address)))


def secret() -> str:
    """The key that signs this folder's cookies. Whoever first creates the file decides."""
    path = folder() / "secret"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        pass
    draft = path.with_name(f".secret.{secrets.token_hex(4)}")
    write_private(draft, secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text("ascii")


def write_private(path: Path, text: str) -> None:
    """For nobody else's eyes, and whole or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
