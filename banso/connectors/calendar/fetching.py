"""Getting the text of a calendar over the network, within limits."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from banso.connectors import reaching
from banso.connectors.calendar.reading import MOST_BYTES, CalendarBroken, too_large
from banso.lib.problems import BansoError, Problem, problem

_HOPS = 4
_SECONDS = 60.0  # for everything together
_SCHEMES = {"https": 443, "http": 80}
_MOVED = frozenset({301, 302, 303, 307, 308})


class AddressRefused(BansoError):
    """The address is none a calendar can be read from."""


class FetchFailed(BansoError):
    """The server answered, but not with a calendar."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``data`` None: nothing has changed since ``etag``."""

    data: bytes | None
    etag: str


def parts_of(address: str) -> SplitResult:
    """This function will take an address apart: https or webcal, http only to hosts inside that are allowed.

    Raises AddressRefused.
    """
    address = address.strip()
    if address[:9].casefold() in {"webcal://", "webcals:/"}:
        address = "https://" + address.partition("://")[2]
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise AddressRefused(_no_address()) from None
    plain = parts.scheme == "http" and (parts.hostname or "") not in reaching.allowed_hosts()
    if not usable or plain or not address.isascii() or not address.isprintable() or " " in address:
        raise AddressRefused(_no_address())
    return parts


def fetch(address: str, *, etag: str = "") -> Fetched:
    """This function will read what lies at an address, at most 10 MB, in at most a minute.

    Every hop of a redirect is checked like the first. Raises AddressRefused, FetchFailed,
    CalendarBroken (too large), reaching.HostRefused, reaching.HostSilent.
    """
    stop = time.monotonic() + _SECONDS
    for _hop in range(_HOPS):
        parts = parts_of(address)
        host = parts.hostname or ""
        to = reaching.reach(host=host, port=parts.port or _SCHEMES[parts.scheme])
        connection = _Checked(to, tls=parts.scheme == "https")
        try:
            answer = _ask(connection, parts, etag)
            if answer.status in _MOVED:
                address = urljoin(parts.geturl(), answer.headers.get("Location") or "")
                continue
            if answer.status == 304:
                return Fetched(None, etag)
            if answer.status != 200:
                raise FetchFailed(_status(host, answer.status))
            return Fetched(_body(answer, stop, host), (answer.headers.get("ETag") or "")[:200])
        except (OSError, http.client.HTTPException) as broken:
            raise reaching.HostSilent(reaching.silence(host, broken)) from broken
        finally:
            connection.close()
    raise FetchFailed(_round())


class _Checked(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name answers next."""

    def __init__(self, to: reaching.Reached, *, tls: bool) -> None:
        super().__init__(to.host, to.port, timeout=reaching.SECONDS)
        self._to, self._tls = to, tls

    def connect(self) -> None:
        self.sock = reaching.connected(self._to, tls=self._tls)


def _ask(connection: _Checked, parts: SplitResult, etag: str) -> http.client.HTTPResponse:
    host = parts.netloc.rpartition("@")[2]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", host)
    connection.putheader("Accept", "text/calendar, text/plain;q=0.5")
    connection.putheader("Accept-Encoding", "identity")
    connection.putheader("User-Agent", "Banso")
    if etag:
        connection.putheader("If-None-Match", etag)
    connection.endheaders()
    return connection.getresponse()


def _body(answer: http.client.HTTPResponse, stop: float, host: str) -> bytes:
    found = bytearray()
    while piece := answer.read1(65_536):
        found += piece
        if len(found) > MOST_BYTES:
            raise CalendarBroken(too_large(len(found)))
        if time.monotonic() > stop:
            raise reaching.HostSilent(reaching.silence(host, TimeoutError()))
    return bytes(found)


# Words: never with the address, which is a secret -----------------------------------------------


def _no_address() -> Problem:
    return problem(
        "calendar.address",
        ja="カレンダーのURLとして使えません。https:// または webcal:// で始まるURLが必要です。",
        en="This is no address of a calendar: it must begin with https:// or webcal://.",
        remedy_ja="カレンダーの設定にある「iCal形式の限定公開URL」をそのまま貼り付けてください。",
        remedy_en="Paste the calendar's private address in iCal format from the calendar's settings.",
    )


def _status(host: str, status: int) -> Problem:
    return problem(
        "calendar.status",
        ja=f"「{host}」がカレンダーを返しません（応答コード {status}）。",
        en=f"'{host}' does not give the calendar (it answered {status}).",
        remedy_ja="URLが取り消されていないか、カレンダー側の設定を確かめ、URLを入れ直してください。",
        remedy_en="Check in the calendar's settings whether the address was withdrawn, and enter it anew.",
        sample=str(status),
    )


def _round() -> Problem:
    return problem(
        "calendar.redirects",
        ja="転送が続き、カレンダーにたどり着けません。",
        en="The address leads from one address to the next and never to a calendar.",
        remedy_ja="転送先の最後のURLを貼り付けてください。",
        remedy_en="Paste the last address it leads to.",
    )
