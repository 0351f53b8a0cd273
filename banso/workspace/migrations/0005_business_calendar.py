from django.db import migrations, models

import banso.workspace.ids
import banso.workspace.models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0004_first_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspacerow",
            name="holiday_country",
            field=models.CharField(default="auto", max_length=8),
        ),
        migrations.AddField(
            model_name="workspacerow",
            name="holiday_region",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="workspacerow",
            name="weekend",
            field=models.JSONField(default=banso.workspace.models.saturday_and_sunday),
        ),
        migrations.CreateModel(
            name="CompanyDays",
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
                ("name", models.CharField(max_length=80)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("yearly", models.BooleanField(default=False)),
                ("worked", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="company_days_in_order",
                    )
                ],
            },
        ),
    ]
