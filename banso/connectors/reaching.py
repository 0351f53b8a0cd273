"""Reaching out to a host somebody typed in: a calendar's address, a mail server.

Whoever may type an address must not be able to look around in the network the server stands in. So
a name is resolved once, every address it has must be a public one, and the connection goes to the
address that was checked; a name that answers differently the second time gains nothing. Hosts
inside are reached only where whoever runs the server named them in ``BANSO_PRIVATE_HOSTS``.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass

from banso.lib.problems import BansoError, Problem, problem

SETTING = "BANSO_PRIVATE_HOSTS"
SECONDS = 15.0  # for one connect, one answer


class HostRefused(BansoError):
    """The host is unknown, or lies where this server does not reach out to."""


class HostSilent(BansoError):
    """The host does not answer, breaks off, or its certificate is not valid."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A host and the address it was checked under."""

    host: str
    port: int
    address: str
    private: bool


def allowed_hosts() -> frozenset[str]:
    """The hosts inside that may be reached."""
    named = os.environ.get("BANSO_PRIVATE_HOSTS", "").split(",")
    return frozenset(h.strip().casefold() for h in named if h.strip())


def reach(*, host: str, port: int) -> Reached:
    """This function will resolve a host and check that it may be reached. Raises HostRefused."""
    host = host.strip().rstrip(".").casefold()
    allowed = host in allowed_hosts()
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise HostRefused(_unknown(host)) from unknown
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    inside = [a for a in addresses if not _public(a)]
    if not addresses:
        raise HostRefused(_unknown(host))
    if inside and not allowed:
        raise HostRefused(_private(host))
    return Reached(host, port, addresses[0], bool(inside))


def connected(to: Reached, *, tls: bool) -> socket.socket:
    """This function will connect to the address that was checked; with TLS the certificate must be
    the host's. Raises HostSilent."""
    try:
        plain = socket.create_connection((to.address, to.port), timeout=SECONDS)
        if not tls:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=to.host)
        except BaseException:
            plain.close()
            raise
    except (OSError, ValueError) as silent:
        raise HostSilent(silence(to.host, silent)) from silent


def silence(host: str, why: Exception) -> Problem:
    """What is said of a host that does not answer; never what was sent to it."""
    certificate = isinstance(why, ssl.SSLError)
    reason = "certificate" if isinstance(why, ssl.SSLCertVerificationError) else type(why).__name__
    return problem(
        "host.certificate" if certificate else "host.silent",
        ja=f"「{host}」に安全に接続できません（{reason}）。"
        if certificate
        else f"「{host}」から応答がありません（{reason}）。",
        en=f"'{host}' cannot be connected to safely ({reason})."
        if certificate
        else f"'{host}' does not answer ({reason}).",
        remedy_ja="アドレスとポートを確かめ、しばらくしてから「今すぐ取得」を押してください。",
        remedy_en="Check address and port, and press Fetch now a little later.",
        sample=host,
    )


def _public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if mapped is not None:
        found = mapped
    return found.is_global and not found.is_multicast


def _unknown(host: str) -> Problem:
    return problem(
        "host.unknown",
        ja=f"「{host[:80]}」というホストが見つかりません。",
        en=f"There is no host '{host[:80]}'.",
        remedy_ja="アドレスを貼り付け直してください。",
        remedy_en="Paste the address again.",
        sample=host[:80],
    )


def _private(host: str) -> Problem:
    return problem(
        "host.private",
        ja=f"「{host[:80]}」は社内や、このサーバー自身のアドレスのため、接続しません。",
        en=f"'{host[:80]}' is an address inside the network, or this server itself, and is not reached.",
        remedy_ja=f"社内のサーバーを使う場合は、サーバーの管理者が環境変数 {SETTING} にホスト名を加えてください。",
        remedy_en=f"To use a server inside, whoever runs Banso names it in the environment variable {SETTING}.",
        sample=host[:80],
    )
