"""The drawings as they are shipped, against the body of which they are drawings."""

import gzip
import re
from itertools import combinations, pairwise
from typing import Literal, cast
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.figure import bezier
from unclench.figure.body import BUILDS, Build
from unclench.figure.drawing import (
    BUST_VIEWS,
    LIMB_VIEWS,
    VIEWS,
    Bools,
    ViewName,
    drawing,
    figure_group,
    flipped,
    patches,
)
from unclench.figure.surface import Array
from unclench.figure.whole import load_figure

CEILING_BYTES = 9_000
LIMB_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
KINDS = {"skin", "shade", "garment", "lip", "hair", "brow", "strand", "faint", "line", "dark", "contour", "outline"}


def loops(d: str) -> list[Array]:
    """The closed curves of a path as polygons, by De Casteljau's rule rather than by the program's own sampling."""
    found: list[Array] = []
    here = np.zeros(2)
    points: list[Array] = []
    for letter, numbers in bezier.commands(d):
        if letter == "M":
            here = np.array(numbers)
            points = [here]
            found.append(np.zeros((0, 2)))
        elif letter == "c":
            ends = [here, *(here + np.array(numbers).reshape(3, 2))]
            for t in np.linspace(0.1, 1.0, 10):
                row = ends
                while len(row) > 1:
                    row = [a + t * (b - a) for a, b in pairwise(row)]
                points.append(row[0])
            here = ends[-1]
        found[-1] = np.array(points)
    return found


def inside(points: Array, polygons: list[Array]) -> Bools:
    """Even–odd rule."""
    within: Bools = np.zeros(len(points), dtype=np.bool_)
    for polygon in polygons:
        for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if y1 != y2:
                crosses = (y1 > points[:, 1]) != (y2 > points[:, 1])
                within ^= crosses & (points[:, 0] < (x2 - x1) * (points[:, 1] - y1) / (y2 - y1) + x1)
    return within


