"""The library of evidence as one value, read from content once per process and compiled once per machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from unclench import stored
from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import ClaimId, Source, SourceId
from unclench.evidence.types import Claim, Study, StudyId
from unclench.safety import citations

CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class Library:
    """Every claim and study by id, in the order of the content files, and every source that anything here cites.

    `version` is a digest of everything else, as in the atlas, and only it is compared.
    """

    version: str
    claims: Mapping[ClaimId, Claim] = field(compare=False, repr=False)
    studies: Mapping[StudyId, Study] = field(compare=False, repr=False)
    sources: Mapping[SourceId, Source] = field(compare=False, repr=False)

    def studies_of(self, claim: Claim) -> tuple[Study, ...]:
        """Those that rest on a source of the claim."""
        return tuple(study for study in self.studies.values() if set(study.sources) & set(claim.sources))

    def claims_of(self, study: Study) -> tuple[Claim, ...]:
        """Those that rest on a source of the study."""
        return tuple(claim for claim in self.claims.values() if set(study.sources) & set(claim.sources))


@cache
def load_library() -> Library:
    """The evidence of this version of the program. Raises ContentError if its content is broken."""
    return read_library(CONTENT, load_atlas(), stored.file("evidence.json"))


def read_library(content: Path, atlas: Atlas, compiled: Path | None) -> Library:
    """The library in the folder `content`. The file `compiled` (if any) spares the next call the work."""

    def made() -> Library:
        from unclench.evidence.compile import compile_library

        return compile_library(content, atlas)

    cited = Path(citations.__file__).parent
    marks = (stored.fingerprint(Path(__file__).parent, content), stored.fingerprint(cited, cited / "content"))
    return stored.kept(Library, compiled, "|".join((*marks, atlas.version)), made)
