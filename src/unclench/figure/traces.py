"""The strokes of every technique, as drawn on the reference body when the figure was built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np

from unclench.atlas.types import Stroke
from unclench.figure.strokes import Traced
from unclench.figure.surface import SurfacePoint, Trail
from unclench.plain import to_plain

ASSET = Path(__file__).parent / "assets" / "strokes.npz"
_KEPT_WEIGHTS = 1e-4


class StaleTracesError(ValueError):
    """The atlas tells strokes that were not drawn when the figure was built; the message says how to build it."""


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """`by_stroke`: what was drawn on the left side, by the fingerprint of the stroke's content."""

    by_stroke: Mapping[str, Traced]

    def of(self, stroke: Stroke) -> Traced:
        """On the left side, or in the middle. Raises StaleTracesError."""
        try:
            return self.by_stroke[fingerprint(stroke)]
        except KeyError:
            raise StaleTracesError(
                f"The stroke “{stroke.what}” is not drawn yet. Build the figure: python tools/figure/build.py"
            ) from None


def fingerprint(stroke: Stroke) -> str:
    """Changes with whatever changes the line: places, shape and size, not the words."""
    told = {
        name: to_plain(getattr(stroke, name)) for name in ("type", "points", "hand", "radius_mm", "direction", "anchor")
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@cache
def load_traces() -> Traces:
    with ASSET.open("rb") as file:
        return read_traces(file)


def write_traces(traces: Traces, file: IO[bytes]) -> None:
    """As one file of small arrays: the spots of all lines one after the other, and an index."""
    rows, triangles, weights = [], [], []
    covered: list[int] = []
    at = covered_at = 0
    for name, traced in sorted(traces.by_stroke.items()):
        under = [] if traced.covered is None else traced.covered.tolist()
        row: dict[str, object] = {"stroke": name, "at": at, "count": len(traced.trail)}
        row |= {"cycles": traced.cycles, "covered_at": covered_at, "covered": len(under)}
        if traced.anchor is not None:
            row["anchor"] = [traced.anchor.triangle, *traced.anchor.weights]
        rows.append(row)
        triangles.append(traced.trail.triangles)
        weights.append(traced.trail.weights[:, 1:])
        covered += under
        at, covered_at = at + len(traced.trail), covered_at + len(under)
    index = np.frombuffer(json.dumps(rows, sort_keys=True).encode(), dtype=np.uint8)
    packed = np.round(np.concatenate(weights) / _KEPT_WEIGHTS).astype(np.uint16)
    np.savez_compressed(
        file,
        index=index,
        triangles=np.concatenate(triangles).astype(np.uint16),
        weights=packed,
        covered=np.array(covered, dtype=np.uint16),
    )


def read_traces(file: IO[bytes]) -> Traces:
    with np.load(file, allow_pickle=False) as arrays:
        rows = json.loads(arrays["index"].tobytes())
        triangles, covered = arrays["triangles"].astype(np.int64), arrays["covered"].astype(np.int64)
        last = arrays["weights"].astype(np.float64) * _KEPT_WEIGHTS
    weights = np.column_stack([np.clip(1 - last.sum(axis=1), 0, 1), last])
    by_stroke: dict[str, Traced] = {}
    for row in rows:
        part = slice(row["at"], row["at"] + row["count"])
        under = covered[row["covered_at"] : row["covered_at"] + row["covered"]]
        anchor = row.get("anchor")
        by_stroke[row["stroke"]] = Traced(
            Trail(triangles[part], weights[part]),
            row["cycles"],
            None if anchor is None else SurfacePoint(anchor[0], (anchor[1], anchor[2], anchor[3])),
            under if len(under) else None,
        )
    return Traces(by_stroke)
