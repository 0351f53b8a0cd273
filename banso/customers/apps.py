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
        from banso.customers.belongings import Belonging, register
        from banso.customers.people.models import ContactMove, ContactRole
        from banso.lib.text import Text

        # They hang on people alone: where the person goes, they are.
        for model, ja, en, says in (
            (ContactRole, "役割", "roles of contacts", ()),
            (ContactMove, "異動の記録", "moves of contacts", ("to_where",)),
        ):
            table = Belonging(
                model=model, name=Text(ja=ja, en=en), account="", contact="contact", says=says
            )
            register(table)
