#!/usr/bin/env python3
"""Rendering a composed session to a file: seconds of wall clock and of processor time, first and once clips are kept.

python benchmarks/render.py --minutes 10
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unclench.guide.types import Score

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Taken:
    wall_s: float
    processor_s: float
    """Of this process, all its threads, and of the voice's."""
    size_bytes: int


def main() -> int:
    arguments = _arguments()
    sys.path[:0] = [str(ROOT / "src")]
    score = _score(arguments.minutes)
    print(f"{arguments.minutes} minutes for an episodic tension headache, best of {arguments.times}")
    print(f"{'':24}{'wall s':>8}{'CPU s':>8}{'MB':>8}")
    for name, suffix, kept in (
        ("Opus, first time", ".opus", False),
        ("Opus, clips kept", ".opus", True),
        ("mp3, clips kept", ".mp3", True),
        ("WAV, clips kept", ".wav", True),
    ):
        taken = min((_render(score, suffix, kept=kept) for _ in range(arguments.times)), key=lambda run: run.wall_s)
        print(f"{name:24}{taken.wall_s:8.2f}{taken.processor_s:8.2f}{taken.size_bytes / 1e6:8.2f}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=10, help="length of the session (default 10)")
    parser.add_argument("--times", type=int, default=3, help="how often; the quickest counts (default 3)")
    return parser.parse_args()


def _score(minutes: int) -> Score:
    from unclench.composer import Request, compose
    from unclench.guide.score import score
    from unclench.safety import Answers, screen

    complaints = ("tth_episodic",)
    return score(compose(Request(complaints, minutes), screen(Answers(unasked_is_no=True), complaints=complaints)))


def _render(score: Score, suffix: str, *, kept: bool) -> Taken:
    from unclench.guide.audio import render
    from unclench.guide.sounds import sound
    from unclench.guide.voice import CachedVoice, EspeakVoice

    with tempfile.TemporaryDirectory() as folder:
        clips = Path(folder) / "clips"
        if kept:
            render(score, Path(folder) / "before.wav", voice=CachedVoice(EspeakVoice(), clips))
        else:
            sound.cache_clear()
        wall_s, processor_s = time.perf_counter(), _processor_s()
        report = render(score, Path(folder) / f"session{suffix}", voice=CachedVoice(EspeakVoice(), clips))
        return Taken(time.perf_counter() - wall_s, _processor_s() - processor_s, report.size_bytes)


def _processor_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    sys.exit(main())
