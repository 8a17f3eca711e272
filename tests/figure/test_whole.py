"""One mesh for the bust and the far parts."""

from __future__ import annotations

import numpy as np
import pytest

from unclench.figure.body import BUILDS, Build, load_body
from unclench.figure.whole import PARTS, load_figure

FIGURES = [load_figure(build) for build in BUILDS]


@pytest.mark.parametrize("build", BUILDS)
def test_vertices_of_the_bust_keep_their_numbers(build: Build) -> None:
    body, figure = load_body(build), load_figure(build)
    assert np.allclose(figure.surface.vertices_mm[: len(body.vertices_mm)], body.vertices_mm)
    assert (figure.part[: len(body.vertices_mm)] == 0).all()
    assert set(figure.part.tolist()) == set(range(len(PARTS)))


def test_every_build_has_the_same_triangles() -> None:
    for figure in FIGURES[1:]:
        assert np.array_equal(figure.surface.triangles, FIGURES[0].surface.triangles)


def test_a_triangle_lies_in_one_part() -> None:
    figure = FIGURES[0]
    parts = figure.part[figure.surface.triangles]
    assert (parts == parts[:, :1]).all()


@pytest.mark.parametrize("build", BUILDS)
def test_right_is_the_mirror_image_of_left(build: Build) -> None:
    figure = load_figure(build)
    vertices, triangles, mirror = figure.surface.vertices_mm, figure.surface.triangles, figure.mirror
    assert np.allclose(vertices[mirror] * (-1, 1, 1), vertices, atol=1e-4)
    half = len(triangles) // 2
    assert np.array_equal(mirror[triangles[:half]][:, ::-1], triangles[half:])


def test_the_skin_faces_outward() -> None:
    figure = FIGURES[0]
    for part in range(len(PARTS)):
        own = figure.part == part
        points = figure.surface.vertices_mm[own]
        away = ((points - points.mean(axis=0)) * figure.surface.normals[own]).sum(axis=1)
        assert (away > 0).mean() > 0.7
