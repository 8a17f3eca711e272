"""What was measured, and what somebody wants to measure again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unclench.measures.content import TOLD_BY
from unclench.web.records import Record
from unclench.web.sessions.models import Plan, Play

METHODS = (("self", "by yourself"), ("camera", "by camera"))
PARTS = (("before", "before a session"), ("after", "after a session"))


class Taking(Record):
    """One time a measure was taken. `local_date` is the day it is about."""

    measure = models.CharField(max_length=40)
    """measures.Measure by id."""
    said = models.JSONField(default=dict)
    """Numbers by item. Of the pain map by place, null where nobody said how much. What is not here was not said."""
    degrees = models.JSONField(default=dict)
    """By item, where something measured them."""
    method = models.CharField(max_length=8, blank=True, choices=METHODS)
    """Who judged neck or posture; empty for other measures."""
    run = models.JSONField(null=True, blank=True)
    """measures.Run, plain: every trial, so that it can be scored again."""
    told_by = models.CharField(max_length=8, blank=True, choices=TOLD_BY)
    """Of a total: where it comes from; empty where nobody said."""
    part = models.CharField(max_length=6, blank=True, choices=PARTS)
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """Of `before`: the session that was about to begin."""
    play = models.ForeignKey(Play, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    """Of `after`: the session that was over."""

    class Meta(Record.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "measure", "-at", "-id"], name="takings_by_time")
        ]


class MeasureWish(Record):
    """That a measure is to come again, every so many days or around sessions. `local_date` is since when."""

    measure = models.CharField(max_length=40)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    around_sessions = models.BooleanField()
    passed_on = models.DateField(null=True, blank=True)
    """When it was last passed over: it comes again an interval later."""

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "measure"], condition=models.Q(deleted_at=None), name="one_wish_for_each_measure"
            )
        ]
