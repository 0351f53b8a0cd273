"""A real mail server on this machine, whose letters can be looked into."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from banso.workspace.post import operations
from banso.workspace.viewer import Viewer
from tests.connectors.helping import NOW


@dataclass
class Box:
    """What came in. ``answer``: what the server says instead of taking a mail, by recipient."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    drops: bool = False  # takes the mail, and is gone before it says so

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        found = email.message_from_bytes(content, policy=default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        if self.drops:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return sorted(str(m["To"].addresses[0].addr_spec) for m in self.mails)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def mail_server(*, user: str = "", password: str = "") -> Iterator[Box]:
    """Serves on a port of its own until the block ends; with ``user`` it lets nobody else in."""

    def lets_in(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        known = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    box = Box(_free_port())
    more: dict[str, Any] = {}
    if user:
        more = {"authenticator": lets_in, "auth_required": True, "auth_require_tls": False}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def use(box: Box, *, user: str = "", password: str | None = None) -> None:
    """The workspace sends through this server."""
    operations.set_mail_server(
        viewer=Viewer.system(), host="127.0.0.1", port=box.port, security="none", user=user,
        password=password, from_address="banso@example.com", from_name="Banso 試験",
        address="https://banso.example.com/", now=NOW,
    )  # fmt: skip
