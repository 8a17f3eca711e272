"""One way to meet a request: what is wanted and allowed, in which position, for how long. Rooms further in read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from unclench.atlas import Atlas
from unclench.atlas.types import Position
from unclench.composer.limits import Limits
from unclench.composer.tuning import Tuning
from unclench.composer.types import Request
from unclench.safety.types import Clearance


@dataclass(frozen=True)
class Scenario:
    request: Request
    clearance: Clearance
    atlas: Atlas
    tuning: Tuning
    position: Position
    duration_s: int

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.request, self.clearance, self.atlas)

    @property
    def unit_s(self) -> int:
        return self.tuning.grid.unit_s(self.duration_s)
