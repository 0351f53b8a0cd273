from __future__ import annotations

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "banso.connectors.email"
    label = "mailboxes"
    verbose_name = "Mail in"

    def ready(self) -> None:
        # Registers the job kind, and how mails follow accounts and people.
        from banso.connectors.email import jobs  # noqa: F401
        from banso.connectors.email.models import Mail
        from banso.customers.belongings import Belonging, register
        from banso.lib.text import Text

        register(
            Belonging(
                model=Mail,
                name=Text(ja="メール", en="mails"),
                when=("sent_at",),
                follows="touchpoint",
                email="sender",
                people="people",
                says=("subject", "text"),
                names=("subject", "text"),
                blocks=False,
            )
        )
