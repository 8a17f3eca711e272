"""What was measured, and what is to be measured again."""

import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('massage', '0005_more_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasureWish',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('measure', models.CharField(max_length=40)),
                ('every_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('around_sessions', models.BooleanField()),
                ('passed_on', models.DateField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('owner', 'measure'), name='one_wish_for_each_measure')],
            },
        ),
        migrations.CreateModel(
            name='Taking',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('measure', models.CharField(max_length=40)),
                ('said', models.JSONField(default=dict)),
                ('degrees', models.JSONField(default=dict)),
                ('method', models.CharField(blank=True, choices=[('self', 'by yourself'), ('camera', 'by camera')], max_length=8)),
                ('run', models.JSONField(blank=True, null=True)),
                ('told_by', models.CharField(blank=True, choices=[('doctor', 'A doctor or therapist'), ('paper', 'A form on paper'), ('app', 'Another app or web page'), ('study', 'A study')], max_length=8)),
                ('part', models.CharField(blank=True, choices=[('before', 'before a session'), ('after', 'after a session')], max_length=6)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='massage.plan')),
                ('play', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='massage.play')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['owner', 'measure', '-at', '-id'], name='takings_by_time')],
            },
        ),
    ]
