from __future__ import annotations

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "banso.journey"
    label = "journey"
    verbose_name = "Journey"
