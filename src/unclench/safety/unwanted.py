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
CallsFor = Literal["usual", "lighter", "doctor", "emergency"]


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
    ask: str = ""
    """As it is ticked the day after."""
    meaning: str = ""
    """What it means, and what follows."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    event: tuple[Event, ...]
    sign: tuple[LaterSign, ...]

    @property
    def asked(self) -> tuple[LaterSign, ...]:
        """What is ticked the day after, but for nerve signs, which have their own question."""
        return tuple(sign for sign in self.sign if sign.ask)

    def sources_of(self, sign: LaterSign) -> tuple[SourceId, ...]:
        named = (event.sources for event in self.event if event.id in sign.events)
        return tuple(dict.fromkeys(source for sources in named for source in sources))

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
