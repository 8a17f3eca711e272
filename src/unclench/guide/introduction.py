"""A score for who only listens: what stands on a page otherwise is said before the session begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from unclench.atlas import Atlas
from unclench.composer.types import Session
from unclench.guide.draft import Wanted
from unclench.guide.lines import line
from unclench.guide.score import position_first, score
from unclench.guide.timeline import GAP_MS
from unclench.guide.types import Cue, Density, Say, Score, ScoreStep

STEP = "introduction"
"""The name of its step, the first; those of the session follow, each as long as it was."""
FIRST_LINE_MS = 1_000
LAST_GAP_MS = 3_000
"""Quiet before the bell that begins the session."""


def heard_alone(
    session: Session, *, density: Density = "full", lang: str = "en", atlas: Atlas, ticks: bool = True
) -> Score:
    """The session as `score` writes it, after an introduction in whole seconds: what to see to, how to lie, and what
    the sounds mean. Nothing sends to written notes. `ticks`: they are heard. Raises as `score` does.
    """

    def written(during: tuple[str, ...]) -> Score:
        later = tuple(text for text in session.after if text not in session.before)
        bare = replace(session, before=(), during=during, after=later)
        return score(bare, density=density, lang=lang, atlas=atlas, heard="introduced")

    first = written(session.during)
    said = {cue.say.key for step in first.steps for cue in step.cues if cue.say is not None}
    later = tuple(text for number, text in enumerate(session.during) if f"session.during.{number}" in said)
    whole = first if later == session.during else written(later)
    notes = [Say(f"session.before.{number}", text) for number, text in enumerate(session.before)]
    notes += [Say(f"session.during.{number}", text) for number, text in enumerate(session.during) if text not in later]
    return _after(_introduction([*_opening(session, notes), *_sounds(whole, ticks=ticks)]), whole)


def _opening(session: Session, notes: list[Say]) -> Iterator[Say]:
    yield line("introduction.first")
    yield from notes
    position = position_first(session, session.steps[0])
    if position is not None:
        yield position


def _sounds(whole: Score, *, ticks: bool) -> Iterator[Say]:
    if len(whole.steps) > 1:
        yield line("introduction.bells")
    beats = [step.beat for step in whole.steps if step.beat is not None] if ticks else []
    if any(not beat.then_ms for beat in beats):
        yield line("introduction.ticks")
    if any(beat.then_ms for beat in beats):
        yield line("introduction.press")
    sounds = {cue.sound for step in whole.steps for cue in step.cues}
    if "breath_in" in sounds:
        yield line("heard.breath")
    if "tone_countdown" in sounds:
        yield line("heard.tone")
    if any(cue.kind == "pressure" and cue.say is not None for step in whole.steps for cue in step.cues):
        yield line("introduction.pressure")
    yield line("introduction.last")


def _introduction(lines: list[Say]) -> ScoreStep:
    cues, at_ms = [], FIRST_LINE_MS
    for say in lines:
        speech_ms = Wanted("lead_in", say).speech_ms
        cues.append(Cue(at_ms, "start", "lead_in", say, "none", "none", False, speech_ms))
        at_ms += speech_ms + GAP_MS
    length_ms = at_ms - GAP_MS + LAST_GAP_MS
    name = line("introduction.name").default
    return ScoreStep(STEP, 0, "", name, 0, -(-length_ms // 1000) * 1000, tuple(cues), None)


def _after(introduction: ScoreStep, whole: Score) -> Score:
    longer_ms = introduction.duration_ms
    moved = (replace(step, start_ms=step.start_ms + longer_ms) for step in whole.steps)
    return replace(whole, duration_ms=whole.duration_ms + longer_ms, steps=(introduction, *moved))
