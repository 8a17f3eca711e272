"""Headaches: when one began, and what happened while it lasted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unclench.web.records import Record, in_scale, rating
from unclench.web.sessions.models import Play
from unclench.web.today.models import CheckIn

KINDS = (
    ("pain", "Pain, 0 to 10"),
    ("tried", "Tried"),
    ("eased", "Eased"),
    ("note", "Note"),
)

LONGEST_TEXT = 500


class Episode(Record):
    """One headache. `at` is its onset; nothing else is needed."""

    ended_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(
        max_length=12, choices=[("attack", "attack"), ("history", "history"), ("command", "command")]
    )
    check_in = models.ForeignKey(CheckIn, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """The emergency list as it was last answered in this attack."""

    class Meta(Record.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-at", "-id"], name="episodes_by_time")]


class EpisodeEvent(Record):
    """A reading, something tried, or a note, at its own time."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=KINDS)
    level = rating()
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    play = models.ForeignKey(Play, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """The session that was tried."""

    class Meta(Record.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("episode_event", "level")]
