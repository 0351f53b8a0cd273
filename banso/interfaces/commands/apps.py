"""The Django app that holds the commands."""

from __future__ import annotations

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "banso.interfaces.commands"
    label = "commands"
    verbose_name = "Commands"
