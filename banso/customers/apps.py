from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.models.signals import post_migrate


def _keep_triggers(using: str, **_rest: Any) -> None:
    """A migration that makes the table of the notes anew on SQLite loses its triggers; notes that were
    moved here from another database wait to be indexed."""
    from banso.customers.search import index, schema

    if schema.keep(connections[using]):
        with transaction.atomic(using=using):
            index.catch_up(connections[using])


class CustomersConfig(AppConfig):
    name = "banso.customers"
    label = "customers"
    verbose_name = "Customers"

    def ready(self) -> None:
        post_migrate.connect(_keep_triggers, sender=self)
        # Registers the job kind duplicates.find.
        from banso.customers import finding  # noqa: F401
