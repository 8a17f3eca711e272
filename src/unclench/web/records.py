"""What every record has: an owner, the instant in UTC, the local day and the zone it was lived in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import uuid6
from django.conf import settings
from django.db import models, transaction

from unclench.web.accounts.models import Person
from unclench.web.moment import LONGEST_NAME, Moment

UNDO_DAYS = 1
KEPT_FOR_UNDO = timedelta(days=UNDO_DAYS)


def own_or_kept(person: Person) -> models.Q:
    """Records of this person, and of the receivers they keep."""
    return models.Q(owner=person) | models.Q(owner__keeper=person, owner__removed_at=None)


class Record(models.Model):
    """Something that a person said or did, or that was done for them, at a moment.

    The owner is whose body it is about: a receiver's records are theirs, and not those of who keeps them.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    local_date = models.DateField()
    zone = models.CharField(max_length=LONGEST_NAME)
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Out of sight since then, and soon gone; until then it can be brought back."""

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    @classmethod
    def made(cls, owner: Person, moment: Moment, **fields: Any) -> Self:
        """A new record of this moment, not saved yet."""
        return cls(owner=owner, at=moment.at, local_date=moment.local_date, zone=moment.zone, **fields)

    @classmethod
    def of(cls, owner: Person) -> models.QuerySet[Self]:
        """This person's records, without those deleted."""
        return cls._default_manager.filter(owner=owner, deleted_at=None)

    @classmethod
    def kept_by(cls, person: Person) -> models.QuerySet[Self]:
        """This person's records and those of the receivers they keep, each with its owner; without those deleted."""
        return cls._default_manager.filter(own_or_kept(person), deleted_at=None).select_related("owner")

    @property
    def lived(self) -> Moment:
        """Its moment, as it was lived."""
        return Moment(self.at, self.zone)

    def take_away(self, at: datetime) -> None:
        """Out of sight; it can be brought back for a day."""
        if self.deleted_at is None:
            self._set_deleted(at)

    def bring_back(self) -> None:
        if self.deleted_at is not None:
            self._set_deleted(None)

    def _set_deleted(self, at: datetime | None) -> None:
        self.deleted_at = at
        with transaction.atomic():
            self.save(update_fields=["deleted_at"])


def rating() -> models.PositiveSmallIntegerField[int | None, int | None]:
    """0 to 10 as the person gave it; null where they gave none."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


def in_scale(model: str, *names: str) -> list[models.CheckConstraint]:
    """Constraints that keep these ratings between 0 and 10."""
    return [
        models.CheckConstraint(condition=models.Q(**{f"{name}__lte": 10}), name=f"{model}_{name}_at_most_10")
        for name in names
    ]
