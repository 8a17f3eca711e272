"""Something else in a step's place, ready before it is asked for: what is shown, and its sound.

A change while it plays has to be heard at once and without a network, so the best other thing for each step is written
out when the session begins. Any of them may then be taken, in any steps: each alone, every two, and all together are
within the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from unclench.atlas import Atlas
from unclench.composer.check import check
from unclench.composer.during import exchanged, others
from unclench.composer.types import Session
from unclench.guide.playback import Caption, PlayedStep, Switch, playback
from unclench.guide.score import score
from unclench.guide.types import Density, DoesNotFitError, Heard, Score
from unclench.safety.types import Clearance

AFTER_MS = 3_000
"""Silence behind the sound of a step, in which the file fades and not the step."""


@dataclass(frozen=True, slots=True)
class Other:
    """What a player shows of it. Times are those of the whole session, as in its Playback."""

    step: PlayedStep
    captions: tuple[Caption, ...]
    switches: tuple[Switch, ...]


def sessions_with(session: Session, clearance: Clearance, atlas: Atlas) -> Mapping[str, Session]:
    """By step, the session with something else there. A step without a choice is not in it."""
    found: dict[str, Session] = {}
    for step in session.steps:
        for other in others(session, step.id, clearance, atlas):
            together = {**found, step.id: other}
            if _is_sayable(other, atlas) and _go_together(session, together, step.id, clearance, atlas):
                found[step.id] = other
                break
    return found


def _go_together(
    session: Session, found: Mapping[str, Session], added: str, clearance: Clearance, atlas: Atlas
) -> bool:
    chosen = {step_id: step for step_id, other in found.items() for step in other.steps if step.id == step_id}
    before = [step_id for step_id in chosen if step_id != added]
    groups = [{*pair, added} for size in (1, len(before)) for pair in combinations(before, size) if pair]
    return not any(
        check(exchanged(session, [chosen[name] for name in group], clearance, atlas), clearance, atlas)
        for group in groups
    )


def _is_sayable(session: Session, atlas: Atlas) -> bool:
    try:
        score(session, atlas=atlas)
    except DoesNotFitError:
        return False
    return True


def shown(
    changed: Session,
    step_id: str,
    density: Density,
    clearance: Clearance,
    atlas: Atlas,
    *,
    heard: Heard = "with_ticks",
) -> Other:
    """What of the changed session belongs to this step."""
    written = score(changed, density=density, atlas=atlas, heard=heard)
    whole = playback(changed, written, clearance, atlas=atlas)
    return Other(
        step=next(step for step in whole.steps if step.id == step_id),
        captions=tuple(caption for caption in whole.captions if caption.step == step_id),
        switches=tuple(change for change in whole.switches if change.step == step_id),
    )


def score_of_step(whole: Score, step_id: str) -> Score:
    """The step alone, from its beginning, with a little silence behind it."""
    step = next(step for step in whole.steps if step.id == step_id)
    alone = replace(step, start_ms=0, duration_ms=step.duration_ms + AFTER_MS)
    return replace(whole, duration_ms=alone.duration_ms, steps=(alone,))
