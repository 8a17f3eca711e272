"""Who speaks, how much, and what is heard under it. "Bells only" was a voice, and is now how much is said."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def bells_say_little(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    apps.get_model("accounts", "Person").objects.filter(voice="bells").update(voice="own", density="bells")


def bells_are_a_voice(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    apps.get_model("accounts", "Person").objects.filter(density="bells").update(voice="bells")


class Migration(migrations.Migration):
    dependencies = (("accounts", "0003_receivers"),)

    operations = (
        migrations.AddField("person", "speaker", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddField(
            "person",
            "density",
            models.CharField(
                choices=[("full", "Guided throughout"), ("brief", "Few words"), ("bells", "Bells only")],
                default="full",
                max_length=8,
            ),
        ),
        migrations.AddField(
            "person",
            "bed",
            models.CharField(choices=[("off", "Nothing"), ("soft", "Soft noise")], default="off", max_length=8),
        ),
        migrations.AddField("person", "metronome", models.BooleanField(default=True)),
        migrations.AddField("person", "recordings", models.BooleanField(default=True)),
        migrations.RunPython(bells_say_little, bells_are_a_voice),
        migrations.AlterField(
            "person",
            "voice",
            models.CharField(
                choices=[("own", "Unclench’s voice"), ("device", "This device’s voice")], default="own", max_length=8
            ),
        ),
    )
