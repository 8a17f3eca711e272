"""The safety campaign at any size: random people screened by both transcriptions, random sessions judged.

python benchmarks/campaign.py --people 1000000 --sessions 10000 --seed 1 --log campaign.jsonl --jobs 2

Works, in as many processes as `--jobs` says, in blocks of 10,000 people and the share of sessions that belongs to
them. Each block has a seed of its own, made from `--seed` and its number, and leaves a line in the log; started again
with the same log, it goes on after the last one, as long as the rules are the same. `--minutes` begins no block after
that time. Prints what was found and how fast, over all blocks in the log; exits with 1 if anything differs or is
unsafe.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = 10_000


@dataclass(frozen=True)
class Block:
    """One line of the log. Seconds are of this process's own time on the processor."""

    rules: str
    seed: int
    number: int
    people: int
    differ: int
    screen_s: float
    sessions: int
    unsafe: int
    compose_s: float
    outcomes: dict[str, int]


def screened(count: int, seed: int) -> int:
    """Screen `count` people; returns for how many the transcriptions differ."""
    from tests.safety.campaign import differences, people

    wrong = 0
    for person in people(count, seed):
        if found := differences(person):
            wrong += 1
            print(f"differs: {person}: {found}", flush=True)
    return wrong


def composed(count: int, seed: int) -> tuple[int, dict[str, int]]:
    """Compose and judge `count` sessions; returns how many are unsafe, and what came of all."""
    from tests.safety.campaign import people
    from tests.safety.sessions import Verdicts, random_request

    rng = random.Random(seed)
    verdicts = Verdicts()
    for person in people(count, seed + 1):
        verdicts.judge(person, random_request(person, rng))
    for person, request, found in verdicts.unsafe:
        print(f"unsafe: {person} {request}: {found}", flush=True)
    return len(verdicts.unsafe), dict(verdicts.outcomes)


def block(number: int, people: int, sessions: int, seed: int, rules: str) -> Block:
    own = (seed * 1_000_000 + number) * 2
    began = time.process_time()
    differ = screened(people, own)
    between = time.process_time()
    unsafe, outcomes = composed(sessions, own)
    ended = time.process_time()
    return Block(rules, seed, number, people, differ, between - began, sessions, unsafe, ended - between, outcomes)


@dataclass(frozen=True)
class Share:
    """One block that is still to be done: its number, and how many people and sessions belong to it."""

    number: int
    people: int
    sessions: int


def shares(people: int, sessions: int) -> Iterator[Share]:
    count = max(1, -(-people // BLOCK))
    for number in range(count):
        yield Share(
            number,
            people * (number + 1) // count - people * number // count,
            sessions * (number + 1) // count - sessions * number // count,
        )


def blocks_of(open_shares: Iterable[Share], seed: int, rules: str, jobs: int, ends: float) -> Iterator[Block]:
    """Do the shares, `jobs` at a time, each block as it comes; none is begun after `ends`."""
    waiting = iter(open_shares)
    with ProcessPoolExecutor(jobs, initializer=find_modules) as pool:
        running: set[Future[Block]] = set()
        while True:
            while len(running) < jobs and time.monotonic() < ends and (share := next(waiting, None)):
                running.add(pool.submit(block, share.number, share.people, share.sessions, seed, rules))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


def find_modules() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def told(blocks: list[Block], seed: int, rules: str) -> int:
    """Say what all blocks came to; returns what was wrong."""
    people, sessions = sum(done.people for done in blocks), sum(done.sessions for done in blocks)
    differ, unsafe = sum(done.differ for done in blocks), sum(done.unsafe for done in blocks)
    screen_s, compose_s = sum(done.screen_s for done in blocks), sum(done.compose_s for done in blocks)
    outcomes: dict[str, int] = {}
    for done in blocks:
        for name, number in done.outcomes.items():
            outcomes[name] = outcomes.get(name, 0) + number
    print(f"rules {rules}, seed {seed}, {len(blocks)} blocks")
    print(f"{people:,} people screened twice: {differ} differ; {people / max(screen_s, 1e-9):.0f} per CPU-second")
    came = ", ".join(f"{number:,} {name}" for name, number in sorted(outcomes.items(), key=lambda item: -item[1]))
    print(f"{sessions:,} requests: {unsafe} unsafe ({came}); {sessions / max(compose_s, 1e-9):.1f} per CPU-second")
    return differ + unsafe


def logged(log: Path | None, seed: int, rules: str) -> list[Block]:
    if log is None or not log.exists():
        return []
    blocks = [Block(**json.loads(line)) for line in log.read_text("utf-8").splitlines()]
    return [done for done in blocks if (done.seed, done.rules) == (seed, rules)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Random people and sessions, judged by both transcriptions.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only-tell", action="store_true", help="say what the log holds")
    options = parser.parse_args()
    find_modules()
    from unclench.safety import load_rules

    rules = load_rules().version
    blocks = logged(options.log, options.seed, rules)
    finished = {done.number for done in blocks}
    todo = [share for share in shares(options.people, options.sessions) if share.number not in finished]
    ends = time.monotonic() + options.minutes * 60
    for done in blocks_of([] if options.only_tell else todo, options.seed, rules, options.jobs, ends):
        blocks.append(done)
        if options.log:
            with options.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(done)) + "\n")
    return 1 if told(blocks, options.seed, rules) else 0


if __name__ == "__main__":
    sys.exit(main())
