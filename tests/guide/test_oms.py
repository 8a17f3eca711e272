import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guide.sessions import ATLAS, CIRCLES, GLIDE, REST, STILL, SWEEP, Doing, clear_note, session, sessions
from tests.repository.tree import PACKAGE, ROOT
from unclench.composer.types import Belief, Pain, Session
from unclench.guide.canonical import DEEPEST, LARGEST, NotCanonicalError, canonical_json
from unclench.guide.oms import content_id, request_digest, to_oms
from unclench.guide.score import score
from unclench.guide.types import Density
from unclench.guide.validate import validate

SHIPPED = PACKAGE / "guide" / "oms-0.1.schema.json"
PUBLISHED = ROOT / "docs" / "format" / "open-massage-session-0.1.schema.json"
SCHEMA = json.loads(SHIPPED.read_text("utf-8"))

# The keys of the format's outline, object by object.
KEYS = {
    "session": "oms id lang duration_ms request_digest giver position place complaints landmark_model safety phases"
    " provenance",
    "landmark_model": "id version",
    "safety": "verdict pressure_cap blocked_regions forbidden_techniques stop_signs rule_set",
    "phase": "kind zone steps",
    "provenance": "composer atlas seed objective bound",
    "step": "id start_ms duration_ms technique targets side position hands geometry pressure cadence transition cues"
    " why",
    "target": "region muscle points",
    "hands": "contact tool",
    "stroke": "type points radius_mm direction side hand hands repeats",
    "point": "landmark side offset",
    "pressure": "level ramp_ms",
    "cadence": "strokes_per_min breath",
    "transition": "ms from_position",
    "cue": "at_ms anchor kind say caption sound haptic droppable",
    "say": "key default args",
    "why": "role text marginal rules evidence runner_up",
}


def written(made: Session, density: Density = "full", **options: Any) -> dict[str, Any]:
    return to_oms(made, score(made, density=density, atlas=ATLAS), atlas=ATLAS, **options)


def schema_errors(data: object) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)]


def step_of(data: dict[str, Any], number: int) -> dict[str, Any]:
    step: dict[str, Any] = data["phases"][number]["steps"][0]
    return step


def has_keys(value: dict[str, Any], name: str) -> bool:
    return sorted(value) == sorted(KEYS[name].split())


# ── The schema ──


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_published_schema_is_the_shipped_one() -> None:
    assert PUBLISHED.read_bytes() == SHIPPED.read_bytes()


def test_schema_is_closed() -> None:
    def objects(part: object) -> list[dict[str, Any]]:
        if isinstance(part, list):
            return [found for item in part for found in objects(item)]
        if not isinstance(part, dict):
            return []
        own = [part] if part.get("type") == "object" else []
        return own + [found for value in part.values() for found in objects(value)]

    for part in objects(SCHEMA):
        closed = part["additionalProperties"]
        assert closed is False or closed == {"type": "string", "maxLength": 1000}
        assert sorted(part.get("required", ())) == sorted(part.get("properties", ()))


def test_page_for_people_names_every_key() -> None:
    page = (PUBLISHED.parent / "README.md").read_text("utf-8")
    missing = {key for keys in KEYS.values() for key in keys.split() if f"`{key}`" not in page}
    assert missing == set()


# ── The file ──


@given(sessions(), st.sampled_from(("full", "brief", "bells")), st.booleans())
def test_every_session_is_valid(made: Session, density: Density, outward: bool) -> None:
    # Levels are free in these sessions; the composer's are not.
    data = written(made, density, outward=outward)
    assert schema_errors(data) == []
    assert {problem.rule for problem in validate(data)} <= {"level_change"}


