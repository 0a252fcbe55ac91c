from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0006_terms_of_the_buyer"),
    ]

    operations = [
        migrations.AddField(
            model_name="pastaward",
            name="lot_number",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="lot"),
        ),
    ]
