"""The way from one session to the next, and back: undo and redo over requests."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.composer.types import Request


@dataclass(frozen=True, slots=True)
class History:
    """Requests in the order they were made; `at` is the one that holds now. A change after an undo drops what was
    undone.
    """

    requests: tuple[Request, ...]
    at: int = 0

    @property
    def now(self) -> Request:
        return self.requests[self.at]

    def changed(self, request: Request) -> History:
        if request == self.now:
            return self
        return History((*self.requests[: self.at + 1], request), self.at + 1)

    def undone(self) -> History:
        """One step back; the first request stays where it is."""
        return History(self.requests, max(0, self.at - 1))

    def redone(self) -> History:
        return History(self.requests, min(len(self.requests) - 1, self.at + 1))
