"""Every table of this program: taken along, or left behind for a reason. A new one gets a line here.

The order is that in which rows refer to each other, so that a reader meets a row before those that hang on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Table:
    """`name`: in the file. `of_this_machine`: columns that stay here, and what a row from elsewhere has in them."""

    name: str
    label: str
    words: str
    """What its rows are called."""
    of_this_machine: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> Model:
        return apps.get_model(self.label)

    @property
    def fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The columns that are in the file, in the order of the model."""
        left = {"deleted_at", *self.of_this_machine}
        return tuple(each for each in self.model._meta.concrete_fields if each.name not in left)


PERSON = Table(
    "person",
    "accounts.Person",
    "people",
    # How somebody comes in is this machine's; whose receiver one is follows from whose file it is.
    dict.fromkeys(("password", "last_login", "name", "is_active", "keeper", "removed_at")),
)
EXPORTED = (
    PERSON,
    Table("profile", "today.Profile", "answers that last"),
    Table("check_in", "today.CheckIn", "safety checks"),
    # Elsewhere the time for which a machine has been running means nothing, so the day goes on by the wall clock there.
    Table("emergency_lock", "today.EmergencyLock", "emergencies", {"boot": "elsewhere", "boot_s": 0.0}),
    Table("opened_file", "massage.OpenedFile", "sessions from others"),
    Table("plan", "massage.Plan", "plans"),
    Table("play", "massage.Play", "sessions"),
    Table("play_event", "massage.PlayEvent", "events in sessions"),
    Table("felt", "massage.Felt", "things that were not good"),
    Table("next_day", "massage.NextDay", "days after"),
    Table("arrived", "massage.Arrived", "records from other devices"),
    Table("episode", "diary.Episode", "headaches"),
    Table("medicine", "diary.Medicine", "medicines"),
    Table("dose", "diary.Dose", "doses"),
    Table("episode_event", "diary.EpisodeEvent", "readings and notes of headaches"),
    Table("day_mark", "diary.DayMark", "days said to be clear or not"),
    Table("day", "diary.Day", "days"),
    Table("day_choice", "diary.DayChoice", "choices of what to ask of a day"),
    Table("pattern_choice", "diary.PatternChoice", "choices about patterns"),
    Table("recording", "recordings.Recording", "recorded lines"),
    Table("taking", "measures.Taking", "measurements"),
    Table("measure_wish", "measures.MeasureWish", "wishes to measure again"),
)
BY_NAME = {table.name: table for table in EXPORTED}

LEFT_OUT = {
    "accounts.Token": "lets a device in, once and for minutes; elsewhere it would let nobody in",
    "accounts.Device": "a browser that is signed in on this machine; it says nothing of the person",
    "sessions.Session": "a sign-in; who has it could come in",
    "auth.Permission": "made by Django for every table; holds nothing of anybody",
    "auth.Group": "made by Django and not used; holds nothing of anybody",
    "contenttypes.ContentType": "Django's list of its tables; holds nothing of anybody",
}
"""Why each is not taken along."""
