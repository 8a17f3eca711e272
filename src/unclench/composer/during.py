"""Changes while a session plays: another technique in a step's place, and one level firmer, each at unchanged times.

What has been played cannot be composed again, and what comes is expected as it was announced. So one step changes and
all others stay; the independent checker reads the whole once more, and what it refuses is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from unclench.atlas import Atlas
from unclench.atlas.types import PointId, RegionId, Side, Technique, TechniqueId
from unclench.composer.check import check
from unclench.composer.limits import Limits
from unclench.composer.options import ChoiceMaker
from unclench.composer.scenario import Scenario
from unclench.composer.tuning import load_tuning
from unclench.composer.types import Session, Sides, Step
from unclench.composer.words import after_lines, during_lines
from unclench.safety.types import Clearance

_CLOSE = frozenset({"specific", "flush"})
METHOD = "composed, then one step exchanged while it played"


@dataclass(frozen=True, slots=True)
class _Other:
    """What may stand in a step's place, the best first."""

    rank: tuple[int, ...]
    technique: TechniqueId
    contact: tuple[RegionId, ...]
    points: tuple[PointId, ...]
    side: Side
    level: int


def others(session: Session, step_id: str, clearance: Clearance, atlas: Atlas) -> Iterator[Session]:
    """The session with something else in this step, no firmer and exactly as long: each that breaks no rule, the best
    first. KeyError for a step that is not there.
    """
    step = {step.id: step for step in session.steps}[step_id]
    scenario = Scenario(session.request, clearance, atlas, load_tuning(), step.position, session.duration_s)
    is_alone = step.role == "general" and not any(one.zone == step.zone for one in session.steps if one.role in _CLOSE)
    found = sorted(_others(step, scenario, is_alone=is_alone), key=lambda other: other.rank)
    seen = {step.technique}
    for other in found:
        if other.technique in seen:
            continue
        changed = _with_steps(session, {step.id: _done(step, other, scenario)}, clearance, atlas)
        if not check(changed, clearance, atlas):
            seen.add(other.technique)
            yield changed


def firmer_levels(session: Session, clearance: Clearance, atlas: Atlas) -> Mapping[str, int]:
    """By step, one level above the planned one, where neither it alone nor all of them together break a rule."""
    limits = Limits(session.request, clearance, atlas)
    raised: dict[str, Step] = {}
    for step in session.steps:
        technique = atlas.techniques[step.technique]
        level = step.level + 1
        if not step.contact or level > min(technique.level_max, limits.cap((*step.contact, *technique.needs_regions))):
            continue
        firmer = replace(step, level=level)
        if not check(_with_steps(session, {step.id: firmer}, clearance, atlas), clearance, atlas):
            raised[step.id] = firmer
    while raised and (refused := check(_with_steps(session, raised, clearance, atlas), clearance, atlas)):
        named = {refusal.step for refusal in refused} & set(raised)
        for step_id in named or set(raised):
            del raised[step_id]
    return {step_id: step.level for step_id, step in raised.items()}


def with_levels(session: Session, levels: Mapping[str, int]) -> Session:
    """The same with other levels, and nothing said of whether that may be."""
    steps = {step.id: replace(step, level=levels[step.id]) for step in session.steps if step.id in levels}
    return _replaced(session, steps)


def with_step(session: Session, step: Step) -> Session:
    """With this step in the place of the one of its name."""
    return _replaced(session, {step.id: step})


# What may stand in a step's place


def _others(step: Step, scenario: Scenario, *, is_alone: bool) -> Iterator[_Other]:
    """`is_alone`: no close work leans on this stroke."""
    maker = ChoiceMaker(scenario, step.position)
    units = step.duration_s // scenario.unit_s
    if step.role in ("general", "specific", "flush"):
        yield from _strokes(step, scenario, maker, units)
        if step.role == "specific" or is_alone:
            yield from _calm(step, scenario, maker)
    elif step.role in ("warmup", "integration"):
        for frame in maker.frames(step.role):
            worth = _at(frame.worth, units)
            if worth is not None and frame.level <= step.level:
                side: Side = "both" if frame.touch else "none"
                yield _Other((0, -worth, frame.tie), frame.technique, frame.contact, (), side, frame.level)
    elif step.role in ("movement", "mind"):
        practices = maker.movement() if step.role == "movement" else maker.mind(scenario.limits.hands_on)
        for entry in practices.entries:
            worth = _at(entry.worth, units)
            if worth is not None:
                technique = scenario.atlas.techniques[entry.technique]
                side = "both" if technique.sides == "in_turn" else "none"
                yield _Other((0, -worth, entry.tie), entry.technique, (), (), side, 0)


