"""Writes of outgoing mail: the server, a test, and who wants what."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.workspace.models import User
from banso.workspace.operations import audit
from banso.workspace.post.kinds import KINDS
from banso.workspace.post.models import MailServer, MailWish
from banso.workspace.post.sending import Mail, send, server
from banso.workspace.post.wishes import read_off_word
from banso.workspace.sealed import seal
from banso.workspace.viewer import Act, Viewer

SECURITIES = ("starttls", "tls", "none")


class MailServerRefused(BansoError):
    """A server that cannot be, or one that would be told a password in the clear."""


@transaction.atomic
def set_mail_server(
    *,
    viewer: Viewer,
    host: str,
    port: int,
    security: str,
    user: str,
    password: str | None,
    from_address: str,
    from_name: str,
    address: str,
    now: datetime,
) -> None:
    """This function will keep the server mail goes out through. ``password`` None: as it was.

    ``address``: of this workspace as people open it, for links in mails. Raises MailServerRefused.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    before = MailServer.objects.filter(id=1).first()
    moved = before is not None and (before.host, before.user) != (host.strip(), user.strip())
    sealed = before.sealed_password if before and password is None and not moved else ""
    if password:
        sealed = seal(password)
    wrong = _wrong(host.strip(), port, security, bool(sealed), from_address, address)
    if wrong:
        raise MailServerRefused(wrong)
    MailServer.objects.update_or_create(
        id=1,
        defaults={
            "host": host.strip(),
            "port": port,
            "security": security,
            "user": user.strip(),
            "sealed_password": sealed,
            "from_address": from_address.strip(),
            "from_name": " ".join(from_name.split())[:80],
            "address": address.strip().rstrip("/"),
            "used_at": None,
            "worked": None,
        },
    )
    audit(
        viewer=viewer, act="mail.server-set", subject_kind="mail-server", subject_id="1", now=now,
        detail={"host": host.strip(), "port": port, "security": security},
    )  # fmt: skip


@transaction.atomic
def forget_mail_server(*, viewer: Viewer, now: datetime) -> None:
    """This function will forget the server with its password; no mail goes out any more."""
    viewer.require(Act.MANAGE_WORKSPACE)
    MailServer.objects.filter(id=1).delete()
    audit(
        viewer=viewer, act="mail.server-forgotten", subject_kind="mail-server", subject_id="1",
        now=now,
    )  # fmt: skip


def send_test(*, viewer: Viewer, now: datetime) -> str:
    """This function will send a test mail to the viewer; gives back the address it went to.

    Raises MailNotSet, MailNotSent with what the server said.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    row = server()
    person = User.objects.get(pk=viewer.user_id) if viewer.user_id else None
    to, name = (person.email, person.display_name) if person else (row.from_address, "")
    subject = Text(ja="Banso テストメール", en="Banso test mail")
    text = Text(
        ja="このメールが届いていれば、送信サーバーの設定は正しく働いています。",
        en="If you can read this, the server for outgoing mail is set up rightly.",
    )
    mail = Mail(to, name, subject.in_(viewer.language), text.in_(viewer.language) + "\n")
    audit(viewer=viewer, act="mail.test-sent", subject_kind="mail-server", subject_id="1", now=now)
    try:
        send(row, mail, now=now)
    except BansoError:
        MailServer.objects.filter(pk=1).update(used_at=now, worked=False)
        raise
    MailServer.objects.filter(pk=1).update(used_at=now, worked=True)
    return to


def set_wish(*, viewer: Viewer, kind: str, wanted: bool) -> None:
    """This function will keep whether the viewer wants a kind of mail; unknown kinds are let be."""
    if viewer.user_id is None or kind not in KINDS:
        return
    MailWish.objects.update_or_create(
        user_id=viewer.user_id, kind=kind, defaults={"wanted": wanted}
    )


def switch_off(*, word: str) -> str:
    """This function will switch a kind of mail off by the signed word of its link; gives back the kind.

    Again it does nothing more. Raises OffLinkBroken.
    """
    public_id, kind = read_off_word(word)
    person = User.objects.filter(public_id=public_id).first()
    if person is not None and kind in KINDS:
        MailWish.objects.update_or_create(user=person, kind=kind, defaults={"wanted": False})
    return kind


def _wrong(
    host: str, port: int, security: str, secret: bool, from_address: str, address: str
) -> Problem | None:
    if not host or len(host) > 200 or any(c.isspace() or c in "/@" for c in host):
        return _refusal("mail.host", f"{host[:40]}", "ホスト名", "host name", "smtp.example.com")
    if not 1 <= port <= 65_535 or security not in SECURITIES:
        return _refusal("mail.port", f"{port}", "ポート", "port", "587")
    try:
        validate_email(from_address.strip())
    except ValidationError:
        return _refusal(
            "mail.from",
            from_address[:40],
            "差出人アドレス",
            "sender's address",
            "banso@example.com",
        )
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
        return _refusal(
            "mail.address", address[:40], "Bansoのアドレス", "address of Banso",
            "https://banso.example.com",
        )  # fmt: skip
    if secret and security == "none" and not _own_machine(host):
        return problem(
            "mail.in-the-clear",
            ja="暗号化なしでは、パスワードが平文で送られます。",
            en="Without encryption the password would travel in the clear.",
            remedy_ja="STARTTLS か TLS を選んでください。",
            remedy_en="Choose STARTTLS or TLS.",
        )
    return None


def _own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refusal(key: str, seen: str, ja: str, en: str, example: str) -> Problem:
    return problem(
        key,
        ja=f"{ja}「{seen}」は使えません。",
        en=f"The {en} '{seen}' cannot be used.",
        remedy_ja=f"例: {example}",
        remedy_en=f"For example: {example}",
    )
