"""Where regions, landmarks, points, muscles and trigger points are, on every build."""

from __future__ import annotations

import numpy as np
import pytest

from unclench.atlas.load import load_atlas
from unclench.figure.body import BUILDS, Build, load_body
from unclench.figure.places import NoSuchPlaceError, PlaceSide, load_places
from unclench.figure.surface import Array, Numbers, SurfacePoint, Trail
from unclench.figure.whole import load_figure

ATLAS = load_atlas()
PLACES = load_places()
REFERENCE = load_figure("reference")
PEOPLE: tuple[Build, ...] = tuple(build for build in BUILDS if build != "reference")

builds = pytest.mark.parametrize("build", BUILDS)


def where(spots: list[SurfacePoint], build: Build) -> Array:
    return load_figure(build).surface.at(Trail.of(spots))


def mark(name: str, build: Build, side: PlaceSide | None = None) -> Array:
    side = side or ("midline" if ATLAS.landmarks[name].laterality == "midline" else "left")
    placed: Array = where([PLACES.landmark(name, side)], build)[0]
    return placed


def point(code: str, build: Build) -> Array:
    side: PlaceSide = "midline" if ATLAS.points[code].laterality == "midline" else "left"
    placed: Array = where(list(PLACES.point(code, side)), build)[0]
    return placed


def bilateral(kind: str) -> list[str]:
    if kind == "site":
        return [site.id for muscle in ATLAS.muscles.values() for site in muscle.sites]
    if kind == "point":
        return [code for code, entry in ATLAS.points.items() if entry.laterality == "bilateral"]
    return [name for name, entry in ATLAS.landmarks.items() if entry.laterality == "bilateral"]


def one(kind: str, name: str, side: PlaceSide) -> SurfacePoint:
    if kind == "point":
        return PLACES.point(name, side)[0]
    return PLACES.site(name, side) if kind == "site" else PLACES.landmark(name, side)


def vertices_of(region: str) -> Numbers:
    return np.flatnonzero(np.isin(PLACES.codes, PLACES.codes_of(region)))


def gap_mm(region: str, place: Array) -> float:
    """From a place on the reference body to the region, by vertices and the middles of its triangles."""
    figure = REFERENCE
    codes = PLACES.codes_of(region)
    corners = np.isin(PLACES.codes[figure.surface.triangles], codes)
    middles = figure.canonical_mm[figure.surface.triangles[corners.sum(axis=1) >= 2]].mean(axis=1)
    near = np.concatenate([figure.canonical_mm[vertices_of(region)], middles])
    return float(np.linalg.norm(near - place, axis=1).min())


def canonical(spot: SurfacePoint) -> Array:
    corners = REFERENCE.canonical_mm[REFERENCE.surface.triangles[spot.triangle]]
    placed: Array = np.asarray(spot.weights) @ corners
    return placed


def midline(build: Build) -> Array:
    """The skin of the middle, from between the brows over the crown to the bump of the neck."""
    figure = load_figure(build)
    centre = np.array([0.0, 120.0, 40.0])
    on_middle = (figure.mirror == np.arange(len(figure.mirror))) & (figure.part == 0)
    places = figure.surface.vertices_mm[on_middle]

    def turn(place: Array) -> Array:
        angle: Array = np.arctan2(place[..., 1] - centre[1], place[..., 2] - centre[2]) % (2 * np.pi)
        return angle

    start, end = mark("between_brows", build), mark("c7_bump", build)
    between = places[(turn(places) > turn(start)) & (turn(places) < turn(end))]
    ordered: Array = np.vstack([start, between[np.argsort(turn(between))], end])
    return ordered


def along_midline_mm(names: tuple[str, str], build: Build) -> float:
    line = midline(build)
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    start, end = (gone[np.argmin(np.linalg.norm(line - mark(name, build), axis=1))] for name in names)
    return float(end - start)


def test_every_region_and_side_of_the_atlas_has_one_code() -> None:
    areas = [(region.id, side) for region in ATLAS.regions.values() for side in region.sides]
    assert [(area.region, area.side) for area in PLACES.areas if area is not None] == areas
    assert PLACES.region_of(0) is None
    assert len(areas) < 256


def test_every_vertex_has_a_code_and_every_code_has_vertices() -> None:
    assert PLACES.codes.shape == (len(REFERENCE.surface.vertices_mm),)
    assert set(PLACES.codes.tolist()) == set(range(len(PLACES.areas)))


