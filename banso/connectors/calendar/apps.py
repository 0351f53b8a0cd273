from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "banso.connectors.calendar"
    label = "calendars"
    verbose_name = "Calendar feeds"

    def ready(self) -> None:
        # Registers the job kind.
        from banso.connectors.calendar import jobs  # noqa: F401
