"""What can be said of a headache afterwards, as it was typed and as it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from unclench.web.diary.episodes import Course
from unclench.web.diary.models import LONGEST_TEXT, Episode
from unclench.web.diary.times import NotATimeError, read_time
from unclench.web.moment import Moment

LEVELS = tuple(str(level) for level in range(11))


@dataclass(frozen=True, slots=True)
class EpisodeForm:
    pain_text: str = ""
    ended_text: str = ""
    note: str = ""
    pain: int | None = None
    ended_at: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = LEVELS

    @classmethod
    def of(cls, episode: Episode, course: Course) -> EpisodeForm:
        """As it is kept."""
        ended = Moment(episode.ended_at, episode.zone).local if episode.ended_at else None
        return cls(
            pain_text=str(course.pain.level) if course.pain else "",
            ended_text=f"{ended:%Y-%m-%dT%H:%M}" if ended else "",
            note=course.note.text if course.note else "",
        )

    @classmethod
    def read(cls, data: Mapping[str, str], episode: Episode, moment: Moment) -> EpisodeForm:
        """As it was sent. The times are of the zone in which the headache began."""
        pain_text, ended_text = data.get("pain", "").strip(), data.get("ended", "").strip()
        note = data.get("note", "").replace("\r\n", "\n").strip()
        errors: dict[str, str] = {}
        if pain_text not in ("", *LEVELS):
            errors["pain"] = "Pain is a whole number from 0 to 10, or not answered."
        if len(note) > LONGEST_TEXT:
            errors["note"] = f"{len(note)} characters; there is room for {LONGEST_TEXT}."
        ended_at = None
        try:
            ended_at = _ended(ended_text, episode, moment)
        except NotATimeError as error:
            errors["ended"] = str(error)
        return cls(
            pain_text=pain_text,
            ended_text=ended_text,
            note=note,
            pain=int(pain_text) if pain_text in LEVELS else None,
            ended_at=ended_at,
            errors=errors,
        )


def _ended(text: str, episode: Episode, moment: Moment) -> datetime | None:
    if not text:
        return None
    kept = episode.ended_at
    if kept and text == f"{Moment(kept, episode.zone).local:%Y-%m-%dT%H:%M}":
        return kept  # untouched: its seconds stay, and which of two equal hours it was
    ended = read_time(text, Moment(moment.at, episode.zone)).at
    if ended < episode.at.replace(second=0, microsecond=0):
        raise NotATimeError("That is before it began.")
    return max(ended, episode.at)
