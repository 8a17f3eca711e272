"""Work spread over processes of this machine, with its results in order.

Nothing heavy is imported here: a new process reads this module first, and its numpy, which then gets one thread, after.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

P = TypeVar("P")
R = TypeVar("R")

AHEAD = 3
"""Parts that wait for each process: none stands idle, and no more than these are in memory."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def spread(work: Callable[[P], R], parts: Iterable[P], jobs: int) -> Iterator[R]:
    """What `work` gives for each part, in their order; lazily. With one job, here."""
    if jobs == 1:
        yield from map(work, parts)
        return
    waiting: deque[Future[R]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_with_one_thread) as crew:
        try:
            for part in parts:
                waiting.append(crew.submit(work, part))
                if len(waiting) >= AHEAD * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _with_one_thread() -> None:
    os.environ.update(dict.fromkeys(_THREADS, "1"))
