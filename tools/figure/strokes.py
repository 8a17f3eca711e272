"""Draws every stroke of the atlas on the reference body; the right side is its mirror image."""

import io

from unclench.atlas.load import Atlas
from unclench.figure.places import Places
from unclench.figure.strokes import Traced, Tracer
from unclench.figure.traces import Traces, fingerprint, write_traces
from unclench.figure.whole import Figure


def file(figure: Figure, places: Places, atlas: Atlas) -> bytes:
    """What `unclench.figure.traces` reads. `figure`: the reference body."""
    tracer = Tracer(figure.surface, places, atlas)
    traced: dict[str, Traced] = {}
    for technique in atlas.techniques.values():
        for stroke in technique.geometry:
            if fingerprint(stroke) not in traced:
                traced[fingerprint(stroke)] = tracer.trace(stroke)
    written = io.BytesIO()
    write_traces(Traces(traced), written)
    return written.getvalue()
