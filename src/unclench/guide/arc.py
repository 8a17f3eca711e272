"""The course of a session: which part comes when, and how firm it gets, as paths to draw and as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil
from typing import Literal

from unclench.composer.telling import zone_name
from unclench.composer.types import Phase, Session, Step

WIDTH, HEIGHT = 600, 120
TWELFTHS = 12

_CALM_Y = 108.0
"""Where no hands are at work."""
_LOWEST_Y, _HIGHEST_Y = 104.0, 10.0
_TOP_LEVEL = 5
"""The scale ends here, unless it gets firmer: so that light sessions look light beside each other."""
_EASE = 9.0
"""Half the width in which one level passes into the next."""
_LETTERS_IN_A_TWELFTH = 3.8
"""On the narrowest screens. A word that does not fit would be cut in two."""

Kind = Literal["warmup", "hands", "movement", "rest"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the session under one name, such as the work at one place."""

    name: str
    kind: Kind
    steps: tuple[Step, ...]

    @property
    def start_s(self) -> int:
        return self.steps[0].start_s

    @property
    def duration_s(self) -> int:
        return sum(step.duration_s for step in self.steps)

    @property
    def highest(self) -> int | None:
        """The firmest level in it; None where nothing is touched."""
        return max((step.level for step in self.steps if step.contact), default=None)


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    share: int
    """In twelfths of the session's time; all of them make twelve."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Paths in a field of WIDTH by HEIGHT."""

    area: str
    line: str
    mind: str
    divide: str
    labels: tuple[Label, ...]
    text: str


def draw(session: Session) -> Arc:
    parts = parts_of(session)
    scale = _Scale(session)
    runs = [(touched, tuple(run)) for touched, run in groupby(session.steps, key=lambda step: bool(step.contact))]
    hands = [run for touched, run in runs if touched]
    lines = [scale.line(run) for run in hands]
    areas = [
        f"M{scale.x(run[0].start_s):g} {HEIGHT}L{line[1:]}V{HEIGHT}Z" for run, line in zip(hands, lines, strict=True)
    ]
    mind = [scale.calm(run) for touched, run in runs if not touched]
    divide = [f"M{scale.x(part.start_s):g} 0V{HEIGHT}" for part in parts[1:]]
    labels = _labels(parts, session.duration_s)
    return Arc("".join(areas), "".join(lines), "".join(mind), "".join(divide), labels, _text(parts))


def parts_of(session: Session) -> tuple[Part, ...]:
    """The phases, those at one place together, and all that quietens down together."""
    touches = session.hands_on_s > 0

    def key(phase: Phase) -> tuple[Kind, str]:
        if phase.zone:
            return "hands", zone_name(phase.name)
        if phase.kind in ("warmup", "movement"):
            return ("warmup" if phase.kind == "warmup" else "movement"), phase.name
        return "rest", "Come to rest" if touches else phase.name

    return tuple(
        Part(name, kind, tuple(step for phase in phases for step in phase.steps))
        for (kind, name), phases in groupby(session.phases, key=key)
    )


