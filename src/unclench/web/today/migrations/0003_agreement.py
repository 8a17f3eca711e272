"""What a receiver allows other hands, and what was said of those hands."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("today", "0002_times"),)

    operations = (
        migrations.AddField("profile", "agreed", models.JSONField(default=dict)),
        migrations.AddField("checkin", "agreement", models.JSONField(blank=True, null=True)),
        migrations.AddField("checkin", "giver", models.JSONField(blank=True, null=True)),
    )
