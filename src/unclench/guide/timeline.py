"""The time of one step as it fills with lines: what is taken, and where another line has room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

GAP_MS = 1_500
"""Silence between two cues."""


@dataclass(slots=True)
class Timeline:
    """Times from the start of the step. Lines begin at `from_ms` or later and have ended by `until_ms`."""

    from_ms: int
    until_ms: int
    budget_ms: int
    """Most speech that lines that may be left out can bring the step to."""
    spoken_ms: int = 0
    _taken: list[tuple[int, int]] = field(default_factory=list)

    def room(self, at_ms: int, length_ms: int) -> int | None:
        """The first moment from `at_ms` on with `length_ms` free and a gap on both sides."""
        at = max(at_ms, self.from_ms)
        for start, end in sorted(self._taken):
            if at + length_ms + GAP_MS <= start:
                break
            at = max(at, end + GAP_MS)
        return at if at + length_ms <= self.until_ms else None

    def take(self, at_ms: int, speech_ms: int, still_ms: int = 0) -> None:
        """Keep free the time of a line and `still_ms` after it."""
        self._taken.append((at_ms, at_ms + speech_ms + still_ms))
        self.spoken_ms += speech_ms

    def affords(self, speech_ms: int) -> bool:
        return self.spoken_ms + speech_ms <= self.budget_ms

    @contextmanager
    def within(self, budget_ms: int) -> Iterator[None]:
        """With another budget for a while."""
        usual_ms, self.budget_ms = self.budget_ms, budget_ms
        try:
            yield
        finally:
            self.budget_ms = usual_ms

    def is_quiet(self, at_ms: int) -> bool:
        """Nothing is taken at this moment, nor within a gap of it."""
        return all(at_ms + GAP_MS <= start or end + GAP_MS <= at_ms for start, end in self._taken)
