"""What of a session was played: from the events that the player told, to hands at work on places.

Events say where the sound stood; between two of them it ran from one place to the next. A step that was skipped has no
time, one that was left half-way has what was played of it. Where nobody knows, because the player was closed while it
ran, it counts as played.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from unclench.atlas import Atlas
from unclench.composer.types import Session, Step
from unclench.safety.past import Worked
from unclench.web.moment import Moment

BACK_TO_BEFORE_MS = 3_000
"""As in the player: so soon after its beginning, Back leads to the step before."""
HANDS_ON_AFTER_S = 5
"""So long the voice says where the hands go. Whoever goes on sooner has not laid them on."""
LONGER_S = 30
SORE_SPOT = "static_compression"

Stretch = tuple[int, int]
"""From and to, in milliseconds of the sound."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what, when, and where the sound stood."""

    kind: str
    at: datetime
    position_ms: int
    step: str = ""
    level: int | None = None
    """Of "softer" and "firmer"."""


@dataclass(frozen=True, slots=True)
class Version:
    """What was told while this was the session, and until when that was. An exchange of a step ends it."""

    session: Session
    told: tuple[Told, ...]
    until: datetime


def stretches(told: Sequence[Told], session: Session, now: datetime) -> tuple[Stretch, ...]:
    """What ran, in the order in which it did."""
    starts = [step.start_s * 1_000 for step in session.steps]
    end_ms = session.duration_s * 1_000
    ran: list[Stretch] = []
    since: int | None = None
    moving = False
    for event in told:
        at = min(event.position_ms, end_ms)
        if event.kind == "moved":
            # Twice: where it was left, and where it went on.
            if not moving and since is not None:
                ran.append((since, at))
            since, moving = (at if since is not None else None), not moving
            continue
        if since is not None:
            ran.append((since, at))
        since = _on_from(event.kind, at, starts, end_ms, running=since is not None)
    if since is not None and told:
        passed_ms = max(0, int((now - told[-1].at).total_seconds() * 1_000))
        ran.append((since, min(end_ms, since + passed_ms)))
    return tuple((since, to) for since, to in ran if to > since)


def _on_from(kind: str, at: int, starts: Sequence[int], end_ms: int, *, running: bool) -> int | None:
    """Where the sound goes on after this; None where it stands still."""
    if kind in ("paused", "stopped", "finished"):
        return None
    here = max((start for start in starts if start <= at), default=0)
    if kind == "skipped":
        at = min((start for start in starts if start > at), default=end_ms)
    elif kind == "back":
        before = max((start for start in starts if start < here), default=0)
        at = before if at - here < BACK_TO_BEFORE_MS else here
    elif kind == "again":
        at = here
    # Skipping and going back while it stands still leave it so; a tap on "This hurts" stops it.
    return at if kind in ("started", "resumed") or (running and kind != "hurt") else None


def worked(told: Sequence[Told], session: Session, begun: Moment, now: datetime, atlas: Atlas) -> tuple[Worked, ...]:
    """Hands at work, one entry for each step, as far as it was played."""
    ran = stretches(told, session, now)
    longer = [event.step for event in told if event.kind == "extended"]
    raised = _is_raised(told, session)
    ended = max(begun.at, min(_ended(told, ran, session, now), now))
    found = []
    for step in session.steps:
        if not step.contact:
            continue
        played_ms = sum(_within(stretch, step) for stretch in ran)
        seconds = -(-played_ms // 1_000) + (longer.count(step.id) * _longer_s(step) if played_ms else 0)
        if seconds < HANDS_ON_AFTER_S:
            continue
        found.append(
            Worked(
                sitting_s=int(begun.at.timestamp()),
                ended_s=int(ended.timestamp()),
                seconds=seconds,
                level=step.level + raised,
                places=atlas.safety_regions(step.contact),
                day=begun.local_date,
                pressed=step.technique == SORE_SPOT,
            )
        )
    return tuple(found)


def _is_raised(told: Sequence[Told], session: Session) -> bool:
    """Whether firmer than planned was asked for. Then all of it counts so; that it was softer is not counted on."""
    planned = {step.id: step.level for step in session.steps}
    return any(
        event.kind == "firmer" and event.level is not None and event.level > planned.get(event.step, event.level)
        for event in told
    )


def beyond_ms(told: Sequence[Told], session: Session, now: datetime) -> dict[str, int]:
    """By step, what it has had beyond its length: made longer, gone back to, done again."""
    ran = stretches(told, session, now)
    longer = [event.step for event in told if event.kind == "extended"]
    found: dict[str, int] = {}
    for step in session.steps:
        played_ms = sum(_within(stretch, step) for stretch in ran)
        taken_ms = max(0, played_ms - step.duration_s * 1_000) + longer.count(step.id) * _longer_s(step) * 1_000
        if taken_ms:
            found[step.id] = taken_ms
    return found


def step_at(session: Session, name: str) -> Step | None:
    return next((step for step in session.steps if step.id == name), None)


def _ended(told: Sequence[Told], ran: Sequence[Stretch], session: Session, now: datetime) -> datetime:
    """When it stood still for good; if it may still run, now, or when the sound was through."""
    last = max((event.at for event in told), default=now)
    if not told or told[-1].kind in ("paused", "stopped", "finished", "hurt") or not ran:
        return last
    return max(last, min(now, last + timedelta(seconds=session.duration_s)))


def _within(stretch: Stretch, step: Step) -> int:
    start, end = step.start_s * 1_000, (step.start_s + step.duration_s) * 1_000
    return max(0, min(stretch[1], end) - max(stretch[0], start))


def _longer_s(step: Step) -> int:
    """What one tap on "longer" adds at the most: both sides again, or half a minute."""
    return step.duration_s if step.sides == "in_turn" else LONGER_S
