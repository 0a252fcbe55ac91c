from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from commun.governance.legal_forms_start import STARTERS


def write_starters(apps: Any, schema_editor: Any) -> None:
    """The page of legal forms does not start empty; what it says is still to be checked."""
    forms = apps.get_model("governance", "LegalForm")
    for position, one in enumerate(STARTERS, start=1):
        forms.objects.create(**one, position=position)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_first_tables"),
        ("governance", "0016_talks_and_welcomes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("what", models.TextField(max_length=1000, verbose_name="what it is")),
                ("who_decides", models.TextField(max_length=1000, verbose_name="who decides")),
                ("money", models.TextField(max_length=1000, verbose_name="capital and surplus")),
                ("people", models.TextField(max_length=1000, verbose_name="the place of the people who work")),
                ("fits", models.TextField(max_length=1000, verbose_name="when it fits")),
                ("source", models.URLField(blank=True, verbose_name="where to read more")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
            ],
            options={
                "verbose_name": "legal form",
                "verbose_name_plural": "legal forms",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="WorkTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[("coop", "cooperating"), ("billed", "paid by a client")],
                        default="coop",
                        max_length=6,
                        verbose_name="nature",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="minutes spent",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="governance.membership"
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.space"),
                ),
            ],
            options={
                "verbose_name": "working time",
                "verbose_name_plural": "working times",
                "ordering": ["-on", "-pk"],
                "indexes": [models.Index(fields=["space", "membership", "on"], name="work_time_of_member")],
            },
        ),
        migrations.RunPython(write_starters, migrations.RunPython.noop),
    ]
