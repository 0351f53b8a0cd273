"""The Django app of all screens; its label keeps templates, tags and static files together."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "banso.interfaces.web"
    label = "web"
    verbose_name = "Screens"
