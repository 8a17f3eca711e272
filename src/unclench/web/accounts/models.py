"""The person, the devices they are signed in on, and the tokens by which a device comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import uuid6
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

THEMES = (("auto", "As the device"), ("light", "Light"), ("dark", "Dark"), ("dim", "Dim and warm"))
VOICES = (("own", "Unclench’s voice"), ("device", "This device’s voice"))
DENSITIES = (("full", "Guided throughout"), ("brief", "Few words"), ("bells", "Bells only"))
BEDS = (("off", "Nothing"), ("soft", "Soft noise"))

BUILDS = (
    ("reference", "In between"),
    ("female", "Woman"),
    ("male", "Man"),
    ("older", "Older"),
    ("broader", "Broader"),
)
"""Of the figure, as in `unclench.figure.body`; so are the tones as in `unclench.figure.tones`."""
SKINS = (
    ("lightest", "Lightest"),
    ("light", "Light"),
    ("medium_light", "Medium light"),
    ("medium", "Medium"),
    ("medium_deep", "Medium deep"),
    ("deep", "Deep"),
    ("deepest", "Deepest"),
)
HAIRS = (
    ("black", "Black"),
    ("brown", "Brown"),
    ("red", "Red"),
    ("blond", "Blond"),
    ("grey", "Grey"),
    ("white", "White"),
    ("none", "No hair"),
)

HERE_FOR = timedelta(seconds=60)
"""How long the token is good that a browser on this machine comes in with."""
PAIRING_FOR = timedelta(minutes=5)
"""How long a code for another device is good."""


LONGEST_CALLED = 40


class Person(AbstractBaseUser):
    """Whoever uses Unclench, or is massaged with it. On one's own machine one person uses it, without a password.

    A receiver is kept by that person, the keeper, and never signs in. What a receiver answered, their locks, plans and
    sessions are records of their own, so that nobody's answers can stand for anybody else's.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    keeper = models.ForeignKey("self", on_delete=models.CASCADE, related_name="receivers", null=True, blank=True)
    """Who keeps this receiver; null for whoever uses Unclench."""
    called = models.CharField(max_length=LONGEST_CALLED, blank=True)
    """A receiver's name or initials, as somebody chose them. Leaves this machine in nothing."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """Out of sight since then, with all their records, and soon gone; until then they can be brought back."""
    welcomed_at = models.DateTimeField(null=True, blank=True)
    """When the first words, what this is and is not, were read."""
    theme = models.CharField(max_length=8, choices=THEMES, default="auto")
    voice = models.CharField(max_length=8, choices=VOICES, default="own")
    speaker = models.CharField(max_length=60, blank=True)
    """guide.voices.Installed by name; empty for the voice that comes with Unclench."""
    density = models.CharField(max_length=8, choices=DENSITIES, default="full")
    """guide.types.Density: how much is said."""
    bed = models.CharField(max_length=8, choices=BEDS, default="off")
    """guide.sounds.Bed: what is heard under it."""
    metronome = models.BooleanField(default=True)
    recordings = models.BooleanField(default=True)
    """Whether lines of one's own stand in for those of the voice."""
    build = models.CharField(max_length=16, choices=BUILDS, default="reference")
    skin = models.CharField(max_length=16, choices=SKINS, default="medium_light")
    hair = models.CharField(max_length=16, choices=HAIRS, default="brown")

    objects = BaseUserManager["Person"]()

    USERNAME_FIELD = "name"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(keeper=None) | models.Q(is_active=False), name="receivers_do_not_sign_in"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def heard(self) -> str:
        """What the player plays: "own", "device", or "bells" where next to nothing is said."""
        return "bells" if self.density == "bells" else self.voice


class Token(models.Model):
    """Good for one way in, for a short while. Only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Device(models.Model):
    """A browser that is signed in."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    """What it calls itself, in short: Firefox on Android."""
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen"]
