import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given

from tests.guide.sessions import ATLAS, session, sessions
from unclench.composer.types import Session
from unclench.guide.captions import chapters_vtt, metadata_vtt, to_vtt
from unclench.guide.score import score
from unclench.guide.types import Say

TIMING = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})")


class Shown(NamedTuple):
    id: str
    start_ms: int
    end_ms: int
    text: str


def parsed(vtt: str) -> list[Shown]:
    """The cues of a WebVTT file, read as strictly as the standard's syntax for authors allows."""
    header, *blocks = vtt.removesuffix("\n").split("\n\n")
    assert re.fullmatch(r"WEBVTT( [^\n]*)?", header)
    return [_cue(block) for block in blocks]


def _cue(block: str) -> Shown:
    id_, timing, *text = block.split("\n")
    match = TIMING.fullmatch(timing)
    assert match
    assert text
    assert "-->" not in id_ + "".join(text)
    hour, minute, second, ms, *end = map(int, match.groups())
    start_ms = ((hour * 60 + minute) * 60 + second) * 1000 + ms
    end_ms = ((end[0] * 60 + end[1]) * 60 + end[2]) * 1000 + end[3]
    assert start_ms < end_ms
    return Shown(id_, start_ms, end_ms, "\n".join(text))


@given(sessions())
def test_every_spoken_line_has_a_caption_while_it_is_spoken(made: Session) -> None:
    written = score(made, atlas=ATLAS)
    spoken = [(step.start_ms + cue.at_ms, cue) for step in written.steps for cue in step.cues if cue.say]
    shown = parsed(to_vtt(written))
    assert [caption.start_ms for caption in shown] == [at_ms for at_ms, _ in spoken]
    for caption, (at_ms, cue) in zip(shown, spoken, strict=True):
        assert cue.say
        assert caption.text.replace("\n", " ") == cue.say.default
        assert caption.end_ms >= at_ms + cue.speech_ms
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(shown))
    assert all(caption.end_ms <= written.duration_ms for caption in shown)


@given(sessions())
def test_captions_stay_long_enough_to_read(made: Session) -> None:
    for caption in parsed(to_vtt(score(made, atlas=ATLAS))):
        assert caption.end_ms - caption.start_ms >= 1_000
        assert all(len(line) <= 42 for line in caption.text.split("\n"))


@given(sessions())
def test_chapters_are_the_steps(made: Session) -> None:
    written = score(made, atlas=ATLAS)
    assert parsed(chapters_vtt(written)) == [
        Shown(step.id, step.start_ms, step.start_ms + step.duration_ms, step.name) for step in written.steps
    ]


@given(sessions())
def test_metadata_hold_every_cue(made: Session) -> None:
    written = score(made, atlas=ATLAS)
    facts = [json.loads(cue.text) for cue in parsed(metadata_vtt(written))]
    assert [(fact["step"], fact["kind"]) for fact in facts] == [
        (step.id, cue.kind) for step in written.steps for cue in step.cues
    ]


def test_cue_ids_are_distinct() -> None:
    ids = [cue.id for cue in parsed(to_vtt(score(session(), atlas=ATLAS)))]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("text", ["a < b & c > d", "one\n\ntwo", "x --> y"])
def test_marks_of_the_format_are_escaped(text: str) -> None:
    written = score(session(), atlas=ATLAS)
    step = written.steps[1]
    cues = tuple(replace(cue, say=Say("k", text)) if cue.say else cue for cue in step.cues)
    changed = replace(written, steps=(written.steps[0], replace(step, cues=cues, name=text), *written.steps[2:]))
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain in [cue.text for cue in parsed(to_vtt(changed))]
    assert plain in [cue.text for cue in parsed(chapters_vtt(changed))]
    assert parsed(metadata_vtt(changed))


def test_hours_are_written() -> None:
    written = score(session(), atlas=ATLAS)
    late = replace(written, steps=tuple(replace(step, start_ms=step.start_ms + 3_600_000) for step in written.steps))
    assert "\n01:00:02.000 --> " in to_vtt(late)
