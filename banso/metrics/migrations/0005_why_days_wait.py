from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0004_reopening")]

    operations = [
        migrations.AddField(
            model_name="staleaccount",
            name="why",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
