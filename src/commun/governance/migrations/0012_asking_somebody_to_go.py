import datetime as dt

import django.db.models.deletion
from django.db import migrations, models

import commun.people.models


class Migration(migrations.Migration):
    """Nobody was ever asked to go before this: the table is empty, the defaults fill nothing."""

    dependencies = [
        ("governance", "0011_words_of_processes_in_their_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="membershiprules",
            name="removal_hearing_days",
            field=models.PositiveSmallIntegerField(default=14, verbose_name="days for the person to be heard"),
        ),
        migrations.AddField(
            model_name="removal",
            name="asked_by",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.membership",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="removal",
            name="heard_until",
            field=models.DateField(default=dt.date(2026, 1, 1), verbose_name="nothing is put to the vote before"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="removal",
            name="reason",
            field=models.TextField(default="", max_length=2000, verbose_name="why the group is asked"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="removal",
            name="ref",
            field=models.CharField(default=commun.people.models.new_ref, editable=False, max_length=10, unique=True),
        ),
        migrations.AddField(
            model_name="removal",
            name="rules",
            field=models.JSONField(default=dict, verbose_name="rules"),
        ),
    ]
