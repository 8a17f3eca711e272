"""The atlas: regions, muscles, points, techniques, complaints, sources. Facts only; nothing here decides."""

from unclench.atlas.load import Atlas, load_atlas
from unclench.atlas.types import (
    Complaint,
    Giver,
    Grade,
    Kind,
    Landmark,
    Muscle,
    Place,
    Point,
    Position,
    Region,
    Side,
    Source,
    Technique,
)

__all__ = [
    "Atlas",
    "Complaint",
    "Giver",
    "Grade",
    "Kind",
    "Landmark",
    "Muscle",
    "Place",
    "Point",
    "Position",
    "Region",
    "Side",
    "Source",
    "Technique",
    "load_atlas",
]