def test_file_has_exactly_the_keys_of_the_outline() -> None:
    data = written(session())
    assert has_keys(data, "session")
    assert has_keys(data["landmark_model"], "landmark_model")
    assert has_keys(data["safety"], "safety")
    assert has_keys(data["provenance"], "provenance")
    for phase in data["phases"]:
        assert has_keys(phase, "phase")
        for step in phase["steps"]:
            assert has_keys(step, "step")
            for name in ("hands", "pressure", "cadence", "transition", "why"):
                assert has_keys(step[name], name)
            assert all(has_keys(target, "target") for target in step["targets"])
            assert all(has_keys(stroke, "stroke") for stroke in step["geometry"])
            assert all(has_keys(point, "point") for stroke in step["geometry"] for point in stroke["points"])
            assert all(has_keys(cue, "cue") for cue in step["cues"])
            assert all(has_keys(cue["say"], "say") for cue in step["cues"] if cue["say"])


def test_same_session_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys\n"
        "from tests.guide.sessions import ATLAS, session\n"
        "from unclench.guide.canonical import canonical_json\n"
        "from unclench.guide.oms import to_oms\n"
        "from unclench.guide.score import score\n"
        "made = session()\n"
        "sys.stdout.buffer.write(canonical_json(to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == canonical_json(written(session()))


def test_id_is_the_digest_of_everything_else() -> None:
    data = written(session())
    assert data["id"] == content_id(data)
    assert written(session(giver="partner"))["id"] != data["id"]


def test_file_keeps_what_is_private_to_itself() -> None:
    made = session(pains=(Pain("temple", 6, "left"),))
    text = canonical_json(written(made)).decode()
    for private in ("6 of 10", "hurts", "anticoagulant", '"pains"', '"weight"', "diary"):
        assert private not in text


def test_pain_map_changes_the_digest_alone() -> None:
    made = session()
    other = replace(made, request=replace(made.request, pains=()))
    one, two = written(made), written(other)
    assert one["request_digest"] != two["request_digest"]
    assert {key for key in one if one[key] != two[key]} == {"id", "request_digest"}


def test_request_with_fractions_has_a_digest() -> None:
    request = replace(session().request, beliefs=(Belief("gliding", 1.25, 3),))
    assert request_digest(request) == request_digest(replace(request))
    assert request_digest(request) != request_digest(session().request)


def test_file_that_leaves_holds_only_what_was_chosen() -> None:
    note = clear_note(verdict="adapted", blocked=(("forehead", "midline"),), forbidden_techniques=("heat",))
    made = session(safety=note)
    bare = written(made, outward=True)
    assert bare["request_digest"] is None
    assert bare["complaints"] == bare["safety"]["blocked_regions"] == bare["safety"]["forbidden_techniques"] == []
    assert "session.before.0" not in canonical_json(bare).decode()
    chosen = written(made, outward=True, chosen=frozenset(("complaints", "limits")))
    assert chosen["complaints"] == ["tth_episodic"]
    assert chosen["safety"]["blocked_regions"] == ["forehead"]
    assert chosen["safety"]["forbidden_techniques"] == ["heat"]


def test_doctors_verdict_is_written_as_adapted() -> None:
    assert [
        written(session(safety=clear_note(verdict=verdict)))["safety"]["verdict"]
        for verdict in ("clear", "adapted", "see_doctor")
    ] == ["clear", "adapted", "adapted"]


def test_region_is_blocked_when_all_its_sides_are() -> None:
    def blocked(*sides: tuple[str, str]) -> list[str]:
        regions: list[str] = written(session(safety=clear_note(blocked=sides)))["safety"]["blocked_regions"]
        return regions

    assert blocked(("temple", "left")) == []
    assert blocked(("temple", "left"), ("temple", "right")) == ["temple"]
    assert blocked(("nape", "left"), ("nape", "right")) == []
    assert blocked(("nape", "both"), ("forehead", "midline")) == ["forehead", "nape"]


def test_asymmetry_is_named_where_a_side_is_left_out() -> None:
    made = session(Doing(STILL, 40), Doing(GLIDE, 40, only_side="left"), Doing(REST, 40))
    data = written(made)
    assert step_of(data, 1)["side"] == "left"
    assert "asymmetry" in step_of(data, 1)["why"]["rules"]
    assert validate(data) == ()


