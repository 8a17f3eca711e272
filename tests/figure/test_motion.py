"""What hands do in a step, on the real figure."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from unclench.atlas import load_atlas
from unclench.atlas.geometry import strokes_for
from unclench.atlas.types import Giver, RegionId, Stroke, Technique
from unclench.figure.body import BUILDS, Build
from unclench.figure.motion import Motion, Work, motion
from unclench.figure.places import load_places
from unclench.figure.surface import Numbers
from unclench.figure.traces import load_traces
from unclench.figure.whole import load_figure
from unclench.figure.written import written

ATLAS = load_atlas()
PLACES = load_places()
TRACES = load_traces()
REFERENCE = load_figure("reference")
TECHNIQUES = tuple(ATLAS.techniques.values())
STROKES = {f"{t.id}-{number}": stroke for t in TECHNIQUES for number, stroke in enumerate(t.geometry)}
CLOTHS = {name: stroke for name, stroke in STROKES.items() if stroke.type == "area"}
GIVEN = [(technique, giver) for technique in TECHNIQUES for giver in technique.givers]
NAMES = [f"{technique.id}-{giver}" for technique, giver in GIVEN]
NEVER: frozenset[RegionId] = frozenset({"anterior_neck", "supraclavicular", "submandibular"})


def work(technique: Technique, giver: Giver) -> Work:
    return Work(
        technique=technique.id,
        regions=technique.contact_regions,
        points=(),
        side="both" if technique.contact_regions else "none",
        sharing=technique.sides,
        first_side="right",
        giver=giver,
        position=technique.positions[giver][0],
        duration_s=90.0,
    )


def made(asked: Work, build: Build = "reference") -> Motion:
    return motion(asked, load_figure(build), PLACES, TRACES, ATLAS)


def regions_at(vertices: Numbers) -> list[RegionId]:
    areas = [PLACES.region_of(int(code)) for code in PLACES.codes[vertices]]
    return ["outside" if area is None else area.region for area in areas]


def vertices_of(stroke: Stroke) -> Numbers:
    trail = TRACES.of(stroke).trail
    corners = REFERENCE.surface.triangles[trail.triangles]
    nearest: Numbers = corners[np.arange(len(corners)), trail.weights.argmax(axis=1)]
    return nearest


@pytest.mark.parametrize(("technique", "giver"), GIVEN, ids=NAMES)
def test_something_is_shown_for_the_whole_step(technique: Technique, giver: Giver) -> None:
    shown = made(work(technique, giver))
    if strokes_for(technique, technique.contact_regions, giver, technique.positions[giver][0]):
        assert (shown.turns[0].at_s, shown.turns[-1].until_s) == (0, 90)
        assert all(one.until_s == two.at_s for one, two in pairwise(shown.turns))
        assert len(shown.view_of_turn) == len(shown.turns)
    assert shown.turns or shown.movements or shown.stillness == "breathing"
    json.dumps(written(shown))


@pytest.mark.parametrize(("technique", "giver"), GIVEN, ids=NAMES)
def test_sides_in_turn_have_half_the_time_each_the_first_side_first(technique: Technique, giver: Giver) -> None:
    if technique.sides != "in_turn":
        return
    shown = made(work(technique, giver))
    for turn in shown.turns:
        assert turn.until_s <= 45 or turn.at_s >= 45
        if turn.parts != ("middle",):
            assert turn.parts == (("right",) if turn.until_s <= 45 else ("left",))
    for moved in shown.movements:
        assert moved.own == ("right" if moved.at_s < 45 else "left")


@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_a_stroke_stays_on_its_regions(stroke: Stroke) -> None:
    near = {*stroke.regions, *(other for region in stroke.regions for other in ATLAS.regions[region].neighbours)}
    passed = regions_at(vertices_of(stroke))
    assert NEVER.isdisjoint(set(passed) - set(stroke.regions))
    assert np.mean([region in stroke.regions for region in passed]) >= 0.4
    assert np.mean([region in near for region in passed]) >= 0.85


@pytest.mark.parametrize("stroke", CLOTHS.values(), ids=CLOTHS)
def test_a_cloth_covers_its_own_regions_alone(stroke: Stroke) -> None:
    covered = TRACES.of(stroke).covered
    assert covered is not None
    assert len(covered) > 10
    assert set(regions_at(covered)) <= set(stroke.regions)


def test_no_stroke_touches_the_closed_eye() -> None:
    around_the_eye = [stroke for stroke in STROKES.values() if "periorbital" in stroke.regions]
    assert around_the_eye
    for stroke in around_the_eye:
        assert "outside" not in regions_at(vertices_of(stroke)), stroke.what


@pytest.mark.parametrize("build", BUILDS)
def test_left_and_right_mirror_each_other_on_every_build(build: Build) -> None:
    for technique in TECHNIQUES:
        for moving in made(work(technique, technique.givers[0]), build).strokes:
            if "left" in moving.lines:
                left, right = moving.lines["left"].points_mm, moving.lines["right"].points_mm
                assert np.allclose(left * (-1, 1, 1), right, atol=0.01)


def test_the_points_chosen_for_a_step_are_pressed() -> None:
    technique = ATLAS.techniques["acupressure_hold"]
    asked = replace(work(technique, "self"), points=("GB20", "PC6"), regions=("suboccipital", "wrist_forearm"))
    shown = made(asked)
    assert [moving.stroke.what.split(",")[0] for moving in shown.strokes] == ["GB20", "PC6"]
    insets = [shown.views[number].inset for number in shown.view_of_turn]
    assert insets == ["" if turn.stroke == 0 else "forearm" for turn in shown.turns]
    place = REFERENCE.surface.at(TRACES.of(technique.geometry[0]).trail)[0]
    assert np.linalg.norm(shown.strokes[0].lines["left"].points_mm[0] - place) < 20


def test_what_is_blocked_is_not_shown() -> None:
    technique = ATLAS.techniques["scalp_circles"]
    shown = made(replace(work(technique, "self"), regions=("scalp_vertex",)))
    assert shown.strokes
    assert {region for moving in shown.strokes for region in moving.stroke.regions} == {"scalp_vertex"}
    assert made(replace(work(technique, "self"), regions=(), side="none")).strokes == ()


def test_one_side_left_out_is_not_worked() -> None:
    technique = ATLAS.techniques["scalp_circles"]
    shown = made(replace(work(technique, "self"), side="left", sharing="one"))
    assert {part for turn in shown.turns for part in turn.parts} <= {"left", "middle"}
