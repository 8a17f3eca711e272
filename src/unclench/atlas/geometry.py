"""Which strokes of a technique are made in a step: those that stay on what is touched."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from unclench.atlas.types import Giver, LandmarkId, Movement, Position, RegionId, Spot, Stroke, Technique


def strokes_for(
    technique: Technique, regions: Collection[RegionId], giver: Giver, position: Position
) -> tuple[Stroke, ...]:
    """The strokes of a step that touches `regions`, in their order; each stays within these regions."""
    touched = set(regions)
    played = [
        stroke
        for stroke in technique.geometry
        if touched.issuperset(stroke.regions)
        and giver in (stroke.givers or technique.givers)
        and (not stroke.positions or position in stroke.positions)
    ]
    whole = [frozenset(stroke.regions) for stroke in played]
    return tuple(s for s in played if not (s.stand_in and any(set(s.regions) < wide for wide in whole)))


def movements_for(technique: Technique, giver: Giver) -> tuple[Movement, ...]:
    """How the body moves in a step given by `giver`, in order."""
    return tuple(m for m in technique.movements if giver in (m.givers or technique.givers))


def spots_of(stroke: Stroke) -> Iterator[Spot]:
    """Every place that a stroke needs: those along its way, and where the hand is anchored."""
    yield from stroke.points
    if stroke.anchor:
        yield stroke.anchor


def landmarks_of(spot: Spot) -> tuple[LandmarkId, ...]:
    """The landmarks that a spot is told from."""
    return (spot.landmark, spot.offset.toward) if spot.offset else (spot.landmark,)
