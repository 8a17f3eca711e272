#!/usr/bin/env python3
"""How long a whole answer takes: from a request to its checked session, and from each kind of change to the next one.

python benchmarks/compose_changes.py --requests 60 --seed 1

In CPU time of one thread. A session of one request solves a problem for every position it may be in, so these times are
those that a person waits, not those of one problem (compose.py).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unclench.composer.types import Request, Session
    from unclench.safety.types import Clearance

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Composed:
    clearance: Clearance
    session: Session
    ms: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=60, help="how many sessions of each kind (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="where the random requests begin (default 0)")
    arguments = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    print("| from a request to its session | p50 ms | p95 ms | longest | sessions |")
    print("|---|---|---|---|---|")
    short = list(islice(_sessions(arguments.seed, (3, 30)), arguments.requests))
    _row("up to 30 minutes", [entry.ms for entry in short])
    _row("60 minutes", [entry.ms for entry in islice(_sessions(arguments.seed + 1, (60, 60)), arguments.requests)])
    print("\n| from a change to the next session | p50 ms | p95 ms | longest | changes |")
    print("|---|---|---|---|---|")
    times: dict[str, list[float]] = defaultdict(list)
    for entry in short:
        for name, request in _changed(entry.session):
            if (again := _composed(request, entry.clearance)) is not None:
                times[name].append(again.ms)
    for name, values in times.items():
        _row(name, values)
    _row("all of them", [value for values in times.values() for value in values])
    return 0


def _sessions(seed: int, minutes: tuple[int, int]) -> Iterator[Composed]:
    """Random requests that get hands."""
    from tests.composer.problems import asked

    for own in count(seed * 1_000_000):
        person = asked(own, minutes=minutes, conditions=2)
        composed = _composed(person.request, person.clearance)
        if composed and composed.session.hands_on_s:
            yield composed


def _composed(request: Request, clearance: Clearance) -> Composed | None:
    from unclench.composer import compose
    from unclench.composer.types import NotClearedError, NothingFitsError

    since = time.process_time()
    try:
        session = compose(request, clearance)
    except (NotClearedError, NothingFitsError, ValueError):
        return None
    return Composed(clearance, session, (time.process_time() - since) * 1000)


def _changed(session: Session) -> Iterator[tuple[str, Request]]:
    """One change of every kind that this session allows."""
    from unclench.composer import change

    yield "five minutes more", change.with_minutes(session.request, min(60, session.minutes + 5))
    yield "shorter", change.with_minutes(session.request, max(3, session.minutes - 5))
    here = next(step.id for step in session.steps if step.zone)
    on_session: tuple[tuple[str, Callable[[Session], Request | None]], ...] = (
        ("softer", change.softer),
        ("firmer", change.firmer),
    )
    on_step: tuple[tuple[str, Callable[[Session, str], Request | None]], ...] = (
        ("not this", change.without_step),
        ("more here", change.more_here),
        ("less here", change.less_here),
        ("not here", change.not_here),
        ("softer here", change.softer_here),
        ("firmer here", change.firmer_here),
        ("keep this", change.pin),
        ("something else", change.swap),
    )
    for name, whole in on_session:
        if request := whole(session):
            yield name, request
    for name, one in on_step:
        try:
            request = one(session, here)
        except ValueError:
            continue
        if request:
            yield name, request


def _row(name: str, values: list[float]) -> None:
    cuts = quantiles(values, n=20, method="inclusive") if len(values) > 1 else [0.0] * 19
    print(f"| {name} | {cuts[9]:.0f} | {cuts[18]:.0f} | {max(values, default=0):.0f} | {len(values)} |")


if __name__ == "__main__":
    sys.exit(main())
