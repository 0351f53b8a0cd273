import django.db.models.deletion
from django.db import migrations, models

import banso.workspace.ids


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_standing_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("erased_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="GroupSession",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("type", models.CharField(default="other", max_length=12)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("host", models.CharField(blank=True, max_length=254)),
                ("capacity", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "group session",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="group_session_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("severity", models.CharField(default="normal", max_length=8)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("feature", models.CharField(blank=True, max_length=120)),
                ("scope", models.CharField(default="all", max_length=4)),
            ],
            options={
                "verbose_name": "incident",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="incident_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["all", "some"]),
                            ("severity__in", ["low", "normal", "high", "urgent"]),
                        ),
                        name="incident_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="incident_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("registered_at", models.DateTimeField(blank=True, null=True)),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="customers.account",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="customers.groupsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "indexes": [
                    models.Index(fields=["account", "session"], name="attendance_by_account"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["email"],
                        name="attendance_by_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="attendance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentAccount",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incidents",
                        to="customers.account",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="struck",
                        to="customers.incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "struck account",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "key"), name="incident_account_key_once"
                    ),
                    models.UniqueConstraint(
                        fields=("incident", "account"), name="incident_account_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlayAssignment",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("play", models.CharField(max_length=160)),
                ("arm", models.CharField(max_length=8)),
                ("how", models.CharField(blank=True, max_length=12)),
                ("assigned_on", models.DateField()),
                ("started_on", models.DateField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="play_assignments",
                        to="customers.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "play assignment",
                "indexes": [
                    models.Index(
                        fields=["account", "assigned_on"], name="play_assignment_by_account"
                    ),
                    models.Index(fields=["play", "arm"], name="play_assignment_by_play"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="play_assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arm__in", ["treated", "control"]),
                            ("how__in", ["", "randomised", "by_hand"]),
                        ),
                        name="play_assignment_words_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("survey", models.CharField(blank=True, max_length=160)),
                ("kind", models.CharField(default="free", max_length=8)),
                ("asked_on", models.DateField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.FloatField(blank=True, null=True)),
                ("comment", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=16)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="customers.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "response",
                "indexes": [
                    models.Index(fields=["account", "-answered_at"], name="response_by_account"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["email"],
                        name="response_by_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="response_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["nps", "csat", "ces", "free"])),
                        name="response_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_on__isnull", False),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="response_asked_or_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Touchpoint",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("type", models.CharField(default="note", max_length=8)),
                ("happened_at", models.DateTimeField()),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("effort_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("notes", models.TextField(blank=True)),
                ("our_people", models.TextField(blank=True)),
                ("their_people", models.TextField(blank=True)),
                ("opened_by", models.CharField(blank=True, max_length=4)),
                ("mood", models.CharField(blank=True, max_length=4)),
                ("mood_why", models.TextField(blank=True)),
                ("topic", models.CharField(blank=True, max_length=160)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touchpoints",
                        to="customers.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "touchpoint",
                "indexes": [
                    models.Index(fields=["account", "-happened_at"], name="touchpoint_by_account"),
                    models.Index(fields=["-happened_at"], name="touchpoint_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="touchpoint_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                ["meeting", "call", "mail", "visit", "qbr", "chat", "note"],
                            )
                        ),
                        name="touchpoint_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_by__in", ["", "us", "them"]),
                            ("mood__in", ["", "low", "fair", "good"]),
                        ),
                        name="touchpoint_words_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voice",
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
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("batch", models.CharField(blank=True, db_index=True, max_length=16)),
                ("channel", models.CharField(blank=True, max_length=24)),
                ("received_at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=16)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voices",
                        to="customers.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "voice",
                "indexes": [
                    models.Index(fields=["account", "-received_at"], name="voice_by_account"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["email"],
                        name="voice_by_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key"), name="voice_once")
                ],
            },
        ),
    ]
