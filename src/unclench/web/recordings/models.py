"""A line in a voice of one's own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unclench.web.records import Record


class Recording(Record):
    """Belongs to whoever uses Unclench, not to a receiver, and stands in for its very words and for no others."""

    key = models.CharField(max_length=200)
    """guide.types.Say.key: where the words are from."""
    text = models.TextField(max_length=1_000)
    clip = models.BinaryField()
    """As `guide.recordings.kept` writes it."""
    digest = models.CharField(max_length=64)
    """Of the clip."""
    length_ms = models.PositiveIntegerField()

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "text"], condition=models.Q(deleted_at=None), name="one_recording_of_a_line"
            )
        ]
