"""The body that comes with the program: whole, symmetric, and a person in every build."""

from __future__ import annotations

import hashlib
import json
from importlib import resources

import numpy as np
import pytest

from unclench.figure.body import BUILDS, Body, Build, load_body

ASSETS = resources.files("unclench.figure") / "assets"
BODIES = {build: load_body(build) for build in BUILDS}


@pytest.fixture(params=BUILDS)
def body(request: pytest.FixtureRequest) -> Body:
    return load_body(request.param)


def test_files_are_those_the_tool_wrote() -> None:
    told = json.loads((ASSETS / "digests.json").read_text("utf-8"))
    found = {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name in told}
    assert set(told) >= {"body.bin", "hands.bin", "insets.bin"}
    assert found == told


def test_unknown_build_is_refused() -> None:
    with pytest.raises(ValueError, match="no build 'younger'"):
        load_body("younger")


def test_every_number_is_finite(body: Body) -> None:
    masks = body.masks
    for values in (body.vertices_mm, body.normals, masks.hair, masks.brow, masks.lips, masks.lines, masks.garment):
        assert np.isfinite(values).all()
    assert np.allclose(np.linalg.norm(body.normals, axis=1), 1.0, atol=1e-4)
    for share in (body.head, body.openness):
        assert share.min() >= 0.0
        assert share.max() <= 1.0


def test_builds_share_their_triangles_and_masks(body: Body) -> None:
    first = BODIES["reference"]
    assert np.array_equal(body.triangles, first.triangles)
    assert np.array_equal(body.masks.hair, first.masks.hair)


def test_triangles_are_as_many_as_a_phone_bears(body: Body) -> None:
    assert 26_000 <= len(body.triangles) <= 30_000
    assert len(np.unique(body.triangles)) == len(body.vertices_mm)


def test_skin_is_a_manifold_with_three_holes(body: Body) -> None:
    """Each edge is run through once each way, but for the cuts through hips and upper arms."""
    edges = np.concatenate([body.triangles[:, [0, 1]], body.triangles[:, [1, 2]], body.triangles[:, [2, 0]]])
    there = {(one, two) for one, two in edges.tolist()}
    assert len(there) == len(edges)
    border = {one: two for one, two in there if (two, one) not in there}
    loops = 0
    while border:
        start, here = border.popitem()
        while here != start:
            here = border.pop(here)
        loops += 1
    assert loops == 3


def test_border_is_zero_at_the_cuts_only(body: Body) -> None:
    edges = np.concatenate([body.triangles[:, [0, 1]], body.triangles[:, [1, 2]], body.triangles[:, [2, 0]]])
    there = {(one, two) for one, two in edges.tolist()}
    cut = {one for one, two in there if (two, one) not in there}
    assert set(np.flatnonzero(body.masks.border <= 1.0).tolist()) >= cut
    assert body.masks.border[sorted(cut)].max() <= 1.0


def test_no_triangle_is_degenerate(body: Body) -> None:
    corner = body.vertices_mm.astype(np.float64)[body.triangles]
    area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1) / 2.0
    longest = np.linalg.norm(corner - np.roll(corner, 1, axis=1), axis=2).max(axis=1)
    assert area.min() > 1e-4
    assert (area / longest**2).min() > 1e-3


def test_right_is_the_mirror_image_of_left(body: Body) -> None:
    assert np.array_equal(body.mirror[body.mirror], np.arange(len(body.mirror)))
    assert np.array_equal(body.vertices_mm[body.mirror] * np.array([-1, 1, 1], dtype=np.float32), body.vertices_mm)
    assert np.array_equal(body.masks.hair[body.mirror], body.masks.hair)
    turned = {tuple(sorted(triangle)) for triangle in body.mirror[body.triangles].tolist()}
    assert turned == {tuple(sorted(triangle)) for triangle in body.triangles.tolist()}