def test_left_mirrors_right_exactly() -> None:
    opposite = {"left": "right", "right": "left", "midline": "midline"}
    mirrored = PLACES.codes[REFERENCE.mirror]
    on_the_middle = REFERENCE.mirror == np.arange(len(REFERENCE.mirror))
    for code, other in zip(PLACES.codes[~on_the_middle].tolist(), mirrored[~on_the_middle].tolist(), strict=True):
        area, its = PLACES.areas[code], PLACES.areas[other]
        assert (area is None) == (its is None)
        if area is not None and its is not None:
            assert (its.region, its.side) == (area.region, opposite[area.side])


@pytest.mark.parametrize("kind", ["landmark", "point", "site"])
@builds
def test_both_sides_of_a_place_lie_within_a_millimetre_of_mirror_images(kind: str, build: Build) -> None:
    names = bilateral(kind)
    left = where([one(kind, name, "left") for name in names], build)
    right = where([one(kind, name, "right") for name in names], build)
    assert np.abs(left - right * [-1, 1, 1]).max() < 1
    on_bust = REFERENCE.part[REFERENCE.surface.triangles[[one(kind, name, "left").triangle for name in names], 0]] == 0
    assert (left[on_bust, 0] > -0.5).all()


@builds
def test_places_of_the_middle_lie_in_the_middle(build: Build) -> None:
    names = [name for name, entry in ATLAS.landmarks.items() if entry.laterality == "midline"]
    assert max(abs(mark(name, build)[0]) for name in names) < 0.5


def test_every_landmark_point_and_site_of_the_atlas_is_placed_on_its_sides() -> None:
    for name, landmark in ATLAS.landmarks.items():
        assert set(PLACES.sides("landmark", name)) == (
            {"midline"} if landmark.laterality == "midline" else {"left", "right"}
        )
    for code, entry in ATLAS.points.items():
        assert set(PLACES.sides("point", code)) == ({"midline"} if entry.laterality == "midline" else {"left", "right"})
        side: PlaceSide = "midline" if entry.laterality == "midline" else "left"
        assert len(PLACES.point(code, side)) == (4 if code == "EX-HN1" else 1)
    for muscle in ATLAS.muscles.values():
        assert PLACES.sites_of(muscle.id) == tuple(sorted(site.id for site in muscle.sites))


def test_points_lie_in_their_regions() -> None:
    for code, entry in ATLAS.points.items():
        side: PlaceSide = "midline" if entry.laterality == "midline" else "left"
        for spot in PLACES.point(code, side):
            assert min(gap_mm(region, canonical(spot)) for region in entry.regions) < 6, code


def test_trigger_points_lie_in_their_region_and_muscle() -> None:
    for muscle in ATLAS.muscles.values():
        patch = PLACES.muscle(muscle.id, "left")
        inside = REFERENCE.canonical_mm[patch.inside]
        for site in muscle.sites:
            place = canonical(PLACES.site(site.id, "left"))
            assert gap_mm(site.region, place) < 8, site.id
            assert np.linalg.norm(inside - place, axis=1).min() < 16, site.id


def test_landmarks_lie_in_or_at_the_border_of_their_regions() -> None:
    for name, landmark in ATLAS.landmarks.items():
        side: PlaceSide = "midline" if landmark.laterality == "midline" else "left"
        gaps = [gap_mm(region, canonical(PLACES.landmark(name, side))) for region in landmark.regions]
        # Both heads of the front-side neck muscle end at the inner end of the collarbone, between the regions it names.
        assert min(gaps) < (16 if name == "collarbone_inner" else 8), name
        # `spine_line` is the whole row of bumps, so one spot of it is far from some of the regions beside it.
        assert max(gaps) < {"spine_line": 50, "collarbone_inner": 40}.get(name, 36), name


def test_neighbours_in_the_atlas_touch_or_nearly() -> None:
    for region in ATLAS.regions.values():
        mine = REFERENCE.canonical_mm[vertices_of(region.id)]
        for neighbour in region.neighbours:
            theirs = REFERENCE.canonical_mm[vertices_of(neighbour)]
            nearest = min(float(np.linalg.norm(theirs - place, axis=1).min()) for place in mine)
            assert nearest < (60 if region.id.startswith("hand") else 36), (region.id, neighbour)


def test_a_region_is_one_patch_on_each_side_and_in_the_middle() -> None:
    neighbours = REFERENCE.surface.neighbours
    for code, area in enumerate(PLACES.areas):
        if area is None:
            continue
        left = set(np.flatnonzero(PLACES.codes == code).tolist())
        sizes = []
        while left:
            waiting, count = [left.pop()], 0
            while waiting:
                count += 1
                reached = [other for other in neighbours[waiting.pop()] if other in left]
                left.difference_update(reached)
                waiting += reached
            sizes.append(count)
        # In the middle the mouth parts the upper lip from the lower.
        parts = 2 if (area.region, area.side) == ("perioral_chin", "midline") else 1
        assert sum(sorted(sizes)[-parts:]) >= 0.97 * sum(sizes), (area, sizes)


