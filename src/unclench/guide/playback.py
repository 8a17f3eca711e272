"""All that a player needs beside the sound: steps, captions, changes of side, and how a step may be made longer.

Every time is in milliseconds from the beginning of the audio, whose clock is the only one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Side, TechniqueId
from unclench.composer import telling
from unclench.composer.during import firmer_levels, with_levels
from unclench.composer.types import Role, Session, Sides, Step
from unclench.guide.captions import spoken_lines
from unclench.guide.extending import NOTHING, Extend, extensions, spare_ms
from unclench.guide.types import CueKind, Score
from unclench.safety.types import Clearance, SafetyRegion


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """A step as the screen shows it."""

    id: str
    technique: TechniqueId
    name: str
    what: str
    """Places, points and sides in one line; empty where nothing is touched."""
    phase: str
    role: Role
    start_ms: int
    duration_ms: int
    next_ms: int
    """Where skipping leads: the next step, or the end."""
    hands: bool
    regions: tuple[SafetyRegion, ...]
    """Where the hands are, in the wide regions of the safety rules: what is left out together."""
    level: int
    level_words: str
    """Empty where nothing is touched."""
    firmer: int
    """As firm as it may be today where the receiver asks for more: the planned level, or one above it."""
    side: Side
    sides: Sides
    first_side: Side
    why: str
    stop_if: tuple[str, ...]
    extend: Extend | None
    spare_ms: int
    """How much longer than its length it may take in all: made longer, or played again in part."""


@dataclass(frozen=True, slots=True)
class Caption:
    at_ms: int
    until_ms: int
    text: str
    kind: CueKind
    step: str


@dataclass(frozen=True, slots=True)
class Switch:
    """The moment at which the hands change sides, and what the card says."""

    at_ms: int
    step: str
    from_side: Side
    to_side: Side
    words: str


@dataclass(frozen=True, slots=True)
class Countdown:
    """The last seconds of a step."""

    at_ms: int
    until_ms: int
    step: str


@dataclass(frozen=True, slots=True)
class Playback:
    title: str
    duration_ms: int
    sleep: bool
    """No bell at the end; the screen stays dark."""
    steps: tuple[PlayedStep, ...]
    captions: tuple[Caption, ...]
    switches: tuple[Switch, ...]
    countdowns: tuple[Countdown, ...]


def playback(
    session: Session,
    score: Score,
    clearance: Clearance | None = None,
    *,
    atlas: Atlas,
    taken_ms: Mapping[str, int] = NOTHING,
) -> Playback:
    """What a player shows of this session and its score. `taken_ms`: what steps have had beyond their length.

    Without a Clearance the limits of touch are not known, and only what needs no hands can be made longer. Raises
    ValueError if the score is of other steps.
    """
    if [(step.id, step.start_s * 1000) for step in session.steps] != [(s.id, s.start_ms) for s in score.steps]:
        raise ValueError("The score is of another session.")
    return Playback(
        title=telling.title(session, atlas),
        duration_ms=score.duration_ms,
        sleep=score.sleep,
        steps=tuple(_steps(session, score, clearance, atlas, taken_ms)),
        captions=tuple(
            Caption(line.start_ms, line.end_ms, line.text, line.cue.kind, line.step.id) for line in spoken_lines(score)
        ),
        switches=tuple(_switches(session)),
        countdowns=tuple(_countdowns(score)),
    )


def _steps(
    session: Session, score: Score, clearance: Clearance | None, atlas: Atlas, taken_ms: Mapping[str, int]
) -> Iterator[PlayedStep]:
    phases = [phase.name for phase in session.phases for _ in phase.steps]
    firmer = firmer_levels(session, clearance, atlas) if clearance and clearance.hands_on else {}
    # Made longer and made firmer must go together.
    raised = with_levels(session, firmer)
    longer = extensions(raised, score, clearance, atlas, taken_ms)
    spare = spare_ms(raised, score, clearance, atlas, taken_ms)
    for step, written, phase in zip(session.steps, score.steps, phases, strict=True):
        yield PlayedStep(
            id=step.id,
            technique=step.technique,
            name=written.name,
            what=what_line(step, atlas),
            phase=phase,
            role=step.role,
            start_ms=written.start_ms,
            duration_ms=written.duration_ms,
            next_ms=written.start_ms + written.duration_ms,
            hands=bool(step.contact),
            regions=atlas.safety_regions(step.contact),
            level=step.level,
            level_words=telling.LEVEL_WORDS[step.level] if step.contact else "",
            firmer=firmer.get(step.id, step.level),
            side=step.side,
            sides=step.sides,
            first_side=step.first_side,
            why=step.why.text,
            stop_if=atlas.techniques[step.technique].stop_if,
            extend=longer.get(step.id),
            spare_ms=spare[step.id],
        )


def what_line(step: Step, atlas: Atlas) -> str:
    """ "temple and forehead · EX-HN5 · left, then right"."""
    parts = (telling.places(step, atlas), ", ".join(step.points), telling.side_words(step))
    return " · ".join(part for part in parts if part)


def _switches(session: Session) -> Iterator[Switch]:
    for step in session.steps:
        if step.sides == "in_turn":
            first, other = step.first_side, _other(step.first_side)
            at_ms = step.start_s * 1000 + step.duration_s * 500
            yield Switch(at_ms, step.id, first, other, f"Now the {other} side")


def _other(side: Side) -> Side:
    return "left" if side == "right" else "right"


def _countdowns(score: Score) -> Iterator[Countdown]:
    for step in score.steps:
        for cue in step.cues:
            if cue.kind == "countdown":
                yield Countdown(step.start_ms + cue.at_ms, step.start_ms + step.duration_ms, step.id)
