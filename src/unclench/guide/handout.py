"""What a session takes along in one file: all that is needed to play it where nobody can be asked.

It says what the voice says and what the screen shows, and no more: no name, no pain map, no reasons, for those tell
what was answered. The file is its own page, so it also carries the list asked before the first sound, and its policy.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unclench.composer.telling import STOP, clock, consent
from unclench.composer.types import Session
from unclench.guide.playback import Caption, Playback, PlayedStep
from unclench.guide.stop import StopReason, stop_reasons
from unclench.safety.interview import Remembered, page
from unclench.safety.words import EMERGENCY_NUMBERS, TELL_MEDICINES, UNREVIEWED, Line

LONGEST_NAME = 60
PAIN = "stop_pain"


@dataclass(frozen=True, slots=True)
class Handout:
    """One session, to be read and heard anywhere until its answers are too old."""

    title: str
    minutes: int
    composed_at: datetime
    good_until: datetime
    playback: Playback
    before: tuple[str, ...]
    during: tuple[str, ...]
    """With `before` the written notes that the voice sends to, where not all of them are spoken."""
    after: tuple[str, ...]
    signs: tuple[str, ...]
    """The short list of emergencies, asked before the first sound."""
    hurts: StopReason
    reasons: tuple[StopReason, ...]
    """What else may make one stop, the most urgent first."""
    stop: str = STOP
    numbers: tuple[Line, ...] = EMERGENCY_NUMBERS
    tell_medicines: str = TELL_MEDICINES
    unreviewed: str = UNREVIEWED


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step and all that is said in it."""

    at: str
    step: PlayedStep
    lines: tuple[Caption, ...]


def handout(session: Session, playback: Playback, composed_at: datetime, good_until: datetime) -> Handout:
    reasons = [reason for reason in stop_reasons() if reason.urgency != "wait"]
    return Handout(
        title=playback.title,
        minutes=session.minutes,
        composed_at=composed_at,
        good_until=good_until,
        playback=playback,
        before=(*consent(session), *session.before),
        during=session.during,
        after=session.after,
        signs=short_list(),
        hurts=next(reason for reason in reasons if reason.id == PAIN),
        reasons=tuple(reason for reason in reasons if reason.id != PAIN),
    )


def short_list() -> tuple[str, ...]:
    groups = page("emergency", remembered=Remembered()).groups
    return tuple(choice.label for group in groups for choice in group.choices)


def words_by_step(playback: Playback) -> tuple[StepWords, ...]:
    return tuple(
        StepWords(clock(step.start_ms // 1000), step, tuple(line for line in playback.captions if line.step == step.id))
        for step in playback.steps
    )


def script_data(handout: Handout) -> dict[str, Any]:
    """What the script of the file works with, as JSON data."""
    return {
        "title": handout.title,
        "duration_ms": handout.playback.duration_ms,
        "composed_ms": _ms(handout.composed_at),
        "good_until_ms": _ms(handout.good_until),
        "steps": [_step(step) for step in handout.playback.steps],
        "captions": [{"at_ms": line.at_ms, "text": line.text} for line in handout.playback.captions],
        "switches": [
            {"at_ms": change.at_ms, "to_side": change.to_side, "words": change.words}
            for change in handout.playback.switches
        ],
    }


def _step(step: PlayedStep) -> dict[str, Any]:
    return {
        "id": step.id,
        "name": step.name,
        "what": step.what,
        "start_ms": step.start_ms,
        "next_ms": step.next_ms,
        "level": step.level if step.hands else None,
        "level_words": step.level_words,
        "side": step.first_side if step.sides == "in_turn" else step.side,
        "sides": step.sides,
    }


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def file_name(title: str, minutes: int, suffix: str) -> str:
    """`unclench-jaw-pain-10-min.html`: letters, digits and hyphens, which every phone can store."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")
    return f"unclench-{words or 'session'}-{minutes}-min.{suffix}"


def policy(script: str, style: str) -> str:
    """Nothing can be asked for or sent anywhere: this script, this style, and the sound within the file."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "media-src data: blob:",
            "img-src data:",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
