"""Every pair of rules: judged by both transcriptions, and never more allowed than by each rule alone.

python benchmarks/pairs.py

Prints what was found and how fast; exits with 1 if anything is wrong.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.safety.pairs import pairs, wrong

    began = time.process_time()
    count = bad = 0
    for one, other in pairs():
        count += 1
        if found := wrong(one, other):
            bad += 1
            print(f"{one} and {other}: {found}")
    seconds = time.process_time() - began
    print(f"{count:,} pairs: {bad} wrong; {count / seconds:.0f} per CPU-second")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
