"""The atlas as one value, read from content once per process and compiled once per machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from unclench import stored
from unclench.atlas.types import (
    Complaint,
    ComplaintId,
    Landmark,
    LandmarkId,
    Muscle,
    MuscleId,
    Point,
    PointId,
    Region,
    RegionId,
    Source,
    SourceId,
    Technique,
    TechniqueId,
)

CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every entry by id, in the order of the content files.

    `version` is a digest of everything else: two atlases with the same version say the same, so only it is
    compared.
    """

    version: str
    regions: Mapping[RegionId, Region] = field(compare=False, repr=False)
    muscles: Mapping[MuscleId, Muscle] = field(compare=False, repr=False)
    points: Mapping[PointId, Point] = field(compare=False, repr=False)
    landmarks: Mapping[LandmarkId, Landmark] = field(compare=False, repr=False)
    techniques: Mapping[TechniqueId, Technique] = field(compare=False, repr=False)
    complaints: Mapping[ComplaintId, Complaint] = field(compare=False, repr=False)
    sources: Mapping[SourceId, Source] = field(compare=False, repr=False)

    def regions_in_safety_region(self, coarse: str) -> tuple[RegionId, ...]:
        """The regions that a rule about `coarse` means."""
        return tuple(region.id for region in self.regions.values() if region.safety_region == coarse)

    def safety_regions(self, regions: Iterable[RegionId]) -> tuple[str, ...]:
        """The wide regions of the safety rules that these lie in, each once, in their order."""
        return tuple(dict.fromkeys(self.regions[region].safety_region for region in regions))

    def techniques_in_class(self, safety_class: str) -> tuple[TechniqueId, ...]:
        """The techniques that a rule against `safety_class` forbids."""
        return tuple(technique.id for technique in self.techniques.values() if safety_class in technique.safety_classes)


@cache
def load_atlas() -> Atlas:
    """The atlas of this version of the program. Raises ContentError if its content is broken."""
    return read_atlas(CONTENT, stored.file("atlas.json"))


def read_atlas(content: Path, compiled: Path | None) -> Atlas:
    """The atlas in the folder `content`. The file `compiled` (if any) spares the next call the work.

    A compiled file that is missing, damaged, of another version or not ours is made anew. Where it cannot be
    written, things work without.
    """

    def made() -> Atlas:
        from unclench.atlas.compile import compile_atlas

        return compile_atlas(content)

    return stored.kept(Atlas, compiled, stored.fingerprint(Path(__file__).parent, content), made)
