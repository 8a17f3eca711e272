"""One step of a score while it is being written."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Literal

from unclench.guide.speaking import estimate_ms
from unclench.guide.timeline import GAP_MS, Timeline
from unclench.guide.types import Cue, CueKind, DoesNotFitError, Haptic, Say, Sound

Anchor = Literal["start", "mid", "end"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to be said, and what for."""

    kind: CueKind
    say: Say
    droppable: bool = True
    by_ms: int | None = None
    """It has ended by then, where that is earlier than the end of the step."""
    still_ms: int = 0
    """Time to do it, where it opens a step: nothing else is said meanwhile."""

    @property
    def speech_ms(self) -> int:
        return estimate_ms(self.say.default)


@dataclass(slots=True)
class Draft:
    """The cues written so far and the time they leave."""

    step: str
    duration_ms: int
    timeline: Timeline
    cues: list[Cue] = field(default_factory=list)
    talked_until_ms: int = 0
    """End of the lines that open the step."""

    def sound(
        self,
        at_ms: int,
        kind: CueKind,
        sound: Sound,
        haptic: Haptic,
        *,
        anchor: Anchor,
        droppable: bool = False,
    ) -> None:
        """A cue without words. It takes no time of the lines."""
        self.cues.append(Cue(at_ms, anchor, kind, None, sound, haptic, droppable, 0))

    def say_at(self, at_ms: int, wanted: Wanted, *, haptic: Haptic = "none", anchor: Anchor, still_ms: int = 0) -> None:
        """A line at exactly this moment, whatever else. Raises DoesNotFitError if its time is taken."""
        if self.timeline.room(at_ms, wanted.speech_ms + still_ms) != at_ms:
            raise self._too_tight(wanted)
        self._write(at_ms, wanted, haptic, anchor, still_ms)

    def open_with(self, lines: Iterable[Wanted]) -> None:
        """The lines that begin the step, one after the other. Raises DoesNotFitError."""
        at = self.timeline.from_ms
        for wanted in lines:
            room = self._room(at, wanted)
            if room is None:
                raise self._too_tight(wanted)
            self._write(room, wanted, "none", "start", wanted.still_ms)
            at = room + wanted.speech_ms + wanted.still_ms + GAP_MS
            self.talked_until_ms = room + wanted.speech_ms

    def could_open_with(self, lines: Iterable[Wanted], most_speech_ms: int) -> bool:
        """Whether `open_with` would succeed and leave the step with no more speech than this."""
        trial = replace(self, timeline=deepcopy(self.timeline), cues=[])
        try:
            trial.open_with(lines)
        except DoesNotFitError:
            return False
        return trial.timeline.spoken_ms <= most_speech_ms

    def try_say(self, at_ms: int, wanted: Wanted, *, anchor: Anchor = "start") -> bool:
        """A line from this moment on, where there is room and speech left; else it is left out."""
        room = self._room(at_ms, wanted)
        if room is None or not self.timeline.affords(wanted.speech_ms):
            return False
        self._write(room, wanted, "none", anchor, 0)
        return True

    def try_say_at(self, at_ms: int, wanted: Wanted, *, haptic: Haptic = "none", anchor: Anchor) -> bool:
        """A line at exactly this moment; else it is left out."""
        if self._room(at_ms, wanted) != at_ms or not self.timeline.affords(wanted.speech_ms):
            return False
        self._write(at_ms, wanted, haptic, anchor, 0)
        return True

    def says(self, key: str) -> bool:
        return any(cue.say is not None and cue.say.key == key for cue in self.cues)

    def _room(self, at_ms: int, wanted: Wanted) -> int | None:
        room = self.timeline.room(at_ms, wanted.speech_ms + wanted.still_ms)
        late = room is not None and wanted.by_ms is not None and room + wanted.speech_ms > wanted.by_ms
        return None if late else room

    def _write(self, at_ms: int, wanted: Wanted, haptic: Haptic, anchor: Anchor, still_ms: int) -> None:
        speech_ms = wanted.speech_ms
        self.timeline.take(at_ms, speech_ms, still_ms)
        self.cues.append(Cue(at_ms, anchor, wanted.kind, wanted.say, "none", haptic, wanted.droppable, speech_ms))

    def _too_tight(self, wanted: Wanted) -> DoesNotFitError:
        said = f"{self.step}: {wanted.say.key} “{wanted.say.default}”"
        return DoesNotFitError(f"{said} does not fit into the {self.duration_ms / 1000:g} s of this step")
