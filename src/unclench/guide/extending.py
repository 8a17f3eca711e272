"""How a step may be made longer while it plays: what is played again, and how often without passing a limit.

Whatever is pressed, in whichever steps, everything together stays within the limits of the Clearance and the
composer's own; where there is doubt, a step is not made longer at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from unclench.atlas import Atlas
from unclench.composer.tuning import Tuning, load_tuning
from unclench.composer.types import Pain, Session, Step
from unclench.guide.types import Score, ScoreStep, Sound
from unclench.safety.types import Clearance

ADDED_MS = 30_000
"""What one press adds, as nearly as whole beats and breaths allow."""
LEAST_ADDED_MS, MOST_ADDED_MS = 20_000, 40_000
SPARE_MS = 5_000
"""What is left of the limits is shared out among the steps in pieces of this length."""
SHORTEST_LOOP_MS = 4_000
"""A shorter stretch played over and over is heard as one that sticks."""
QUIET_LOOPS_MS = (30_000, 15_000, 10_000, 7_500, 6_000, 5_000)
"""Where there is neither beat nor breath: parts of half a minute."""
BEFORE_SPEECH_MS, AFTER_SPEECH_MS = 300, 500
WITHOUT_HANDS_MS = 300_000
"""So much longer may all that needs no hands become in one session."""
SORE_FROM = 7
"""Where it hurts this much, hands stay no longer than planned."""
RINGS_MS: Mapping[Sound, int] = {"bell_soft": 5_000, "bell_step": 3_200, "bell_end": 7_000, "tone_countdown": 1_200}
NECK_REGIONS = frozenset({"nape", "c7_junction", "lateral_neck", "suboccipital"})
FIRM_ABOVE = 3


NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Extend:
    """One press: from `loop_to_ms` back to `loop_from_ms`, `passes` times, which adds `adds_ms`.

    At most `most` presses: so many in this step and in every other leave all limits kept. Both times are absolute.
    With `repeat` the whole step is played again, both its sides; then what is heard from `hush_from_ms` on (that the
    next step is near) is not true yet, and is muted and not shown until the last time round.
    """

    adds_ms: int
    most: int
    passes: int
    loop_from_ms: int
    loop_to_ms: int
    repeat: bool
    hush_from_ms: int | None


@dataclass(frozen=True, slots=True)
class _Loop:
    """A stretch of the step, from its start, that can be heard again."""

    from_ms: int
    to_ms: int
    passes: int

    @property
    def adds_ms(self) -> int:
        return (self.to_ms - self.from_ms) * self.passes

    @property
    def rank(self) -> tuple[int, int, int]:
        """Nearest to what a press should add, then the longest, then the last."""
        return -abs(self.adds_ms - ADDED_MS), self.to_ms - self.from_ms, self.from_ms


def extensions(
    session: Session,
    score: Score,
    clearance: Clearance | None,
    atlas: Atlas,
    taken_ms: Mapping[str, int] = NOTHING,
) -> Mapping[str, Extend]:
    """By step id; a step that cannot be made longer is not there. `taken_ms`: what steps have had beyond their
    length.
    """
    limits = _Limits(session, clearance, atlas, taken_ms)
    loops, most = _presses(session, score, limits)
    written_by_id = {written.id: written for written in score.steps}
    in_turn = {step.id for step in session.steps if step.sides == "in_turn"}
    return {
        id_: _extend(loop, most[id_], written_by_id[id_], repeat=id_ in in_turn)
        for id_, loop in loops.items()
        if most[id_]
    }


def spare_ms(
    session: Session,
    score: Score,
    clearance: Clearance | None,
    atlas: Atlas,
    taken_ms: Mapping[str, int] = NOTHING,
) -> Mapping[str, int]:
    """By step, how much longer than its length it may take in all: by being made longer as `extensions` says, and by
    being played again in part. All of it, in every step, together stays within every limit.
    """
    limits = _Limits(session, clearance, atlas, taken_ms)
    loops, most = _presses(session, score, limits)
    longer = {step: loops[step].adds_ms * most[step] for step in loops}
    limits.take(longer)
    growing = {step.id: SPARE_MS for step in session.steps if step.contact and limits.may_grow(step)}
    left = limits.presses({step: growing[step.id] for step in session.steps if step.id in growing})
    return {step.id: longer.get(step.id, 0) + left.get(step.id, 0) * SPARE_MS for step in session.steps}


def _presses(session: Session, score: Score, limits: _Limits) -> tuple[Mapping[str, _Loop], Mapping[str, int]]:
    loops: dict[str, _Loop] = {}
    for step, written in zip(session.steps, score.steps, strict=True):
        loop = loop_of(step, written) if limits.may_grow(step) else None
        if loop is not None:
            loops[step.id] = loop
    return loops, limits.presses({step: loops[step.id].adds_ms for step in session.steps if step.id in loops})


def _extend(loop: _Loop, most: int, written: ScoreStep, *, repeat: bool) -> Extend:
    start_ms = written.start_ms
    return Extend(
        adds_ms=loop.adds_ms,
        most=most,
        passes=loop.passes,
        loop_from_ms=start_ms + loop.from_ms,
        loop_to_ms=start_ms + loop.to_ms,
        repeat=repeat,
        hush_from_ms=start_ms + _latest_ms(written) if repeat else None,
    )


# What can be heard again


def loop_of(step: Step, written: ScoreStep) -> _Loop | None:
    """The best stretch to hear again; None where there is none without words, bells and half breaths."""
    if step.sides == "in_turn":
        # Half a minute more of one side would leave the other behind: both again, or neither.
        return _Loop(0, written.duration_ms, 1)
    return max(_loops(written), key=lambda loop: loop.rank, default=None)


def _loops(written: ScoreStep) -> Iterator[_Loop]:
    breathes = any(cue.kind == "breath_in" for cue in written.cues)
    for from_ms, to_ms in quiet_stretches(written):
        if breathes:
            yield from _breath_loops(written, from_ms, to_ms)
        elif written.beat is not None:
            yield from _beat_loops(written, from_ms, to_ms)
        else:
            yield from (_Loop(to_ms - ms, to_ms, ADDED_MS // ms) for ms in QUIET_LOOPS_MS if to_ms - ms >= from_ms)


def _breath_loops(written: ScoreStep, from_ms: int, to_ms: int) -> Iterator[_Loop]:
    """Whole breaths, from one breath in to another; with a beat, only where the beat goes on evenly."""
    starts = [cue.at_ms for cue in written.cues if cue.kind == "breath_in" and from_ms <= cue.at_ms < to_ms]
    cycle_ms = min((after - before for before, after in pairwise(_breaths_in(written))), default=0)
    if not cycle_ms:
        return
    for start_ms in starts:
        end_ms = start_ms + cycle_ms
        while end_ms <= to_ms and end_ms - cycle_ms in starts:
            uneven = written.beat is not None and (end_ms - start_ms) % written.beat.every_ms
            if not uneven:
                yield from _timed(start_ms, end_ms)
            end_ms += cycle_ms


def _breaths_in(written: ScoreStep) -> list[int]:
    return [cue.at_ms for cue in written.cues if cue.kind == "breath_in"]


def _beat_loops(written: ScoreStep, from_ms: int, to_ms: int) -> Iterator[_Loop]:
    """Whole beats, from between two ticks to between two others."""
    beat = written.beat
    if beat is None:
        return
    edges = [beat.first_ms + number * beat.every_ms - beat.every_ms // 2 for number in range(1, beat.count)]
    inside = [edge for edge in edges if from_ms <= edge <= to_ms]
    if inside:
        yield from (loop for edge in inside for loop in _timed(edge, inside[-1]))


def _timed(from_ms: int, to_ms: int) -> Iterator[_Loop]:
    length_ms = to_ms - from_ms
    if length_ms >= SHORTEST_LOOP_MS:
        passes = max(1, round(ADDED_MS / length_ms))
        if LEAST_ADDED_MS <= passes * length_ms <= MOST_ADDED_MS:
            yield _Loop(from_ms, to_ms, passes)


def quiet_stretches(written: ScoreStep) -> Iterator[tuple[int, int]]:
    """Where nothing but beats and breaths is heard, up to the words and tones that end the step."""
    at_ms, latest_ms = 0, _latest_ms(written)
    for begin_ms, end_ms in sorted(_busy(written)):
        if begin_ms > at_ms:
            yield at_ms, min(begin_ms, latest_ms)
        at_ms = max(at_ms, end_ms)
        if at_ms >= latest_ms:
            return
    yield at_ms, latest_ms


def _busy(written: ScoreStep) -> Iterator[tuple[int, int]]:
    for cue in written.cues:
        if cue.say is not None:
            yield cue.at_ms - BEFORE_SPEECH_MS, cue.at_ms + cue.speech_ms + AFTER_SPEECH_MS
        elif cue.kind not in ("breath_in", "breath_out"):
            yield cue.at_ms, cue.at_ms + max(1, RINGS_MS.get(cue.sound, 0))


def _latest_ms(written: ScoreStep) -> int:
    """The first word or tone that tells the step ends."""
    endings = (cue.at_ms for cue in written.cues if cue.kind in ("next", "countdown", "end"))
    return min(endings, default=written.duration_ms)


# How often


class _Limits:
    """What is left of every limit, in milliseconds, and what each step takes of it when it grows."""

    def __init__(
        self, session: Session, clearance: Clearance | None, atlas: Atlas, taken_ms: Mapping[str, int] = NOTHING
    ) -> None:
        self._session = session
        self._clearance = clearance
        self._atlas = atlas
        self._tuning: Tuning = load_tuning()
        self._takes = {step.id: dict(self._shares(step)) for step in session.steps}
        self._left = dict(self._remaining())
        self.take(taken_ms)

    def take(self, taken_ms: Mapping[str, int]) -> None:
        """So much of each step is used up."""
        for step, ms in taken_ms.items():
            for name, share in self._takes.get(step, {}).items():
                self._left[name] -= share * ms

    def may_grow(self, step: Step) -> bool:
        technique = self._atlas.techniques[step.technique]
        if not step.contact:
            return technique.family == "mind"
        if step.position == "side" and not step.asymmetric and self._session.request.giver != "self":
            return False  # the same is done on the other side, before or after turning: that would stay shorter
        sore = any(_is_sore(pain) and pain.region in step.contact for pain in self._session.request.pains)
        return self._clearance is not None and self._clearance.hands_on and not technique.head_weight and not sore

    def presses(self, adds_ms: Mapping[Step, int]) -> Mapping[str, int]:
        """How often each step may grow, were all to grow as often as they may: one press to each in turn."""
        left = dict(self._left)
        most = {step.id: 0 for step in adds_ms}
        growing = list(adds_ms)
        while growing:
            for step in tuple(growing):
                taken = {name: share * adds_ms[step] for name, share in self._takes[step.id].items()}
                if all(left[name] >= taken_ms for name, taken_ms in taken.items()):
                    left |= {name: left[name] - taken_ms for name, taken_ms in taken.items()}
                    most[step.id] += 1
                else:
                    growing.remove(step)
        return most

    def _shares(self, step: Step) -> Iterator[tuple[str, float]]:
        """The limits that this step counts towards, and how much of its time does."""
        technique = self._atlas.techniques[step.technique]
        yield f"dose of {step.id}", 1
        yield "whole session", 1
        for name in technique.safety_classes:
            yield f"{name} of {step.id}", 1
        if not step.contact:
            yield "without hands", 1
            return
        yield "hands", 1
        if step.zone:
            yield f"zone {step.zone}", 1
            if self._tuning.technique[technique.id].tiring:
                yield f"tiring {step.zone}", 1
        if NECK_REGIONS.intersection(step.contact):
            yield "neck", 1
            if step.level > FIRM_ABOVE:
                yield "firm neck", 1
        for region in step.contact:
            if step.role == "specific":
                yield f"close {region}", 1
            if technique.motion == "still" and technique.family == "manual":
                yield f"still {region}", _pressed_share(step)

    def _remaining(self) -> Iterator[tuple[str, float]]:
        """Each limit less what the session takes already."""
        steps = self._session.steps
        for name in dict.fromkeys(name for takes in self._takes.values() for name in takes):
            used_ms = sum(self._takes[step.id].get(name, 0) * step.duration_s * 1000 for step in steps)
            yield name, self._limit_s(name, steps) * 1000 - used_ms

    def _limit_s(self, name: str, steps: Iterable[Step]) -> float:
        kind = name.partition(" ")[0]
        clearance, arc = self._clearance, self._tuning.arc
        step = next((step for step in steps if name.endswith(f" of {step.id}")), None)
        if step is not None:
            return self._longest_s(step) if kind == "dose" else self._class_limit_s(kind)
        request = self._session.request
        standing = self._session.position == "standing"
        limits: dict[str, float] = {
            "whole": arc.standing_longest_s if standing else float("inf"),
            "without": WITHOUT_HANDS_MS / 1000 + sum(step.duration_s for step in steps if not step.contact),
            "zone": arc.zone_s,
            "tiring": self._tuning.tiring.limit_s(request.giver, request.sore_thumbs),
            "close": arc.region_specific_s,
            "hands": clearance.hands_on_limit_s if clearance else 0,
            "neck": clearance.neck_limit_s if clearance else 0,
            "firm": clearance.neck_firm_limit_s if clearance else 0,
            "still": clearance.hold_limit_s if clearance else 0,
        }
        return limits[kind]

    def _class_limit_s(self, technique_class: str) -> float:
        limits_s = self._clearance.technique_limit_s if self._clearance else {}
        return limits_s.get(technique_class, float("inf"))

    def _longest_s(self, step: Step) -> float:
        """With hands, the technique's own longest dose; half of it on one side of two."""
        technique = self._atlas.techniques[step.technique]
        if not step.contact:
            return float("inf")
        halved = technique.sides == "in_turn" and step.sides == "one"
        return technique.doses_s[-1] / 2 if halved else technique.doses_s[-1]


def _is_sore(pain: Pain) -> bool:
    """Where nobody said how much it hurts, it may be this much."""
    return pain.level is None or pain.level >= SORE_FROM


def _pressed_share(step: Step) -> float:
    """How much of the step's time is still pressure on one side, the pauses of a rhythm included."""
    return 0.5 if step.sides == "in_turn" else 1.0
