"""Where everything is on the figure: regions, landmarks, acupressure points, muscles and their trigger points.

Every place is a triangle and the weights of its corners, so it is the same place on every build.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from unclench.figure.packed import Packed, unpack
from unclench.figure.surface import SurfacePoint
from unclench.figure.whole import load_figure

PlaceSide = Literal["left", "right", "midline"]

_Placed = Mapping[str, Mapping[PlaceSide, tuple[SurfacePoint, ...]]]


class NoSuchPlaceError(KeyError):
    """Nothing of that name, or not on that side."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region, or the part of it on one side."""

    region: str
    side: PlaceSide


@dataclass(frozen=True, slots=True)
class Patch:
    """A muscle as seen through the skin. `vertices` are numbers of the whole figure.

    `distance_mm` by vertex: to the edge, positive inside, right up to 12 mm. Vertices farther outside are left out.
    """

    vertices: npt.NDArray[np.int64]
    distance_mm: npt.NDArray[np.float64]

    @property
    def inside(self) -> npt.NDArray[np.int64]:
        return self.vertices[self.distance_mm > 0]


@dataclass(frozen=True)
class Places:
    areas: tuple[Area | None, ...]
    """By code; none for code 0."""
    codes: npt.NDArray[np.uint8]
    """By vertex of the whole figure (`load_figure`) the code of its region and side; 0 where no region is."""
    cun_mm: Mapping[str, float]
    """On the reference body: `head` lengthwise, `head_across`, `back`."""
    _landmarks: _Placed
    _points: _Placed
    _sites: _Placed
    _site_muscles: Mapping[str, str]
    _packed: Packed

    def landmark(self, landmark: str, side: PlaceSide) -> SurfacePoint:
        return _one(self._landmarks, landmark, side)[0]

    def point(self, code: str, side: PlaceSide) -> tuple[SurfacePoint, ...]:
        """One spot; EX-HN1 has four, on side "midline": before and behind the crown, left and right of it."""
        return _one(self._points, code, side)

    def site(self, site: str, side: PlaceSide) -> SurfacePoint:
        """A trigger point of the muscle of that side."""
        return _one(self._sites, site, side)[0]

    def region_of(self, code: int) -> Area | None:
        return self.areas[code]

    def code_of(self, region: str, side: PlaceSide) -> int:
        area = Area(region, side)
        if area not in self.areas:
            raise NoSuchPlaceError(f"no region {region!r} on side {side!r}")
        return self.areas.index(area)

    def codes_of(self, region: str) -> tuple[int, ...]:
        """Of all its sides."""
        return tuple(code for code, area in enumerate(self.areas) if area is not None and area.region == region)

    def muscle(self, muscle: str, side: Literal["left", "right"]) -> Patch:
        if f"{muscle}/vertices" not in self._packed.names():
            raise NoSuchPlaceError(f"no muscle {muscle!r}")
        vertices = self._packed.whole(f"{muscle}/vertices")[:, 0]
        if side == "right":
            vertices = load_figure("reference").mirror[vertices]
        return Patch(vertices, self._packed.scaled(f"{muscle}/distance")[:, 0])

    def sites_of(self, muscle: str) -> tuple[str, ...]:
        return tuple(site for site, owner in self._site_muscles.items() if owner == muscle)

    def sides(self, kind: Literal["landmark", "point", "site"], name: str) -> tuple[PlaceSide, ...]:
        placed = {"landmark": self._landmarks, "point": self._points, "site": self._sites}[kind]
        if name not in placed:
            raise NoSuchPlaceError(f"no {kind} {name!r}")
        return tuple(placed[name])


@functools.cache
def load_places() -> Places:
    assets = resources.files("unclench.figure").joinpath("assets")
    told = json.loads(assets.joinpath("places.json").read_text("utf-8"))
    packed = unpack(assets.joinpath("places.bin").read_bytes())
    return Places(
        tuple(Area(region, side) if region else None for region, side in told["codes"]),
        packed.whole("codes")[:, 0].astype(np.uint8),
        told["cun_mm"],
        _placed(told["landmarks"]),
        _placed(told["points"]),
        _placed(told["sites"]),
        {name: site["muscle"] for name, site in told["sites"].items()},
        packed,
    )


def _one(placed: _Placed, name: str, side: PlaceSide) -> tuple[SurfacePoint, ...]:
    found = placed.get(name, {}).get(side)
    if found is None:
        raise NoSuchPlaceError(f"nothing called {name!r} on side {side!r}")
    return found


def _placed(told: Mapping[str, Mapping[str, Any]]) -> _Placed:
    sides: tuple[PlaceSide, ...] = ("left", "right", "midline")
    return {
        name: {
            side: tuple(SurfacePoint(int(number), (a, b, c)) for number, a, b, c in of_side[side])
            for side in sides
            if side in of_side
        }
        for name, of_side in told.items()
    }
