import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from banso.customers.search import index, schema


def make(apps, editor):
    # Renaming and adding columns makes the table anew on SQLite, so the triggers come last.
    schema.make(editor.connection)
    schema.queue_everything(editor.connection)
    index.catch_up(editor.connection)


make.builds = True  # no model describes these tables: a new store needs them made, too


def drop(apps, editor):
    schema.drop(editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_moments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="client_id",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="created_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="department",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="edited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="meeting",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="touchpoint",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("meeting", ""), _negated=True),
                fields=["meeting"],
                name="touchpoint_of_meeting",
            ),
        ),
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("topic", ""), _negated=True),
                fields=["account", "topic"],
                name="touchpoint_by_topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="touchpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_id", ""), _negated=True),
                fields=("created_by", "client_id"),
                name="touchpoint_sent_once",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="participations",
                to="customers.contact",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="touchpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="participants",
                to="customers.touchpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("touchpoint", "contact"), name="participant_once"
            ),
        ),
        migrations.RunPython(make, drop),
    ]
