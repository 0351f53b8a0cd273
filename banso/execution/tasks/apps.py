from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "banso.execution.tasks"
    label = "tasks"
    verbose_name = "Tasks"

    def ready(self) -> None:
        from banso.execution.tasks.belonging import register_tables

        register_tables()
