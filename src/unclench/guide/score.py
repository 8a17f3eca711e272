"""From a Session to its Score: every line, bell, beat and breath at its millisecond.

The same session, density and language give the same score on every machine; the time of a line is estimated
from its words (speaking.py), so no voice is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import Rate, RegionId
from unclench.composer.types import Session, Step
from unclench.guide.canonical import digest
from unclench.guide.draft import Draft, Wanted
from unclench.guide.lines import LANGUAGES, line, variant
from unclench.guide.script import (
    MOST_PLACES,
    Setting,
    again_lines,
    is_check_vital,
    later_lines,
    name_in_sentence,
    only_side_lines,
    onward_lines,
    place_words,
    pressure_check,
    setting_of,
    short_switch_line,
    start_lines,
    switch_line,
    vital_lines,
)
from unclench.guide.timeline import GAP_MS, Timeline
from unclench.guide.types import Beat, Cue, Density, DoesNotFitError, Heard, Say, Score, ScoreStep, Sound
from unclench.plain import to_plain

FIRST_LINE_MS = 2_000
NEXT_BEFORE_END_MS = 8_000
COUNTDOWN_BEFORE_END_MS = 3_000
END_BELL_BEFORE_END_MS = 5_000
"""The closing bell rings out within the session."""
MOVING_MS = 3_000
"""Quiet after the words that change sides, for the hands to move."""
TURNING_MS = 8_000
"""Quiet after the words that change the position, where the step has room for it."""
SHORTEST_WITH_NEXT_MS = 30_000
SHORTEST_WITH_MIDPOINT_MS = 40_000
SPEECH_PERCENT = 35
FIRST_STEP_SPEECH_PERCENT = 60
FIRST_STEP_WITH_NOTES_PERCENT = 70
"""With the words that send to the screen, or say how hard, so that consent need not be shortened for them."""
ONE_SIDED_SPEECH_PERCENT = 60
"""With the words that name the side. They are said in short steps too, and only shortened where time itself ends."""
CHECKED_SPEECH_PERCENT = 40
"""With the pressure check of specific work, with the words that say how hard it is from now on, and with what is vital:
which way, where, how far. What is spoken stays within the share: estimates are a sixth too long.
"""
VITAL_AFTER_MS = 3_000
"""Time to do what was said before the next that is vital."""
BELOW_HAIR_AND_FACE: frozenset[RegionId] = frozenset(
    {
        *("nape", "c7_junction", "shoulder_top", "shoulder_point", "suprascapular", "infrascapular", "scapular_border"),
        *("interscapular", "paraspinal_upper_thoracic", "paraspinal_lower_thoracic", "paraspinal_lumbar", "sacral"),
        *("pectoral", "wrist_forearm", "hand_web", "hand_edge", "lower_leg", "foot_sole", "foot_dorsum"),
    }
)
"""Where a little oil that is left on the hands does no harm."""
REACHED_WITHOUT_EFFORT = BELOW_HAIR_AND_FACE - {"nape", "c7_junction"}
"""Where own hands need not be held up."""
ARMS_UP_MS = 120_000
"""So long own hands reach up before they hear that they may rest."""
LONGEST_ALONE_MS = 30_000
"""Hands at work hear a word after that time without any."""
LEVEL_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
CALM_BREATH_MS = (4_000, 6_000)
"""In and out where the technique has no rhythm of its own."""
SLOWEST_BEAT_PER_MIN = 9
"""Strokes slower than this go with the breath: one stroke, one breath."""


def score(
    session: Session,
    *,
    density: Density = "full",
    lang: str = "en",
    atlas: Atlas | None = None,
    heard: Heard = "with_ticks",
) -> Score:
    """Write the session out in time.

    Lines of `session.before` open the first step and those of `session.after` close the last, the most
    important first, as many as have room; what has none is for the screen and the printed sheet. Where a line
    of `session.before` or `session.during` is not said, the voice sends there once, before the first step. Raises
    DoesNotFitError if a line that must be said has no room, ValueError for a language without lines or steps
    that do not follow on one another, ScriptError for a technique that the atlas does not have.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"There are no lines in “{lang}” yet; there are: {', '.join(LANGUAGES)}.")
    _check_contiguous(session)
    known = atlas if atlas is not None else load_atlas()
    return Score(
        session_id=session_id(session),
        lang=lang,
        density=density,
        duration_ms=session.duration_s * 1000,
        steps=_written(session, density, known, heard),
        sleep=session.request.bedtime,
    )


