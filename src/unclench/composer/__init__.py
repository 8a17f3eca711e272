"""The composer: from a request, a Clearance and the atlas to the best session by our rules, with proof and reasons."""

from unclench.composer.compose import compose
from unclench.composer.types import (
    Belief,
    Certificate,
    NotClearedError,
    NothingFitsError,
    Pain,
    Phase,
    Reason,
    RefusedError,
    Request,
    Session,
    Step,
)

__all__ = [
    "Belief",
    "Certificate",
    "NotClearedError",
    "NothingFitsError",
    "Pain",
    "Phase",
    "Reason",
    "RefusedError",
    "Request",
    "Session",
    "Step",
    "compose",
]
