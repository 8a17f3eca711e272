"""Judges a finished session in the open format by an outcome of the second interpreter, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.safety.second.interpreter import Outcome, neck_regions
from tests.safety.second.regions import ALL_PARTS, SIDES_OF, Part, parts

CLASS_TECHNIQUES: dict[str, tuple[str, ...]] = {
    "stroking": (
        "effleurage",
        "hairline_sweep",
        "upper_back_strokes",
        "swedish",
        "ear_massage",
        "lower_back_strokes",
        "deep_strokes",
    ),
    "kneading": ("petrissage", "neck_shoulder_kneading", "scm_pincer", "lower_back_kneading"),
    "circular_friction": (
        "circular_friction",
        "scalp_circles",
        "forehead_temple_circles",
        "face_eyes",
        "face_nose_sinus",
        "face_cheek_jaw",
        "ear_massage",
    ),
    "static_pressure": (
        "static_compression",
        "suboccipital_hold",
        "ball_wall",
        "deep_tissue",
        "myofascial_release",
        # What those two and shiatsu are called where they are guided.
        "deep_strokes",
        "fascial_hold",
        "line_pressing",
    ),
    "acupressure": ("acupressure_hold", "shiatsu", "line_pressing"),
    "tapping": ("scalp_tapping",),
    "heat": ("warm_compress",),
    "cold": ("cold_compress",),
    "stretch_active": (
        "stretch_upper_trap",
        "stretch_levator",
        "stretch_scm_scalene",
        "stretch_pec",
        "cervical_arom",
        "chin_nod",
    ),
    "stretch_passive": ("pir", "thai"),
    "joint_mobilisation": ("cervical_mobilisation",),
    "traction": ("manual_traction",),
    "breathing_slow": ("breath_six", "breath_awareness"),
    "touchless": ("body_scan", "imagery", "imagery_sky", "imagery_warmth", "mbsr", "rest"),
    "muscle_relaxation": ("pmr16", "pmr7", "pmr4", "pmr_recall", "pmr_face_neck"),
}
MIND_CLASSES = frozenset({"breathing_slow", "touchless", "muscle_relaxation"})
MOVEMENT_CLASSES = frozenset({"stretch_active", "stretch_passive", "joint_mobilisation", "traction"})
NEVER_GUIDED = frozenset({"scm_pincer", "stretch_scm_scalene", "pir", "cervical_mobilisation", "manual_traction"})
STILL_PRESSURE = frozenset({"static_compression", "acupressure_hold"})
HEAD_HOLDS = frozenset({"suboccipital_hold"})
COMPRESSING = frozenset({"kneading", "static_pressure", "acupressure"})
TOOL_CLASSES = {
    "percuss": "percussion_device",
    "massage_gun": "percussion_device",
    "vibrat": "vibration_device",
    "cupping": "suction_cupping",
    "suction": "suction_cupping",
    "gua_sha": "scraping",
    "scrap": "scraping",
    "electr": "electrical_stim",
    "magnet": "magnet",
    "hot_stone": "hot_stone",
    "scalp_tool": "scalp_tool",
}
FIRST_AND_LAST = 3
NEIGHBOURING = 2
FIRM = 3
NECK_REGIONS = neck_regions()


def _classes_of() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, techniques in CLASS_TECHNIQUES.items():
        for technique in techniques:
            found.setdefault(technique, set()).add(name)
    return {technique: frozenset(names) for technique, names in found.items()}


CLASSES_OF = _classes_of()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a session, read with suspicion: what is not said counts as the worse."""

    name: str
    technique: str
    classes: frozenset[str]
    touched: frozenset[Part]
    unknown: tuple[str, ...]
    level: float | None
    ms: int
    points: tuple[str, ...]
    position: str

    @property
    def known(self) -> bool:
        """A technique this table has classes for."""
        return self.technique in CLASSES_OF

    @property
    def mind(self) -> bool:
        """A mind practice or rest: nobody is touched."""
        return self.known and self.classes <= MIND_CLASSES

    @property
    def moves(self) -> bool:
        """A stretch or a movement."""
        return bool(self.classes & MOVEMENT_CLASSES)

    @property
    def hands_on(self) -> bool:
        """Manual work or a compress; unknown techniques count as such."""
        return not self.mind and not self.moves

    @property
    def regions(self) -> frozenset[str]:
        """The regions touched."""
        return frozenset(part[0] for part in self.touched)


