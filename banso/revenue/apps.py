from __future__ import annotations

from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "banso.revenue"
    label = "revenue"
    verbose_name = "Revenue"
