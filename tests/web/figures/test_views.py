"""The figure's files, the motion of a plan, and how a person wants the figure to look."""

from __future__ import annotations

import gzip
from importlib import resources

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.web.sessions.plays import plan_for
from unclench.figure.body import BUILDS as FIGURE_BUILDS
from unclench.figure.tones import load_tones
from unclench.figure.whole import load_figure
from unclench.web.accounts.models import BUILDS, HAIRS, SKINS, Person
from unclench.web.figures.files import NAMES, digest
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan


@pytest.fixture
def plan(alice: Person) -> Plan:
    return plan_for(alice)


@pytest.mark.parametrize("name", NAMES)
def test_a_mesh_is_kept_for_ever_under_its_version(alices: Client, name: str) -> None:
    address = reverse("figure_mesh", args=[digest(), name])
    plain, packed = alices.get(address), alices.get(address, headers={"Accept-Encoding": "gzip"})
    assert plain.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert plain.content == resources.files("unclench.figure").joinpath("assets", f"{name}.bin").read_bytes()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize(("version", "name"), [("0" * 16, "body"), (digest(), "strokes")])
def test_nothing_else_is_served_as_a_mesh(alices: Client, version: str, name: str) -> None:
    assert alices.get(reverse("figure_mesh", args=[version, name])).status_code == 404


def test_a_motion_covers_its_plan_second_by_second(alices: Client, plan: Plan) -> None:
    steps = alices.get(reverse("plan_motion", args=[plan.id])).json()["steps"]
    session = planning.session_of(plan)
    assert [(step["start_s"], step["end_s"]) for step in steps] == [
        (step.start_s, step.start_s + step.duration_s) for step in session.steps
    ]
    for step in steps:
        ends = [turn["until_s"] for turn in step["turns"]]
        assert [turn["at_s"] for turn in step["turns"][1:]] == ends[:-1]
        assert all(turn["stroke"] < len(step["strokes"]) for turn in step["turns"])
        assert all(turn["view"] < len(step["views"]) for turn in step["turns"])


def test_hands_move_over_the_chosen_body(alices: Client, alice: Person, plan: Plan) -> None:
    """On the skin: no point of a way is further from the nearest vertex than a large triangle is wide."""
    alice.build = "broader"
    alice.save()
    motion = alices.get(reverse("plan_motion", args=[plan.id])).json()
    assert motion["build"] == "broader"
    vertices = load_figure("broader").surface.vertices_mm
    lines = [
        stroke[part]["points"]
        for step in motion["steps"]
        for stroke in step["strokes"]
        for part in ("left", "right", "middle")
        if stroke[part]
    ]
    points = np.concatenate([np.array(line).reshape(-1, 3)[::7] for line in lines])
    assert len(points)
    for point in points:
        assert np.sqrt(((vertices - point) ** 2).sum(axis=1).min()) < 15.0


def test_a_motion_on_a_body_that_there_is_not_is_not_found(alices: Client, plan: Plan) -> None:
    assert alices.get(reverse("plan_motion", args=[plan.id]), {"build": "giant"}).status_code == 404


def test_nobody_else_sees_the_motion(charlies: Client, plan: Plan) -> None:
    assert charlies.get(reverse("plan_motion", args=[plan.id])).status_code == 404


def test_a_look_is_kept(alices: Client, alice: Person) -> None:
    alices.post(reverse("set_figure"), {"build": "older", "skin": "deep", "hair": "grey"})
    alice.refresh_from_db()
    assert (alice.build, alice.skin, alice.hair) == ("older", "deep", "grey")
    page = alices.get(reverse("you")).content.decode()
    assert 'data-build="older" data-skin="deep" data-hair="grey"' in page


def test_a_look_that_is_no_choice_changes_nothing(alices: Client, alice: Person) -> None:
    answer = alices.post(reverse("set_figure"), {"build": "older", "skin": "green"})
    assert answer.status_code == 400
    alice.refresh_from_db()
    assert (alice.build, alice.skin) == ("reference", "medium_light")


def test_the_choices_are_those_of_the_figure() -> None:
    tones = load_tones()
    assert {name for name, _ in BUILDS} == set(FIGURE_BUILDS)
    assert [name for name, _ in SKINS] == list(tones.skins)
    assert [name for name, _ in HAIRS] == list(tones.hairs)
