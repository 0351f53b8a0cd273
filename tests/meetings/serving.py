"""A web server on this machine that hands out one calendar, for tests of fetching."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

from banso.connectors.reaching import SETTING

Answer = Callable[[BaseHTTPRequestHandler], None]


def with_text(data: bytes, **headers: str) -> Answer:
    """Answers 200 with this text."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def with_status(status: int, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()

    return answer


@contextmanager
def served(answer: Answer, *, allowed: bool = True) -> Iterator[str]:
    """The address of a calendar on this machine; ``allowed``: whoever runs Banso named the host."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hosts = "127.0.0.1,localhost" if allowed else ""
    try:
        with mock.patch.dict(os.environ, {SETTING: hosts}):
            yield f"http://127.0.0.1:{server.server_port}/private/secret-token/basic.ics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
