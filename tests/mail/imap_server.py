"""A real IMAP server (pymap) on this machine, in a thread of its own, with mails put into it by IMAP."""

from __future__ import annotations

import asyncio
import imaplib
import os
import socket
import ssl
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

USER, PASSWORD = "csm@example.com", "架空のパスワード ä"


@dataclass(frozen=True)
class Served:
    """The server; ``put`` appends a mail to a folder."""

    port: int

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.client() as server:
            if folder != "INBOX":
                server.create(folder)
            for mail in mails:
                ok, _said = server.append(folder, "", "", mail)
                assert ok == "OK"

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        with self.client() as server:
            server.select(folder, readonly=True)
            return [line for line in server.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]

    def client(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.port)
        server.authenticate("PLAIN", lambda _c: f"\0{USER}\0{PASSWORD}".encode())
        return server


@contextmanager
def imap(*, certificate: tuple[Path, Path] | None = None) -> Iterator[Served]:
    """A server with an empty mailbox of ``USER``. ``certificate``: its (certificate, key) for STARTTLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop: list[asyncio.Event] = []
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(_serve(port, certificate, ready, stop))
    )
    thread.start()
    assert ready.wait(20)
    try:
        with mock.patch.dict(os.environ, {"BANSO_PRIVATE_HOSTS": "127.0.0.1,localhost"}):
            yield Served(port)
    finally:
        loop.call_soon_threadsafe(stop[0].set)
        thread.join(20)
        loop.close()


async def _serve(
    port: int,
    certificate: tuple[Path, Path] | None,
    ready: threading.Event,
    stop: list[asyncio.Event],
) -> None:
    from pymap.backend.dict import DictBackend
    from pymap.imap import IMAPService

    parser = ArgumentParser()
    DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    IMAPService.add_arguments(parser)
    args = parser.parse_args(
        ["--host", "127.0.0.1", "--port", str(port), "dict", "--demo-user", USER,
         "--demo-password", PASSWORD]
    )  # fmt: skip
    args.passlib_cfg, args.debug = None, False
    made: dict[str, object] = {"secure_auth": False}  # also without TLS
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        made["ssl_context"] = context
    backend, config = await DictBackend.init(args, **made)
    config.apply_context()
    stop.append(asyncio.Event())
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        ready.set()
        await stop[0].wait()
