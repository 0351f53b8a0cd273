from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "banso.execution.meetings"
    label = "meetings"
    verbose_name = "Meetings"