def session_id(session: Session) -> str:
    """The same for the same steps. Made from what is done alone, it tells nothing of what was asked."""
    done = [
        {
            name: to_plain(getattr(step, name))
            for name in (
                *("technique", "contact", "side", "sides", "first_side", "position", "start_s", "duration_s"),
                *("level", "layer"),
            )
        }
        for step in session.steps
    ]
    return digest([session.request.giver, session.place, done])[:16]


def position_first(session: Session, first: Step) -> Say | None:
    """How one lies or sits at the beginning; None where that depends on a side and none is worked."""
    own = session.request.giver == "self"
    sides = (step.side for step in session.steps if step.contact and step.side in ("left", "right"))
    side = next(sides, None)
    if first.position == "side" and side is None and not own:
        return None
    name = "position_first" if own else "position_first_of_receiver"
    return line(f"{name}.{first.position}", side=side or "")


def breath_of(step: Step, rate: Rate) -> tuple[int, int] | None:
    """Milliseconds to breathe in and out in this step; None where the breath is left alone."""
    if rate.breath_in_s and rate.breath_out_s:
        return rate.breath_in_s * 1000, rate.breath_out_s * 1000
    if 0 < rate.strokes_per_min < SLOWEST_BEAT_PER_MIN and step.level:
        whole = 60_000 // rate.strokes_per_min
        return whole * 2 // 5, whole - whole * 2 // 5
    if step.role in ("warmup", "integration", "rest") or step.layer == "breath":
        return CALM_BREATH_MS
    return None


def _check_contiguous(session: Session) -> None:
    at = 0
    for step in session.steps:
        if step.start_s != at or step.duration_s <= 0:
            raise ValueError(f"Step {step.id} starts at {step.start_s} s; {at} s and a length were expected.")
        at += step.duration_s
    if not at:
        raise ValueError("The session has no steps.")


_SOUNDS: Mapping[Heard, frozenset[str]] = {
    "with_ticks": frozenset({"tone", "breath", "pace", "press"}),
    "without_ticks": frozenset({"tone", "breath"}),
    "introduced": frozenset(),
}

_Opening = tuple[int, list[Wanted]]
"""Lines to open a step with, and how much of it all its speech may then fill, in percent."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A step among its neighbours."""

    step: Step
    phase: int
    index: int
    previous: Step | None
    following: Step | None
    setting: Setting


def _written(session: Session, density: Density, atlas: Atlas, heard: Heard) -> tuple[ScoreStep, ...]:
    writer = _Writer(session, density, atlas, heard)
    steps = writer.steps()
    # Only at the end is it known whether everything found room; the first step has then to say that it did not.
    return _Writer(session, density, atlas, heard, more_notes=True).steps() if writer.during else steps


