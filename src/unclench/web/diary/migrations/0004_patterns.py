"""Which published patterns the entries fit, if shown; what a dose was for, and that it outlives its headache."""

import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0003_course'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dose',
            name='reason',
            field=models.CharField(blank=True, choices=[('other_pain', 'Another pain'), ('period', 'Period pain'), ('cold', 'A cold or fever'), ('in_case', 'In case a headache came'), ('other', 'Something else')], max_length=12),
        ),
        migrations.AlterField(
            model_name='dose',
            name='episode',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='doses', to='diary.episode'),
        ),
        migrations.CreateModel(
            name='PatternChoice',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('local_date', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('shown', models.BooleanField()),
                ('untreated_lasts', models.BooleanField(blank=True, null=True)),
                ('daily_from_the_start', models.BooleanField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'abstract': False,
            },
        ),
    ]
