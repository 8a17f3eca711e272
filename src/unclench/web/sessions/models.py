"""A plan, each time it was played, what happened in it, and the day after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unclench.web.records import Record, in_scale, rating
from unclench.web.today.models import CheckIn

RATINGS = ("pain", "tension", "stress", "focus", "mood")
BEFORE = tuple(f"{name}_before" for name in RATINGS)
AFTER = tuple(f"{name}_after" for name in RATINGS)

EVENTS = (
    ("started", "Started"),
    ("paused", "Paused"),
    ("resumed", "Went on"),
    ("back", "Went back"),
    ("skipped", "Skipped"),
    ("extended", "Longer"),
    ("again", "Once again"),
    ("swapped", "Something else instead"),
    ("softer", "Softer"),
    ("firmer", "Firmer"),
    ("moved", "Moved in the words"),
    ("hurt", "This hurts"),
    ("stopped", "Stopped"),
    ("finished", "To the end"),
)


class Plan(Record):
    """A composed session. A change makes a new plan that knows the one before it."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="plans")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    changed = models.JSONField(default=list)
    """What is different from the one before, in sentences."""
    session = models.JSONField()
    """composer.Session, plain."""
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()


class Play(Record):
    """One time a plan was played, with ratings before and after. What was not given is null."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="plays")
    pain_before = rating()
    tension_before = rating()
    stress_before = rating()
    focus_before = rating()
    mood_before = rating()
    pain_after = rating()
    tension_after = rating()
    stress_after = rating()
    focus_after = rating()
    mood_after = rating()
    rated_at = models.DateTimeField(null=True, blank=True)
    """When "how was it" was answered or passed over."""
    ending = models.CharField(max_length=8, blank=True, choices=[("finished", "finished"), ("stopped", "stopped")])
    stop_reason = models.CharField(max_length=60, blank=True)
    position_ms = models.PositiveIntegerField(default=0)
    """How far the sound has come."""
    worked = models.JSONField(null=True, blank=True)
    """safety.past.Worked, plain: where hands were at work, as far as it was played. Null: not counted yet."""
    unwanted = models.JSONField(default=list)
    """What was not good about it, said afterwards: guide.StopReason by id."""
    note = models.TextField(blank=True, max_length=2_000)

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("play", *BEFORE, *AFTER)]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-at", "-id"], name="plays_by_time")]


class PlayEvent(Record):
    """Something that happened while it played, such as a step that was skipped."""

    play = models.ForeignKey(Play, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=EVENTS)
    step = models.CharField(max_length=60, blank=True)
    position_ms = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    """guide.StopReason by id, where one was named."""
    level = rating()
    """Of "softer" and "firmer": no firmer than this from here on."""
    left = models.ForeignKey(Plan, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """Of "swapped": the plan that was played until then."""

    class Meta(Record.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("play_event", "level")]


class Felt(Record):
    """Something that was not good, with where and when: in a session, right after it, or later."""

    play = models.ForeignKey(Play, on_delete=models.CASCADE, related_name="felt")
    event = models.OneToOneField(PlayEvent, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    what = models.CharField(max_length=60)
    """safety.past.FeltId."""
    said = models.CharField(max_length=8, choices=[("during", "during"), ("after", "after"), ("later", "later")])
    step = models.CharField(max_length=60, blank=True)
    technique = models.CharField(max_length=60, blank=True)
    pressure = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of the step, 0 to 10."""
    places = models.JSONField(default=list)
    """Regions of the safety rules; empty where it is not known where."""
    level = rating()
    """How strong, where that was said."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """Nothing follows from it any more since then."""
    settled_by = models.CharField(
        max_length=8, blank=True, choices=[("mistake", "mistake"), ("doctor", "doctor"), ("diary", "diary")]
    )

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("felt", "level")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-at"], name="felt_by_time")]


class NextDay(Record):
    """How it was the day after. Null is: not answered."""

    play = models.OneToOneField(Play, on_delete=models.CASCADE, related_name="next_day")
    soreness = rating()
    headache = models.BooleanField(null=True, blank=True)
    new_symptoms = models.BooleanField(null=True, blank=True)
    noticed = models.JSONField(default=list)
    """safety.unwanted.LaterSign by id."""
    asked_on = models.DateField(null=True, blank=True)
    """The local day on which it was last answered or passed over."""
    passed = models.BooleanField(default=False)
    """The person did not want to answer."""

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [*in_scale("next_day", "soreness")]


class OpenedFile(Record):
    """A session from outside, waiting for the check of whoever receives it. No word of the file is in it."""

    file = models.CharField(max_length=80)
    """The id of its content, as `composer.Request.opened` has it."""
    offer = models.JSONField()
    """guide.opening.Offer, plain."""


class Arrived(Record):
    """A record made without a network has come here: its id, so that it is taken once however often it is sent."""
