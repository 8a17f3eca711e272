"""The composer: from a request, a Clearance and the atlas to the best session by our rules, with proof and reasons.

`compose` is imported when it is first used: whoever only reads sessions need not wait for numpy.
"""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from unclench.composer.composing import compose

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


def __getattr__(name: str) -> object:
    if name == "compose":
        from unclench.composer.composing import compose

        return compose
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
