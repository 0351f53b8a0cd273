"""Is the port free, and does something answer on it?"""

from __future__ import annotations

import socket

from banso.lib.problems import BansoError, problem

HOST = "127.0.0.1"


class PortInUse(BansoError):
    """Another program listens on the port."""


def require_free(port: int) -> None:
    """Refuse with :class:`PortInUse` before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as refused:
            raise PortInUse(
                problem(
                    "up.port-in-use",
                    ja=f"ポート {port} は、ほかのプログラムが使っています。",
                    en=f"Another program uses port {port}.",
                    remedy_ja=f"すでに動いている Banso なら http://{HOST}:{port}/ を開いてください。"
                    f"そうでなければ、別のポートを指定してください: banso up --port {port + 1}",
                    remedy_en=f"If it is Banso, open http://{HOST}:{port}/. "
                    f"Otherwise choose another port: banso up --port {port + 1}",
                    path="PORT",
                )
            ) from refused


def is_free(port: int) -> bool:
    try:
        require_free(port)
    except PortInUse:
        return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
