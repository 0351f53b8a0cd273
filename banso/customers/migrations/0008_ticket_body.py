from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0007_note_withdrawn")]

    operations: ClassVar = [
        migrations.AddField(
            "ticket", "body", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("ticket", "erased_at", models.DateTimeField(blank=True, null=True)),
    ]
