from __future__ import annotations

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "banso.connectors.email"
    label = "mailboxes"
    verbose_name = "Mail in"
