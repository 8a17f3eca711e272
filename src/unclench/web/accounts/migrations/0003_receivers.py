"""People who are massaged, kept by the one who uses Unclench."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0002_figure"),)

    operations = (
        migrations.AddField(
            "person",
            "keeper",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receivers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("person", "called", models.CharField(blank=True, default="", max_length=40), False),
        migrations.AddField("person", "removed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(("keeper", None), ("is_active", False), _connector="OR"),
                name="receivers_do_not_sign_in",
            ),
        ),
    )
