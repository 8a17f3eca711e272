"""When each stroke of a step is made: the strokes take turns, in their order, for as long as the step lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from unclench.atlas.types import Rate

Part = Literal["left", "right", "middle"]

SHORTEST_HOLD_S = 4.0
"""Our choice: where a technique of moving strokes rests on a spot and does not say for how long."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one stroke takes. A hold presses for `on_s` and leaves for `off_s`, spot by spot; `period_s` is once
    along the whole line.
    """

    period_s: float
    on_s: float = 0.0
    off_s: float = 0.0
    still: bool = False
    """It stays for the whole turn: a compress, hands that lie."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a step, in seconds from its start, in which one stroke is made on these parts."""

    at_s: float
    until_s: float
    stroke: int
    parts: tuple[Part, ...]


def pace(kind: str, cycles: int, rate: Rate, hold_s: float = 0.0) -> Pace:
    """`cycles`: the strokes, circles or spots that the line has from end to end; `hold_s`: how long a hand rests on a
    spot, where the stroke says so itself.
    """
    if kind == "area":
        return Pace(0.0, still=True)
    each_s = 60 / rate.strokes_per_min if rate.strokes_per_min else 0.0
    if kind == "hold":
        if hold_s:
            return Pace(cycles * (hold_s + rate.off_s), hold_s, float(rate.off_s))
        if rate.on_s:
            return Pace(cycles * (rate.on_s + rate.off_s), float(rate.on_s), float(rate.off_s))
        if not each_s:
            return Pace(0.0, still=True)
        held_s = max(SHORTEST_HOLD_S, each_s)
        return Pace(cycles * held_s, held_s)
    return Pace(cycles * (each_s or SHORTEST_HOLD_S))


def turns(
    paces: Sequence[Pace], repeats: Sequence[int], parts: Sequence[tuple[Part, ...]], start_s: float, end_s: float
) -> tuple[Turn, ...]:
    """The strokes in turn from start to end: whole rounds, stretched so that they fill the time exactly, or one round
    in which each gets its share where the time is short.
    """
    if not paces:
        return ()
    natural = [max(pace.period_s * again, SHORTEST_HOLD_S) for pace, again in zip(paces, repeats, strict=True)]
    rounds = 1 if all(pace.still for pace in paces) else max(1, round((end_s - start_s) / sum(natural)))
    stretch = (end_s - start_s) / (rounds * sum(natural))
    found, at_s = [], start_s
    for number in range(rounds * len(paces)):
        stroke = number % len(paces)
        until_s = end_s if number == rounds * len(paces) - 1 else at_s + natural[stroke] * stretch
        found.append(Turn(at_s, until_s, stroke, parts[stroke]))
        at_s = until_s
    return tuple(found)
