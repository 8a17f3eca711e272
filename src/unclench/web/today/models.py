"""What lasts about a person, what they said today, and a standing emergency."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from unclench.web.records import Record


class Profile(models.Model):
    """What lasts: answers that need not be asked again, and the wishes of the last session as the next defaults."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    remembered = models.JSONField(default=dict)
    """safety.interview.Remembered, plain."""
    wishes = models.JSONField(default=dict)
    """composer.Request of the last session, plain; empty before the first."""
    country = models.CharField(max_length=2, blank=True)
    """Where to call for help, as the person chose it; empty until they did."""
    agreed = models.JSONField(default=dict)
    """safety.agreement.Agreement of the last time, plain: offered again, and never taken for a yes."""


class CheckIn(Record):
    """One way through the safety questions, with the request it was for."""

    request = models.JSONField()
    """composer.Request, plain."""
    told = models.JSONField(default=list)
    """safety.interview.Told for each page answered so far, plain."""
    something_new = models.BooleanField(default=False)
    verdict = models.CharField(max_length=12, blank=True)
    """Empty while questions are open."""
    answers = models.JSONField(null=True, blank=True)
    """safety.Answers, plain, once all is said."""
    rule_set = models.CharField(max_length=16, blank=True)
    agreement = models.JSONField(null=True, blank=True)
    """safety.agreement.Agreement, plain: what the receiver allows other hands in this session."""
    giver = models.JSONField(null=True, blank=True)
    """What was said of the other hands, and of who is with a child: variables and yes, no or unsure."""


class EmergencyLock(Record):
    """After an emergency answer there are no sessions for a day, and until the person says they have been seen."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.SET_NULL, related_name="+", null=True)
    rules = models.JSONField()
    """What was named: rules, or guide.StopReason by id."""
    until = models.DateTimeField()
    """When the day will be over on this clock, if nobody sets it."""
    counted_s = models.FloatField(default=0)
    """So much of the day had passed at `counted_at`, when the machine had been running for `boot_s` since `boot`."""
    counted_at = models.DateTimeField(null=True, blank=True)
    boot = models.CharField(max_length=64, blank=True)
    boot_s = models.FloatField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, blank=True, choices=[("seen", "seen"), ("mistake", "mistake")])

    class Meta(Record.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], condition=models.Q(ended_at=None), name="one_standing_lock")
        ]
