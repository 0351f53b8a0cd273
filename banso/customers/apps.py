from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "banso.customers"
    label = "customers"
    verbose_name = "Customers"

    def ready(self) -> None:
        # Registers the job kind duplicates.find.
        from banso.customers import finding  # noqa: F401
