"""`compose()`: the best session within a Clearance, checked by somebody else before it is given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import GIVERS, PLACES, POSITIONS, SIDES, Place, Position
from unclench.composer.assemble import assemble
from unclench.composer.check import check
from unclench.composer.limits import Limits
from unclench.composer.options import Known, build_problem
from unclench.composer.problem import Problem, Solution
from unclench.composer.scenario import Scenario
from unclench.composer.solve import InfeasibleError, Tables, solve
from unclench.composer.templates import load_templates
from unclench.composer.tuning import Change, Tuning, load_tuning
from unclench.composer.types import (
    OILS,
    STANCES,
    TOOLS,
    NotClearedError,
    NothingFitsError,
    RefusedError,
    Request,
    Session,
    Spot,
)
from unclench.composer.vary import varied
from unclench.composer.words import pin_words
from unclench.names import NotKnownError, nearest_names
from unclench.safety.types import Clearance

SHORTEST_MINUTES, LONGEST_MINUTES = 3, 60

POSITIONS_OF_PLACE: dict[Place | None, tuple[Position, ...]] = {
    None: ("seated", "supine"),
    "desk": ("seated", "standing"),
    "bed": ("supine", "side"),
    "shower": ("standing",),
    "salon": ("seated",),
    "table": ("supine", "prone", "side", "seated"),
    "mat": ("supine", "seated", "prone", "standing"),
}
_ON_WISH: dict[Place, tuple[Position, ...]] = {
    "desk": ("standing",),
    "mat": ("prone", "standing"),
    "table": ("seated",),
}
"""Positions that a place allows, and that nobody is put into unasked while another one is open to them."""
PLACE_OF_POSITION: dict[Position, Place] = {
    "seated": "desk",
    "supine": "bed",
    "prone": "table",
    "side": "bed",
    "standing": "shower",
}


def compose(request: Request, clearance: Clearance, *, atlas: Atlas | None = None) -> Session:
    """The session that fits `request` best by our rules, within `clearance`.

    Raises NotClearedError where safety allows none, NothingFitsError where the rules leave nothing to do, and
    RefusedError should the independent checker find fault (a defect; the session is not given out).
    """
    atlas = atlas or load_atlas()
    _check_words(request, atlas)
    _check_clearance(request, clearance, atlas)
    _refuse_uncleared(request, clearance)
    session = _best(request, clearance, atlas, load_tuning())
    refusals = check(session, clearance, atlas)
    if refusals:
        raise RefusedError(refusals)
    return session


def _check_words(request: Request, atlas: Atlas) -> None:
    """Refuse what the atlas does not know, and numbers that mean nothing."""
    if not SHORTEST_MINUTES <= request.minutes <= LONGEST_MINUTES:
        raise ValueError(f"a session lasts {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes, not {request.minutes}")
    _require("giver", [request.giver], GIVERS)
    _require("position", [request.position] if request.position else [], POSITIONS)
    _require("place", [request.place] if request.place else [], PLACES)
    _require("side", [pain.side for pain in request.pains], SIDES)
    if not 0 <= request.pressure_cap <= 10:
        raise ValueError(f"pressure runs from 0 to 10, not {request.pressure_cap}")
    if not request.complaints:
        raise ValueError("say what it is about: at least one complaint")
    if request.mind_only and request.hands_only:
        raise ValueError("only the mind and only the hands cannot both be wanted")
    _require("complaint", request.complaints, atlas.complaints)
    _require("place on the body", [pain.region for pain in request.pains], atlas.regions)
    _require("place on the body", request.more, atlas.regions)
    _require("technique", (*request.without, *request.wanted), atlas.techniques)
    _check_further_wishes(request, atlas)
    for belief in request.beliefs:
        if not 0 <= belief.factor <= 3:
            raise ValueError(f"a belief is a factor from 0 to 3, not {belief.factor:g}")
    _require("family of techniques", [belief.family for belief in request.beliefs], _families())
    if "rest" in request.without:
        raise ValueError("rest cannot be left out: every session ends with it")
    for pain in request.pains:
        if pain.level is not None and not 0 <= pain.level <= 10:
            raise ValueError(f"pain runs from 0 to 10, not {pain.level}")
    if request.position and request.position not in POSITIONS_OF_PLACE[request.place] and request.place:
        raise ValueError(f"{request.position} does not go with the place “{request.place}”")


def _check_further_wishes(request: Request, atlas: Atlas) -> None:
    """Places, spots, style, oil and the second position."""
    tuning = load_tuning()
    gentle = [entry.region for entry in request.gentler]
    _require("place on the body", (*request.less, *request.not_here, *request.firmer, *gentle), atlas.regions)
    spots = (*request.pinned, *request.barred)
    _require("technique", [spot.technique for spot in spots], atlas.techniques)
    _require("place on the body", [spot.region for spot in spots if spot.region], atlas.regions)
    _require("style", [request.style] if request.style else [], [style.id for style in tuning.style])
    _require("tool", request.tools, TOOLS)
    _require("oil", [request.oil] if request.oil else [], OILS)
    _require("template", [request.template] if request.template else [], load_templates())
    _require("stance", [request.stance], STANCES)
    _require("position", [request.then] if request.then else [], POSITIONS)
    if clashing := {*request.more, *request.firmer} & {*request.less, *request.not_here}:
        raise ValueError(f"more and less cannot both be wanted for {atlas.regions[min(clashing)].spoken}")
    for spot in request.pinned:
        _check_pin(spot, request, atlas)
    style = tuning.style_of(request.style)
    if style and request.giver not in style.givers:
        hands = " or a ".join(style.givers)
        raise ValueError(f"{style.name} is given by a {hands}, not by {request.giver}")
    if style and (unfit := set(style.not_for) & set(request.complaints)):
        raise ValueError(f"{style.name} is not for {atlas.complaints[min(unfit)].spoken}")
    if request.one_hand and request.giver != "self":
        raise ValueError("one free hand goes with your own hands alone: others work with both")
    if request.then and (request.then == request.position or not _changes(request)):
        raise ValueError(f"{request.position or 'this'} and then {request.then} is no change that a session makes")
    for belief in request.beliefs:
        if not 0 <= belief.spread <= 3:
            raise ValueError(f"a spread runs from 0 to 3, not {belief.spread:g}")


def _check_pin(spot: Spot, request: Request, atlas: Atlas) -> None:
    """A pin names a technique with a place that it touches, or one that needs none."""
    technique = atlas.techniques[spot.technique]
    if spot in request.barred or spot.technique in request.without:
        raise ValueError(f"{technique.name} is pinned and left out: choose one of the two")
    warms = bool(load_tuning().technique[technique.id].warmup)
    if spot.region is None and technique.contact_regions and not warms:
        raise ValueError(f"say where {technique.name.lower()} is to stay, such as {technique.contact_regions[0]}")
    if spot.region and spot.region not in technique.contact_regions:
        raise ValueError(f"{technique.name} does not touch {atlas.regions[spot.region].spoken}")


def _changes(request: Request) -> list[Change]:
    """Changes of position that this request may make."""
    return [
        change
        for change in load_tuning().arc.changes
        if (request.place in change.places or (request.place is None and request.then))
        and request.then in (None, change.then)
        and request.position in (None, change.first)
    ]


def _check_clearance(request: Request, clearance: Clearance, atlas: Atlas) -> None:
    """The Clearance has to be for these hands, and for somebody who has what the complaint says they have."""
    if request.giver != clearance.giver:
        raise ValueError(f"the Clearance is for {clearance.giver}, the request for {request.giver}: screen again")
    if request.oil not in (None, "plain") and request.oil not in [use.oil for use in clearance.oils]:
        raise ValueError(f"screen with {request.oil} answered yes: each oil is judged for this person")
    for complaint in request.complaints:
        if complaint not in clearance.complaints and atlas.complaints[complaint].implies:
            raise ValueError(f"screen with complaints=({complaint!r},): what it implies bears on safety")


def _require(kind: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for name in given:
        if name not in names:
            raise NotKnownError(kind, name, nearest_names(name, names))


def _families() -> list[str]:
    return list(dict.fromkeys(part.family for part in load_tuning().technique.values()))


def _refuse_uncleared(request: Request, clearance: Clearance) -> None:
    if clearance.verdict == "emergency":
        raise NotClearedError("An emergency sign was named. Get help now; there is no session.", "emergency")
    if clearance.crisis:
        raise NotClearedError("There is no session now. Please talk to somebody.", "crisis")
    if clearance.information_only and not request.mind_only:
        raise NotClearedError("See a doctor today. Hands-on work waits until then.", "information")
    if clearance.mind == "none" and not clearance.hands_on:
        raise NotClearedError("The rules leave nothing to do today.", "no_hands")
    if request.hands_only and not clearance.hands_on:
        raise NotClearedError("Hands-on work is not for today.", "no_hands")


@dataclass(frozen=True)
class _Attempt:
    """One way to meet the request: as it is, or with a wish given up."""

    request: Request
    minutes: int
    touch: bool
    relaxed: tuple[str, ...] = ()
    shortened: str = ""


def _best(request: Request, clearance: Clearance, atlas: Atlas, tuning: Tuning) -> Session:
    positions = _positions(request, clearance)
    for attempt in _attempts(request, clearance, atlas):
        scenarios = _scenarios(attempt, positions, clearance, atlas, tuning)
        zones: Known = {}
        tables: Tables = {}
        solved = [entry for scenario in scenarios if (entry := _solved(scenario, attempt.touch, zones, tables))]
        if solved:
            scenario, problem, solution = max(solved, key=lambda entry: entry[2].objective)
            if attempt.request.vary:
                solution = varied(scenario, problem, solution)
            return assemble(
                request,
                scenario,
                problem,
                solution,
                place=request.place or PLACE_OF_POSITION[scenario.position],
                shortened=attempt.shortened,
                relaxed=attempt.relaxed,
            )
    raise NothingFitsError(_nothing_fits(request, positions, atlas))


def _scenarios(
    attempt: _Attempt, positions: tuple[Position, ...], clearance: Clearance, atlas: Atlas, tuning: Tuning
) -> list[Scenario]:
    """Each position by itself, and each change of position that time and place allow."""
    request, duration_s = attempt.request, attempt.minutes * 60
    one = Scenario(request, clearance, atlas, tuning, positions[0], duration_s) if positions else None
    if one is None:
        return []
    scenarios = [
        replace(one, position=position)
        for position in positions
        if position != "standing" or duration_s <= tuning.arc.standing_longest_s
    ]
    wished = request.then is not None or bool(request.tools)
    if not attempt.touch or not (wished or duration_s >= tuning.arc.change_from_s):
        return scenarios
    forbidden = set(clearance.forbidden_positions)
    changing = [
        replace(one, position=change.first, then=change.then, change_before=zone)
        for change in _changes(request)
        if not forbidden & {change.first, change.then}
        and (request.then or not (change.on_wish or request.position))
        and (change.first != "standing" or request.tools)
        for zone in change.before
    ]
    if request.then:
        return changing
    return [*scenarios, *changing]


def _solved(scenario: Scenario, touch: bool, zones: Known, tables: Tables) -> tuple[Scenario, Problem, Solution] | None:
    problem = build_problem(scenario, touch=touch, known=zones)
    if (touch and not problem.zones) or not _may_keep(scenario.request, problem):
        return None
    try:
        return scenario, problem, solve(problem, tables)
    except InfeasibleError:
        return None


def _may_keep(request: Request, problem: Problem) -> bool:
    """Whether what was pinned is among the choices at all; that it is then chosen is part of the model."""
    quiet = {practice.technique for practice in (*problem.movement.entries, *problem.mind.entries)}
    quiet |= {warmup.technique for warmup in problem.warmups}
    return all(spot.technique in quiet if spot.region is None else problem.touch for spot in request.pinned)


def _attempts(request: Request, clearance: Clearance, atlas: Atlas) -> Iterator[_Attempt]:
    """The request, then what it becomes as wishes give way one after the other. Safety rules never do."""
    limits = Limits(request, clearance, atlas)
    if limits.hands_on:
        yield _Attempt(request, request.minutes, touch=True)
        for softened, gave_way in _softened(request, atlas):
            yield _Attempt(softened, request.minutes, touch=True, relaxed=gave_way)
        if request.hands_only:
            softened = replace(request, hands_only=False)
            yield _Attempt(softened, request.minutes, touch=True, relaxed=("hands only",))
    relaxed = () if request.mind_only else ("hands on the body",)
    if limits.mind and not request.hands_only:
        still = replace(request, mind_only=True, then=None)
        yield _Attempt(still, request.minutes, touch=False, relaxed=relaxed)
        for softened, gave_way in _softened(still, atlas):
            yield _Attempt(softened, request.minutes, touch=False, relaxed=(*relaxed, *gave_way))
    for minutes in range(request.minutes - 1, SHORTEST_MINUTES - 1, -1):
        reason = f"{minutes} minutes is what today's rules and your wishes can fill; nothing is padded."
        if limits.hands_on:
            yield _Attempt(replace(request, pinned=(), then=None), minutes, touch=True, shortened=reason)
        if limits.mind and not request.hands_only:
            still = replace(request, mind_only=True, pinned=(), then=None)
            yield _Attempt(still, minutes, touch=False, relaxed=relaxed, shortened=reason)


def _softened(request: Request, atlas: Atlas) -> Iterator[tuple[Request, tuple[str, ...]]]:
    """The request without its change of position, then without what was pinned: the last pin gives way first."""
    gave_way: tuple[str, ...] = ()
    if request.then:
        request, gave_way = replace(request, then=None), ("a change of position",)
        yield request, gave_way
    while request.pinned:
        spot = request.pinned[-1]
        request, gave_way = replace(request, pinned=request.pinned[:-1]), (*gave_way, pin_words(spot, atlas))
        yield request, gave_way


def _positions(request: Request, clearance: Clearance) -> tuple[Position, ...]:
    here = (request.position,) if request.position else POSITIONS_OF_PLACE[request.place]
    allowed = tuple(position for position in here if position not in clearance.forbidden_positions)
    unasked = _ON_WISH.get(request.place, ()) if request.place and not request.position else ()
    if len(allowed) == len(here):
        allowed = tuple(position for position in allowed if position not in unasked)
    if allowed:
        return allowed
    # A wish for a position that is not for today gives way to one that is.
    others: tuple[Position, ...] = ("seated", "side", "supine")
    return tuple(position for position in others if position not in clearance.forbidden_positions)


def _nothing_fits(request: Request, positions: tuple[Position, ...], atlas: Atlas) -> str:
    """What stands in the way, and what to change."""
    if not positions:
        return "No position is safe today for a session; see the rules that apply."
    possible = any(
        set(positions) & set(technique.positions.get(request.giver, ()))
        and (request.place is None or request.place in technique.places)
        for technique in atlas.techniques.values()
        if technique.contact_regions
    )
    if not possible:
        where = f" in the place “{request.place}”" if request.place else ""
        hands = {"self": "your own hands", "partner": "a partner", "professional": "a professional"}[request.giver]
        return f"Nothing here is done {' or '.join(positions)}{where} by {hands}. Choose another position or place."
    return (
        f"Nothing fits {request.minutes} minutes within today's rules and these wishes. "
        "Try more minutes, another position, a higher pressure, or fewer wishes."
    )
