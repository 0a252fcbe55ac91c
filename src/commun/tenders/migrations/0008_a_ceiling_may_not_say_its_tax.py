from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0007_awards_know_their_lot"),
    ]

    operations = [
        migrations.AlterField(
            model_name="buyerterm",
            name="has_tax",
            field=models.BooleanField(blank=True, null=True, verbose_name="tax included"),
        ),
    ]
