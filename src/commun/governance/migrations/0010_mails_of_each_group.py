from typing import Any

from django.db import migrations, models


def keep_what_they_have(apps: Any, schema_editor: Any) -> None:
    """Who chose no digest received no invitation, no outcome and no change of a text: it stays so."""
    membership = apps.get_model("governance", "Membership")
    quiet = apps.get_model("people", "Person").objects.filter(digest_rhythm="none", erased_at=None)
    membership.objects.filter(person__in=quiet).update(mails="concerns")


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_decisions_are_found_with_the_rest"),
        ("people", "0003_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="mails",
            field=models.CharField(
                choices=[
                    ("all", "everything"),
                    ("concerns", "what concerns me"),
                    ("decisions", "decisions only"),
                    ("none", "nothing by mail"),
                ],
                default="all",
                max_length=9,
                verbose_name="mails of this group",
            ),
        ),
        migrations.RunPython(keep_what_they_have, migrations.RunPython.noop),
    ]
