"""What stands in an audio file beside the sound: its title, its steps as chapters, and a cover picture."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.composer.types import Session
from unclench.guide.cover import cover_png
from unclench.guide.types import Score


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    name: str


@dataclass(frozen=True, slots=True)
class Tags:
    """`cover` is a PNG picture, or empty."""

    title: str
    chapters: tuple[Chapter, ...] = ()
    cover: bytes = b""


NO_TAGS = Tags("Unclench")


def tags_of(session: Session, score: Score, title: str) -> Tags:
    """Each step is a chapter; the cover draws how firm the hands are, from the beginning to the end."""
    arc = tuple((step.duration_s, step.level if step.contact else 0) for step in session.steps)
    return Tags(title, tuple(Chapter(step.start_ms, step.name) for step in score.steps), cover_png(arc))
