"""The diary: headaches and what happened while they lasted, whole days, medicines and doses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unclench.diary.medicines import REASONS
from unclench.web.diary.fields import LONGEST_TEXT
from unclench.web.moment import LONGEST_NAME as LONGEST_ZONE
from unclench.web.moment import Moment
from unclench.web.records import Record, in_scale, rating
from unclench.web.sessions.models import Play
from unclench.web.today.models import CheckIn

KINDS = (
    ("pain", "Pain, 0 to 10"),
    ("worst", "Pain at its worst"),
    ("place", "Place"),
    ("symptom", "Symptom"),
    ("tried", "Tried"),
    ("relief", "How it was rated"),
    ("eased", "Eased"),
    ("note", "Note"),
)

LONGEST_NAME = 80
RELIEFS = (("helpful", "yes"), ("somewhat", "somewhat"), ("not", "no"), ("unsure", "not sure"))


class Episode(Record):
    """One headache. `at` is its onset; nothing else is needed."""

    ended_at = models.DateTimeField(null=True, blank=True)
    ended_zone = models.CharField(max_length=LONGEST_ZONE, blank=True)
    """Where one was when it eased; empty, in older records, is where it began."""
    source = models.CharField(
        max_length=12, choices=[("attack", "attack"), ("history", "history"), ("command", "command")]
    )
    check_in = models.ForeignKey(CheckIn, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """The emergency list as it was last answered in this attack."""

    class Meta(Record.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-at", "-id"], name="episodes_by_time")]

    @property
    def ended(self) -> Moment | None:
        return None if self.ended_at is None else Moment(self.ended_at, self.ended_zone or self.zone)


def _one_for_each_day(name: str) -> models.UniqueConstraint:
    """Of those not deleted."""
    return models.UniqueConstraint(
        fields=["owner", "local_date"], condition=models.Q(deleted_at=None), name=f"one_{name}_for_each_day"
    )


class Medicine(Record):
    """A medicine as the person names it. Doses keep what they need of it, so it can be changed and deleted."""

    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=16, blank=True)
    """Its class; empty where nobody said."""
    acute = models.BooleanField()
    usual = models.CharField(max_length=LONGEST_NAME, blank=True)
    """The usual dose, in the person's words."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["name", "id"]


class Dose(Record):
    """That a medicine was taken, for a headache or for something else. It outlives the headache: the day counts."""

    medicine = models.ForeignKey(Medicine, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    episode = models.ForeignKey(Episode, on_delete=models.SET_NULL, related_name="doses", null=True, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=16, blank=True)
    acute = models.BooleanField()
    amount = models.CharField(max_length=LONGEST_NAME, blank=True)
    reason = models.CharField(max_length=12, blank=True, choices=REASONS)
    """What it was for, if not for a headache; empty where nobody said."""

    class Meta(Record.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "local_date"], name="doses_by_day")]


class EpisodeEvent(Record):
    """A reading, a place, a symptom, something tried, how that was rated, or a note, at its own time."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=KINDS)
    level = rating()
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    name = models.CharField(max_length=64, blank=True)
    """Which symptom, or which side of which place."""
    value = models.CharField(max_length=12, blank=True)
    """What was said of the symptom, or how it was rated."""
    minutes = models.PositiveIntegerField(null=True, blank=True)
    """How long the symptom lasted, or how long it took until it was better."""
    play = models.ForeignKey(Play, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """The session that was tried."""
    about = models.ForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    """What is rated."""
    dose = models.ForeignKey(Dose, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    """The dose that is rated."""
    instead_of = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """What had been said before; it comes back when this is undone."""

    class Meta(Record.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("episode_event", "level")]


class DayMark(Record):
    """What was said of a whole day, `local_date`; `at` is when it was said."""

    said = models.CharField(max_length=8, choices=[("clear", "clear"), ("headache", "headache")])

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [_one_for_each_day("mark")]


class Day(Record):
    """The circumstances of a day, `local_date`; `at` is when they were last said. Whatever was not said is null."""

    sleep_min = models.PositiveSmallIntegerField(null=True, blank=True)
    sleep_quality = rating()
    stress = rating()
    mood = rating()
    tension = rating()
    focus = rating()
    menstruation = models.CharField(max_length=8, blank=True)
    activity_min = models.PositiveSmallIntegerField(null=True, blank=True)
    water_ml = models.PositiveIntegerField(null=True, blank=True)
    screen_min = models.PositiveSmallIntegerField(null=True, blank=True)
    alcohol = models.PositiveSmallIntegerField(null=True, blank=True)
    caffeine = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            _one_for_each_day("day"),
            *in_scale("day", "sleep_quality", "stress", "mood", "tension", "focus"),
        ]


class DayChoice(Record):
    """What this person wants to be asked about a day. The newest counts."""

    shown = models.JSONField()

    class Meta(Record.Meta):
        abstract = False


class PatternChoice(Record):
    """Whether the published patterns are shown, and what the entries cannot hold. The newest counts."""

    shown = models.BooleanField()
    untreated_lasts = models.BooleanField(null=True, blank=True)
    """Without medicine they last four hours or more."""
    daily_from_the_start = models.BooleanField(null=True, blank=True)

    class Meta(Record.Meta):
        abstract = False
