from typing import Any

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from commun.algo.text import as_tsvector


def write_vectors(apps: Any, schema_editor: Any) -> None:
    """Texts written before can be searched too."""
    versions = apps.get_model("governance", "DecisionVersion")._base_manager
    for row in versions.filter(search=None).only("pk", "title", "text", "concerned").iterator(chunk_size=500):
        said = as_tsvector([(row.title, "A"), (row.text, "B"), (row.concerned, "C")])
        versions.filter(pk=row.pk).update(search=said)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_guest_passes"),
    ]

    operations = [
        migrations.AddField(
            model_name="decisionversion",
            name="search",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="grouprules",
            name="learning_words",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="what we say when an experiment ends", default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="membership",
            name="assemblies",
            field=models.JSONField(blank=True, default=list, verbose_name="years of general meetings attended"),
        ),
        migrations.AddField(
            model_name="membership",
            name="shares",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="shares held in the cooperative"),
        ),
        migrations.RunPython(write_vectors, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="decisionversion",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="decision_version_search"),
        ),
    ]