def test_skin_looks_outwards(body: Body) -> None:
    """By the divergence theorem the signed volume is positive; a bust is some tens of litres."""
    corner = body.vertices_mm.astype(np.float64)[body.triangles] - body.vertices_mm.mean(axis=0)
    volume_l = np.einsum("nx,nx->n", corner[:, 0], np.cross(corner[:, 1], corner[:, 2])).sum() / 6e6
    assert 15.0 < volume_l < 90.0


def test_person_is_of_human_size(body: Body) -> None:
    """Head breadth of adults: mean 15 cm, and 13 to 17 cm holds nearly all (ISO/TR 7250-2)."""
    height = body.vertices_mm[:, 1]
    skull = body.vertices_mm[(height > height.max() - 90.0) & (height < height.max() - 60.0)]
    assert 125.0 < np.ptp(skull[:, 0]) < 175.0
    assert 210.0 < height.max() < 300.0


def test_broader_is_broader_and_female_narrower_than_male() -> None:
    def waist_mm(build: Build) -> float:
        body = BODIES[build]
        ring = body.vertices_mm[np.abs(BODIES["reference"].vertices_mm[:, 1] + 370.0) < 15.0]
        return float(np.ptp(ring[:, 0]) + np.ptp(ring[:, 2]))

    assert waist_mm("broader") > waist_mm("reference") + 40.0
    assert waist_mm("female") < waist_mm("male")


def test_masks_lie_where_they_belong(body: Body) -> None:
    reference = BODIES["reference"].vertices_mm
    x, y, z = reference.T
    masks = body.masks
    assert (masks.hair[y > 235.0] > 0.0).all()
    assert (masks.hair[(y < 50.0)] < 0.0).all()
    assert (masks.hair[(z > 100.0) & (y < 200.0)] < 0.0).all()
    assert (z[masks.lips > 0.0] > 110.0).all()
    assert (np.abs(x[masks.brow > 0.0]) > 5.0).all()
    assert (y[masks.brow > 0.0] > y[masks.lips > 0.0].max()).all()
    assert (masks.garment[y > -130.0] < 0.0).all()
    spine = (np.abs(x) < 60.0) & (z < 0.0) & (y > -400.0)
    assert (masks.garment[spine] < 0.0).all()  # the whole back can be shown
    chest = (np.abs(x) < 100.0) & (z > 60.0) & (y < -200.0) & (y > -300.0)
    assert (masks.garment[chest] > 0.0).all()


def test_masks_are_distances() -> None:
    """No mask changes faster than one millimetre per millimetre, as far as the rounding goes, where light falls."""
    body = BODIES["reference"]
    edges = np.concatenate([body.triangles[:, [0, 1]], body.triangles[:, [1, 2]]])
    length = np.linalg.norm(body.vertices_mm[edges[:, 0]] - body.vertices_mm[edges[:, 1]], axis=1)
    for mask, slack in ((body.masks.hair, 0.41), (body.masks.brow, 0.11), (body.masks.lips, 0.11)):
        near = (np.abs(mask[edges]) < 12.0).all(axis=1) & (body.openness[edges] > 0.25).all(axis=1)
        steep = np.abs(mask[edges[:, 0]] - mask[edges[:, 1]]) - length
        assert np.quantile(steep[near], 0.995) <= slack


def test_head_turns_and_the_trunk_stays() -> None:
    body = BODIES["reference"]
    assert (body.head[body.vertices_mm[:, 1] > 120.0] > 0.9).all()
    assert (body.head[body.vertices_mm[:, 1] < -90.0] < 0.01).all()


def test_hollows_are_darker_than_the_crown() -> None:
    body = BODIES["reference"]
    x, y, z = body.vertices_mm.T
    crown = body.openness[y > 240.0].mean()
    under_the_chin = body.openness[(np.abs(x) < 15.0) & (y > 10.0) & (y < 30.0) & (z > 70.0) & (z < 100.0)].mean()
    assert crown > 0.9
    assert under_the_chin < crown - 0.2