class _Scale:
    """Time to the right, pressure upwards."""

    def __init__(self, session: Session) -> None:
        self._whole_s = session.duration_s
        self._top = max(_TOP_LEVEL, *(step.level for step in session.steps))

    def x(self, at_s: int) -> float:
        return round(WIDTH * at_s / self._whole_s, 1)

    def calm(self, steps: Sequence[Step]) -> str:
        return f"M{self.x(steps[0].start_s):g} {_CALM_Y:g}H{self.x(_end_s(steps[-1])):g}"

    def line(self, steps: Sequence[Step]) -> str:
        """Level stretches, each passing smoothly into the next; it comes up from quiet and goes down to it."""
        first, last = steps[0], steps[-1]
        if first.start_s:
            width = self._ease(first)
            start = self.x(first.start_s)
            path = f"M{start:g} {_CALM_Y:g}" + self._curve(start, start + 2 * width, _CALM_Y, self._y(first))
        else:
            path = f"M0 {self._y(first):g}"
        for step, after in pairwise(steps):
            border, width = self.x(after.start_s), min(self._ease(step), self._ease(after))
            path += f"H{_round(border - width):g}"
            path += self._curve(border - width, border + width, self._y(step), self._y(after))
        end = self.x(_end_s(last))
        if _end_s(last) == self._whole_s:
            return f"{path}H{end:g}"
        start = end - 2 * self._ease(last)
        return f"{path}H{_round(start):g}" + self._curve(start, end, self._y(last), _CALM_Y)

    def _y(self, step: Step) -> float:
        return _round(_LOWEST_Y - (_LOWEST_Y - _HIGHEST_Y) * step.level / self._top)

    def _ease(self, step: Step) -> float:
        """Half the width of a passage. Every step has room for one at each end."""
        return min(_EASE, WIDTH * step.duration_s / self._whole_s / 4)

    def _curve(self, start: float, end: float, before: float, after: float) -> str:
        middle = _round((start + end) / 2)
        return f"C{middle:g} {before:g} {middle:g} {after:g} {_round(end):g} {after:g}"


def _end_s(step: Step) -> int:
    return step.start_s + step.duration_s


def _round(value: float) -> float:
    return round(value, 1)


def _labels(parts: Sequence[Part], whole: int) -> tuple[Label, ...]:
    """Each part under its name if there is room for it, else only the hands and the rest."""
    named = list(_without_a_short_start(parts, whole))
    shares = _shares([TWELFTHS * seconds / whole for _, seconds in named], [_room(name) for name, _ in named])
    if shares is None:
        hands = sum(part.duration_s for part in parts if part.kind in ("warmup", "hands"))
        named = [entry for entry in (("Hands", hands), ("Come to rest", whole - hands)) if entry[1]]
        shares = _shares([TWELFTHS * seconds / whole for _, seconds in named], [1] * len(named)) or [TWELFTHS]
    return tuple(Label(name, share) for (name, _), share in zip(named, shares, strict=True))


def _without_a_short_start(parts: Sequence[Part], whole: int) -> Iterator[tuple[str, int]]:
    """A short arrival has no room for a word; it counts with what it leads to."""
    start = parts[0]
    if start.kind == "warmup" and len(parts) > 1 and TWELFTHS * start.duration_s / whole < _room(start.name):
        yield parts[1].name, start.duration_s + parts[1].duration_s
        parts = parts[2:]
    for part in parts:
        yield part.name, part.duration_s


def _room(name: str) -> int:
    return ceil(max(len(word) for word in name.split()) / _LETTERS_IN_A_TWELFTH)


def _shares(exact: Sequence[float], least: Sequence[int]) -> list[int] | None:
    """Whole twelfths close to what is exact; None if the words would need room that belongs to others."""
    shares = [max(needed, round(share)) for share, needed in zip(exact, least, strict=True)]
    while sum(shares) != TWELFTHS:
        step = 1 if sum(shares) < TWELFTHS else -1
        movable = [index for index, share in enumerate(shares) if step > 0 or share > least[index]]
        if not movable:
            return None
        best = max(movable, key=lambda index: step * (exact[index] - shares[index]))
        shares[best] += step
    starts = [abs(sum(shares[:index]) - sum(exact[:index])) for index in range(len(shares))]
    return shares if max(starts) <= 1.5 else None


def _text(parts: Sequence[Part]) -> str:
    """What the drawing shows, for whoever does not see it."""
    told = "; ".join(f"{part.name}, {_minutes(part.duration_s)}, {_firmness(part)}" for part in parts)
    return f"Pressure over time. {told}."


def _firmness(part: Part) -> str:
    return "no touch" if part.highest is None else f"at most {part.highest} of 10"


def _minutes(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes, rest = divmod(seconds, 60)
    words = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{words} {rest} seconds" if rest else words