def _calm(step: Step, scenario: Scenario, maker: ChoiceMaker) -> Iterator[_Other]:
    """Hands off, and the breath instead. The last choice: nobody is worked less safely by being left alone, as long as
    the strokes stay that prepare and close what is firmer.
    """
    for frame in maker.frames("integration"):
        doses_s = scenario.atlas.techniques[frame.technique].doses_s
        if not frame.touch and doses_s[0] <= step.duration_s <= doses_s[-1]:
            yield _Other((2, 0, frame.tie), frame.technique, (), (), "none", 0)


def _at(worth: tuple[int | None, ...], units: int) -> int | None:
    return worth[units] if units < len(worth) else None


def _strokes(step: Step, scenario: Scenario, maker: ChoiceMaker, units: int) -> Iterator[_Other]:
    zone = next(zone for zone in scenario.tuning.zone if zone.id == step.zone)
    for band in maker.zone(zone).bands:
        by_role = {
            "general": band.general,
            "flush": band.flush,
            "specific": tuple(choice for choices in band.specific for choice in choices),
        }
        for choice in by_role[step.role]:
            technique = scenario.atlas.techniques[choice.technique]
            fits = choice.units <= units and step.duration_s <= _longest_s(technique, choice.side)
            if fits and choice.level <= step.level:
                # At the same place rather than beside it.
                rank = choice.contact != step.contact, -sum(gain for _, gain in choice.gains), choice.tie
                yield _Other(rank, choice.technique, choice.contact, choice.points, choice.side, choice.level)


def _longest_s(technique: Technique, side: Side) -> float:
    """On one side of two, half of the longest dose."""
    halved = technique.sides == "in_turn" and side in ("left", "right")
    return technique.doses_s[-1] / 2 if halved else technique.doses_s[-1]


# The session with it


def _done(step: Step, other: _Other, scenario: Scenario) -> Step:
    atlas = scenario.atlas
    technique = atlas.techniques[other.technique]
    sides = _sides(technique, other.side)
    before = atlas.techniques[step.technique].name
    muscles = technique.muscles
    if other.contact:
        touched = set(other.contact)
        muscles = tuple(name for name in muscles if touched.intersection(atlas.muscles[name].regions))
    return replace(
        step,
        technique=technique.id,
        contact=other.contact,
        target=other.contact or technique.target_regions,
        muscles=muscles,
        points=other.points,
        side=other.side,
        sides=sides,
        first_side=_first_side(step, other.side, sides),
        level=other.level,
        layer=step.layer if other.contact else None,
        asymmetric=other.side in ("left", "right"),
        oil=scenario.limits.oil if other.contact and scenario.limits.oiled(technique, other.contact) else None,
        why=replace(
            step.why,
            text=f"You wanted something else here than {before[:1].lower()}{before[1:]}.",
            target=step.why.target if step.why.target in other.contact else next(iter(other.contact), None),
            binding=(),
            evidence=technique.evidence.sources,
            grade=technique.evidence.grade,
            runner_up=step.technique,
        ),
    )


def _sides(technique: Technique, side: Side) -> Sides:
    if side in ("left", "right"):
        return "one"
    return technique.sides if side == "both" and technique.sides != "none" else "none"


def _first_side(step: Step, side: Side, sides: Sides) -> Side:
    if sides != "in_turn":
        return side
    return step.first_side if step.first_side in ("left", "right") else "left"


def exchanged(session: Session, steps: Iterable[Step], clearance: Clearance, atlas: Atlas) -> Session:
    """With these steps in place of those of the same name."""
    return _with_steps(session, {step.id: step for step in steps}, clearance, atlas)


def _with_steps(session: Session, steps: Mapping[str, Step], clearance: Clearance, atlas: Atlas) -> Session:
    changed = _replaced(session, steps)
    return replace(
        changed,
        during=during_lines(clearance, list(changed.steps), atlas),
        after=after_lines(clearance, list(changed.steps), bedtime=session.request.bedtime),
    )


def _replaced(session: Session, steps: Mapping[str, Step]) -> Session:
    phases = tuple(
        replace(phase, steps=tuple(steps.get(step.id, step) for step in phase.steps)) for phase in session.phases
    )
    return replace(
        session,
        phases=phases,
        hands_on_s=_hands_on_s(step for phase in phases for step in phase.steps),
        certificate=replace(session.certificate, proven=False, method=METHOD),
    )


def _hands_on_s(steps: Iterable[Step]) -> int:
    return sum(step.duration_s for step in steps if step.contact)