def away_mm(points: Array, polygons: list[Array]) -> Array:
    """How far each point is from the nearest edge."""
    nearest = np.full(len(points), np.inf)
    for polygon in polygons:
        for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            along = end - start
            share = np.clip((points - start) @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
            nearest = np.minimum(nearest, np.linalg.norm(points - start - share[:, None] * along, axis=1))
    return nearest


def outline(view: ViewName, build: Build) -> list[Array]:
    drawn = drawing(view, build)
    skin = next(d for kind, d in drawn.layers if kind == "skin")
    return loops(flipped(skin) if drawn.mirrored else skin)


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("view", VIEWS)
def test_it_is_well_formed_light_and_without_inline_styles(view: ViewName, build: Build) -> None:
    text = f"<svg>{figure_group(drawing(view, build), 1.5, 'a')}</svg>"
    ElementTree.fromstring(text)
    assert "style" not in text
    assert len(gzip.compress(text.encode())) < CEILING_BYTES
    assert {kind for kind, _ in drawing(view, build).layers} <= KINDS


@pytest.mark.parametrize("view", BUST_VIEWS)
def test_visible_skin_lies_inside_the_silhouette(view: ViewName) -> None:
    drawn, figure = drawing(view), load_figure("reference")
    points = figure.surface.vertices_mm[figure.part == 0][::23]
    points = points[drawn.sees(points)]
    page = drawn.project(points)[:, :2]
    polygons = outline(view, "reference")
    outside = page[~inside(page, polygons)]
    # The line is smoothed: at the very edge a vertex may lie outside by half the width of the outline.
    assert len(points) > 100
    assert away_mm(outside, polygons).max(initial=0.0) < 2.5


@pytest.mark.parametrize(("view", "towards"), [("front", 2), ("back", -2), ("left", 1), ("right", -1)])
def test_it_hides_what_is_on_the_other_side(view: ViewName, towards: int) -> None:
    drawn, figure = drawing(view), load_figure("reference")
    axis = {1: 0, 2: 2}[abs(towards)]
    toward = figure.surface.normals[:, axis] * np.sign(towards)
    # Above the ears, where the head has neither cavities nor anything thin.
    skull = (figure.part == 0) & (figure.surface.vertices_mm[:, 1] > 160.0)
    assert drawn.sees(figure.surface.vertices_mm[skull & (toward > 0.5)]).all()
    assert not drawn.sees(figure.surface.vertices_mm[skull & (toward < -0.5)]).any()


@pytest.mark.parametrize("build", BUILDS)
def test_right_is_the_mirror_image_of_left(build: Build) -> None:
    left, right = drawing("left", build), drawing("right", build)
    assert left.layers == right.layers
    assert not left.mirrored
    assert right.mirrored
    figure = load_figure(build)
    points = figure.surface.vertices_mm[::11]
    flip = np.array([-1.0, 1.0, 1.0])
    assert np.allclose(left.project(points) * flip, right.project(points * flip))
    # The pixels of the two depth pictures do not lie on each other, so a point at the very edge may differ.
    assert (left.sees(points) == right.sees(points * flip)).mean() > 0.95


@pytest.mark.parametrize("view", ["front", "back", "top"])
def test_both_halves_of_the_silhouette_agree(view: ViewName) -> None:
    polygons = outline(view, "reference")
    other = np.concatenate(polygons) * [-1.0, 1.0]
    assert away_mm(other, polygons).max() < 2.5


@pytest.mark.parametrize("view", LIMB_VIEWS)
def test_a_left_limb_is_a_right_one_mirrored(view: ViewName) -> None:
    left, right = drawing(view, "reference", "left"), drawing(view, "reference", "right")
    figure = load_figure("reference")
    points = figure.surface.vertices_mm[figure.part == right.part]
    flip = np.array([-1.0, 1.0, 1.0])
    assert np.allclose(right.project(points) * flip, left.project(points * flip))
    assert {(p.region, p.side) for p in right.patches if p.side == "right"} == {
        (p.region, "right") for p in left.patches if p.side == "left"
    }


@pytest.mark.parametrize("build", BUILDS)
def test_every_region_is_a_patch_of_some_drawing(build: Build) -> None:
    shown = {
        (patch.region, patch.side)
        for view in VIEWS
        for limb_side in LIMB_SIDES
        for patch in patches(view, build, limb_side)
    }
    assert shown == {(region.id, side) for region in load_atlas().regions.values() for side in region.sides}


@pytest.mark.parametrize("view", BUST_VIEWS)
def test_patches_overlap_by_no_more_than_a_hair(view: ViewName) -> None:
    left, top, right, bottom = drawing(view).box_mm
    x, y = np.meshgrid(np.arange(left, right, 1.7), np.arange(top, bottom, 1.7))
    grid = np.column_stack([x.ravel(), y.ravel()])
    covered = np.zeros(len(grid), dtype=int)
    for patch in patches(view):
        covered += inside(grid, loops(patch.d))
    assert (covered > 1).sum() < 0.004 * (covered > 0).sum()


@pytest.mark.parametrize("view", VIEWS)
def test_a_label_lies_in_its_own_patch_and_in_no_other(view: ViewName) -> None:
    labels = np.array([patch.label_mm for patch in patches(view)])
    holds = np.array([inside(labels, loops(patch.d)) for patch in patches(view)])
    for label, patch, own in zip(labels, patches(view), holds.diagonal(), strict=True):
        # In a strip as narrow as a pixel the smoothed border may pass the label by.
        assert own or away_mm(label[None], loops(patch.d))[0] < 1.0
    for one, two in combinations(range(len(labels)), 2):
        assert not (holds[one, two] and holds[two, one])


@given(st.lists(st.tuples(st.integers(-999, 999), st.integers(-999, 999)), min_size=2, max_size=12, unique=True))
def test_flipping_twice_gives_the_same_path(tenths: list[tuple[int, int]]) -> None:
    d = bezier.polyline(np.array(tenths) / 10.0, closed=True)
    assert flipped(flipped(d)) == d
    assert bezier.commands(flipped(d))[0][1][0] == -bezier.commands(d)[0][1][0]


def test_paths_hold_nothing_but_moves_and_curves() -> None:
    for view in VIEWS:
        for _, d in drawing(view).layers:
            assert re.fullmatch(r"[Mc0-9 .Z-]*", d)


def test_it_says_which_views_there_are() -> None:
    with pytest.raises(ValueError, match="front, back"):
        drawing(cast(ViewName, "below"))
