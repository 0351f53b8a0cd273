from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "banso.execution.meetings"
    label = "meetings"
    verbose_name = "Meetings"

    def ready(self) -> None:
        # How meetings follow accounts and people.
        from banso.customers.belongings import Belonging, register
        from banso.execution.meetings.models import Meeting
        from banso.lib.text import Text

        register(
            Belonging(
                model=Meeting,
                name=Text(ja="面談", en="meetings"),
                when=("starts_at",),
                people="theirs",
                names=("title", "place", "notes"),
                blocks=False,
            )
        )