def _touched(step: Mapping[str, Any]) -> tuple[frozenset[Part], tuple[str, ...]]:
    found: set[Part] = set()
    unknown: list[str] = []
    for target in step.get("targets") or ():
        if target.get("contact") is False:
            continue
        region = target.get("region", "")
        if region not in SIDES_OF:
            unknown.append(str(region))
            continue
        side = target.get("side") or step.get("side") or "both"
        found |= parts(region, side if side in {"left", "right", "midline"} else "both")
    return frozenset(found), tuple(unknown)


def _tool_classes(step: Mapping[str, Any]) -> frozenset[str]:
    hands = step.get("hands") or {}
    tool = f"{hands.get('contact', '')} {hands.get('tool', '')}".lower().replace(" ", "_").replace("-", "_")
    return frozenset(name for word, name in TOOL_CLASSES.items() if word in tool)


def _read(step: Mapping[str, Any], position: str) -> Step:
    technique = str(step.get("technique", ""))
    touched, unknown = _touched(step)
    points = [str(point) for target in step.get("targets") or () for point in target.get("points") or ()]
    return Step(
        name=str(step.get("id", technique)),
        technique=technique,
        classes=CLASSES_OF.get(technique, frozenset()) | _tool_classes(step),
        touched=touched,
        unknown=unknown,
        level=(step.get("pressure") or {}).get("level"),
        ms=int(step.get("duration_ms", 0)),
        points=tuple(points),
        position=str(step.get("position") or position),
    )


def read_steps(session: Mapping[str, Any]) -> list[Step]:
    """All steps of a session in the order of time."""
    position = str(session.get("position", ""))
    raw = [step for phase in session.get("phases") or () for step in phase.get("steps") or ()]
    raw.sort(key=lambda step: int(step.get("start_ms", 0)))
    return [_read(step, position) for step in raw]


def _whole(outcome: Outcome, giver: str, session: Mapping[str, Any]) -> Iterator[str]:
    if outcome.emergency:
        yield "a session in an emergency"
    if outcome.crisis:
        yield "a session where a crisis line was called for"
    if outcome.no_session:
        yield "a session where there may be none"
    if session.get("giver", giver) != giver:
        yield f"the session is for {session['giver']}, not for {giver}"


def _technique(outcome: Outcome, giver: str, step: Step) -> Iterator[str]:
    if not step.known:
        yield f"{step.name}: unknown technique {step.technique!r}"
    if step.technique in NEVER_GUIDED:
        yield f"{step.name}: {step.technique} is never guided"
    for name in sorted(step.classes & outcome.forbidden_classes):
        yield f"{step.name}: {step.technique} is of the forbidden class {name}"
    if step.technique in outcome.forbidden_practices:
        yield f"{step.name}: {step.technique} is a forbidden practice"
    if step.position in outcome.forbidden_positions:
        yield f"{step.name}: the position {step.position} is forbidden"
    if step.hands_on and giver in outcome.forbidden_givers:
        yield f"{step.name}: hands-on work by {giver} is forbidden"


def _permission(outcome: Outcome, step: Step) -> Iterator[str]:
    if step.hands_on and not outcome.hands_allowed:
        yield f"{step.name}: hands-on work where none is allowed"
    if step.moves and (outcome.mind_allowed is not True or outcome.blocked >= ALL_PARTS):
        yield f"{step.name}: movement where only mind practice is left"
    if step.mind and outcome.mind_allowed is False:
        yield f"{step.name}: mind practice where none is allowed"
    slow = "breathing_slow" in step.classes or step.technique == "rest"
    if step.mind and outcome.mind_allowed == "breathing_only" and not slow:
        yield f"{step.name}: {step.technique} where only slow breathing and rest are left"


