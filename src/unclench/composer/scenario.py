"""One way to meet a request: what is wanted and allowed, in which position, for how long. Rooms further in read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from unclench.atlas import Atlas
from unclench.atlas.types import Position
from unclench.composer.limits import Limits
from unclench.composer.tuning import Tuning
from unclench.composer.types import Request, ZoneId
from unclench.safety.types import Clearance


@dataclass(frozen=True)
class Scenario:
    request: Request
    clearance: Clearance
    atlas: Atlas
    tuning: Tuning
    position: Position
    duration_s: int
    then: Position | None = None
    change_before: ZoneId | None = None
    """The first zone in the second position."""
    draw: int = 0
    """Of variety: 0 for none."""

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.request, self.clearance, self.atlas)

    def position_in(self, zone: ZoneId | None) -> Position:
        """Where the position changes; what follows the zones is done in the last one."""
        if self.then is None or self.change_before is None:
            return self.position
        order = [entry.id for entry in self.tuning.zone]
        changed = zone is None or order.index(zone) >= order.index(self.change_before)
        return self.then if changed else self.position

    @property
    def in_halves(self) -> bool:
        """Under other hands one side is up, then the other: all is done twice, with one turn between."""
        return self.position == "side" and self.request.giver != "self"

    @property
    def unit_s(self) -> int:
        return self.tuning.grid.unit_s(self.duration_s)
