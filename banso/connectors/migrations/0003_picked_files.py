from django.db import migrations, models

import banso.workspace.ids


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_quality_and_mending"),
    ]

    operations = [
        migrations.CreateModel(
            name="PickedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=banso.workspace.ids.new_public_id, max_length=16, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("state", models.CharField(default="found", max_length=8)),
                ("batch", models.CharField(blank=True, max_length=16)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("goes_to", models.CharField(blank=True, max_length=600)),
                ("counts", models.JSONField(default=dict)),
                ("stayed_out", models.PositiveIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("night", models.CharField(blank=True, max_length=40)),
                ("filed", models.BooleanField(default=False)),
                ("settled", models.BooleanField(default=False)),
                ("reported", models.BooleanField(default=False)),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-found_at"], name="picked_file_newest")],
            },
        ),
    ]
