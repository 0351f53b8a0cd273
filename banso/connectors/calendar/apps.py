from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "banso.connectors.calendar"
    label = "calendars"
    verbose_name = "Calendar feeds"
