from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "banso.connectors"
    label = "connectors"
    verbose_name = "Connectors"

    def ready(self) -> None:
        # Registers the job kinds import.commit and import.undo.
        from banso.connectors import jobs  # noqa: F401
