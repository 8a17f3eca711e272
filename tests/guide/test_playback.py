"""What the player is given: the same as the captions say, and never a way past a limit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.composer.problems import asked
from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS
from unclench.composer import Pain, Request, Session, compose
from unclench.composer.check import check
from unclench.composer.telling import LEVEL_WORDS
from unclench.composer.types import NotClearedError, NothingFitsError
from unclench.guide.captions import to_vtt
from unclench.guide.extending import RINGS_MS, WITHOUT_HANDS_MS, Extend, quiet_stretches
from unclench.guide.loudness import RATE
from unclench.guide.playback import Playback, PlayedStep, playback
from unclench.guide.score import score
from unclench.guide.sounds import sound
from unclench.guide.types import Score, ScoreStep
from unclench.plain import from_plain, to_plain
from unclench.safety import Answers, Clearance, screen

ATLAS = load_atlas()
WELL = Answers(unasked_is_no=True)
TENSION = ("tth_episodic",)


@dataclass(frozen=True)
class Played:
    session: Session
    score: Score
    clearance: Clearance
    playback: Playback

    def growing(self) -> Iterator[tuple[PlayedStep, ScoreStep, Extend]]:
        for step, written in zip(self.playback.steps, self.score.steps, strict=True):
            if step.extend is not None:
                yield step, written, step.extend


def played(request: Request, clearance: Clearance) -> Played | None:
    try:
        session = compose(request, clearance)
    except (NotClearedError, NothingFitsError):
        return None
    written = score(session)
    return Played(session, written, clearance, playback(session, written, clearance, atlas=ATLAS))


@cache
def everyone() -> tuple[Played, ...]:
    """Every complaint by every giver, short and long."""
    made = [
        played(Request((complaint,), minutes, giver=giver), screen(WELL, giver=giver, complaints=(complaint,)))
        for complaint in ATLAS.complaints
        for giver in GIVERS
        for minutes in (8, 20)
    ]
    return tuple(one for one in made if one is not None)


def tension(minutes: int = 10, **wishes: object) -> Played:
    clearance = screen(WELL, complaints=TENSION)
    made = played(from_plain(Request, {"complaints": list(TENSION), "minutes": minutes, **wishes}), clearance)
    assert made is not None
    return made


# What is shown


def test_there_are_enough_of_them() -> None:
    assert len(everyone()) > 60


def test_is_plain_data_and_comes_back_the_same() -> None:
    for one in everyone():
        assert from_plain(Playback, json.loads(json.dumps(to_plain(one.playback)))) == one.playback


def test_steps_follow_on_one_another_to_the_end() -> None:
    for one in everyone():
        at_ms = 0
        for step in one.playback.steps:
            assert step.start_ms == at_ms
            at_ms = step.next_ms
        assert at_ms == one.playback.duration_ms == one.score.duration_ms


def test_captions_say_what_the_track_says_when_it_says_it() -> None:
    for one in everyone():
        shown = [(caption.at_ms, caption.until_ms, squeezed(caption.text)) for caption in one.playback.captions]
        assert shown == list(cues_in(to_vtt(one.score)))


def cues_in(track: str) -> Iterator[tuple[int, int, str]]:
    for block in track.split("\n\n")[1:]:
        _, times, *lines = block.strip().split("\n")
        start, end = (milliseconds(time) for time in times.split(" --> "))
        yield start, end, squeezed(unescape("".join(lines)))


def squeezed(text: str) -> str:
    """Without spaces: a line broken at a hyphen has none there."""
    return re.sub(r"\s", "", text)


def milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


def test_steps_say_what_where_and_how_firmly() -> None:
    one = tension(20)
    for step, composed in zip(one.playback.steps, one.session.steps, strict=True):
        assert step.why == composed.why.text
        assert step.hands == bool(composed.contact)
        assert step.level_words == (LEVEL_WORDS[composed.level] if composed.contact else "")
        assert all(ATLAS.regions[region].name.lower() in step.what for region in composed.contact)
        assert step.stop_if == ATLAS.techniques[composed.technique].stop_if
    assert any("left, then right" in step.what for step in one.playback.steps)


def test_sides_change_at_the_very_middle_and_the_card_says_to_which() -> None:
    for one in everyone():
        in_turn = [step for step in one.session.steps if step.sides == "in_turn"]
        assert [switch.step for switch in one.playback.switches] == [step.id for step in in_turn]
        for switch, step in zip(one.playback.switches, in_turn, strict=True):
            assert 2 * switch.at_ms == 1000 * (2 * step.start_s + step.duration_s)
            assert (switch.from_side, switch.to_side) in (("left", "right"), ("right", "left"))
            assert switch.from_side == step.first_side
            assert switch.words == f"Now the {switch.to_side} side"


def test_switches_are_where_the_voice_says_so() -> None:
    for one in everyone():
        spoken = [caption.at_ms for caption in one.playback.captions if caption.kind == "switch_sides"]
        assert spoken == [switch.at_ms for switch in one.playback.switches]


def test_every_step_but_the_last_is_counted_down() -> None:
    for one in everyone():
        assert [count.step for count in one.playback.countdowns] == [step.id for step in one.playback.steps[:-1]]
        ends = {step.id: step.next_ms for step in one.playback.steps}
        assert all(count.at_ms < count.until_ms == ends[count.step] for count in one.playback.countdowns)


def test_refuses_the_score_of_another_session() -> None:
    one, other = tension(10), tension(20)
    with pytest.raises(ValueError, match="another session"):
        playback(one.session, other.score, one.clearance, atlas=ATLAS)


# More of it


def test_some_of_every_kind_of_step_can_be_longer() -> None:
    roles = {step.role for one in everyone() for step, _, _ in one.growing()}
    assert roles == {"warmup", "general", "specific", "flush", "integration", "mind", "rest"}
    assert any(extend.repeat for one in everyone() for _, _, extend in one.growing())


def test_what_is_heard_again_has_no_words_and_no_bell_in_it() -> None:
    for one in everyone():
        for step, written, extend in one.growing():
            assert step.start_ms <= extend.loop_from_ms < extend.loop_to_ms <= step.next_ms
            if extend.repeat:
                continue
            loop = range(extend.loop_from_ms - step.start_ms, extend.loop_to_ms - step.start_ms)
            for cue in written.cues:
                breath = cue.kind in ("breath_in", "breath_out")
                assert breath or cue.at_ms + cue.speech_ms <= loop.start or cue.at_ms >= loop.stop
                assert cue.kind not in ("next", "countdown", "end") or cue.at_ms >= loop.stop
            assert any(a <= loop.start and loop.stop <= b for a, b in quiet_stretches(written))


def test_what_is_heard_again_is_whole_beats_and_whole_breaths() -> None:
    beats = breaths = 0
    for one in everyone():
        for step, written, extend in one.growing():
            if extend.repeat:
                continue
            first, end = extend.loop_from_ms - step.start_ms, extend.loop_to_ms - step.start_ms
            into = [cue.at_ms for cue in written.cues if cue.kind == "breath_in"]
            out = [cue.at_ms for cue in written.cues if cue.kind == "breath_out" and first <= cue.at_ms < end]
            if into:
                inside = [at for at in into if first <= at < end]
                breaths += 1
                assert inside[0] == first
                assert len(inside) == len(out)
                cycles = {after - before for before, after in zip(inside, [*inside[1:], end], strict=True)}
                assert len(cycles) == 1
            if written.beat is not None:
                beats += 1
                assert (end - first) % written.beat.every_ms == 0
    assert beats > 20
    assert breaths > 10


def test_a_press_adds_about_half_a_minute_or_both_sides_again() -> None:
    for one in everyone():
        for step, _, extend in one.growing():
            length_ms = extend.loop_to_ms - extend.loop_from_ms
            assert extend.adds_ms == length_ms * extend.passes
            assert extend.most >= 1
            if extend.repeat:
                assert (step.sides, extend.adds_ms, extend.passes) == ("in_turn", step.duration_ms, 1)
                assert extend.hush_from_ms is not None
                assert extend.loop_from_ms < extend.hush_from_ms < extend.loop_to_ms
            else:
                assert step.sides != "in_turn"
                assert 20_000 <= extend.adds_ms <= 40_000
                assert extend.hush_from_ms is None


def test_sounds_ring_as_long_as_is_kept_free_for_them() -> None:
    for name, rings_ms in RINGS_MS.items():
        assert len(sound(name)) == rings_ms * RATE // 1000


def longest(one: Played) -> Session:
    """The session, were every step made as long as it may be, and as firm."""
    shown = {step.id: step for step in one.playback.steps}
    phases, start_s = [], 0
    for phase in one.session.phases:
        steps = []
        for step in phase.steps:
            added_s, level = -(-shown[step.id].spare_ms // 1000), shown[step.id].firmer
            steps.append(replace(step, start_s=start_s, duration_s=step.duration_s + added_s, level=level))
            start_s += steps[-1].duration_s
        phases.append(replace(phase, steps=tuple(steps)))
    return replace(one.session, phases=tuple(phases))


def broken(one: Played) -> list[str]:
    """What the independent checker says of the longest session, but that it is longer than was asked for."""
    refusals = check(longest(one), one.clearance, ATLAS)
    return [f"{refusal.step} {refusal.text}" for refusal in refusals if refusal.rule != "time"]


def test_no_limit_is_passed_however_often_it_is_pressed() -> None:
    for one in everyone():
        assert not broken(one)


def test_what_is_spared_holds_all_that_presses_add() -> None:
    for one in everyone():
        for step, _, extend in one.growing():
            assert step.spare_ms >= extend.adds_ms * extend.most


def test_some_steps_may_be_firmer_and_none_by_more_than_a_level() -> None:
    more = [step.firmer - step.level for one in everyone() for step in one.playback.steps]
    assert set(more) == {0, 1}


@settings(max_examples=60)
@given(st.integers(0, 5_000))
def test_no_limit_is_passed_whoever_asks(seed: int) -> None:
    person = asked(seed)
    made = played(person.request, person.clearance)
    if made is not None:
        assert not broken(made)


def test_all_that_needs_no_hands_grows_by_five_minutes_together() -> None:
    for one in everyone():
        quiet = sum(extend.adds_ms * extend.most for step, _, extend in one.growing() if not step.hands)
        assert quiet <= WITHOUT_HANDS_MS


def test_with_hands_no_step_grows_beyond_its_longest_dose() -> None:
    for one in everyone():
        for step, _, extend in one.growing():
            if step.hands:
                most_ms = step.duration_ms + extend.adds_ms * extend.most
                assert most_ms <= 1000 * ATLAS.techniques[step.technique].doses_s[-1]


@pytest.mark.parametrize("level", [8, None])
def test_hands_stay_no_longer_where_it_hurts_much_or_nobody_said_how_much(level: int | None) -> None:
    pains = [to_plain(Pain(region, level)) for region in ATLAS.complaints["tth_episodic"].regions]
    sore = tension(20, pains=pains)
    for step, composed in zip(sore.playback.steps, sore.session.steps, strict=True):
        if {pain.region for pain in sore.session.request.pains} & set(composed.contact):
            assert step.extend is None


def test_movement_and_the_weight_of_the_head_are_not_drawn_out() -> None:
    for one in everyone():
        for step, _, _ in one.growing():
            technique = ATLAS.techniques[step.technique]
            assert not technique.head_weight
            assert technique.family not in ("movement", "stretch")


def test_without_a_clearance_only_what_needs_no_hands_grows() -> None:
    one = tension(20)
    unknown = playback(one.session, one.score, atlas=ATLAS)
    assert any(step.extend for step in unknown.steps)
    assert not any(step.extend for step in unknown.steps if step.hands)


def test_nobody_stands_for_longer_than_ten_minutes() -> None:
    for minutes in (5, 10):
        one = tension(minutes, place="shower")
        added_ms = sum(extend.adds_ms * extend.most for _, _, extend in one.growing())
        assert one.playback.duration_ms + added_ms <= 600_000
