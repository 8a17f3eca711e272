"""`unclench atlas`: looking things up."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from tests.cli.command import flat, process, run
from unclench.atlas import load_atlas
from unclench.atlas.types import Kind
from unclench.atlas.words import SINGULAR
from unclench.cli.show_atlas import BASES, GRADES, MOTIONS

KINDS: tuple[Kind, ...] = get_args(Kind)
ATLAS = load_atlas()


@pytest.mark.parametrize("kind", KINDS)
def test_list_names_every_entry(kind: Kind) -> None:
    result = run("atlas", "list", kind)
    assert result.exit_code == 0
    listed = "".join(result.output.split())
    assert [name for name in getattr(ATLAS, kind) if name not in listed] == []


@pytest.mark.parametrize("kind", KINDS)
def test_list_in_json_holds_every_entry(kind: Kind) -> None:
    listed = json.loads(run("atlas", "list", kind, "--json").stdout)
    assert [entry["id"] for entry in listed] == list(getattr(ATLAS, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_may_be_named_in_the_singular(kind: Kind) -> None:
    assert run("atlas", "list", SINGULAR[kind]).output == run("atlas", "list", kind).output


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in getattr(ATLAS, kind)], ids=str)
def test_every_entry_can_be_shown(kind: Kind, name: str) -> None:
    result = run("atlas", "show", kind, name)
    assert result.exit_code == 0
    assert name in "".join(result.output.split())


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_in_json_is_the_entry(kind: Kind) -> None:
    name = next(iter(getattr(ATLAS, kind)))
    assert json.loads(run("atlas", "show", kind, name, "--json").stdout)["id"] == name


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("region", ("base", "of", "my", "skull"), "suboccipital"),
        ("point", ("gb-20",), "GB20"),
        ("muscle", ("traps",), "trapezius_upper"),
        ("technique", ("pressure point",), "acupressure_hold"),
        ("complaint", ("stiff", "neck"), "neck_pain"),
    ],
)
def test_an_entry_goes_by_its_everyday_names(kind: str, typed: tuple[str, ...], name: str) -> None:
    assert json.loads(run("atlas", "show", kind, *typed, "--json").stdout)["id"] == name


def test_a_technique_tells_its_evidence_and_when_to_stop() -> None:
    shown = flat(run("atlas", "show", "technique", "effleurage").output)
    technique = ATLAS.techniques["effleurage"]
    assert flat(technique.evidence.text) in shown
    assert f"Claims: {', '.join(technique.evidence.claims)}" in shown
    assert technique.stop_if[0] in shown


@pytest.mark.parametrize("name", ATLAS.muscles)
def test_a_muscle_is_shown_whole(name: str) -> None:
    shown, muscle = flat(run("atlas", "show", "muscle", name).output), ATLAS.muscles[name]
    anatomy, care = muscle.anatomy, muscle.care
    told = [anatomy.origin, anatomy.insertion, anatomy.action, anatomy.nerve, muscle.caution, care.why, muscle.note]
    told += [muscle.fma, muscle.referral.text, *care.structures, *muscle.referral.beyond]
    told += [site.where for site in muscle.sites]
    told += [ATLAS.regions[zone.region].name.lower() for zone in muscle.referral.zones]
    assert [text for text in told if text not in shown] == []
    assert all(f"({BASES[basis]})" in shown for basis in (muscle.referral.basis, care.basis))


@pytest.mark.parametrize("name", ATLAS.points)
def test_a_point_is_shown_whole(name: str) -> None:
    shown, point = flat(run("atlas", "show", "point", name).output), ATLAS.points[name]
    told = [point.where, point.cun, point.channel, point.evidence.text, GRADES[point.evidence.grade], *point.cautions]
    told += [ATLAS.muscles[muscle].name.lower() for muscle in point.muscles]
    told += [BASES[point.located], MOTIONS[point.dose.motion] if point.dose else "Nobody presses it"]
    assert [text for text in told if text not in shown] == []


@pytest.mark.parametrize("name", ATLAS.techniques)
def test_a_technique_is_shown_stroke_by_stroke(name: str) -> None:
    shown, technique = flat(run("atlas", "show", "technique", name).output), ATLAS.techniques[name]
    told = [stroke.what for stroke in technique.geometry if not stroke.stand_in]
    told += [movement.what for movement in technique.movements]
    told += [*technique.cautions, *technique.stop_if, *technique.points]
    assert [text for text in told if text not in shown] == []
    assert ("a figure that sits or lies and breathes" in shown) == bool(technique.stillness)


@pytest.mark.parametrize("name", ATLAS.regions)
def test_a_region_is_shown_with_what_lies_there(name: str) -> None:
    shown = flat(run("atlas", "show", "region", name).output)
    here = [
        one.name.lower() for kind in (ATLAS.muscles, ATLAS.landmarks) for one in kind.values() if name in one.regions
    ]
    here += [point.id for point in ATLAS.points.values() if name in point.regions]
    here += [ATLAS.regions[neighbour].name.lower() for neighbour in ATLAS.regions[name].neighbours]
    assert [text for text in here if text not in shown] == []


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        (("temple",), "regions", "temple"),
        (("trigger", "points"), "techniques", "static_compression"),
        (("clenching",), "complaints", "jaw_tension"),
        (("hegu",), "points", "LI4"),
    ],
)
def test_search_finds_the_best_first(typed: tuple[str, ...], kind: str, name: str) -> None:
    best = json.loads(run("atlas", "search", *typed, "--json").stdout)[0]
    assert (best["kind"], best["entry"]["id"]) == (kind, name)


def test_search_prints_what_it_finds() -> None:
    result = run("atlas", "search", "temple")
    assert result.exit_code == 0
    assert "Temple" in result.output


def test_search_for_nothing_known_says_so() -> None:
    result = run("atlas", "search", "xyzzyqqq")
    assert result.exit_code == 0
    assert result.output.strip()
    assert json.loads(run("atlas", "search", "xyzzyqqq", "--json").stdout) == []


def test_pain_leads_to_muscles() -> None:
    found = json.loads(run("atlas", "refer", "temple:right", "--json").stdout)
    assert (found[0]["muscle"], found[0]["sides"], found[0]["strength"]) == ("trapezius_upper", ["right"], "main")
    assert {entry["muscle"] for entry in found} >= {"temporalis", "masseter"}


def test_a_muscle_leads_to_pain() -> None:
    found = json.loads(run("atlas", "refer", "--from", "traps:l", "--json").stdout)
    assert {(reach["region"], reach["side"]) for reach in found} >= {("temple", "left"), ("mastoid", "left")}


@pytest.mark.parametrize("words", [("throat",), ("--from", "sternomastoid")])
def test_what_is_never_guided_is_said_to_be_so(words: tuple[str, ...]) -> None:
    printed = flat(run("atlas", "refer", *words).output)
    assert "never guided, for anyone" in printed
    assert "Feel for it: In the upper third" not in printed


def test_how_referral_was_seen_is_said() -> None:
    printed = flat(run("atlas", "refer", "crown").output)
    assert "seen at second hand only" in printed
    assert "no finding about you" in printed


def test_a_place_without_a_side_means_the_whole_of_it() -> None:
    for place, whole in (("temple", "temple:both"), ("glabella", "glabella:middle")):
        assert run("atlas", "refer", place).output == run("atlas", "refer", whole).output


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "Say where it hurts"),
        (("temple", "--from", "masseter"), "Say where it hurts"),
        (("glabella:left",), "has no side"),
        (("temple:up",), "left, right, middle or both"),
        (("tempel",), "Did you mean temple"),
        (("--from", "maseter"), "Did you mean masseter"),
        (("--from", "masseter:middle"), "on both sides"),
    ],
)
def test_what_refer_does_not_understand_ends_with_2(words: tuple[str, ...], hint: str) -> None:
    result = run("atlas", "refer", *words)
    assert result.exit_code == 2
    assert hint in flat(result.output)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        (("accessory", "nerve"), "muscles", "trapezius_upper"),
        (("masseter_2",), "muscles", "masseter"),
        (("upper", "teeth"), "muscles", "temporalis"),
    ],
)
def test_search_reads_the_whole_of_a_muscle(words: tuple[str, ...], kind: str, name: str) -> None:
    hits = json.loads(run("atlas", "search", *words, "--json").stdout)
    assert (kind, name) in {(hit["kind"], hit["entry"]["id"]) for hit in hits}


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("list", "regons"), "regions"),
        (("show", "region", "tempel"), "temple"),
        (("show", "technique", "efleurage"), "effleurage"),
    ],
)
def test_a_typo_ends_with_2_and_names_the_nearest(words: tuple[str, ...], nearest: str) -> None:
    result = run("atlas", *words)
    assert result.exit_code == 2
    assert f"Did you mean {nearest}" in result.output


@pytest.mark.parametrize("words", [("list", "regions"), ("show", "technique", "effleurage"), ("search", "temple")])
def test_in_a_pipe_there_are_no_colours_and_no_trailing_spaces(words: tuple[str, ...]) -> None:
    printed = process("atlas", *words).stdout
    assert "\x1b" not in printed
    assert [line for line in printed.splitlines() if line != line.rstrip()] == []
