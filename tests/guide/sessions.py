"""Sessions built by hand, and a small atlas for them, for the tests of the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from unclench.atlas import Atlas, Landmark, Region, Technique, load_atlas
from unclench.atlas.types import GIVERS, Giver, Position, RegionId, Side, TechniqueId
from unclench.composer.types import (
    Certificate,
    Layer,
    Pain,
    Phase,
    Provenance,
    Reason,
    Request,
    Role,
    SafetyNote,
    Session,
    Sides,
    Step,
)
from unclench.plain import from_plain

STILL = "resting_hands"
CIRCLES = "temple_circles"
GLIDE = "neck_glide"
SWEEP = "slow_sweep"
BREATH = "slow_breath"
REST = "quiet_rest"

BEFORE = ("Have water within reach.", "Take off jewellery, and take out contact lenses.")
AFTER = ("Stay as you are for two minutes.", "Rise slowly.", "Drink if you are thirsty.")


def _region(id_: RegionId, spoken: str, laterality: str = "bilateral") -> Region:
    texts = {
        "id": id_,
        "name": id_.capitalize(),
        "spoken": spoken,
        "latin": "",
        "where": "",
        "safety_region": id_,
    }
    levels = {"own": 5, "partner": 5, "professional": 6}
    rest: dict[str, Any] = {
        "laterality": laterality,
        "self_reach": "easy",
        "access": "open",
        "max_level": levels,
    }
    return from_plain(Region, texts | rest | {"neighbours": [], "aliases": [], "sources": [], "read": "no"})


def _script(*start: str, more: Sequence[str] = (), switch: str = "", check: str = "") -> dict[str, Any]:
    script: dict[str, Any] = {
        "start": [{"text": text} for text in start],
        "more": [{"text": text} for text in more],
    }
    return script | {
        "switch": {"text": switch} if switch else None,
        "pressure_check": {"text": check} if check else None,
    }


def _technique(id_: TechniqueId, script: dict[str, Any], touched: Sequence[RegionId], **changes: object) -> Technique:
    positions = ["seated", "supine"]
    base: dict[str, Any] = {
        "id": id_,
        "name": id_.replace("_", " ").capitalize(),
        "family": "manual",
        "summary": "",
        "safety_classes": ["stroking"],
        "givers": list(GIVERS),
        "positions": dict.fromkeys(GIVERS, positions),
        "places": ["desk", "bed", "table"],
        "contact_regions": list(touched),
        "needs_regions": [],
        "target_regions": list(touched),
        "muscles": [],
        "points": [],
        "landmarks": [],
        "contact": "fingertips",
        "motion": "still",
        "sides": "together",
        "level_min": 1,
        "level_max": 5,
        "rate": {},
        "doses_s": [40, 60, 120],
        "hold_s": 0,
        "head_weight": False,
        "scripts": dict.fromkeys(GIVERS, script),
        "feel": "",
        "stop_if": [],
        "cautions": [],
        "evidence": {"grade": "practice", "text": "", "sources": []},
        "sources": ["gray"],
        "read": "no",
    }
    return from_plain(Technique, base | changes)


def _stroke(kind: str, points: Sequence[object], regions: Sequence[RegionId], **more: object) -> dict[str, Any]:
    base: dict[str, Any] = {"what": kind, "type": kind, "points": list(points), "regions": list(regions)}
    return base | {"hand": "palm", "hands": "both"} | more


def _named(kind: type[Any], id_: str, regions: Sequence[RegionId], **more: object) -> Any:
    base = {
        "id": id_,
        "name": id_,
        "regions": list(regions),
        "sources": [],
        "laterality": "bilateral",
        "where": "",
    }
    fields = kind.__dataclass_fields__
    return from_plain(kind, {name: value for name, value in (base | more).items() if name in fields})


def small_atlas() -> Atlas:
    """Three regions and six techniques: held, circled, stroked in turn, slow, breathed, and rest."""
    regions = (
        _region("temple", "your temples"),
        _region("nape", "the back of your neck", "midline_and_bilateral"),
        _region("forehead", "your forehead", "midline"),
    )
    techniques = (
        _technique(STILL, _script("Rest both hands on {places}.", "Let them be heavy."), ("temple", "forehead")),
        _technique(
            CIRCLES,
            _script(
                "Make slow circles on {places}.",
                more=("Move the skin, not the fingers.", "Keep the jaw loose."),
            ),
            ("temple", "forehead"),
            motion="circle",
            rate={"strokes_per_min": 40},
            landmarks=["temple_hollow"],
            muscles=["temporalis"],
            points=["EX-HN5"],
            geometry=[
                _stroke("circle", [{"landmark": "temple_hollow"}], ["temple"], radius_mm=10, direction="alternate"),
            ],
        ),
        _technique(
            GLIDE,
            _script(
                "Glide down the {side} side of {places}.",
                more=("Keep the {side} shoulder low.",),
                check="Less.",
            ),
            ("nape",),
            motion="glide",
            sides="in_turn",
            contact="whole_hand",
            rate={"strokes_per_min": 12},
            landmarks=["inion", "c7_bump"],
            geometry=[
                _stroke(
                    "line",
                    [
                        {"landmark": "inion"},
                        {
                            "landmark": "c7_bump",
                            "side": "midline",
                            "offset": {"toward": "inion", "cun": 1.5, "side": "other"},
                        },
                    ],
                    ["nape"],
                    direction="forward",
                ),
            ],
        ),
        _technique(
            SWEEP,
            _script("Sweep slowly over {places}."),
            ("forehead",),
            motion="glide",
            rate={"strokes_per_min": 6},
            contact="cloth",
        ),
        _technique(
            BREATH,
            _script(
                "Breathe in through the nose.",
                "Breathe out a little longer.",
                more=("Let it come by itself.",),
            ),
            (),
            family="mind",
            contact="none",
            motion="none",
            sides="none",
            level_min=0,
            level_max=0,
            rate={"breath_in_s": 4, "breath_out_s": 6},
        ),
        _technique(
            REST,
            _script("Let everything go still."),
            (),
            family="mind",
            contact="none",
            motion="none",
            sides="none",
            level_min=0,
            level_max=0,
            doses_s=[20, 40, 60],
        ),
    )
    muscle = replace(load_atlas().muscles["temporalis"], regions=("temple",))
    point = replace(load_atlas().points["EX-HN5"], regions=("temple",))
    landmarks = (
        _named(Landmark, "temple_hollow", ["temple"]),
        _named(Landmark, "inion", ["nape"]),
        _named(Landmark, "c7_bump", ["nape"]),
    )
    return Atlas(
        version="small",
        regions={entry.id: entry for entry in regions},
        muscles={muscle.id: muscle},
        points={point.id: point},
        landmarks={entry.id: entry for entry in landmarks},
        techniques={entry.id: entry for entry in techniques},
        complaints={},
        sources={},
    )


ATLAS = small_atlas()


@dataclass(frozen=True)
class Doing:
    """A step to be: what differs from the usual."""

    technique: TechniqueId
    duration_s: int
    role: Role = "general"
    level: int = 3
    layer: Layer | None = None
    first_side: Side = "left"
    only_side: Side | None = None
    position: Position = "seated"
    contact: tuple[RegionId, ...] | None = None


USUAL = (
    Doing(STILL, 40, "warmup", 2),
    Doing(CIRCLES, 60, "general", 3),
    Doing(GLIDE, 60, "specific", 4, first_side="right"),
    Doing(CIRCLES, 60, "specific", 3, "breath"),
    Doing(SWEEP, 40, "integration", 2),
    Doing(REST, 40, "rest", 0),
)


def session(
    *doings: Doing,
    giver: Giver = "self",
    bedtime: bool = False,
    before: tuple[str, ...] = BEFORE,
    during: tuple[str, ...] = (),
    after: tuple[str, ...] = AFTER,
    safety: SafetyNote | None = None,
    pains: tuple[Pain, ...] = (Pain("temple", 6, "left"),),
    atlas: Atlas = ATLAS,
) -> Session:
    """The doings one after the other, each a phase of its own."""
    steps: list[Step] = []
    at = 0
    for number, doing in enumerate(doings or USUAL, 1):
        steps.append(_step(f"s{number:02}", doing, at, atlas))
        at += doing.duration_s
    return Session(
        request=Request(("tth_episodic",), max(1, at // 60), giver, pains=pains, bedtime=bedtime),
        minutes=max(1, at // 60),
        shortened="",
        relaxed=(),
        position=steps[0].position,
        place="desk",
        phases=tuple(Phase(step.role, step.zone, step.role, (step,)) for step in steps),
        safety=safety or clear_note(),
        before=before,
        during=during,
        after=after,
        left_out=(),
        certificate=Certificate(100, 120, False, "by hand", 10, 3),
        provenance=Provenance("0.1.0", "small", "rules1", 7),
        hands_on_s=at,
    )


def clear_note(**changes: Any) -> SafetyNote:
    return replace(SafetyNote("clear", 5, (), (), 1200, False, "rules1"), **changes)


def _step(id_: str, doing: Doing, start_s: int, atlas: Atlas) -> Step:
    technique = atlas.techniques[doing.technique]
    contact = technique.contact_regions if doing.contact is None else doing.contact
    sides: Sides = "one" if doing.only_side else technique.sides
    touches = bool(contact)
    return Step(
        id=id_,
        role=doing.role,
        zone="nape" if touches else None,
        technique=technique.id,
        contact=contact,
        target=contact,
        muscles=technique.muscles,
        points=technique.points,
        side=doing.only_side or ("both" if touches else "none"),
        sides=sides,
        first_side=doing.only_side or (doing.first_side if sides == "in_turn" else "none"),
        position=doing.position,
        start_s=start_s,
        duration_s=doing.duration_s,
        level=doing.level if touches else 0,
        layer=doing.layer,
        asymmetric=doing.only_side is not None,
        why=Reason(
            text="Your left temple hurts 6 of 10.",
            role=doing.role,
            target=contact[0] if contact else None,
            weight=9,
            marginal=120,
            binding=("anticoagulant", "g_default_caps"),
            evidence=("gray",),
            grade="practice",
            runner_up=None,
        ),
    )


def doings(smallest_s: int = 40) -> st.SearchStrategy[Doing]:
    """Any step of the small atlas, long enough for its required lines."""
    return st.builds(
        Doing,
        technique=st.sampled_from((STILL, CIRCLES, GLIDE, SWEEP, BREATH, REST)),
        duration_s=st.integers(smallest_s // 5, 60).map(lambda units: units * 5),
        role=st.sampled_from(("warmup", "general", "specific", "flush", "movement", "mind", "integration", "rest")),
        level=st.integers(1, 5),
        layer=st.sampled_from((None, "breath", "scan", "imagery", "release")),
        first_side=st.sampled_from(("left", "right")),
        position=st.sampled_from(("seated", "supine")),
    )


def sessions() -> st.SearchStrategy[Session]:
    """Sessions of up to eight such steps, by each giver, with few and with many lines around them."""
    extra = st.lists(st.sampled_from((*BEFORE, *AFTER)), max_size=4).map(tuple)
    return st.builds(
        lambda steps, **rest: session(*steps, **rest),
        st.lists(doings(), min_size=1, max_size=8),
        giver=st.sampled_from(GIVERS),
        bedtime=st.booleans(),
        before=extra,
        after=extra,
    )
