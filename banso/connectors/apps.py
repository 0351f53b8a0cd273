from __future__ import annotations

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "banso.connectors"
    label = "connectors"
    verbose_name = "Connectors"

    def ready(self) -> None:
        # Registers the job kinds.
        from banso.connectors import jobs  # noqa: F401
        from banso.connectors.backup import jobs as backup_jobs  # noqa: F401
        from banso.connectors.nightly import works

        works.register_all()
