"""A Clearance and the request's own wishes, as the questions that composing asks: may this be touched, how firmly?"""

from __future__ import annotations

from collections.abc import Iterable

from unclench.atlas import Atlas
from unclench.atlas.types import PointId, Position, RegionId, Side, Technique
from unclench.composer.tuning import Part, Tuning, load_tuning
from unclench.composer.types import Oil, Request
from unclench.safety.types import Clearance, RuleId

BEDTIME_LEVEL = 4
"""Before sleep nothing wakes up: the firm bands are left out (design)."""


_PLAIN = Part(family="")


class Limits:
    """What may be done to whom today. Wishes can only lower what safety allows."""

    def __init__(self, request: Request, clearance: Clearance, atlas: Atlas) -> None:
        self._request = request
        self._clearance = clearance
        self._atlas = atlas
        self._tuning: Tuning = load_tuning()
        self._style = self._tuning.style_of(request.style)
        self._blocked: set[tuple[RegionId, str]] = {(block.region, block.side) for block in clearance.blocks}
        self._caps = {cap.region: cap.level for cap in clearance.caps}
        self._everywhere = {entry.technique_class for entry in clearance.forbidden if entry.region is None}
        self._somewhere = {(entry.technique_class, entry.region) for entry in clearance.forbidden}
        self._avoided = {
            technique for complaint in request.complaints for technique in atlas.complaints[complaint].avoid_techniques
        }
        self._complaint_level = min(
            (atlas.complaints[complaint].max_level for complaint in request.complaints), default=10
        )
        usual = min(self._tuning.pressure.suits[request.giver], self._complaint_level, request.pressure_cap)
        gentlest = max(self._tuning.pressure.gentlest, usual - 1)
        self._gentle = {entry.region: gentlest if entry.level is None else entry.level for entry in request.gentler}

    @property
    def hands_on(self) -> bool:
        return self._clearance.hands_on and not self._request.mind_only

    @property
    def mind(self) -> bool:
        return self._clearance.mind != "none"

    def technique(self, technique: Technique, position: Position) -> bool:
        """May this technique be used at all, in this position?"""
        request = self._request
        return (
            self.safe_technique(technique)
            and request.giver in technique.givers
            and position in technique.positions[request.giver]
            and (request.place is None or request.place in technique.places)
            and technique.id not in request.without
            and technique.id not in self._avoided
            and not (request.sore_thumbs and technique.contact == "thumbs")
            and self._goes_with_wishes(technique)
        )

    def _goes_with_wishes(self, technique: Technique) -> bool:
        """Style, tools, the hand that is free, and who else is about."""
        request, part = self._request, self._part(technique)
        touches, wanted = bool(technique.contact_regions), technique.id in request.wanted
        if part.tool and part.tool not in request.tools:
            return False
        if request.quiet and part.shows:
            return False
        if request.one_hand and touches and not part.one_hand:
            return False
        if self._style and technique.family == "manual":
            return technique.id in self._style.techniques
        asked_for = wanted or any(
            technique.id in self._atlas.complaints[complaint].techniques for complaint in request.complaints
        )
        return asked_for or not part.styles

    def _part(self, technique: Technique) -> Part:
        return self._tuning.technique.get(technique.id, _PLAIN)

    def safe_technique(self, technique: Technique) -> bool:
        """Do the rules allow this technique today, wishes aside?"""
        clearance = self._clearance
        if self._everywhere.intersection(technique.safety_classes) or technique.id in clearance.forbidden_practices:
            return False
        if technique.family in ("manual", "thermal") and not clearance.hands_on:
            return False
        if technique.family == "mind":
            return self._mind_allows(technique)
        return True

    def _mind_allows(self, technique: Technique) -> bool:
        if self._clearance.mind == "breath_and_rest":
            return "breathing_slow" in technique.safety_classes or technique.id == "rest"
        return self._clearance.mind == "all"

    def points(self, points: Iterable[PointId]) -> tuple[PointId, ...]:
        return tuple(point for point in points if point not in self._clearance.blocked_points)

    def within_reach(self, region: RegionId, *, tool: bool = False) -> bool:
        """Can these hands work there at all, whatever today's rules say? A tool reaches one's own back."""
        entry = self._atlas.regions[region]
        unreachable = self._request.giver == "self" and entry.self_reach in ("hard", "none") and not tool
        return entry.access != "keep_out" and not unreachable

    def free_sides(self, technique: Technique, region: RegionId) -> tuple[Side, ...]:
        """The parts of a region this technique may touch."""
        entry = self._atlas.regions[region]
        if not self.within_reach(region, tool=technique.contact == "ball") or region in self._request.not_here:
            return ()
        if any((name, region) in self._somewhere for name in technique.safety_classes):
            return ()
        return tuple(side for side in entry.sides if (region, side) not in self._blocked)

    def cap(self, regions: Iterable[RegionId]) -> int:
        """Highest level where these regions are touched together: the lowest of their caps and of the wishes."""
        wishes = min(self._request.pressure_cap, self._complaint_level, BEDTIME_LEVEL if self._request.bedtime else 10)
        touched = tuple(regions)
        gentle = [self._gentle[region] for region in touched if region in self._gentle]
        return min([wishes, *gentle, *(self._caps[region] for region in touched)])

    @property
    def oil(self) -> Oil | None:
        """The oil that was asked for, if it may be used: a scented one only if the rules have judged it."""
        oil = self._request.oil
        if oil is None or not self.hands_on or self._request.place in self._tuning.oil.not_at:
            return None
        if oil == "plain":
            return None if "plain_oil" in self._everywhere else oil
        if set(self._tuning.oil.scented_not_for) & set(self._request.complaints) or "essential_oil" in self._everywhere:
            return None
        judged = [use for use in self._clearance.oils if use.oil == oil]
        return oil if judged and all(use.allowed for use in judged) else None

    def oiled(self, technique: Technique, regions: Iterable[RegionId]) -> bool:
        """Whether this stroke goes with the oil."""
        name = "plain_oil" if self.oil == "plain" else "essential_oil"
        return (
            self.oil is not None
            and technique.id in self._tuning.oil.techniques
            and all(
                self._tuning.zone_of(region) in self._tuning.oil.zones and (name, region) not in self._somewhere
                for region in regions
            )
        )

    def cap_rules(self, regions: Iterable[RegionId], level: int) -> tuple[RuleId, ...]:
        """The rules that hold the pressure at `level` on these regions."""
        touched = set(regions)
        rules: dict[RuleId, None] = {}
        for cap in self._clearance.caps:
            if cap.region in touched and cap.level <= level:
                rules.update(dict.fromkeys(cap.rules))
        return tuple(rules)


def side_of(free: tuple[Side, ...], all_sides: tuple[Side, ...]) -> Side | None:
    """The side that close work takes when only `free` of a region's parts may be touched; None where it can take none.

    One side alone keeps off the midline. Both sides with the middle between them left out is more than hands can be
    asked to do.
    """
    if len(free) == len(all_sides):
        return "both" if len(free) > 1 else "midline"
    one_sided = [side for side in free if side != "midline"]
    return one_sided[0] if len(one_sided) == 1 else None
