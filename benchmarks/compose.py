#!/usr/bin/env python3
"""The composer's solver beside CP-SAT and HiGHS, on the same problems in one run, one thread each, in CPU time.

python benchmarks/compose.py --requests 200 --seed 0
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from unclench.composer.problem import Problem

HALF_HOUR_S = 1800
ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")


@dataclass
class Run:
    """What was measured over all problems, in milliseconds."""

    ours_ms: list[float] = field(default_factory=list)
    theirs_ms: list[float] = field(default_factory=list)
    highs_ms: list[float] = field(default_factory=list)
    highs: Counter[str] = field(default_factory=Counter)
    highs_differs: list[int] = field(default_factory=list)
    long_ms: list[float] = field(default_factory=list)
    """Ours, on sessions of more than half an hour."""
    options: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    agreed: int = 0
    disagreed: list[int] = field(default_factory=list)


def main() -> int:
    arguments = _arguments()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    run = Run()
    for seed, problem in islice(_problems(arguments.seed, arguments.minutes), arguments.requests):
        _measure(run, seed, problem, arguments.work, arguments.highs)
    print(_table(run))
    return 1 if run.disagreed or run.highs_differs else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100, help="how many problems (default 100)")
    parser.add_argument("--seed", type=int, default=0, help="where the random requests begin (default 0)")
    parser.add_argument("--minutes", type=int, default=60, help="longest session asked for (default 60)")
    parser.add_argument("--work", type=float, default=20.0, help="CP-SAT's limit, its deterministic time (default 20)")
    parser.add_argument("--highs", type=float, default=20.0, help="HiGHS's limit in seconds; 0 leaves it out")
    return parser.parse_args()


def _problems(seed: int, minutes: int) -> Iterator[tuple[int, Problem]]:
    """Real requests that get hands, each with its seed."""
    from tests.composer.problems import hands_on

    for own in count(seed * 1_000_000):
        problem = hands_on(own, minutes=(3, minutes))
        if problem:
            yield own, problem


def _measure(run: Run, seed: int, problem: Problem, work: float, highs_s: float) -> None:
    from tests.composer.oracle import cp_optimum
    from unclench.composer.solve import InfeasibleError, solve

    def ours() -> int | None:
        try:
            return solve(problem).objective
        except InfeasibleError:
            return None

    objective, ours_ms = _timed(ours)
    optimum, theirs_ms = _timed(lambda: cp_optimum(problem, most_work=work))
    run.ours_ms.append(ours_ms)
    run.theirs_ms.append(theirs_ms)
    if problem.units * problem.unit_s > HALF_HOUR_S:
        run.long_ms.append(ours_ms)
    run.options.append(problem.options)
    if highs_s:
        _measure_highs(run, seed, problem, highs_s, objective)
    run.statuses[optimum.status] += 1
    if optimum.status == "unproven":
        return
    if optimum.objective == objective:
        run.agreed += 1
    else:
        run.disagreed.append(seed)


def _measure_highs(run: Run, seed: int, problem: Problem, limit_s: float, objective: int | None) -> None:
    from benchmarks.composer_mip import mip_optimum

    optimum, highs_ms = _timed(lambda: mip_optimum(problem, limit_s=limit_s))
    run.highs_ms.append(highs_ms)
    run.highs[optimum.status] += 1
    if optimum.status != "unproven" and not _alike(optimum.objective, objective):
        run.highs_differs.append(seed)


def _alike(theirs: int | None, ours: int | None) -> bool:
    """HiGHS stops where it is within a ten-thousandth of its bound."""
    if theirs is None or ours is None:
        return theirs == ours
    return abs(theirs - ours) <= abs(ours) / 10_000 + 1


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    since = time.process_time()
    result = work()
    return result, (time.process_time() - since) * 1000


def _table(run: Run) -> str:
    ours, theirs = _percentiles(run.ours_ms), _percentiles(run.theirs_ms)
    total = sum(run.statuses.values())
    options = _percentiles(run.options)
    size = f"{options[0]:.0f} options in the median, {options[1]:.0f} at the 95th percentile"
    return "\n".join(
        (
            f"{total} problems, {size}; {run.statuses['infeasible']} of them have no session",
            "",
            "| method | p50 ms | p95 ms | unsolved |",
            "|---|---|---|---|",
            f"| dynamic programme, proven | {ours[0]:.0f} | {ours[1]:.0f} | 0 |",
            f"| CP-SAT, 1 worker | {theirs[0]:.0f} | {theirs[1]:.0f} | {run.statuses['unproven']} |",
            *_highs_row(run),
            f"| ratio to CP-SAT | {theirs[0] / ours[0]:.1f} | {theirs[1] / ours[1]:.1f} | |",
            "",
            f"objectives agree on {run.agreed} of {run.agreed + len(run.disagreed)} that CP-SAT solved"
            + (f"; they differ on seeds {run.disagreed}" if run.disagreed else ""),
            f"HiGHS differs on seeds {run.highs_differs}" if run.highs_differs else "HiGHS agrees wherever it finishes",
            f"beyond half an hour: p95 {_percentiles(run.long_ms)[1]:.0f} ms over {len(run.long_ms)} problems",
        )
    )


def _highs_row(run: Run) -> tuple[str, ...]:
    if not run.highs_ms:
        return ()
    highs = _percentiles(run.highs_ms)
    return (f"| HiGHS, 1 thread | {highs[0]:.0f} | {highs[1]:.0f} | {run.highs['unproven']} |",)


def _percentiles(values: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    sys.exit(main())
