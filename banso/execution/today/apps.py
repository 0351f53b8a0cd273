from __future__ import annotations

from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "banso.execution.today"
    label = "today"
    verbose_name = "Today"
