"""Questions to a finished session, answered by composing anew: why not this, what would five more minutes bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from unclench.atlas import Atlas
from unclench.atlas.types import Technique
from unclench.composer.change import difference
from unclench.composer.composing import LONGEST_MINUTES, compose
from unclench.composer.limits import Limits
from unclench.composer.telling import GIVERS, POSITIONS
from unclench.composer.tuning import load_tuning
from unclench.composer.types import NotClearedError, NothingFitsError, Session, Spot
from unclench.composer.words import pin_words
from unclench.safety.types import Clearance, RuleId
from unclench.wording import capital, listed

FIVE = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands against it; or, if nothing does, what it would cost and change."""

    text: str
    rules: tuple[RuleId, ...] = ()
    points: int | None = None
    """How much lower the session with it scores; None where there is none."""
    changes: tuple[str, ...] = ()


def why_not(session: Session, clearance: Clearance, atlas: Atlas, spot: Spot) -> Answer:
    """Why a technique is not in the session, at this place or at all: a rule, a wish, or that others fit better."""
    technique = atlas.techniques[spot.technique]
    name = capital(pin_words(spot, atlas))
    if any(spot.is_at(step.technique, step.contact) for step in session.steps):
        return Answer(f"{name}: it is in this session.")
    if answer := next(_against(session, clearance, technique, spot, atlas), None):
        return replace(answer, text=f"{name}: {answer.text}")
    best: Session | None = None
    for pinned in _places(spot, technique):
        request = replace(session.request, pinned=(*session.request.pinned, pinned), vary=False)
        try:
            other = compose(request, clearance, atlas=atlas)
        except (NotClearedError, NothingFitsError, ValueError):
            continue
        there = any(pinned.is_at(step.technique, step.contact) for step in other.steps)
        if there and (best is None or other.certificate.objective > best.certificate.objective):
            best = other
    if best is None:
        return Answer(f"{name}: it does not fit beside today's limits, these wishes and this time.")
    cost = session.certificate.bound - best.certificate.objective
    return Answer(
        f"{name}: allowed, but what stands in its place fits these wishes better, by {cost} of "
        f"{session.certificate.bound} points.",
        points=cost,
        changes=difference(session, replace(best, request=session.request), atlas),
    )


def five_more(session: Session, clearance: Clearance, atlas: Atlas) -> Answer | None:
    """What five more minutes would bring; None where the session is as long as sessions get, or today allows."""
    minutes = session.minutes + FIVE
    if minutes > LONGEST_MINUTES or session.shortened:
        return None
    try:
        longer = compose(replace(session.request, minutes=minutes, vary=False), clearance, atlas=atlas)
    except (NotClearedError, NothingFitsError):
        return None
    if longer.minutes <= session.minutes:
        return None
    points = longer.certificate.objective - session.certificate.objective
    text = f"Five more minutes: {points} points on top of {session.certificate.objective}."
    return Answer(text, points=points, changes=difference(session, longer, atlas))


def _places(spot: Spot, technique: Technique) -> Iterator[Spot]:
    """Where it could be, if nobody said where."""
    part = load_tuning().technique[technique.id]
    if spot.region or not technique.contact_regions or part.warmup:
        yield spot
    if not spot.region:
        yield from (Spot(technique.id, region) for region in technique.contact_regions)


def _against(
    session: Session, clearance: Clearance, technique: Technique, spot: Spot, atlas: Atlas
) -> Iterator[Answer]:
    """What keeps it out, the rules first."""
    request, limits = session.request, Limits(session.request, clearance, atlas)
    names = {finding.rule: finding.name for finding in clearance.findings}
    rules = dict.fromkeys(
        rule
        for entry in clearance.forbidden
        if entry.technique_class in technique.safety_classes and entry.region in (None, spot.region)
        for rule in entry.rules
    )
    rules.update(dict.fromkeys(clearance.forbidden_practices.get(technique.id, ())))
    if spot.region:
        blocks = [block for block in clearance.blocks if block.region == spot.region]
        if blocks and not limits.free_sides(technique, spot.region):
            rules.update(dict.fromkeys(rule for block in blocks for rule in block.rules))
    if technique.contact_regions and not clearance.hands_on:
        rules.update(dict.fromkeys(clearance.hands_on_rules))
    if rules:
        known = [names[rule] for rule in rules if rule in names]
        yield Answer(f"not today, for safety: {'; '.join(known) or listed(tuple(rules))}.", tuple(rules))
    if not limits.safe_technique(technique):
        yield Answer("not today, for safety.")
    if technique.id in request.without or spot in request.barred:
        yield Answer("you left it out.")
    if request.mind_only and technique.contact_regions:
        yield Answer("you asked for no hands.")
    if request.giver not in technique.givers:
        yield Answer(f"it is not done by {GIVERS[request.giver]}.")
        return
    if spot.region and not limits.within_reach(spot.region, tool=technique.contact == "ball"):
        yield Answer("that place is out of reach for these hands.")
    unfit = [name for name in request.complaints if technique.id in atlas.complaints[name].avoid_techniques]
    if unfit:
        yield Answer(f"it does not belong to {atlas.complaints[unfit[0]].spoken}.")
    positions = {step.position for step in session.steps}
    if not positions & set(technique.positions[request.giver]):
        yield Answer(f"it is not done {listed([POSITIONS[position] for position in sorted(positions)])}.")
    if request.place and request.place not in technique.places:
        yield Answer("it does not go with this place.")
    style = load_tuning().style_of(request.style)
    if style and technique.family == "manual" and technique.id not in style.techniques:
        yield Answer(f"it does not belong to {style.name}.")
    part = load_tuning().technique[technique.id]
    if part.tool and part.tool not in request.tools:
        yield Answer(f"it needs a {part.tool}: say that one lies ready.")
    if request.quiet and part.shows:
        yield Answer("others would notice it, and you asked for a quiet session.")
    if request.one_hand and technique.contact_regions and not part.one_hand:
        yield Answer("it takes both hands.")
    if request.sore_thumbs and technique.contact == "thumbs":
        yield Answer("it is done with the thumbs, which need sparing.")
