"""Why one stops, and what to do then."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from unclench.atlas.types import SourceId
from unclench.plain import from_plain
from unclench.safety.types import RuleId

CONTENT = Path(__file__).with_name("content")
FALLBACK = "stop_other"

StopUrgency = Literal["emergency", "end_session", "ease_off", "wait"]


@dataclass(frozen=True, slots=True)
class StopReason:
    """A reason to stop. `advice` is a sentence each, in the order in which to do it."""

    id: str
    name: str
    urgency: StopUrgency
    signs: tuple[str, ...]
    advice: tuple[str, ...]
    words: tuple[str, ...]
    """Everyday words that point to it."""
    sources: tuple[SourceId, ...]
    flag: RuleId = ""
    """The red flag that is said with it: a doctor should look at it today."""


@dataclass(frozen=True, slots=True)
class AskAnswer:
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A button of "This hurts": a reason at once, or a few to choose from."""

    label: str
    reason: str = ""
    answers: tuple[AskAnswer, ...] = ()


@cache
def stop_reasons() -> tuple[StopReason, ...]:
    """All of them, the most urgent first."""
    return from_plain(tuple[StopReason, ...], _content()["stop"])


@cache
def asked() -> tuple[Ask, ...]:
    """What is asked while it plays."""
    return from_plain(tuple[Ask, ...], _content()["ask"])


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "stop.toml").read_text(encoding="utf-8"))


def advice_for(text: str) -> tuple[StopReason, ...]:
    """The reasons that an id, a name or a person's own words point to, the most urgent first; never empty.

    "Not dizzy" points to dizziness too: a word too many costs a glance, a word missed could cost more.
    """
    said = _words(text)
    found = tuple(reason for reason in stop_reasons() if _points_to(said, reason))
    return found or tuple(reason for reason in stop_reasons() if reason.id == FALLBACK)


def _points_to(said: str, reason: StopReason) -> bool:
    return any(_words(name) in said for name in (reason.id, reason.name, *reason.words))


def _words(text: str) -> str:
    """The words with a space before and after each, so that a whole word is found and no part of one."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower().replace('’', '').replace(chr(39), '')))} "
