from __future__ import annotations

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "banso.journey"
    label = "journey"
    verbose_name = "Journey"

    def ready(self) -> None:
        # Registers the job kinds.
        from banso.journey import jobs  # noqa: F401
        from banso.journey.kpis import stays_entered
        from banso.metrics.kpi.told import tell_stays_by

        tell_stays_by(stays_entered)
