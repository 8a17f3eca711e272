"""Strokes written to a file and read back."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from tests.figure.meshes import sphere
from unclench.atlas import load_atlas
from unclench.figure.string import way
from unclench.figure.strokes import Traced
from unclench.figure.surface import SurfacePoint
from unclench.figure.traces import StaleTracesError, Traces, fingerprint, load_traces, read_traces, write_traces

BALL = sphere(20, 40)
STROKES = [stroke for technique in load_atlas().techniques.values() for stroke in technique.geometry]


def test_what_is_written_is_read_back() -> None:
    start, end = BALL.nearest(np.array([[0.0, 0, 100], [90, 30, 0]])).points()
    line = Traced(way(BALL, start, end), 3, SurfacePoint(7, (0.25, 0.25, 0.5)))
    cloth = Traced(way(BALL, end, start), 1, None, np.array([3, 1, 4]))
    file = io.BytesIO()
    write_traces(Traces({"b": line, "a": cloth}), file)
    file.seek(0)
    read = read_traces(file)
    for name, traced in (("a", cloth), ("b", line)):
        again = read.by_stroke[name]
        assert np.allclose(BALL.at(again.trail), BALL.at(traced.trail), atol=0.02)
        assert (again.cycles, again.anchor) == (traced.cycles, traced.anchor)
    assert read.by_stroke["a"].covered is not None
    assert read.by_stroke["a"].covered.tolist() == [3, 1, 4]


def test_the_same_strokes_make_the_same_bytes() -> None:
    start, end = BALL.nearest(np.array([[0.0, 0, 100], [90, 30, 0]])).points()
    traces = Traces({"a": Traced(way(BALL, start, end), 1)})
    files = io.BytesIO(), io.BytesIO()
    for file in files:
        write_traces(traces, file)
    assert files[0].getvalue() == files[1].getvalue()


def test_a_stroke_that_was_changed_is_missed() -> None:
    stroke = STROKES[0]
    assert fingerprint(replace(stroke, what="said otherwise")) == fingerprint(stroke)
    with pytest.raises(StaleTracesError, match="Build the figure"):
        load_traces().of(replace(stroke, radius_mm=stroke.radius_mm + 1))


def test_every_stroke_of_the_atlas_is_drawn() -> None:
    for stroke in STROKES:
        assert len(load_traces().of(stroke).trail) >= 1
    assert set(load_traces().by_stroke) == {fingerprint(stroke) for stroke in STROKES}
