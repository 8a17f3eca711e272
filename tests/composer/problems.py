"""Problems to solve, each from a seed alone: made up, so that every limit binds somewhere, and of real requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, Place, Position, Side
from unclench.composer.composing import POSITIONS_OF_PLACE
from unclench.composer.limits import Limits
from unclench.composer.options import build_problem
from unclench.composer.problem import (
    Band,
    Choice,
    Frame,
    Practice,
    Practices,
    Problem,
    ZoneProblem,
)
from unclench.composer.scenario import Scenario
from unclench.composer.tuning import BandId, load_tuning
from unclench.composer.types import Belief, Pain, Request, Role
from unclench.safety import Answers, Area, Clearance, load_rules, screen
from unclench.safety.agreement import every_area

BANDS: tuple[tuple[BandId, int, int], ...] = (
    ("still", 0, 2),
    ("light", 2, 4),
    ("medium", 3, 5),
    ("deep", 5, 6),
)
TECHNIQUES = tuple(f"stroke_{letter}" for letter in "abcdef")
REGIONS_OF_A_ZONE = 3


@dataclass(frozen=True)
class Size:
    """How large a made-up problem may grow."""

    minutes: tuple[int, int]
    zones: tuple[int, int]
    bands: tuple[int, int]
    generals: int
    specifics: int
    frames: int
    lengths: int
    practices: int
    seconds: tuple[int, ...]


SMALL = Size(
    minutes=(3, 12),
    zones=(2, 4),
    bands=(1, 3),
    generals=3,
    specifics=4,
    frames=3,
    lengths=12,
    practices=3,
    seconds=(20, 30, 40, 60, 90, 120),
)
TINY = Size(
    minutes=(3, 4),
    zones=(1, 2),
    bands=(1, 1),
    generals=2,
    specifics=2,
    frames=2,
    lengths=2,
    practices=1,
    seconds=(10, 20, 30),
)


def made_up(seed: int, size: Size = SMALL) -> Problem:
    """A problem of no real session: the numbers are drawn so that limits, jumps of level and ties all matter."""
    return _with_demands(_Maker(Random(f"made up {seed}"), size).problem(), Random(f"demands {seed}"))


def _with_demands(problem: Problem, random: Random) -> Problem:
    """In every third one, something has to be there: a zone, close work, a practice, a change of position."""
    if random.random() > 0.33:
        return problem
    zones = tuple(_demanding(zone, place, random) for place, zone in enumerate(problem.zones))
    mind = problem.mind
    if mind.entries and random.random() < 0.4:
        mind = replace(mind, required=(random.randrange(len(mind.entries)),))
    cost = random.choice((0, 300, 1200)) if any(zone.follows for zone in zones) else 0
    return replace(problem, zones=zones, mind=mind, change_cost=cost)


def _demanding(zone: ZoneProblem, place: int, random: Random) -> ZoneProblem:
    follows = place > 0 and random.random() < 0.2
    must: list[tuple[str, ...]] = [() for _ in zone.regions]
    if random.random() < 0.25:
        region = random.randrange(len(zone.regions))
        offered = sorted({choice.technique for band in zone.bands for choice in band.specific[region]})
        must[region] = tuple(random.sample(offered, min(len(offered), random.randint(1, 2))))
    return replace(
        zone, required=follows or random.random() < 0.25, follows=follows, must=tuple(must) if any(must) else ()
    )


class _Maker:
    def __init__(self, random: Random, size: Size) -> None:
        self._random = random
        self._size = size
        self._unit_s = random.choice((5, 10))
        self._duration_s = 60 * random.randint(*size.minutes)
        self._units = self._duration_s // self._unit_s
        self._alike = random.random() < 0.3
        """Many sessions are exactly as good as each other."""
        self._ties = random.choice((1, 4)) if self._alike else 500
        self._shares = (10,) if self._alike else (2, 5, 7, 10)
        self._most_weight = 2 if self._alike else 20

    def problem(self) -> Problem:
        random = self._random
        touch = random.random() > 0.1
        zones = tuple(self._zone(place) for place in range(random.randint(*self._size.zones)))
        if random.random() < 0.03:
            zones = ()
        tight = random.random() < 0.3
        return Problem(
            unit_s=self._unit_s,
            units=self._units,
            touch=touch,
            touch_units=self._units * random.randint(30, 80) // 100 if tight else self._units,
            most_zones=random.randint(1, 4),
            step_level=2,
            ends_level=random.choice((2, 3, 3, 4)),
            step_cost=150,
            zone_cost=random.choice((0, 400, 900)),
            benefit_slopes=(12, 7, 3, 1),
            benefit_until=random.choice(((120, 300, 600), (20, 60, 100))),
            zones=zones if touch else (),
            warmups=self._frames(50, 200) if touch else (),
            integrations=self._frames(80, 250) if touch else (),
            movement=self._movement() if touch else Practices((), (), 2, 0),
            mind=self._mind(touch),
            rest=Practice("rest", self._window(30, 500 if touch else 800, gaps=False), random.randint(1, self._ties)),
        )

    # ── Zones ──

    def _zone(self, place: int) -> ZoneProblem:
        random = self._random
        regions = tuple(f"zone_{place}_region_{letter}" for letter in "abc"[: random.randint(1, REGIONS_OF_A_ZONE)])
        count = random.randint(*self._size.bands)
        chosen = sorted(random.sample(range(len(BANDS)), count))
        return ZoneProblem(
            id=f"zone_{place}",
            regions=regions,
            weights=tuple(random.randint(1, self._most_weight) for _ in regions),
            cap_units=self._units * random.choice((20, 45, 60, 80)) // 100,
            region_specific_units=random.choice((40, 60, 90, 180)) // self._unit_s,
            still_limit_s=random.choice((0, 20, 45, 60, 120, 86_400)),
            firm_limit_s=random.choice((0, 40, 75, 120, 720)),
            tiring_limit_s=random.choice((30, 75, 120, 240, 720)),
            bands=tuple(self._band(*BANDS[index], regions) for index in chosen),
        )

    def _band(self, name: BandId, low: int, high: int, regions: Sequence[str]) -> Band:
        random, size = self._random, self._size
        levels = (low, high)
        return Band(
            id=name,
            general=self._strokes("general", levels, regions, self._some(size.generals)),
            flush=self._strokes("flush", levels, regions, self._some(size.generals)),
            specific=tuple(
                self._distinct(
                    self._choice("specific", levels, regions, (region,))
                    for _ in range(random.randint(0, size.specifics))
                )
                for region in range(len(regions))
            ),
        )

    def _some(self, most: int) -> int:
        return self._random.randint(1, most) if self._random.random() < 0.9 else 0

    def _strokes(self, role: Role, levels: tuple[int, int], regions: Sequence[str], count: int) -> tuple[Choice, ...]:
        return self._distinct(
            self._choice(
                role,
                levels,
                regions,
                self._random.sample(range(len(regions)), self._random.randint(1, len(regions))),
            )
            for _ in range(count)
        )

    def _distinct(self, choices: Iterable[Choice]) -> tuple[Choice, ...]:
        return tuple(dict.fromkeys(choices))

    def _choice(self, role: Role, levels: tuple[int, int], regions: Sequence[str], touched: Sequence[int]) -> Choice:
        random = self._random
        level = random.randint(*levels)
        seconds = random.choice(self._size.seconds)
        return Choice(
            role=role,
            technique=random.choice(TECHNIQUES),
            contact=tuple(regions[region] for region in touched),
            points=(),
            side="both",
            level=level,
            units=seconds // self._unit_s,
            gains=tuple(
                (region, seconds * random.choice(self._shares) // (10 * len(touched))) for region in sorted(touched)
            ),
            firm_s=seconds if level > 3 and random.random() < 0.7 else 0,
            tiring_s=seconds if random.random() < 0.5 else 0,
            still_s=random.choice((0, seconds // 2, seconds)),
            tie=random.randint(1, self._ties),
        )

    # ── What stands around them ──

    def _window(self, least: int, most: int, *, gaps: bool = True) -> tuple[int | None, ...]:
        """A concave worth between two shares (per mille) of the session, with gaps where lengths are few."""
        random = self._random
        low, high = max(1, -(-least * self._units // 1000)), max(1, most * self._units // 1000)
        step = max(1, -(-(high - low + 1) // self._size.lengths)) if gaps else 1
        first, later = random.randint(20, 160), random.randint(1, 30)
        knee = random.randint(10, 90)
        return tuple(
            first * min(length * self._unit_s, knee) + later * max(0, length * self._unit_s - knee)
            if length >= low and (length - low) % step == 0
            else None
            for length in range(high + 1)
        )

    def _frames(self, least: int, most: int) -> tuple[Frame, ...]:
        random = self._random
        return tuple(self._frame(least, most, place) for place in range(random.randint(1, self._size.frames)))

    def _frame(self, least: int, most: int, place: int) -> Frame:
        random = self._random
        touch = random.random() < 0.6
        return Frame(
            technique=f"frame_{place}",
            contact=("zone_0_region_a",) if touch else (),
            touch=touch,
            level=random.randint(0, 4) if touch else 0,
            worth=self._window(least, most),
            tie=random.randint(1, self._ties),
        )

    def _movement(self) -> Practices:
        entries = tuple(self._practice(f"movement_{place}", 150) for place in range(self._count()))
        return Practices(entries, (), self._random.randint(0, 2), self._units * 15 // 100)

    def _mind(self, touch: bool) -> Practices:
        random = self._random
        entries = tuple(self._practice(f"mind_{place}", 300 if touch else 600) for place in range(self._count()))
        exclusive = ((0, 1),) if len(entries) > 1 and random.random() < 0.5 else ()
        return Practices(entries, exclusive, random.randint(0, 3), self._units)

    def _count(self) -> int:
        return self._random.randint(0, self._size.practices)

    def _practice(self, name: str, most: int) -> Practice:
        random = self._random
        worth = self._window(random.randint(30, 150), most)
        return Practice(
            name,
            tuple(value if value is None else value - 150 for value in worth),
            random.randint(1, self._ties),
        )


# ── Real requests ──────────────────────────────────────────────────────────────────────────────────────────────────

POSITIONS: tuple[Position, ...] = ("seated", "supine", "side", "prone")
SIDES: tuple[Side, ...] = ("left", "right", "both")
PLACES_ASKED: tuple[Place | None, ...] = (None, None, "desk", "bed", "salon", "table", "mat")


@dataclass(frozen=True)
class Asked:
    """Somebody who wants a session: what they want, and what they answered."""

    request: Request
    answers: Answers

    @property
    def clearance(self) -> Clearance:
        answers = replace(self.answers, agreed=every_area())
        return screen(answers, giver=self.request.giver, complaints=self.request.complaints)

    def problem(self, position: Position, *, touch: bool = True) -> Problem:
        return problem_of(self.request, self.clearance, position, touch=touch)


def problem_of(request: Request, clearance: Clearance, position: Position, *, touch: bool = True) -> Problem:
    """The request as a problem, with nothing relaxed."""
    wished = request if touch else replace(request, mind_only=True)
    scenario = Scenario(wished, clearance, load_atlas(), load_tuning(), position, request.minutes * 60)
    return build_problem(scenario, touch=touch)


def asked(seed: int, *, minutes: tuple[int, int] = (3, 60), conditions: int = 3) -> Asked:
    """Anybody: any complaints, pains, wishes, and up to so many conditions. Some of them get no session."""
    random = Random(f"asked {seed}")
    atlas = load_atlas()
    giver = random.choice(GIVERS)
    place = random.choice(PLACES_ASKED)
    hands = random.random()
    return Asked(
        Request(
            complaints=_some(random, atlas.complaints, 1, 3),
            minutes=random.randint(*minutes),
            giver=giver,
            position=random.choice((None, *POSITIONS_OF_PLACE[place])),
            place=place,
            pains=tuple(
                Pain(region, random.randint(0, 10), random.choice(SIDES))
                for region in _some(random, atlas.regions, 0, 4)
            ),
            mind_only=hands < 0.08,
            hands_only=hands > 0.9,
            bedtime=random.random() < 0.2,
            pressure_cap=random.choice((10, 10, 10, 6, 5, 4, 3, 2, 1, 0)),
            likes_deep=random.random() < 0.2,
            sore_thumbs=random.random() < 0.1,
            wanted=_some(random, atlas.techniques, 0, 1),
            without=_some(random, [name for name in atlas.techniques if name != "rest"], 0, 2),
            more=_some(Random(f"more {seed}"), atlas.regions, 0, 1),
            beliefs=tuple(
                Belief(family, random.choice((0.5, 0.8, 1.2, 1.5)), random.randint(1, 25))
                for family in _some(random, _families(), 0, 2)
            ),
        ),
        Answers(
            conditions=_some(random, _conditions(), 0, conditions),
            areas=tuple(
                Area(region, random.choice((*SIDES, "midline"))) for region in _some(random, atlas.regions, 0, 2)
            ),
            unasked_is_no=True,
            first_session=random.random() < 0.2,
        ),
    )


def hands_on(seed: int, *, minutes: tuple[int, int] = (3, 60)) -> Problem | None:
    """The problem of a real request with hands, or None where this one gets no hands."""
    person = asked(seed, minutes=minutes, conditions=2)
    clearance = person.clearance
    positions = [p for p in POSITIONS if p not in clearance.forbidden_positions]
    if not Limits(person.request, clearance, load_atlas()).hands_on or not positions:
        return None
    problem = problem_of(person.request, clearance, person.request.position or positions[seed % len(positions)])
    return problem if problem.zones else None


@cache
def _conditions() -> tuple[str, ...]:
    return tuple(rule.id for rule in load_rules().contraindications if not rule.everyone)


@cache
def _families() -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.family for part in load_tuning().technique.values()))


def _some(random: Random, options: Iterable[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(random.sample(list(options), random.randint(least, most)))
