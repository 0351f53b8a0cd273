"""One mail through the workspace's server, so that it goes out once even if this process dies.

The server is asked for everything but the text; then the letter's row says ``sending``; then the
text goes. Cut off before that, the letter is still waiting and is sent the next time. Cut off
behind it, the mail may have arrived, and is never sent again: nobody gets it twice.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from banso.lib import steps
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.post.models import Letter, MailServer
from banso.workspace.sealed import unseal

TIMEOUT = 20.0  # seconds a server may take for one answer

WRITTEN = steps.declare(
    "mail.written", "the letter is written down; the server knows nothing of it"
)
ACCEPTED = steps.declare("mail.accepted", "the server has the mail; that it has is not written yet")


class MailNotSent(BansoError):
    """The server cannot be reached, does not let us in, or does not take the mail."""


class MailNotSet(BansoError):
    """No server for outgoing mail is known."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. ``off``: the address that switches this kind of mail off, one click."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str = ""
    off: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def server() -> MailServer:
    """This function will give the server's row. Raises :class:`MailNotSet`."""
    row = MailServer.objects.filter(id=1).first()
    if row is None:
        raise MailNotSet(
            problem(
                "mail.not-set",
                ja="メールの送信サーバーが設定されていません。",
                en="No server for outgoing mail is set.",
                remedy_ja="設定の「メール送信」で登録してください。",
                remedy_en="Enter it in Settings, Outgoing mail.",
            )
        )
    return row


@contextmanager
def connected(row: MailServer) -> Iterator[smtplib.SMTP]:
    """This function will open the server and sign in. Raises :class:`MailNotSent`, SealBroken."""
    password = unseal(row.sealed_password) if row.sealed_password else ""
    try:
        line = _opened(row)
    except (OSError, smtplib.SMTPException) as failed:
        raise MailNotSent(_unreached(row, failed)) from failed
    try:
        if row.user:
            line.login(row.user, password)
        yield line
    except (smtplib.SMTPAuthenticationError, UnicodeEncodeError) as failed:  # only ASCII travels
        raise MailNotSent(_not_let_in(row, failed)) from failed
    except (OSError, smtplib.SMTPException) as failed:
        raise MailNotSent(_unreached(row, failed)) from failed
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()


def _opened(row: MailServer) -> smtplib.SMTP:
    if row.security == "tls":
        return smtplib.SMTP_SSL(
            row.host, row.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    line = smtplib.SMTP(row.host, row.port, timeout=TIMEOUT)
    if row.security == "starttls":
        try:
            line.starttls(context=ssl.create_default_context())
        except BaseException:
            line.close()
            raise
    return line


def message(row: MailServer, mail: Mail, *, now: datetime) -> EmailMessage:
    """This function will write the mail as it goes over the line; names in any script."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(row.from_name, row.from_address)
    made["To"] = _address(mail.to_name, mail.to)
    made["Subject"] = " ".join(mail.subject.split())
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=row.from_address.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"  # so that nobody's absence note answers it
    if mail.off:
        made["List-Unsubscribe"] = f"<{mail.off}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for name, value in mail.headers.items():
        made[name] = value
    made.set_content(mail.text, cte="base64")
    if mail.html:
        made.add_alternative(mail.html, subtype="html", cte="base64")
    return made


def _address(name: str, address: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=address)


def send(row: MailServer, mail: Mail, *, now: datetime) -> None:
    """This function will send one mail that nothing depends on, such as the test. Raises MailNotSent."""
    with connected(row) as line:
        _hand_over(line, row, mail, now=now)


def send_letter(
    line: smtplib.SMTP, row: MailServer, letter: Letter, mail: Mail, *, now: datetime
) -> bool:
    """This function will send a waiting letter once; whether the server took it.

    A refusal for good is noted with what the server said; one for now leaves the letter waiting
    and raises :class:`MailNotSent`.
    """
    steps.step(WRITTEN)
    try:
        _hand_over(line, row, mail, now=now, letter=letter)
    except smtplib.SMTPResponseException as refused:
        said = _said(refused)
        with suppress(OSError, smtplib.SMTPException):
            line.rset()
        for_good = refused.smtp_code >= 500
        Letter.objects.filter(pk=letter.pk).update(
            state=Letter.REFUSED if for_good else Letter.WAITING, problem=said[:200]
        )
        if not for_good:
            raise
        return False
    except (ValueError, MessageError) as unfit:  # an address no mail can be written to
        Letter.objects.filter(pk=letter.pk).update(state=Letter.REFUSED, problem=str(unfit)[:200])
        return False
    steps.step(ACCEPTED)
    Letter.objects.filter(pk=letter.pk).update(state=Letter.SENT, sent_at=now, problem="")
    return True


def _hand_over(
    line: smtplib.SMTP,
    row: MailServer,
    mail: Mail,
    *,
    now: datetime,
    letter: Letter | None = None,
) -> None:
    """MAIL, RCPT and DATA one by one, so that the row can be written when only the text is missing."""
    payload = message(row, mail, now=now).as_bytes()
    line.ehlo_or_helo_if_needed()
    _expect(line.mail(row.from_address), 250)
    _expect(line.rcpt(mail.to), 250, 251)
    _expect(line.docmd("DATA"), 354)
    if letter is not None:
        Letter.objects.filter(pk=letter.pk).update(state=Letter.SENDING)
    dotted = payload.replace(b"\r\n.", b"\r\n..")
    line.send(dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n")
    line.send(b".\r\n")
    _expect(line.getreply(), 250)


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    code, said = answer
    if code not in wanted:
        raise smtplib.SMTPResponseException(code, said)


def _said(failed: BaseException) -> str:
    if isinstance(failed, smtplib.SMTPResponseException):
        words = failed.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{failed.smtp_code} {' '.join(text.split())}"
    return f"{type(failed).__name__}: {failed}"


def _unreached(row: MailServer, failed: BaseException) -> Problem:
    said = _said(failed)[:160]
    return problem(
        "mail.not-sent",
        ja=f"メールサーバー {row.host}:{row.port} から送信できませんでした（{said}）。",
        en=f"The mail server {row.host}:{row.port} did not take the mail ({said}).",
        remedy_ja="ホスト名、ポート、暗号化の種類を確かめてください。",
        remedy_en="Check host, port and encryption.",
    )


def _not_let_in(row: MailServer, failed: BaseException) -> Problem:
    return problem(
        "mail.not-let-in",
        ja=f"メールサーバー {row.host} にログインできませんでした（{_said(failed)[:120]}）。",
        en=f"The mail server {row.host} did not let us in ({_said(failed)[:120]}).",
        remedy_ja="ユーザー名とパスワードを確かめてください。",
        remedy_en="Check user and password.",
    )
