"""Times of what was told, the country to call for help in, and a lock's own clock."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REMEMBERED: dict[str, Any] = {"happened": {}, "doctor_said_yes": {}}
ANSWERS: dict[str, Any] = {"happened": {}}


def complete(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What is kept whole has every field: the new ones are empty."""
    del editor
    for profile in apps.get_model("today", "Profile").objects.exclude(remembered={}):
        profile.remembered = {**REMEMBERED, **profile.remembered}
        profile.save(update_fields=["remembered"])
    for check_in in apps.get_model("today", "CheckIn").objects.exclude(answers=None):
        check_in.answers = {**ANSWERS, **(check_in.answers or {})}
        check_in.save(update_fields=["answers"])


class Migration(migrations.Migration):
    dependencies = (("today", "0001_initial"),)

    operations = (
        migrations.AddField("profile", "country", models.CharField(max_length=2, blank=True, default=""), False),
        migrations.AddField("emergencylock", "counted_s", models.FloatField(default=0)),
        migrations.AddField("emergencylock", "counted_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("emergencylock", "boot", models.CharField(max_length=64, blank=True, default=""), False),
        migrations.AddField("emergencylock", "boot_s", models.FloatField(default=0)),
        migrations.RunPython(complete, migrations.RunPython.noop),
    )