def test_targets_are_what_is_touched() -> None:
    data = written(session())
    assert step_of(data, 1)["targets"] == [
        {"region": "temple", "muscle": "temporalis", "points": ["EX-HN5"]},
        {"region": "forehead", "muscle": None, "points": []},
    ]
    assert step_of(data, 5)["targets"] == []


def test_strokes_run_between_landmarks_that_are_touched() -> None:
    data = written(session())
    assert step_of(data, 0)["geometry"] == []
    circle, line = step_of(data, 1)["geometry"][0], step_of(data, 2)["geometry"][0]
    assert (circle["type"], circle["radius_mm"], len(circle["points"])) == ("circle", 10, 1)
    assert (line["type"], line["radius_mm"], line["direction"]) == ("line", None, "forward")
    assert line["points"] == [
        {"landmark": "inion", "side": "own", "offset": None},
        {
            "landmark": "c7_bump",
            "side": "midline",
            "offset": {"toward": "inion", "side": "other", "cun_tenths": 15, "way_percent": 0},
        },
    ]


def test_a_stroke_that_would_leave_what_is_touched_is_not_written() -> None:
    data = written(session(Doing(STILL, 40), Doing(CIRCLES, 40, contact=("forehead",)), Doing(REST, 40)))
    assert step_of(data, 1)["geometry"] == []


def test_tools_and_whole_hands_have_their_place() -> None:
    data = written(session(Doing(STILL, 40), Doing(GLIDE, 60), Doing(SWEEP, 40), Doing(REST, 40)))
    assert step_of(data, 1)["hands"] == {"contact": "palms", "tool": None}
    assert step_of(data, 2)["hands"] == {"contact": "tool", "tool": "cloth"}
    assert step_of(data, 3)["hands"] == {"contact": "none", "tool": None}


def test_sounds_have_a_caption() -> None:
    first = step_of(written(session()), 1)["cues"][0]
    assert first["say"] is None
    assert first["caption"] == {"key": f"technique.{CIRCLES}.name", "default": "Temple circles"}


def test_score_of_another_session_is_refused() -> None:
    with pytest.raises(ValueError, match="not of this session"):
        to_oms(session(), score(session(Doing(STILL, 40), Doing(REST, 40)), atlas=ATLAS), atlas=ATLAS)


# ── The canonical form ──


def test_canonical_form_is_one_spelling() -> None:
    assert canonical_json({"b": [1.0, True, None], "a": "ä"}) == '{"a":"ä","b":[1,true,null]}\n'.encode()


NOT_CANONICAL: dict[str, object] = {
    "fraction": 1.5,
    "no number": float("nan"),
    "infinite": float("inf"),
    "key": {1: 2},
    "set": {"a": {1}},
    "too large": LARGEST + 1,
    "far too large": 10**5_000,
    "half a character": "\ud800",
    "bytes": b"x",
}


@pytest.mark.parametrize("name", NOT_CANONICAL)
def test_what_has_no_canonical_form_is_refused(name: str) -> None:
    with pytest.raises(NotCanonicalError):
        canonical_json(NOT_CANONICAL[name])


def test_nesting_has_an_end() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(NotCanonicalError, match=str(DEEPEST)):
        canonical_json(circle)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
        max_leaves=20,
    )
)
def test_canonical_form_is_read_back_and_written_alike(data: object) -> None:
    assert canonical_json(json.loads(canonical_json(data))) == canonical_json(data)


def test_a_stop_word_and_what_was_agreed_do_not_leave_the_machine() -> None:
    made = session(giver="partner", safety=clear_note(agreed=("neck",), stop_word="pineapple"))
    written_out = score(made, atlas=ATLAS)
    spoken = [cue.say.default for step in written_out.steps for cue in step.cues if cue.say]
    assert any("pineapple" in line for line in spoken)
    left = json.dumps(to_oms(made, written_out, atlas=ATLAS, outward=True, chosen=frozenset(("complaints", "limits"))))
    assert "pineapple" not in left
    assert "agreed" not in left
