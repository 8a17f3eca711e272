"""What a receiver allows other hands, and what was said of those hands."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


ANSWERS: dict[str, Any] = {"agreed": None, "stop_word": ""}


def complete(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What is kept whole has every field: so far nobody was asked."""
    del editor
    for check_in in apps.get_model("today", "CheckIn").objects.exclude(answers=None):
        check_in.answers = {**ANSWERS, **(check_in.answers or {})}
        check_in.save(update_fields=["answers"])


class Migration(migrations.Migration):
    dependencies = (("today", "0002_times"),)

    operations = (
        migrations.AddField("profile", "agreed", models.JSONField(default=dict)),
        migrations.AddField("checkin", "agreement", models.JSONField(blank=True, null=True)),
        migrations.AddField("checkin", "giver", models.JSONField(blank=True, null=True)),
        migrations.RunPython(complete, migrations.RunPython.noop),
    )
