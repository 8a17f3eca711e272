"""Draws every stroke of the atlas on the reference body; the right side is its mirror image."""

import io
from dataclasses import replace

import numpy as np

from unclench.atlas.load import Atlas
from unclench.atlas.types import Stroke
from unclench.figure.places import Places
from unclench.figure.strokes import Traced, Tracer
from unclench.figure.surface import Trail
from unclench.figure.traces import Traces, fingerprint, write_traces
from unclench.figure.whole import Figure


def file(figure: Figure, places: Places, atlas: Atlas) -> bytes:
    """What `unclench.figure.traces` reads. `figure`: the reference body."""
    tracer = Tracer(figure.surface, places, atlas)
    traced: dict[str, Traced] = {}
    for technique in atlas.techniques.values():
        for stroke in technique.geometry:
            if fingerprint(stroke) not in traced:
                traced[fingerprint(stroke)] = _within(stroke, tracer.trace(stroke), places, figure, atlas)
    written = io.BytesIO()
    write_traces(Traces(traced), written)
    return written.getvalue()


def _within(stroke: Stroke, traced: Traced, places: Places, figure: Figure, atlas: Atlas) -> Traced:
    """A hand that rounds on its way, and a cloth, are never shown on what must not be touched: the throat, for one."""
    corners = figure.surface.triangles[traced.trail.triangles]
    codes = places.codes[corners[np.arange(len(corners)), traced.trail.weights.argmax(axis=1)]]
    closed = [
        code for region in atlas.regions.values() if region.access == "keep_out" for code in places.codes_of(region.id)
    ]
    kept = ~np.isin(codes, closed)
    trail = Trail(traced.trail.triangles[kept], traced.trail.weights[kept])
    if traced.covered is None:
        return replace(traced, trail=trail)
    own = [code for region in stroke.regions for code in places.codes_of(region)]
    return replace(traced, trail=trail, covered=traced.covered[np.isin(places.codes[traced.covered], own)])