def test_the_skin_of_head_and_neck_is_covered_but_for_lids_and_openings() -> None:
    body = load_body("reference")
    x, y, z = np.abs(body.vertices_mm[:, 0]), body.vertices_mm[:, 1], body.vertices_mm[:, 2]
    lids = (np.abs(x - 30) < 17) & (np.abs(y - 138) < 11) & (z > 95)
    in_sight = (y > 20) & (body.openness >= 0.02) & ~lids
    bare = in_sight & (PLACES.codes[: len(x)] == 0)
    assert not bare.any(), body.vertices_mm[bare].round()
    assert (PLACES.codes[: len(x)][body.openness < 0.02] == 0).all()


@builds
def test_the_head_measures_as_many_cun_as_the_book_says(build: Build) -> None:
    # WHO 2008: 12 cun from hairline to hairline; 3 more to the brows in front, 3 to the bump of the neck behind.
    cun = along_midline_mm(("hairline_middle", "hairline_back"), build) / 12
    assert along_midline_mm(("between_brows", "hairline_middle"), build) / cun == pytest.approx(3, abs=0.45)
    assert along_midline_mm(("hairline_back", "c7_bump"), build) / cun == pytest.approx(3, abs=0.45)
    assert along_midline_mm(("hairline_middle", "crown"), build) / cun == pytest.approx(5, abs=1.0)


def test_the_measures_kept_are_those_of_the_landmarks() -> None:
    over = along_midline_mm(("hairline_middle", "hairline_back"), "reference")
    assert PLACES.cun_mm["head"] == pytest.approx(over / 12, rel=0.04)
    blade = mark("blade_inner_border", "reference")[0]
    assert PLACES.cun_mm["back"] == pytest.approx(blade / 3, rel=0.03)


@builds
def test_points_keep_the_proportions_told_of_them(build: Build) -> None:
    blade_cun = mark("blade_inner_border", build)[0] / 3
    assert point("BL11", build)[0] / blade_cun == pytest.approx(1.5, abs=0.2)
    assert point("BL13", build)[0] / blade_cun == pytest.approx(1.5, abs=0.2)
    assert point("SI15", build)[0] / blade_cun == pytest.approx(2, abs=0.25)
    assert point("SI14", build)[0] / blade_cun == pytest.approx(3, abs=0.3)
    # Half way between the bump of the neck and the tip of the shoulder.
    ridge, neck, tip = point("GB21", build), mark("c7_bump", build), mark("acromion_tip", build)
    assert (ridge - neck) @ (tip - neck) / ((tip - neck) @ (tip - neck)) == pytest.approx(0.5, abs=0.08)
    # A third of the way from the middle of the blade's ridge to its tip.
    spine, low = mark("blade_spine", build), mark("blade_lower_tip", build)
    assert np.linalg.norm(point("SI11", build) - spine) / np.linalg.norm(low - spine) == pytest.approx(1 / 3, abs=0.06)
    # On a line between brow and hairline, a third up.
    brow = mark("brow_middle", build)
    assert (point("GB14", build)[1] - brow[1]) / (mark("hairline_middle", build)[1] - brow[1]) == pytest.approx(
        0.37, abs=0.08
    )
    assert point("GV16", build)[1] > mark("hairline_back", build)[1]


def test_places_on_limbs_lie_on_the_far_parts_and_all_others_on_the_bust() -> None:
    limbs = {"hand_web", "hand_edge", "wrist_forearm", "lower_leg", "foot_sole", "foot_dorsum"}
    entries = [(kind, name) for kind in ("landmark", "point") for name in bilateral(kind)]
    for kind, name in entries:
        regions = set((ATLAS.points[name] if kind == "point" else ATLAS.landmarks[name]).regions)
        corners = REFERENCE.surface.triangles[one(kind, name, "left").triangle]
        assert ((REFERENCE.part[corners] > 0) == (regions <= limbs)).all(), name
    for code, area in enumerate(PLACES.areas):
        if area is not None:
            assert ((REFERENCE.part[PLACES.codes == code] > 0) == (area.region in limbs)).all(), area


