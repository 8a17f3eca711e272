"""Finished pictures: every step, point, muscle and region there is can be drawn, and read."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import PointId
from unclench.figure import marks
from unclench.figure.body import BUILDS, Build
from unclench.figure.drawing import drawing
from unclench.figure.drawn import draw_motion, draw_muscle, draw_point, draw_region
from unclench.figure.motion import ACUPRESSURE, Motion, Work, motion
from unclench.figure.places import NoSuchPlaceError, load_places
from unclench.figure.traces import load_traces
from unclench.figure.whole import load_figure

ATLAS = load_atlas()
SVG = "{http://www.w3.org/2000/svg}"


def motion_of(name: str, build: Build = "reference") -> Motion:
    technique = ATLAS.techniques[name]
    giver = technique.givers[0]
    points: tuple[PointId, ...] = technique.points[:3] if ACUPRESSURE in technique.safety_classes else ()
    regions = technique.contact_regions or technique.target_regions
    sharing = technique.sides
    work = Work(name, regions, points, "both", sharing, "left", giver, technique.positions[giver][0], 120.0)
    return motion(work, load_figure(build), load_places(), load_traces(), ATLAS)


def classes(text: str) -> Iterator[str]:
    for element in ElementTree.fromstring(text).iter():
        yield from element.get("class", "").split()


@pytest.mark.parametrize("name", ATLAS.techniques)
def test_every_technique_has_its_picture(name: str) -> None:
    moving = motion_of(name)
    text = draw_motion(moving, "reference", ATLAS.techniques[name].name)
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}title") is not None
    assert "style" not in text
    if moving.turns or moving.movements:
        assert {"fig-way", "fig-disc", "fig-area"} & set(classes(text))
    told = root.findtext(f"{SVG}desc") or ""
    for number in {turn.stroke for turn in moving.turns}:
        assert moving.strokes[number].stroke.what in told


@pytest.mark.parametrize("build", BUILDS)
def test_numbers_follow_the_order_of_work(build: Build) -> None:
    moving = motion_of("circular_friction", build)
    text = draw_motion(moving, build, "Circles")
    order = list(dict.fromkeys(turn.stroke for turn in moving.turns))
    shown = {int(number) for number in re.findall(r'class="fig-number"[^>]*>(\d+)<', text)}
    assert shown == set(range(1, len(order) + 1))


@pytest.mark.parametrize("code", ATLAS.points)
def test_every_point_can_be_seen(code: str) -> None:
    assert "fig-disc" in set(classes(draw_point(code, title=code)))


@pytest.mark.parametrize("muscle", ATLAS.muscles)
def test_every_muscle_shows_itself_on_its_own_side(muscle: str) -> None:
    left, right = (draw_muscle(muscle, ATLAS, side, title=muscle) for side in ("left", "right"))
    assert "fig-muscle" in set(classes(left))
    assert "fig-muscle" in set(classes(right))
    assert left != right


def test_pain_that_is_said_to_be_most_is_dotted_more_densely() -> None:
    drawn = drawing("front")
    mask = np.zeros((200, 200), dtype=bool)
    mask[20:120, 20:120] = True
    main, spill = (marks.dotted(drawn, mask, apart).count("M") for apart in (5.0, 9.0))
    # A lattice of triangles with sides a has one dot in each a² √3 / 2.
    size_mm2 = mask.sum() / 0.6**2
    assert main == pytest.approx(size_mm2 / (25 * 0.866), rel=0.06)
    assert spill == pytest.approx(size_mm2 / (81 * 0.866), rel=0.1)


@pytest.mark.parametrize("region", ATLAS.regions)
def test_every_region_has_a_picture_on_each_of_its_sides(region: str) -> None:
    for side in {area.side for area in load_places().areas if area is not None and area.region == region}:
        assert "fig-patch" in set(classes(draw_region(region, side, title=region)))


def test_a_thumbnail_has_neither_numbers_nor_words() -> None:
    text = draw_motion(motion_of("circular_friction"), "reference", "Circles", thumb=True)
    assert "<text" not in text
    assert "<title" in text


def test_what_lies_behind_is_not_drawn() -> None:
    figure, places = load_figure("reference"), load_places()
    spot = places.point("GB20", "left")[0]
    corners = figure.surface.triangles[spot.triangle]
    point = figure.surface.vertices_mm[corners].mean(axis=0)[None]
    normal = figure.surface.normals[corners].mean(axis=0)[None]
    track = marks.Track("hold", point, normal, side="left")
    assert marks.spots(drawing("back"), track, marks.Pen(3.0)) is not None
    assert marks.spots(drawing("front"), track, marks.Pen(3.0)) is None


def test_ids_differ_between_pictures_and_not_between_runs() -> None:
    one, again, other = (draw_point(code, title=code) for code in ("GB20", "GB20", "GB21"))
    assert one == again
    ids = [set(re.findall(r'id="([^"]+)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]


def test_an_unknown_point_is_an_error() -> None:
    with pytest.raises(NoSuchPlaceError):
        draw_point("XX1", title="?")