def _touch(outcome: Outcome, step: Step) -> Iterator[str]:
    if step.mind:
        return
    for region in step.unknown:
        yield f"{step.name}: unknown region {region!r}"
    if step.hands_on and not step.touched:
        yield f"{step.name}: hands-on work that names no region"
    for region, side in sorted(step.touched & outcome.blocked):
        yield f"{step.name}: touches {region} ({side}), which is blocked"
    for region in sorted(step.regions):
        for name in sorted(step.classes):
            if (name, region) in outcome.forbidden_classes_on:
                yield f"{step.name}: the class {name} is forbidden on {region}"
    for point in sorted(set(step.points) & outcome.blocked_points):
        yield f"{step.name}: the point {point} is blocked"


def _level(outcome: Outcome, step: Step) -> Iterator[str]:
    if step.mind or not step.touched:
        return
    if step.level is None:
        yield f"{step.name}: a touch without a pressure level"
        return
    for region in sorted(step.regions):
        if step.level > outcome.caps[region]:
            yield f"{step.name}: level {step.level} on {region} is above the cap {outcome.caps[region]}"


def _hold(outcome: Outcome, step: Step) -> Iterator[str]:
    if step.technique in HEAD_HOLDS and step.ms > outcome.head_hold_s * 1000:
        yield f"{step.name}: a head hold of {step.ms} ms is longer than {outcome.head_hold_s} s"
    sides = sum(side != "midline" for _, side in step.touched)
    spots = max(1, len(step.points), sides)
    if step.technique in STILL_PRESSURE and step.ms > outcome.hold_s * 1000 * spots:
        yield f"{step.name}: still pressure of {step.ms} ms on {spots} spots, {outcome.hold_s} s each at most"


def _both_sides_of_neck(step: Step) -> Iterator[str]:
    sides = {side for region, side in step.touched if region == "lateral_neck"}
    if sides == {"left", "right"} and step.classes & COMPRESSING:
        yield f"{step.name}: presses both sides of the neck at once"


def _seconds(steps: Iterable[Step]) -> float:
    return sum(step.ms for step in steps) / 1000


def _over(what: str, steps: Iterable[Step], limit: int) -> Iterator[str]:
    spent = _seconds(steps)
    if spent > limit:
        yield f"{what}: {spent:g} s, at most {limit} s"


def _totals(outcome: Outcome, steps: list[Step]) -> Iterator[str]:
    hands = [step for step in steps if step.hands_on]
    neck = [step for step in hands if step.regions & NECK_REGIONS]
    firm = [step for step in neck if step.level is None or step.level > FIRM]
    yield from _over("hands-on", hands, outcome.hands_limit_s)
    yield from _over("neck", neck, outcome.neck_total_s)
    yield from _over("firm work on the neck", firm, outcome.neck_firm_s)
    for name, limit in sorted(outcome.technique_limit_s.items()):
        yield from _over(f"class {name}", [step for step in steps if name in step.classes], limit)


def _course(steps: list[Step]) -> Iterator[str]:
    touches = [(step.name, step.level) for step in steps if step.hands_on and step.level is not None]
    for name, level in dict.fromkeys((touches[0], touches[-1])) if touches else ():
        if level > FIRST_AND_LAST:
            yield f"{name}: the first and the last touch stay at level {FIRST_AND_LAST} or below, not {level}"
    for (before, low), (after, high) in pairwise(touches):
        if abs(high - low) > NEIGHBOURING:
            yield f"{before} to {after}: the level changes from {low} to {high} at once"


def judge_session(outcome: Outcome, giver: str, session: Mapping[str, Any]) -> list[str]:
    """Every breach of the outcome in this session; an empty list means none."""
    body: Mapping[str, Any] = session.get("session", session)
    steps = read_steps(body)
    breaches = list(_whole(outcome, giver, body))
    for step in steps:
        breaches.extend(_technique(outcome, giver, step))
        breaches.extend(_permission(outcome, step))
        breaches.extend(_touch(outcome, step))
        breaches.extend(_level(outcome, step))
        breaches.extend(_hold(outcome, step))
        breaches.extend(_both_sides_of_neck(step))
    breaches.extend(_totals(outcome, steps))
    breaches.extend(_course(steps))
    return breaches
