"""``banso migrate``: the tables of this version.

A store without any table gets them at once, as the models have them, in one transaction: walking
through every migration draws each model anew at every step (measured: ten seconds of CPU against
one). A store that has tables goes through the migrations it lacks, as ever. That both ways lead to
the same tables is a test.
"""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps


class Command(migrate.Command):
    """Django's own command, with a short way for an empty store."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        connection = connections[options["database"]]
        connection.prepare_database()
        if whole and not connection.introspection.table_names():
            make_at_once(connection)
        super().handle(*args, **options)
        return None


def make_at_once(connection: BaseDatabaseWrapper) -> None:
    """This function will make all tables in an empty store and note every migration as applied.

    A migration that makes what no model describes marks its function with ``builds = True``; it is
    run here too. Killed on the way, nothing is left.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    migrated = {migration.app_label for migration, _ in plan}
    applied = MigrationRecorder(connection).Migration
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.app_label in migrated and model._meta.can_migrate(connection):
                editor.create_model(model)
        editor.create_model(applied)
        for step in (step for migration, _ in plan for step in migration.operations):
            if isinstance(step, RunPython) and getattr(step.code, "builds", False):
                step.code(cast(StateApps, apps), editor)
        applied.objects.using(connection.alias).bulk_create(
            applied(app=migration.app_label, name=migration.name) for migration, _ in plan
        )
