"""The meshes as the browser gets them: under a name that changes with their content, so that it may keep them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

NAMES = ("body", "hands", "insets")


@dataclass(frozen=True, slots=True)
class MeshFile:
    content: bytes
    packed: bytes
    """The same, smaller."""


@cache
def mesh_file(name: str) -> MeshFile:
    content = resources.files("unclench.figure").joinpath("assets", f"{name}.bin").read_bytes()
    return MeshFile(content, gzip.compress(content, mtime=0))


@cache
def digest() -> str:
    """Of all of them together."""
    whole = hashlib.sha256()
    for name in NAMES:
        whole.update(mesh_file(name).content)
    return whole.hexdigest()[:16]
