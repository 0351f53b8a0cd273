"""Mails as programs write them; all people fictional."""

from __future__ import annotations

from base64 import b64encode


def letter(
    *,
    sender: str = "架空 太郎 <taro@kaku.example>",
    to: str = "chie@example.com",
    subject: str = "ご相談",
    text: str = "お世話になっております。",
    number: str = "m1",
    answers: str = "",
    charset: str = "utf-8",
    kind: str = "text/plain",
    date: str = "Fri, 10 Apr 2026 09:30:00 +0900",
    more: tuple[str, ...] = (),
) -> bytes:
    """One mail of one part; ``answers`` is the number of the one it answers."""
    name, _at, address = sender.rpartition(" ")
    head = [
        f"From: {_coded(name, charset)} {address}" if name else f"From: {address}",
        f"To: {to}",
        f"Subject: {_coded(subject, charset)}",
        f"Date: {date}",
        *([f"Message-ID: <{number}@kaku.example>"] if number else []),
        *([f"In-Reply-To: <{answers}@kaku.example>"] if answers else []),
        "MIME-Version: 1.0",
        f"Content-Type: {kind}; charset={charset}",
        "Content-Transfer-Encoding: base64",
        *more,
    ]
    body = b64encode(text.encode(_python(charset)))
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n"


def with_attachment(name: str, content: bytes, *, kind: str = "application/octet-stream") -> bytes:
    """A mail with words and one attachment."""
    parts = [
        "From: taro@kaku.example\r\nTo: chie@example.com\r\nSubject: file\r\nMIME-Version: 1.0",
        "Message-ID: <att@kaku.example>\r\nDate: Fri, 10 Apr 2026 09:30:00 +0900",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b",
        "Content-Type: text/plain; charset=utf-8\r\n\r\nPlease see the file.\r\n--b",
        f"Content-Type: {kind}",
        f'Content-Disposition: attachment; filename="{name}"',
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(content).decode()}\r\n--b--\r\n",
    ]
    return "\r\n".join(parts).encode()


def _python(charset: str) -> str:
    return {"shift_jis": "cp932"}.get(charset.casefold(), charset)


def _coded(text: str, charset: str) -> str:
    if text.isascii():
        return text
    return f"=?{charset}?B?{b64encode(text.encode(_python(charset))).decode()}?="


def bounce(whom: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """What a mail server writes when it could not hand a mail over."""
    return f"""From: Mail Delivery Subsystem <mailer-daemon@mx.example>
To: chie@example.com
Subject: Undelivered Mail Returned to Sender
Date: Fri, 10 Apr 2026 09:30:00 +0900
Message-ID: <bounce-{whom}-{status}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=xyz

--xyz
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.
--xyz
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {whom}
Action: {action}
Status: {status}
--xyz--
""".encode()