def test_far_points_keep_the_proportions_told_of_them() -> None:
    wrist, elbow = (canonical(PLACES.landmark(name, "left")) for name in ("wrist_crease_palm", "elbow_crease_end"))
    pc6, te5 = (canonical(PLACES.point(code, "left")[0]) for code in ("PC6", "TE5"))
    # WHO 2008: 12 cun from the crease of the elbow to that of the wrist.
    cun = np.linalg.norm(elbow - wrist) / 12
    assert np.linalg.norm(pc6 - wrist) / cun == pytest.approx(2, abs=0.35)
    assert np.linalg.norm(pc6 - te5) > 20
    dip, inner, outer = (canonical(PLACES.landmark(n, "left")) for n in ("kneecap_dip", "ankle_inner", "ankle_outer"))
    # WHO 2008: 16 cun from the level of the dip below the kneecap to the outer ankle bump.
    shin_cun = (dip[1] - outer[1]) / 16
    assert (canonical(PLACES.point("SP6", "left")[0])[1] - inner[1]) / shin_cun == pytest.approx(3, abs=0.2)
    assert (dip[1] - canonical(PLACES.point("ST36", "left")[0])[1]) / shin_cun == pytest.approx(3, abs=0.2)
    assert inner[0] < canonical(PLACES.point("ST36", "left")[0])[0] < outer[0] + 20


@builds
def test_the_four_spots_of_the_crown_surround_it(build: Build) -> None:
    before, behind, left, right = where(list(PLACES.point("EX-HN1", "midline")), build)
    crown = mark("crown", build)
    assert before[2] > crown[2] > behind[2]
    assert left[0] > 15 > -15 > right[0]
    spread = [float(np.linalg.norm(spot - crown)) for spot in (before, behind, left, right)]
    assert max(spread) < 1.2 * min(spread)


@builds
def test_heights_follow_one_another_down_the_back_and_the_face(build: Build) -> None:
    back = ["crown", "inion", "c2_bump", "hairline_back", "c7_bump", "spine_line"]
    face = ["hairline_middle", "between_brows", "nose_root", "nostril_wing", "mouth_corner", "chin_middle"]
    side = ["temporal_ridge", "ear_tip", "tragus", "ear_lobe", "jaw_angle", "neck_shoulder_angle", "trapezius_ridge"]
    blade = ["blade_upper_corner", "blade_spine", "blade_inner_border", "blade_lower_tip"]
    for row in (back, face, side, blade):
        heights = [mark(name, build)[1] for name in row]
        assert heights == sorted(heights, reverse=True), row
    points = [point(code, build)[1] for code in ("GV20", "GV16", "BL10", "EX-HN15", "GV14", "BL11", "BL13")]
    assert points == sorted(points, reverse=True)


@builds
def test_the_side_of_the_head_runs_from_the_eye_over_the_temple_to_the_ear_and_the_bone_behind_it(build: Build) -> None:
    row = ["eye_outer_corner", "temple_hollow", "cheekbone_arch", "jaw_joint", "tragus", "mastoid_tip", "inion"]
    depths = [mark(name, build)[2] for name in row]
    assert depths == sorted(depths, reverse=True)
    points = [point(code, build)[2] for code in ("GB1", "EX-HN5", "ST7", "SI19", "TE17", "EX-HN14", "GB20")]
    assert points == sorted(points, reverse=True)
    # Taiyang lies on the temple, well behind the lids and above the cheekbone arch.
    taiyang, eye = point("EX-HN5", build), mark("eye_outer_corner", build)
    assert np.linalg.norm(taiyang - eye) > 20
    assert taiyang[1] > mark("cheekbone_arch", build)[1]


@builds
def test_widths_follow_one_another_out_from_the_spine(build: Build) -> None:
    row = ["spine_line", "muscle_column", "blade_inner_border", "blade_spine", "acromion_tip"]
    widths = [mark(name, build)[0] for name in row]
    assert widths == sorted(widths)


@builds
def test_muscles_are_patches_of_their_side(build: Build) -> None:
    vertices = load_figure(build).surface.vertices_mm
    for name in ATLAS.muscles:
        left, right = PLACES.muscle(name, "left"), PLACES.muscle(name, "right")
        assert len(left.inside) >= 3, name
        assert (vertices[left.inside, 0] >= -1e-6).all()
        assert np.allclose(vertices[left.vertices] * [-1, 1, 1], vertices[right.vertices], atol=0.05)


def test_a_muscle_lies_over_the_regions_the_atlas_names() -> None:
    for muscle in ATLAS.muscles.values():
        held = {
            area.region
            for code in PLACES.codes[PLACES.muscle(muscle.id, "left").inside]
            if (area := PLACES.areas[code])
        }
        assert held & set(muscle.regions), muscle.id


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(NoSuchPlaceError):
        PLACES.landmark("crown", "left")
    with pytest.raises(NoSuchPlaceError):
        PLACES.point("XX1", "left")
    with pytest.raises(NoSuchPlaceError):
        PLACES.muscle("biceps", "left")
    with pytest.raises(NoSuchPlaceError):
        PLACES.code_of("crown", "left")
    with pytest.raises(NoSuchPlaceError):
        PLACES.sides("site", "nowhere")
