from __future__ import annotations

from django.apps import AppConfig

from banso.lib.text import Text


class PromisesConfig(AppConfig):
    name = "banso.execution.promises"
    label = "promises"
    verbose_name = "Promises"

    def ready(self) -> None:
        from django.db.models import Q

        from banso.customers.belongings import Belonging, register
        from banso.execution.promises.models import Promise

        register(
            Belonging(
                model=Promise,
                name=Text(ja="約束（宿題）", en="promises"),
                contact="contact",
                when=("made_on",),
                open=Q(state="open"),
                follows="touchpoint",
                names=("text", "why", "line"),
            )
        )
