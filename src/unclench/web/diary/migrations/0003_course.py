"""Headaches become courses of events; whole days, medicines and doses. What was kept before lives on."""

import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def tell_the_worst_from_a_reading(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A pain that was told afterwards stood at the time of telling, which is not when it hurt."""
    del schema_editor
    event = apps.get_model('diary', 'EpisodeEvent')
    told_at_onset = models.F('episode__at')
    keys = event.objects.filter(kind='pain').exclude(at=told_at_onset).values_list('id', flat=True)
    event.objects.filter(id__in=list(keys)).update(kind='worst')


def worst_is_a_reading_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    apps.get_model('diary', 'EpisodeEvent').objects.filter(kind='worst').update(kind='pain')


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='episode',
            name='ended_zone',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='about',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='diary.episodeevent'),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='instead_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='diary.episodeevent'),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='minutes',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='name',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='value',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AlterField(
            model_name='episodeevent',
            name='kind',
            field=models.CharField(choices=[('pain', 'Pain, 0 to 10'), ('worst', 'Pain at its worst'), ('place', 'Place'), ('symptom', 'Symptom'), ('tried', 'Tried'), ('relief', 'How it was rated'), ('eased', 'Eased'), ('note', 'Note')], max_length=8),
        ),
        migrations.CreateModel(
            name='DayChoice',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('shown', models.JSONField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dose',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('acute', models.BooleanField()),
                ('amount', models.CharField(blank=True, max_length=80)),
                ('episode', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doses', to='diary.episode')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='episodeevent',
            name='dose',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='diary.dose'),
        ),
        migrations.CreateModel(
            name='Medicine',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('acute', models.BooleanField()),
                ('usual', models.CharField(blank=True, max_length=80)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='dose',
            name='medicine',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='diary.medicine'),
        ),
        migrations.CreateModel(
            name='Day',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('sleep_min', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sleep_quality', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('stress', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('mood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('tension', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('focus', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('menstruation', models.CharField(blank=True, max_length=8)),
                ('activity_min', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('water_ml', models.PositiveIntegerField(blank=True, null=True)),
                ('screen_min', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('alcohol', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('caffeine', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('owner', 'local_date'), name='one_day_for_each_day'), models.CheckConstraint(condition=models.Q(('sleep_quality__lte', 10)), name='day_sleep_quality_at_most_10'), models.CheckConstraint(condition=models.Q(('stress__lte', 10)), name='day_stress_at_most_10'), models.CheckConstraint(condition=models.Q(('mood__lte', 10)), name='day_mood_at_most_10'), models.CheckConstraint(condition=models.Q(('tension__lte', 10)), name='day_tension_at_most_10'), models.CheckConstraint(condition=models.Q(('focus__lte', 10)), name='day_focus_at_most_10')],
            },
        ),
        migrations.CreateModel(
            name='DayMark',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('said', models.CharField(choices=[('clear', 'clear'), ('headache', 'headache')], max_length=8)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('owner', 'local_date'), name='one_mark_for_each_day')],
            },
        ),
        migrations.AddIndex(
            model_name='dose',
            index=models.Index(fields=['owner', 'local_date'], name='doses_by_day'),
        ),
        migrations.RunPython(tell_the_worst_from_a_reading, worst_is_a_reading_again),
    ]
