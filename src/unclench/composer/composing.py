"""`compose()`: the best session within a Clearance, checked by somebody else before it is given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import GIVERS, PLACES, POSITIONS, SIDES, Place, Position
from unclench.composer.assemble import assemble
from unclench.composer.check import check
from unclench.composer.limits import Limits
from unclench.composer.options import build_problem
from unclench.composer.problem import Problem, Solution
from unclench.composer.scenario import Scenario
from unclench.composer.solve import InfeasibleError, solve
from unclench.composer.tuning import Tuning, load_tuning
from unclench.composer.types import NotClearedError, NothingFitsError, RefusedError, Request, Session
from unclench.names import NotKnownError, nearest_names
from unclench.safety.types import Clearance

SHORTEST_MINUTES, LONGEST_MINUTES = 3, 60

POSITIONS_OF_PLACE: dict[Place | None, tuple[Position, ...]] = {
    None: ("seated", "supine"),
    "desk": ("seated",),
    "bed": ("supine", "side"),
    "shower": ("standing",),
    "salon": ("seated",),
    "table": ("supine", "prone", "side", "seated"),
    "mat": ("supine", "seated"),
}
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


def _check_clearance(request: Request, clearance: Clearance, atlas: Atlas) -> None:
    """The Clearance has to be for these hands, and for somebody who has what the complaint says they have."""
    if request.giver != clearance.giver:
        raise ValueError(f"the Clearance is for {clearance.giver}, the request for {request.giver}: screen again")
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
        scenarios = [
            Scenario(attempt.request, clearance, atlas, tuning, position, attempt.minutes * 60)
            for position in positions
            if position != "standing" or attempt.minutes * 60 <= tuning.arc.standing_longest_s
        ]
        solved = [entry for scenario in scenarios if (entry := _solved(scenario, attempt.touch))]
        if solved:
            scenario, problem, solution = max(solved, key=lambda entry: entry[2].objective)
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


def _solved(scenario: Scenario, touch: bool) -> tuple[Scenario, Problem, Solution] | None:
    problem = build_problem(scenario, touch=touch)
    if touch and not problem.zones:
        return None
    try:
        return scenario, problem, solve(problem)
    except InfeasibleError:
        return None


def _attempts(request: Request, clearance: Clearance, atlas: Atlas) -> Iterator[_Attempt]:
    """The request, then what it becomes as wishes give way one after the other. Safety rules never do."""
    limits = Limits(request, clearance, atlas)
    if limits.hands_on:
        yield _Attempt(request, request.minutes, touch=True)
        if request.hands_only:
            softened = replace(request, hands_only=False)
            yield _Attempt(softened, request.minutes, touch=True, relaxed=("hands only",))
    relaxed = () if request.mind_only else ("hands on the body",)
    if limits.mind and not request.hands_only:
        yield _Attempt(replace(request, mind_only=True), request.minutes, touch=False, relaxed=relaxed)
    for minutes in range(request.minutes - 1, SHORTEST_MINUTES - 1, -1):
        reason = f"{minutes} minutes is what today's rules and your wishes can fill; nothing is padded."
        if limits.hands_on:
            yield _Attempt(request, minutes, touch=True, shortened=reason)
        if limits.mind and not request.hands_only:
            yield _Attempt(replace(request, mind_only=True), minutes, touch=False, relaxed=relaxed, shortened=reason)


def _positions(request: Request, clearance: Clearance) -> tuple[Position, ...]:
    wished = (request.position,) if request.position else POSITIONS_OF_PLACE[request.place]
    allowed = tuple(position for position in wished if position not in clearance.forbidden_positions)
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
