"""Reading a folder of a mail server (IMAP4rev1, RFC 3501). It is opened for reading only: nothing there
is marked, moved or deleted."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.connectors import reaching
from banso.connectors.email.reading import MOST_BYTES
from banso.lib.problems import BansoError, Problem, problem

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MOST_AT_ONCE = 500  # mails of one fetch; the next goes on behind them


class SignInRefused(BansoError):
    """The server does not take this name and password."""


class FolderRefused(BansoError):
    """The server has no such folder, or does not let it be read."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where to read. ``security``: tls, starttls, none."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail on the server; ``data`` None: it is larger than what is read."""

    uid: int
    size: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Opened:
    """The folder, open; ``validity``: while it stays the same, so do the numbers of mails."""

    validity: int
    server: imaplib.IMAP4

    def letters(self, *, after: int, since: date) -> Iterator[Letter]:
        """The mails numbered above ``after``, in order; where nothing was read before (0), those that
        came on ``since`` or later."""
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        wanted = f"UID {after + 1}:*" if after else f"SINCE {day}"
        _ok, found = self.server.uid("SEARCH", wanted)
        # A range that ends with * always names the last mail, also where it is older.
        numbers = sorted(n for n in map(int, (found[0] or b"").split()) if n > after)
        for uid in numbers[:MOST_AT_ONCE]:
            yield self._letter(uid)

    def _letter(self, uid: int) -> Letter:
        size = self._size(uid)
        if size > MOST_BYTES:
            return Letter(uid, size, None)
        _ok, answer = self.server.uid("FETCH", str(uid), "(BODY.PEEK[])")
        data = next((p[1] for p in answer if isinstance(p, tuple) and len(p) > 1), b"")
        return Letter(uid, len(data), bytes(data))

    def _size(self, uid: int) -> int:
        _ok, answer = self.server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        for part in answer:
            line = part[0] if isinstance(part, tuple) else part
            found = _SIZE.search(line or b"")
            if found:
                return int(found[1])
        return 0


@contextmanager
def opened(box: Box) -> Iterator[Opened]:
    """This function will open the folder for reading and close it in the end.

    Raises reaching.HostRefused, reaching.HostSilent, SignInRefused, FolderRefused.
    """
    to = reaching.reach(host=box.host, port=box.port)
    if box.security == "none" and not to.private:
        raise SignInRefused(_unsafe(box.host))
    try:
        with _signed_in(to, box) as server:
            yield _examined(server, box.folder)
    except (OSError, imaplib.IMAP4.abort) as silent:
        raise reaching.HostSilent(reaching.silence(box.host, silent)) from silent
    except imaplib.IMAP4.error as odd:
        raise FolderRefused(_folder(box.folder)) from odd


@contextmanager
def _signed_in(to: reaching.Reached, box: Box) -> Iterator[imaplib.IMAP4]:
    server = _Checked(to, tls=box.security == "tls")
    try:
        if box.security == "starttls":
            server.starttls(ssl_context=ssl.create_default_context())
        try:
            if box.username.isascii() and box.password.isascii():
                server.login(box.username, box.password)
            else:
                server.authenticate(
                    "PLAIN", lambda _c: f"\0{box.username}\0{box.password}".encode()
                )
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refused:
            # Without the server's own words: they may repeat what was sent.
            raise SignInRefused(_sign_in(box.host)) from refused
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


class _Checked(imaplib.IMAP4):
    """A connection to the address that was checked."""

    def __init__(self, to: reaching.Reached, *, tls: bool) -> None:
        self._to, self._tls = to, tls
        super().__init__(to.host, to.port, timeout=reaching.SECONDS)

    def _create_socket(self, timeout: float | None = None) -> Any:
        return reaching.connected(self._to, tls=self._tls)


def _examined(server: imaplib.IMAP4, folder: str) -> Opened:
    ok, _said = server.select(quoted(folder), readonly=True)
    if ok != "OK":
        raise FolderRefused(_folder(folder))
    _code, found = server.response("UIDVALIDITY")
    validity = found[0] if found else None
    return Opened(int(validity) if isinstance(validity, bytes) else 0, server)


def quoted(folder: str) -> str:
    """A folder's name as the protocol writes it: modified UTF-7 (RFC 3501, 5.1.3), in quotes."""
    found: list[str] = []
    for piece in re.findall(r"[ -~]+|[^ -~]+", folder):
        if piece.isascii():
            found.append(piece.replace("&", "&-"))
        else:
            coded = piece.encode("utf-16-be")
            found.append("&" + _base64(coded) + "-")
    text = "".join(found).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _base64(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode("ascii").rstrip("=").replace("/", ",")


# Words -----------------------------------------------------------------------------------------


def _unsafe(host: str) -> Problem:
    return problem(
        "mailbox.unsafe",
        ja=f"「{host}」には暗号化なしで接続しません。パスワードが読まれるおそれがあります。",
        en=f"'{host}' is not connected to without encryption: the password could be read on the way.",
        remedy_ja="接続の保護に「TLS」か「STARTTLS」を選んでください。",
        remedy_en="Choose TLS or STARTTLS.",
        sample=host,
    )


def _sign_in(host: str) -> Problem:
    return problem(
        "mailbox.sign-in",
        ja=f"「{host}」にサインインできません。ユーザー名かパスワードが違います。",
        en=f"'{host}' does not accept the user name and password.",
        remedy_ja="入力し直してください。2段階認証の場合は、アプリ用のパスワードが必要です。",
        remedy_en="Enter them again. With two-step sign-in, the server wants a password made for an app.",
        sample=host,
    )


def _folder(folder: str) -> Problem:
    return problem(
        "mailbox.folder",
        ja=f"メールサーバーにフォルダー「{folder[:60]}」がないか、読み取りが許されていません。",
        en=f"The mail server has no folder '{folder[:60]}', or does not let it be read.",
        remedy_ja="メールソフトに表示されるフォルダー名を、大文字・小文字も同じに入力してください。",
        remedy_en="Enter the folder's name exactly as your mail program shows it.",
        sample=folder[:60],
    )
