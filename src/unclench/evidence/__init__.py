"""Evidence: what is said about massage and mindfulness, and what is known of it. Facts only; nothing here decides."""

from unclench.atlas.types import ClaimId
from unclench.evidence.load import Library, load_library
from unclench.evidence.types import Claim, Grade, Study, StudyId

__all__ = ["Claim", "ClaimId", "Grade", "Library", "Study", "StudyId", "load_library"]
