from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0010_charter_and_disagreements"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="process",
            name="wording",
        ),
    ]
