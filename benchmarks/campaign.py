"""The safety campaign at any size: random people screened by both transcriptions, random sessions judged.

python benchmarks/campaign.py --people 1000000 --sessions 2000 --seed 1

Prints what was found and how fast; exits with 1 if anything differs or is unsafe.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def screened(count: int, seed: int) -> int:
    """Screen `count` people; returns for how many the transcriptions differ."""
    from tests.safety.campaign import differences, people

    began = time.process_time()
    wrong = 0
    for person in people(count, seed):
        if found := differences(person):
            wrong += 1
            print(f"differs: {person}: {found}")
    seconds = time.process_time() - began
    print(f"{count} people screened twice, seed {seed}: {wrong} differ; {count / seconds:.0f} per CPU-second")
    return wrong


def composed(count: int, seed: int) -> int:
    """Compose and judge `count` sessions; returns how many are unsafe."""
    from tests.safety.campaign import people
    from tests.safety.sessions import Verdicts, random_request

    began = time.process_time()
    rng = random.Random(seed)
    verdicts = Verdicts()
    for person in people(count, seed + 1):
        verdicts.judge(person, random_request(person, rng))
    seconds = time.process_time() - began
    for person, request, found in verdicts.unsafe:
        print(f"unsafe: {person} {request}: {found}")
    outcomes = ", ".join(f"{number} {name}" for name, number in verdicts.outcomes.most_common())
    unsafe = len(verdicts.unsafe)
    print(f"{count} requests, seed {seed}: {unsafe} unsafe ({outcomes}); {count / seconds:.1f} per CPU-second")
    return unsafe


def main() -> int:
    parser = argparse.ArgumentParser(description="Random people and sessions, judged by both transcriptions.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    return 1 if screened(options.people, options.seed) + composed(options.sessions, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
