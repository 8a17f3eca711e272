"""What can be said of a headache afterwards, as it was typed and as it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unclench.web.diary.course import Course
from unclench.web.diary.fields import LONGEST_TEXT
from unclench.web.diary.models import Episode
from unclench.web.diary.times import NotATimeError, read_time
from unclench.web.moment import Moment

LEVELS = tuple(str(level) for level in range(11))


@dataclass(frozen=True, slots=True)
class EpisodeForm:
    pain_text: str = ""
    ended_text: str = ""
    note: str = ""
    pain: int | None = None
    ended: Moment | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = LEVELS

    @classmethod
    def of(cls, episode: Episode, course: Course) -> EpisodeForm:
        """As it is kept."""
        ended = episode.ended
        return cls(
            pain_text=str(course.worst.level) if course.worst else "",
            ended_text=f"{ended.clock:%Y-%m-%dT%H:%M}" if ended else "",
            note=course.note.text if course.note else "",
        )

    @classmethod
    def read(cls, data: Mapping[str, str], episode: Episode, moment: Moment) -> EpisodeForm:
        """As it was sent. The times are of the zone in which it eased, or else began."""
        pain_text, ended_text = data.get("pain", "").strip(), data.get("ended", "").strip()
        note = data.get("note", "").replace("\r\n", "\n").strip()
        errors: dict[str, str] = {}
        if pain_text not in ("", *LEVELS):
            errors["pain"] = "Pain is a whole number from 0 to 10, or not answered."
        if len(note) > LONGEST_TEXT:
            errors["note"] = f"{len(note)} characters; there is room for {LONGEST_TEXT}."
        ended = None
        try:
            ended = _ended(ended_text, episode, moment)
        except NotATimeError as error:
            errors["ended"] = str(error)
        return cls(
            pain_text=pain_text,
            ended_text=ended_text,
            note=note,
            pain=int(pain_text) if pain_text in LEVELS else None,
            ended=ended,
            errors=errors,
        )


def _ended(text: str, episode: Episode, moment: Moment) -> Moment | None:
    if not text:
        return None
    kept = episode.ended
    if kept and text == f"{kept.clock:%Y-%m-%dT%H:%M}":
        return kept  # untouched: its seconds stay, and which of two equal hours it was
    ended = read_time(text, Moment(moment.at, kept.zone if kept else episode.zone))
    if ended.at < episode.at.replace(second=0, microsecond=0):
        raise NotATimeError("That is before it began.")
    return ended if ended.at > episode.at else episode.lived
