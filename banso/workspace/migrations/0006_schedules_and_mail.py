import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import banso.workspace.ids


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0005_business_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=200)),
                ("port", models.PositiveIntegerField(default=587)),
                ("security", models.CharField(default="starttls", max_length=8)),
                ("user", models.CharField(blank=True, max_length=200)),
                ("sealed_password", models.TextField(blank=True)),
                ("from_address", models.EmailField(max_length=254)),
                ("from_name", models.CharField(blank=True, max_length=80)),
                ("address", models.CharField(max_length=200)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("worked", models.BooleanField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="mail_server_only_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("security__in", ["starttls", "tls", "none"])),
                        name="mail_server_security",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("rhythm", models.CharField(max_length=8)),
                ("at", models.TimeField(blank=True, null=True)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("business", models.BooleanField(default=False)),
                ("options", models.JSONField(default=dict)),
                ("paused", models.BooleanField(default=False)),
                ("next_at", models.DateTimeField(db_index=True)),
                ("slot", models.DateTimeField(blank=True, null=True)),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("lease_owner", models.CharField(blank=True, max_length=80)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("key", models.CharField(max_length=40)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key", "user"), name="letter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MailWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("wanted", models.BooleanField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_wishes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="mail_wish_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduleRun",
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
                ("slot", models.DateTimeField()),
                ("covers", models.PositiveIntegerField(default=1)),
                ("attempt", models.PositiveIntegerField(default=1)),
                ("state", models.CharField(default="running", max_length=8)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("result", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="workspace.schedule",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["schedule", "-started_at"], name="schedule_run_newest")
                ],
            },
        ),
    ]
