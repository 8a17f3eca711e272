"""Questions to a finished session, answered by composing anew: why not this, what would five more minutes bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from unclench.atlas import Atlas
from unclench.atlas.types import RegionId, Technique
from unclench.composer.change import difference, with_spot
from unclench.composer.composing import LONGEST_MINUTES, compose
from unclench.composer.limits import Limits
from unclench.composer.telling import GIVERS, POSITIONS
from unclench.composer.tuning import load_tuning
from unclench.composer.types import NotClearedError, NothingFitsError, RefusedError, Session, Spot
from unclench.composer.words import pin_words
from unclench.safety.types import Clearance, RuleId
from unclench.wording import capital, listed

FIVE = 5
MOST_TRIED = 3
"""So many ways to have it in are tried: each is a session of its own."""

AnswerKind = Literal["in", "safety", "wish", "unfit", "no_room", "costs", "more"]
"""It is there; a rule keeps it out; the person does; hands, place or complaint do; it does not fit; it would cost
points; or, for minutes, it would bring some.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands against it; or, if nothing does, what it would cost and change."""

    text: str
    kind: AnswerKind = "unfit"
    rules: tuple[RuleId, ...] = ()
    points: int | None = None
    """How much lower the session with it scores; None where there is none."""
    changes: tuple[str, ...] = ()
    spot: Spot | None = None
    """What would put it in, where it could be."""
    of: int = 0
    """The points that `points` are to be compared with."""


def why_not(session: Session, clearance: Clearance, atlas: Atlas, spot: Spot) -> Answer:
    """Why a technique is not in the session, at this place or at all: a rule, a wish, or that others fit better."""
    technique = atlas.techniques[spot.technique]
    name = capital(pin_words(spot, atlas))
    if any(spot.is_at(step.technique, step.contact) for step in session.steps):
        return Answer(f"{name}: it is in this session.", "in")
    if answer := against(session, clearance, atlas, spot):
        return replace(answer, text=f"{name}: {answer.text}")
    places = _by_need(_places(spot, technique), session, atlas)
    hindered = {place: against(session, clearance, atlas, place) for place in places}
    answers = [answer for answer in hindered.values() if answer]
    if answers and len(answers) == len(places):
        answer = next((answer for answer in answers if answer.kind == "safety"), answers[0])
        return replace(answer, text=f"{name}: {answer.text}")
    return _tried(session, clearance, atlas, name, [place for place in places if not hindered[place]])


def why_not_place(session: Session, clearance: Clearance, atlas: Atlas, region: RegionId) -> Answer:
    """Why nothing is done at a place: a rule, a wish, out of reach, or that other places fit better."""
    place = atlas.regions[region]
    name, limits = capital(place.spoken), Limits(session.request, clearance, atlas)
    if any(region in step.contact for step in session.steps):
        return Answer(f"{name}: hands are at work there in this session.", "in")
    names = {finding.rule: finding.name for finding in clearance.findings}
    blocks = [block for block in clearance.blocks if block.region == region]
    rules = tuple(dict.fromkeys(rule for block in blocks for rule in block.rules))
    if len(blocks) == len(place.sides):
        return Answer(
            f"{name}: not today, for safety: {'; '.join(names.get(rule, rule) for rule in rules)}.", "safety", rules
        )
    if not clearance.hands_on:
        rules = clearance.hands_on_rules
        return Answer(f"{name}: no hands today: {'; '.join(names.get(rule, rule) for rule in rules)}.", "safety", rules)
    if session.request.mind_only:
        return Answer(f"{name}: you asked for no hands.", "wish")
    if region in session.request.not_here:
        return Answer(f"{name}: you asked that it is not touched.", "wish")
    if place.access == "keep_out":
        return Answer(f"{name}: never touched, by anybody.", "safety")
    if not limits.within_reach(region, tool="ball" in session.request.tools):
        return Answer(f"{name}: that place is out of reach for these hands.")
    spots = [
        Spot(technique.id, region) for technique in atlas.techniques.values() if region in technique.contact_regions
    ]
    open_spots = [spot for spot in spots if against(session, clearance, atlas, spot) is None]
    if not open_spots:
        return Answer(f"{name}: nothing that these hands can do there goes with today's limits and wishes.")
    return _tried(session, clearance, atlas, name, open_spots)


def _by_need(spots: Iterable[Spot], session: Session, atlas: Atlas) -> list[Spot]:
    """Where it hurts first, then where the complaints sit."""
    request = session.request
    wanted = [pain.region for pain in request.pains] + list(request.more)
    wanted += [region for name in request.complaints for region in atlas.complaints[name].regions]
    return sorted(spots, key=lambda spot: wanted.index(spot.region) if spot.region in wanted else len(wanted))


def _tried(session: Session, clearance: Clearance, atlas: Atlas, name: str, spots: Sequence[Spot]) -> Answer:
    """The best session with one of the first of these in it, beside the one there is."""
    best: tuple[Session, Spot] | None = None
    for spot in spots[:MOST_TRIED]:
        request = with_spot(session, spot)
        try:
            other = compose(replace(request, vary=False), clearance, atlas=atlas)
        except (NotClearedError, NothingFitsError, RefusedError, ValueError):
            continue
        there = any(spot.is_at(step.technique, step.contact) for step in other.steps)
        if there and (best is None or other.certificate.objective > best[0].certificate.objective):
            best = other, spot
    if best is None:
        return Answer(f"{name}: it does not fit beside today's limits, these wishes and this time.", "no_room")
    other, spot = best
    whole = session.certificate.bound
    cost = max(0, whole - other.certificate.objective)
    return Answer(
        f"{name}: allowed, but what stands in its place fits these wishes better, by {cost:,} of {whole:,} points.",
        "costs",
        points=cost,
        changes=difference(session, replace(other, request=session.request), atlas),
        spot=spot,
        of=whole,
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
    changes = difference(session, longer, atlas)
    return Answer(text, "more", points=points, changes=changes, of=session.certificate.objective)


def _places(spot: Spot, technique: Technique) -> Iterator[Spot]:
    """Where it could be, if nobody said where."""
    part = load_tuning().technique[technique.id]
    if spot.region or not technique.contact_regions or part.warmup:
        yield spot
    if not spot.region:
        yield from (Spot(technique.id, region) for region in technique.contact_regions)


def against(session: Session, clearance: Clearance, atlas: Atlas, spot: Spot) -> Answer | None:
    """What keeps it out without any weighing, the rules first; None where nothing does."""
    return next(_against(session, clearance, atlas.techniques[spot.technique], spot, atlas), None)


def _against(
    session: Session, clearance: Clearance, technique: Technique, spot: Spot, atlas: Atlas
) -> Iterator[Answer]:
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
        yield Answer(f"not today, for safety: {'; '.join(known) or listed(tuple(rules))}.", "safety", tuple(rules))
    if not limits.safe_technique(technique):
        yield Answer("not today, for safety.", "safety")
    if technique.id in request.without or spot in request.barred:
        yield Answer("you left it out.", "wish")
    if request.mind_only and technique.contact_regions:
        yield Answer("you asked for no hands.", "wish")
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
        yield Answer("others would notice it, and you asked for a quiet session.", "wish")
    if request.one_hand and technique.contact_regions and not part.one_hand:
        yield Answer("it takes both hands.")
    if request.sore_thumbs and technique.contact == "thumbs":
        yield Answer("it is done with the thumbs, which need sparing.")
