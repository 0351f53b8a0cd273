from __future__ import annotations

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "banso.execution.promises"
    label = "promises"
    verbose_name = "Promises"