class _Writer:
    """Writes one session. The only thing it remembers from step to step is what has still to be said.

    `more_notes`: there are lines for the screen besides those of `session.before`.
    """

    def __init__(
        self, session: Session, density: Density, atlas: Atlas, heard: Heard, *, more_notes: bool = False
    ) -> None:
        self.more_notes = more_notes
        self.session = session
        self.density = density
        self.atlas = atlas
        self.giver = session.request.giver
        self.quiet = session.request.bedtime
        self.during = _numbered("session.during", session.during)
        self.introduced = heard == "introduced"
        self.unexplained = set(_SOUNDS[heard])
        self.safety: Wanted | None = Wanted("safety", line("safety"), droppable=False)
        self.oily = False
        self.arms_up_ms = 0

    def steps(self) -> tuple[ScoreStep, ...]:
        written = tuple(self._step(place) for place in self._places())
        if self.safety is not None:
            raise DoesNotFitError(f"{written[0].id}: the stop signs do not fit into any step of this session")
        return written

    def _places(self) -> list[_Place]:
        phases = [number for number, phase in enumerate(self.session.phases) for _ in phase.steps]
        steps = self.session.steps
        before, after = (None, *steps[:-1]), (*steps[1:], None)
        return [
            _Place(step, phases[index], index, before[index], after[index], self._setting(step))
            for index, step in enumerate(steps)
        ]

    def _setting(self, step: Step) -> Setting:
        return setting_of(step, self.giver, self.atlas)

    def _step(self, place: _Place) -> ScoreStep:
        step = place.step
        draft = _empty_draft(place)
        self._mark_start_and_end(draft, place)
        self._change_sides(draft, place)
        self._open(draft, place)
        self._remind(draft, place)
        if self.density == "full":
            self._fill(draft, place)
        elif self.density == "brief":
            self._say_again(draft, place)
            self._name_pressure(draft, place, 0)
            self._say_midpoint(draft, place)
        self._breathe(draft, place)
        return ScoreStep(
            id=step.id,
            phase=place.phase,
            technique=step.technique,
            name=place.setting.technique.name,
            start_ms=step.start_s * 1000,
            duration_ms=draft.duration_ms,
            cues=tuple(sorted(draft.cues, key=_in_time)),
            beat=_beat(draft, place),
        )

    def _mark_start_and_end(self, draft: Draft, place: _Place) -> None:
        bell: Sound = "bell_soft" if place.previous is None or self.quiet else "bell_step"
        draft.sound(0, "start", bell, "none" if self.quiet else "double", anchor="start")
        if place.following is not None:
            at = draft.duration_ms - COUNTDOWN_BEFORE_END_MS
            draft.sound(
                at,
                "countdown",
                "tone_countdown",
                "none" if self.quiet else "tick",
                anchor="end",
                droppable=True,
            )
        else:
            at = draft.duration_ms - END_BELL_BEFORE_END_MS
            sound: Sound = "none" if self.quiet else "bell_end"
            draft.sound(at, "end", sound, "none" if self.quiet else "long", anchor="end")
        draft.timeline.take(at, 0)

    def _change_sides(self, draft: Draft, place: _Place) -> None:
        if place.step.sides == "in_turn":
            wanted = Wanted("switch_sides", self._switch(draft, place), droppable=False)
            half = draft.duration_ms // 2
            draft.say_at(half, wanted, haptic="double", anchor="mid", still_ms=MOVING_MS - GAP_MS)

    def _switch(self, draft: Draft, place: _Place) -> Say:
        """The technique's own words, or fewer where with these the step would have no room for what has to be said."""
        setting = place.setting
        own, again = switch_line(setting), again_lines(setting)
        if again:
            # Where the body moves by itself, they say what holds it.
            return own
        needed = [own] if self.density == "bells" else [own, *start_lines(setting, 1)]
        speech_ms = sum(Wanted("switch_sides", say).speech_ms for say in needed)
        told = (*start_lines(setting), *vital_lines(setting, setting.side), pressure_check(setting), own)
        level = _short_pressure(place)
        told_ms = sum(Wanted("technique", say).speech_ms for say in told) + (level.speech_ms if level else 0)
        if "press" in self.unexplained and setting.technique.rate.on_s:
            told_ms += Wanted("technique", line("heard.press")).speech_ms
        fits = self.density != "full" or told_ms * 100 <= draft.duration_ms * CHECKED_SPEECH_PERCENT
        return own if fits and draft.timeline.affords(speech_ms) else short_switch_line(setting)

    def _open(self, draft: Draft, place: _Place) -> None:
        openings = self._first_openings(place) if place.previous is None else self._openings(place)
        draft.open_with(self._opening(draft, place, openings))
        if any(cue.kind == "safety" and self.safety and cue.say == self.safety.say for cue in draft.cues):
            self.safety = None
        self.oily = bool(place.step.oil) or (self.oily and not draft.says("guide.oil.wipe"))

    def _opening(self, draft: Draft, place: _Place, openings: list[_Opening]) -> list[Wanted]:
        """The fullest that fits and leaves room to say how hard it is; else the fullest that fits."""
        short = None if place.previous is None or self.density == "bells" else _short_pressure(place)
        for level in ([short], []) if short else ([],):
            for percent, lines in openings:
                with_level = max(percent, CHECKED_SPEECH_PERCENT) if level else percent
                if draft.could_open_with(lines, draft.duration_ms * percent // 100) and draft.could_open_with(
                    [*lines, *level], draft.duration_ms * with_level // 100
                ):
                    return lines
        return openings[-1][1]

    def _first_openings(self, place: _Place) -> list[_Opening]:
        """Ways to open the session, the fullest first. The stop signs may wait a step, consent may not."""
        starts, consents = self._starts(place), self._consents()
        safety = [self.safety] if self.safety is not None else []
        befores = self._befores()
        fullest: list[_Opening] = [
            (_first_percent([*before, *pressure]), [*consent, *before, *position, *starts[0], *pressure, *safety])
            for consent in consents
            for group in _by_need(befores)
            for position, pressure in product(self._first_positions(place), self._first_pressures(place))
            for before in group
        ]
        # Fewer places are named rather than not how hard it is.
        fewer: list[_Opening] = [
            (FIRST_STEP_WITH_NOTES_PERCENT, [*before, *start, *pressure, *safety])
            for before in befores[-2:]
            for start in starts[1:]
            for pressure in self._first_pressures(place)[:-1]
        ]
        noted = [[*consent, *before, *start] for before in befores[-2:] for start in starts for consent in consents]
        # A step of twenty seconds may have no room to send to the screen; consent and what to do come before it.
        bare = [[*consent, *start] for start in starts for consent in consents]
        tight = [(noted, safety), (noted, []), (bare, safety), (bare, [])]
        if place.following is None:
            tight.remove((noted, []))
        return [*fullest, *fewer, *((100, [*lines, *last]) for ways, last in tight for lines in ways)]

    def _first_positions(self, place: _Place) -> list[list[Wanted]]:
        """How one lies or sits, for who does not look; without it where there is no room."""
        if self.density == "bells" or self.introduced:
            return [[]]
        say = position_first(self.session, place.step)
        return [[Wanted("lead_in", say)], []] if say is not None else [[]]

    def _first_pressures(self, place: _Place) -> list[list[Wanted]]:
        """How hard own hands begin, rather than all that is to be seen to. Others ask for a number."""
        short = _short_pressure(place)
        silent = short is None or self.giver != "self" or self.density == "bells"
        return [[]] if silent or short is None else [[short], []]

    def _befores(self) -> list[list[Wanted]]:
        """What is said of `session.before`, the fullest first; the last two are the least that must be said."""
        before = [Wanted("lead_in", say) for say in _numbered("session.before", self.session.before)]
        if not before and not self.more_notes:
            return [[]]
        # The key of what is the session's own: a file that leaves the machine has no screen with these notes.
        full, short = (
            Wanted("lead_in", Say("session.notes", line(f"notes.{name}").default), droppable=False)
            for name in ("full", "short")
        )
        if self.density != "full":
            return [[full], [short]]
        whole = [before] if not self.more_notes else [[full, *before]]
        return [*whole, *([full, *before[:many]] for many in range(len(before) - 1, -1, -1)), [short]]

    def _openings(self, place: _Place) -> list[_Opening]:
        position, starts, off = self._new_position(place), self._starts(place), self._hands_off(place)
        turned = [[replace(wanted, still_ms=TURNING_MS) for wanted in position], position] if position else [[]]
        openings = [[*turn, *start] for turn in turned for start in starts]
        if off:
            openings = [[*off, *opening] for opening in openings] + openings
        percent = ONE_SIDED_SPEECH_PERCENT if place.setting.one_sided else SPEECH_PERCENT
        usual: list[_Opening] = [(percent, opening) for opening in openings]
        if place.setting.one_sided:
            usual += [(100, opening) for opening in openings]
        if self.safety is None:
            return usual
        # Better too many words in the second step than stop signs in the fifth.
        told = [[*opening, self.safety] for opening in openings]
        return [*((percent, opening) for opening in told), *((100, opening) for opening in told), *usual]

    def _consents(self) -> list[list[Wanted]]:
        """The giver's first words, the fullest first; none on oneself."""
        if self.giver == "self":
            return [[]]
        number = Wanted("pressure", line("consent.pressure_number"), droppable=False)
        full, short = (Wanted("lead_in", say, droppable=False) for say in self._consent())
        return [[full, number], [short, number], [short]]

    def _consent(self) -> tuple[Say, Say]:
        """In full and in short, with the stop word where one was agreed."""
        word = self.session.safety.stop_word
        if not word:
            return line("consent.full"), line("consent.short")
        # The key of what is the session's own: in a file that leaves the machine no word has been agreed.
        said = (line(f"consent.{name}", word=word).default for name in ("agreed", "agreed_short"))
        full, short = (Say("session.stop_word", text) for text in said)
        return full, short

    def _remind(self, draft: Draft, place: _Place) -> None:
        """What the rules want said during the work: a line for each step with hands, until all are said."""
        if place.step.contact and self.during:
            wanted = Wanted("safety", self.during[0], droppable=False)
            if draft.try_say(draft.duration_ms // 4, wanted) or draft.try_say(0, wanted):
                self.during.pop(0)

    def _new_position(self, place: _Place) -> list[Wanted]:
        say = self._position_line("position", place.previous, place.step)
        return [] if say is None else [Wanted("lead_in", say, droppable=False)]

    def _hands_off(self, place: _Place) -> list[Wanted]:
        """Own hands that were at work hear that they may rest; to others the practice itself says so. Hands with oil
        on them are wiped before they come to hair or face.
        """
        before, technique = place.previous, place.setting.technique
        if self.oily and not place.step.oil and not BELOW_HAIR_AND_FACE.issuperset(place.step.contact):
            return [Wanted("lead_in", line("oil.wipe"))] if self.density != "bells" else []
        at_work = before is not None and before.contact and not place.step.contact
        silent = technique.family != "mind" or technique.id == "rest" or self.giver != "self" or self.density == "bells"
        return [] if silent or not at_work else [Wanted("lead_in", line("hands_off.self"))]

    def _turns(self, before: Step, step: Step) -> bool:
        """Lying on the side, and now the other side is up."""
        return (
            before.position == step.position == "side"
            and self.giver != "self"
            and {before.side, step.side} == {"left", "right"}
        )

    def _starts(self, place: _Place) -> list[list[Wanted]]:
        """The technique's first lines, with fewer and fewer places named; before them the one side, if it is one."""
        named = [[Wanted("lead_in", say, droppable=False)] for say in only_side_lines(place.setting)] or [[]]
        if self.density == "bells":
            return named
        # Instructions for the first side that are still being given when the hands change would be wrong.
        in_turn = place.step.sides == "in_turn"
        by_ms = place.step.duration_s * 500 - GAP_MS if in_turn else None
        starts = [
            [Wanted("technique", say, by_ms=by_ms) for say in start_lines(place.setting, most)]
            for most in range(MOST_PLACES, 0, -1)
        ]
        return [[*side, *start] for side in named for start in starts]

    def _fill(self, draft: Draft, place: _Place) -> None:
        """What is said if there is room, the most useful first; what comes last here is dropped first."""
        self._say_again(draft, place)
        checks, vital = _checks(place), vital_lines(place.setting, place.setting.side)
        kept_ms = checks[0].speech_ms if checks else 0
        both = self._name_pressure(draft, place, kept_ms + sum(Wanted("technique", say).speech_ms for say in vital))
        self._say_vital(draft, place, [] if both else checks)
        if not both:
            self._check_pressure(draft, place, checks)
        self._say_next(draft, place)
        self._say_midpoint(draft, place)
        if place.following is None:
            self._close(draft)
            if self.quiet:
                # Nobody who is falling asleep is spoken to again.
                return
        self._add_layer(draft, place)
        self._explain(draft, place)
        self._repeat_level(draft, place)
        self._say_more(draft, place)
        self._spare_arms(draft, place)
        self._keep_company(draft, place)

    def _say_again(self, draft: Draft, place: _Place) -> None:
        with draft.timeline.within(_checked_ms(draft, place)):
            for say in again_lines(place.setting):
                draft.try_say(draft.duration_ms // 2, Wanted("technique", say))

    def _repeat_level(self, draft: Draft, place: _Place) -> None:
        """In close work also where it is as hard as before: that is some minutes ago, or at another place."""
        if place.step.role != "specific" or any(_names_level(cue) for cue in draft.cues):
            return
        say = line("pressure_short.first", level=LEVEL_WORDS[place.step.level])
        with draft.timeline.within(_checked_ms(draft, place)):
            draft.try_say(0, Wanted("pressure", say))

    def _say_vital(self, draft: Draft, place: _Place, checks: list[Wanted]) -> None:
        """On the first side, the limits before the places that follow, and never so that no check is left."""
        setting, half = place.setting, draft.duration_ms // 2
        by_ms = half if place.step.sides == "in_turn" else None
        limits, onward = (
            [
                (Wanted("technique", say, by_ms=by_ms), Wanted("technique", other))
                for say, other in zip(of(setting, setting.side), of(setting, setting.other_side), strict=True)
            ]
            for of in (vital_lines, onward_lines)
        )
        at = draft.talked_until_ms + VITAL_AFTER_MS
        # Better the shorter check than no limit.
        for kept_ms in [check.speech_ms for check in checks] or [0]:
            with draft.timeline.within(_checked_ms(draft, place) - kept_ms):
                for wanted, late in limits:
                    if draft.says(wanted.say.key):
                        continue
                    if draft.try_say(at, wanted) or draft.try_say(0, wanted) or draft.try_say(half, late):
                        at = draft.cues[-1].at_ms + wanted.speech_ms + VITAL_AFTER_MS
                for number, (wanted, late) in enumerate(onward, 1):
                    if not draft.says(wanted.say.key):
                        share = half * (number + 1) // (len(onward) + 2)
                        draft.try_say(share, wanted) or draft.try_say(0, wanted) or draft.try_say(half, late)

    def _spare_arms(self, draft: Draft, place: _Place) -> None:
        """After two minutes with the arms up, that they may come down."""
        low = REACHED_WITHOUT_EFFORT.issuperset(place.step.contact)
        # A pack lies there by itself.
        if self.giver != "self" or low or place.setting.technique.family != "manual":
            self.arms_up_ms = 0
            return
        wanted = Wanted("technique", line("arms.rest"))
        with draft.timeline.within(_extra_ms(draft, place)):
            # Earlier rather than not at all; and another step in which it has no room passes it on to the next.
            tired = self.arms_up_ms + draft.duration_ms > ARMS_UP_MS
            due = max(0, ARMS_UP_MS - self.arms_up_ms)
            if tired and (draft.try_say(due, wanted) or draft.try_say(draft.duration_ms // 2, wanted)):
                self.arms_up_ms = draft.duration_ms - draft.cues[-1].at_ms
                return
        self.arms_up_ms += draft.duration_ms

    def _keep_company(self, draft: Draft, place: _Place) -> None:
        """A word wherever there was none for long, to hands that are at work."""
        if not place.step.contact or self.quiet:
            return
        spoken = sorted((cue.at_ms, cue.at_ms + cue.speech_ms) for cue in draft.cues if cue.say is not None)
        ends = [end for _, end in spoken]
        begins = [*(begin for begin, _ in spoken[1:]), draft.duration_ms]
        turn = place.index
        with draft.timeline.within(_extra_ms(draft, place)):
            for end, begin in zip(ends, begins, strict=True):
                many = (begin - end) // LONGEST_ALONE_MS
                for number in range(1, many + 1):
                    at = end + (begin - end) * number // (many + 1)
                    turn += draft.try_say(at, Wanted("technique", variant("company.hands", turn)))

    def _say_midpoint(self, draft: Draft, place: _Place) -> None:
        if draft.duration_ms < SHORTEST_WITH_MIDPOINT_MS or place.step.sides == "in_turn":
            return
        half = draft.duration_ms // 2
        breathing = breath_of(place.step, place.setting.technique.rate) is not None
        silent = breathing or place.step.role == "mind" or self.quiet
        wanted = Wanted("midpoint", line("midpoint.hands"))
        if silent or not draft.try_say_at(half, wanted, haptic="tick", anchor="mid"):
            draft.sound(half, "midpoint", "none", "none" if self.quiet else "tick", anchor="mid", droppable=True)

    def _check_pressure(self, draft: Draft, place: _Place, checks: list[Wanted]) -> None:
        third = draft.duration_ms // 3
        with draft.timeline.within(_checked_ms(draft, place)):
            any(draft.try_say(at, wanted) for wanted in checks for at in (third, 0))

    def _say_next(self, draft: Draft, place: _Place) -> None:
        if place.following is None or draft.duration_ms < SHORTEST_WITH_NEXT_MS:
            return
        moved = self._next_position(place)
        named = [moved] if moved is not None else _next_lines(place.step, self._setting(place.following))
        at = draft.duration_ms - NEXT_BEFORE_END_MS
        any(draft.try_say_at(at, Wanted("next", say), anchor="end") for say in (*named, line("next.plain")))

    def _next_position(self, place: _Place) -> Say | None:
        """That the body is about to turn, which is more to be ready for than another technique."""
        return self._position_line("next_position", place.step, place.following)

    def _position_line(self, name: str, before: Step | None, after: Step | None) -> Say | None:
        """The line of that name for how the body moves between two steps; none where it does not."""
        if before is None or after is None:
            return None
        if self._turns(before, after):
            return line(f"{name}_of_receiver.other_side")
        if before.position == after.position:
            return None
        return line(f"{name if self.giver == 'self' else f'{name}_of_receiver'}.{after.position}")

    def _explain(self, draft: Draft, place: _Place) -> None:
        """What the sounds of this step mean, each once, for who only listens."""
        if not self.unexplained:
            return
        most_ms = _checked_ms(draft, place) if place.step.role == "specific" else draft.timeline.budget_ms
        with draft.timeline.within(most_ms):
            for name, say in _sounds_heard(draft, place):
                if name in self.unexplained and draft.try_say(0, Wanted("technique", say)):
                    self.unexplained.remove(name)

    def _close(self, draft: Draft) -> None:
        """The lines after the session: at its very end, but early for someone who is to fall asleep, and not again what
        was said before it began.
        """
        told = _numbered("session.after", self.session.after)
        lines = [Wanted("end", say) for say in told if say.default not in self.session.before]
        if self.quiet:
            for wanted in lines:
                draft.try_say(0, wanted)
            return
        for many in range(len(lines), 0, -1):
            length = sum(wanted.speech_ms + GAP_MS for wanted in lines[:many]) - GAP_MS
            at = draft.timeline.until_ms - length
            if draft.timeline.affords(length - GAP_MS * (many - 1)) and draft.timeline.room(at, length) == at:
                for wanted in lines[:many]:
                    draft.try_say_at(at, wanted, anchor="end")
                    at += wanted.speech_ms + GAP_MS
                return

    def _name_pressure(self, draft: Draft, place: _Place, kept_ms: int) -> bool:
        """How hard, where it is new; in few words rather than not at all, or than that `kept_ms` of what is vital find
        no room. Whether these words are the pressure check as well, because both had no room.
        """
        short = _short_pressure(place)
        if short is None or draft.says(short.say.key):
            return False
        full = Wanted("pressure", line(f"pressure.{place.step.level}"))
        next_ms = Wanted("next", line("next.plain")).speech_ms if self.density == "full" else draft.timeline.budget_ms
        with draft.timeline.within(draft.timeline.budget_ms - next_ms - kept_ms):
            if draft.try_say(0, full):
                return False
        checks = _checks(place) if self.density == "full" else []
        with draft.timeline.within(_checked_ms(draft, place)):
            if checks and not draft.timeline.affords(short.speech_ms + checks[-1].speech_ms):
                both = Wanted("pressure", line("check.level", level=LEVEL_WORDS[place.step.level]))
                if draft.try_say(0, both):
                    return True
            draft.try_say(0, short)
        return False

    def _add_layer(self, draft: Draft, place: _Place) -> None:
        if place.step.layer is not None and place.step.contact:
            # Under a pack there is nothing to explore, and no hand that moves.
            thermal = place.setting.technique.family == "thermal"
            name = "layer" if self.giver == "self" else "layer_of_receiver"
            say = line(f"{name}.breath.0") if thermal else variant(f"{name}.{place.step.layer}", place.index)
            wanted = Wanted("technique", say)
            draft.try_say(draft.duration_ms * 2 // 3, wanted) or draft.try_say(0, wanted)

    def _say_more(self, draft: Draft, place: _Place) -> None:
        """As many of the lines as there is speech left for, spread evenly over what remains of the step."""
        setting = place.setting
        said = {say.key for say in (*onward_lines(setting, setting.side), *vital_lines(setting, setting.side))}
        first, second = (
            [say for say in later_lines(setting, side) if say.key not in said]
            for side in (setting.side, setting.other_side)
        )
        many, speech_ms = 0, 0
        while many < len(first):
            longer = max(Wanted("technique", say[many]).speech_ms for say in (first, second))
            if not draft.timeline.affords(speech_ms + longer):
                break
            many, speech_ms = many + 1, speech_ms + longer
        begin, half = draft.talked_until_ms, draft.duration_ms // 2
        for number in range(many):
            at = begin + (draft.timeline.until_ms - begin) * (number + 1) // (many + 1)
            wanted = Wanted("technique", first[number], by_ms=half if place.step.sides == "in_turn" else None)
            if not (at < half and draft.try_say(at, wanted)):
                draft.try_say(at, Wanted("technique", (second if at >= half else first)[number]))

    def _breathe(self, draft: Draft, place: _Place) -> None:
        breath = breath_of(place.step, place.setting.technique.rate)
        if breath is None:
            return
        breath_in, breath_out = breath
        at = max(draft.talked_until_ms + GAP_MS, FIRST_LINE_MS)
        while at + breath_in + breath_out <= draft.duration_ms:
            # Breaths under a line are left out, and the later ones keep the pace, so that one can breathe on.
            if draft.timeline.is_quiet(at) and draft.timeline.is_quiet(at + breath_in):
                draft.sound(at, "breath_in", "breath_in", "none", anchor="start", droppable=True)
                draft.sound(at + breath_in, "breath_out", "breath_out", "none", anchor="start", droppable=True)
            at += breath_in + breath_out


def _empty_draft(place: _Place) -> Draft:
    duration_ms = place.step.duration_s * 1000
    mark = COUNTDOWN_BEFORE_END_MS if place.following is not None else END_BELL_BEFORE_END_MS
    percent = FIRST_STEP_SPEECH_PERCENT if place.previous is None else SPEECH_PERCENT
    timeline = Timeline(
        from_ms=FIRST_LINE_MS,
        until_ms=duration_ms - mark - GAP_MS,
        budget_ms=duration_ms * percent // 100,
    )
    return Draft(place.step.id, duration_ms, timeline)


def _short_pressure(place: _Place) -> Wanted | None:
    """How hard it is from now on, in two or three words; None where it is as before, or nothing is touched."""
    level, before = place.step.level, place.previous.level if place.previous else 0
    if not level or level == before:
        return None
    way = "first" if not before else "softer" if level < before else "firmer"
    return Wanted("pressure", line(f"pressure_short.{way}", level=LEVEL_WORDS[level]))


def _checks(place: _Place) -> list[Wanted]:
    """Ways to check the pressure in close work, the fullest first; none elsewhere."""
    held_point = place.step.points and place.setting.technique.hold_s
    if place.step.role != "specific" and not held_point and not is_check_vital(place.setting):
        return []
    return [Wanted("pressure", pressure_check(place.setting)), Wanted("pressure", line("check.short"))]


def _checked_ms(draft: Draft, place: _Place) -> int:
    percent = FIRST_STEP_WITH_NOTES_PERCENT if place.previous is None else CHECKED_SPEECH_PERCENT
    return max(draft.timeline.budget_ms, draft.duration_ms * percent // 100)


def _extra_ms(draft: Draft, place: _Place) -> int:
    """For a few words more, where a step may go beyond its share anyway: in close work, or at another pressure."""
    checked = place.step.role == "specific" or _short_pressure(place) is not None
    return _checked_ms(draft, place) if checked else draft.timeline.budget_ms


def _names_level(cue: Cue) -> bool:
    return cue.say is not None and cue.say.key.startswith(("guide.pressure", "guide.check.level"))


def _by_need(befores: list[list[Wanted]]) -> list[list[list[Wanted]]]:
    """Where all of it can be said, it is: nobody has to look then. Else how to lie and how hard come before it."""
    return [befores[:1], befores[1:]] if all(wanted.droppable for wanted in befores[0]) else [befores]


def _first_percent(told: list[Wanted]) -> int:
    noted = any(not wanted.droppable or wanted.kind == "pressure" for wanted in told)
    return FIRST_STEP_WITH_NOTES_PERCENT if noted else FIRST_STEP_SPEECH_PERCENT


def _beat(draft: Draft, place: _Place) -> Beat | None:
    """Ticks at the pace of the strokes, or for pressing and letting go, from the first lines to the countdown."""
    technique = place.setting.technique
    rate, first_ms = technique.rate, max(draft.talked_until_ms + GAP_MS, FIRST_LINE_MS)
    if technique.family == "manual" and rate.on_s:
        every_ms, then_ms = (rate.on_s + rate.off_s) * 1000, rate.on_s * 1000
    elif _is_still(place) or rate.strokes_per_min < SLOWEST_BEAT_PER_MIN:
        return None
    else:
        every_ms, then_ms = round(60_000 / rate.strokes_per_min), 0
    last_ms, moving_ms = draft.timeline.until_ms - then_ms, _moving_ms(draft)
    if moving_ms[1] > first_ms:
        before = max(0, (moving_ms[0] - 1 - then_ms - first_ms) // every_ms + 1)
        count = before + max(0, (last_ms - moving_ms[1]) // every_ms + 1)
    else:
        count = (last_ms - first_ms) // every_ms + 1
    return Beat(first_ms, every_ms, count, then_ms, moving_ms) if count > 0 else None


def _moving_ms(draft: Draft) -> tuple[int, int]:
    """From when until when the hands change sides; no time where they do not."""
    switches = (cue for cue in draft.cues if cue.kind == "switch_sides")
    return next(((cue.at_ms, cue.at_ms + cue.speech_ms + MOVING_MS) for cue in switches), (0, 0))


def _is_still(place: _Place) -> bool:
    return place.setting.technique.motion in ("still", "stretch", "none") or place.step.role in ("mind", "rest")


def _sounds_heard(draft: Draft, place: _Place) -> Iterator[tuple[str, Say]]:
    """What is heard in this step beside words, by name, and what it means."""
    beat = _beat(draft, place)
    if beat is not None and beat.then_ms:
        yield "press", line("heard.press")
    elif beat is not None:
        circles = place.setting.technique.motion == "circle"
        yield "pace", line("heard.circle" if circles else "heard.movement")
    if breath_of(place.step, place.setting.technique.rate) is not None:
        yield "breath", line("heard.breath")
    if place.following is not None:
        yield "tone", line("heard.tone")


def _next_lines(step: Step, following: Setting) -> list[Say]:
    """The next technique, in full and in few words, or its place where the technique stays the same."""
    if following.technique.id == step.technique and following.contact:
        side = following.side if following.one_sided else "both"
        return [line("next.places", places=place_words(following.contact, following.giver, side, 1))]
    name = name_in_sentence(following.technique.name)
    # "Slow breathing, six a minute", "Tense and let go: seven groups": what comes after is said when it begins.
    return [line("next.technique", technique=words) for words in dict.fromkeys((name, re.split("[,:]", name)[0]))]


def _numbered(key: str, texts: tuple[str, ...]) -> list[Say]:
    return [Say(f"{key}.{number}", text) for number, text in enumerate(texts)]


def _in_time(cue: Cue) -> tuple[int, bool, str]:
    return cue.at_ms, cue.kind != "start", cue.kind
