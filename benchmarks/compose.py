#!/usr/bin/env python3
"""The composer's solver beside CP-SAT and HiGHS, on the same problems in one run, one thread each, in CPU time.

python benchmarks/compose.py --requests 1000 --seed 1 --log compose.jsonl

Every problem leaves a line in the log; started again with the same log, the run goes on after the last one. Lines of
another model (other code or content of the composer) are left aside. `--only-tell` prints what the log holds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from unclench.composer.problem import Problem

HALF_HOUR_S = 1800
ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """What was measured on one problem; times in milliseconds of this process's own time on the processor."""

    model: str
    seed: int
    duration_s: int
    options: int
    ours: int | None
    """The objective; None where there is no session of this length."""
    ours_ms: float
    cp_status: str
    cp: int | None
    cp_bound: int
    cp_ms: float
    highs_status: str = "left out"
    highs: int | None = None
    highs_ms: float = 0.0

    @property
    def cp_agrees(self) -> bool:
        """An unproven answer has to leave room for ours: what it found may not be better, nor its bound lower."""
        if self.cp_status != "unproven":
            return self.cp == self.ours
        return self.ours is None or ((self.cp is None or self.cp <= self.ours) and self.ours <= self.cp_bound)

    @property
    def highs_agrees(self) -> bool:
        """HiGHS stops where it is within a ten-thousandth of its bound."""
        if self.highs_status in ("left out", "unproven"):
            return True
        if self.highs is None or self.ours is None:
            return self.highs == self.ours
        return abs(self.highs - self.ours) <= abs(self.ours) / 10_000 + 1


def main() -> int:
    arguments = _arguments()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    model = _model()
    lines = [line for line in _read(arguments.log) if line.model == model]
    done = {line.seed for line in lines}
    wanted = arguments.requests if not arguments.only_tell else 0
    for seed, problem in islice(_problems(arguments.seed, arguments.minutes), wanted):
        if seed in done:
            continue
        lines.append(_measured(model, seed, problem, arguments.work, arguments.highs))
        if arguments.log:
            with arguments.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(asdict(lines[-1])) + "\n")
    print(_table(lines))
    return 0 if all(line.cp_agrees and line.highs_agrees for line in lines) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100, help="how many problems (default 100)")
    parser.add_argument("--seed", type=int, default=0, help="where the random requests begin (default 0)")
    parser.add_argument("--minutes", type=int, default=60, help="longest session asked for (default 60)")
    parser.add_argument("--work", type=float, default=20.0, help="CP-SAT's limit, its deterministic time (default 20)")
    parser.add_argument("--highs", type=float, default=20.0, help="HiGHS's limit in seconds; 0 leaves it out")
    parser.add_argument("--log", type=Path, help="a file that every problem leaves a line in")
    parser.add_argument("--only-tell", action="store_true", help="print what the log holds, and measure nothing")
    return parser.parse_args()


def _model() -> str:
    """Which composer this is: its code and content, and the atlas's."""
    digest = sha256()
    for room in ("composer", "atlas"):
        for path in sorted((ROOT / "src" / "unclench" / room).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(log: Path | None) -> Iterator[Line]:
    if log and log.exists():
        for text in log.read_text(encoding="utf-8").splitlines():
            yield Line(**json.loads(text))


def _problems(seed: int, minutes: int) -> Iterator[tuple[int, Problem]]:
    """Real requests that get hands, each with its seed."""
    from tests.composer.problems import hands_on

    for own in count(seed * 1_000_000):
        problem = hands_on(own, minutes=(3, minutes))
        if problem:
            yield own, problem


def _measured(model: str, seed: int, problem: Problem, work: float, highs_s: float) -> Line:
    from tests.composer.oracle import cp_optimum
    from unclench.composer.solve import InfeasibleError, solve

    def ours() -> int | None:
        try:
            return solve(problem).objective
        except InfeasibleError:
            return None

    objective, ours_ms = _timed(ours)
    optimum, cp_ms = _timed(lambda: cp_optimum(problem, most_work=work))
    line = Line(
        model=model,
        seed=seed,
        duration_s=problem.units * problem.unit_s,
        options=problem.options,
        ours=objective,
        ours_ms=ours_ms,
        cp_status=optimum.status,
        cp=optimum.objective,
        cp_bound=int(optimum.bound),
        cp_ms=cp_ms,
    )
    return _with_highs(line, problem, highs_s) if highs_s else line


def _with_highs(line: Line, problem: Problem, limit_s: float) -> Line:
    from benchmarks.composer_mip import mip_optimum

    optimum, highs_ms = _timed(lambda: mip_optimum(problem, limit_s=limit_s))
    measured = asdict(line) | {"highs_status": optimum.status, "highs": optimum.objective, "highs_ms": highs_ms}
    return Line(**measured)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    since = time.process_time()
    result = work()
    return result, (time.process_time() - since) * 1000


def _table(lines: Sequence[Line]) -> str:
    statuses = Counter(line.cp_status for line in lines)
    options = _percentiles(line.options for line in lines)
    ours, cp = _percentiles(line.ours_ms for line in lines), _percentiles(line.cp_ms for line in lines)
    differ = [line.seed for line in lines if not line.cp_agrees]
    highs_differ = [line.seed for line in lines if not line.highs_agrees]
    proved = len(lines) - statuses["unproven"]
    size = f"{options[0]:.0f} options in the median, {options[1]:.0f} at the 95th percentile"
    return "\n".join(
        (
            f"{len(lines)} problems, {size}; {sum(line.ours is None for line in lines)} of them have no session",
            "",
            "| method | p50 ms | p95 ms | not finished |",
            "|---|---|---|---|",
            f"| dynamic programme, proven | {ours[0]:.0f} | {ours[1]:.0f} | 0 |",
            f"| CP-SAT, 1 worker | {cp[0]:.0f} | {cp[1]:.0f} | {statuses['unproven']} |",
            *_highs_row(lines),
            f"| ratio to CP-SAT | {cp[0] / (ours[0] or 1):.1f} | {cp[1] / (ours[1] or 1):.1f} | |",
            "",
            f"CP-SAT proved {proved}; " + (f"it differs on seeds {differ}" if differ else "no answer differs from its"),
            f"HiGHS differs on seeds {highs_differ}" if highs_differ else "HiGHS agrees wherever it finishes",
            *_by_length(lines),
        )
    )


def _by_length(lines: Sequence[Line]) -> Iterator[str]:
    for name, some in (
        ("up to half an hour", [line for line in lines if line.duration_s <= HALF_HOUR_S]),
        ("beyond", [line for line in lines if line.duration_s > HALF_HOUR_S]),
    ):
        p50, p95 = _percentiles(line.ours_ms for line in some)
        yield f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms over {len(some)} problems"


def _highs_row(lines: Sequence[Line]) -> tuple[str, ...]:
    asked = [line for line in lines if line.highs_status != "left out"]
    if not asked:
        return ()
    p50, p95 = _percentiles(line.highs_ms for line in asked)
    return (f"| HiGHS, 1 thread | {p50:.0f} | {p95:.0f} | {sum(line.highs_status == 'unproven' for line in asked)} |",)


def _percentiles(measured: Iterable[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    values = list(measured)
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    sys.exit(main())
