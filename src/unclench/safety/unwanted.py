"""Unwanted effects: what is known of them, and what is usual, what a doctor should see, and what is an emergency."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Literal

from unclench.atlas.types import SourceId
from unclench.plain import PlainError, from_plain
from unclench.safety.rules import CONTENT, RuleContentError

EventId = str
CallsFor = Literal["usual", "doctor", "emergency"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is known, and what follows from it here. `stop` is the reason to stop that says the same."""

    id: EventId
    kind: Literal["rate", "case", "case_series", "background", "unknown", "stop_rule"]
    text: str
    meaning: str
    sources: tuple[SourceId, ...]
    verified: Literal["yes", "no"]
    stop: str = ""


@dataclass(frozen=True, slots=True)
class LaterSign:
    """What somebody may notice after a session, and what it calls for."""

    id: str
    calls_for: CallsFor
    text: str
    events: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class Unwanted:
    event: tuple[Event, ...]
    sign: tuple[LaterSign, ...]

    def calling_for(self, what: CallsFor) -> tuple[LaterSign, ...]:
        return tuple(sign for sign in self.sign if sign.calls_for == what)


@cache
def load_unwanted() -> Unwanted:
    """Raises RuleContentError if the content is broken, or a sign points to an event that nobody knows."""
    content = tomllib.loads((CONTENT / "unwanted.toml").read_text(encoding="utf-8"))
    try:
        return read_unwanted(from_plain(Unwanted, content))
    except PlainError as error:
        raise RuleContentError(f"unwanted.toml: {error}") from None


def read_unwanted(unwanted: Unwanted) -> Unwanted:
    known = [event.id for event in unwanted.event]
    if len(set(known)) != len(known):
        raise RuleContentError("unwanted.toml: an event stands twice")
    for sign in unwanted.sign:
        for event in sign.events:
            if event not in known:
                raise RuleContentError(f"unwanted.toml: {sign.id}: {event} is not an event")
    return unwanted
