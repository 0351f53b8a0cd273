"""A mail as it came (RFC 5322, MIME) as words: who, when, which thread, what it says.

Nothing in it is carried out or opened: of attachments the name, kind and size are noted; of HTML
the words remain, without scripts, styles, pictures and addresses of anything to load.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256

import nh3

from banso.connectors.email.charsets import decoded
from banso.lib.problems import BansoError, Problem, problem

MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT = 20_000  # characters of a mail that are kept
_MOST_HTML = 1_000_000
_MOST_PARTS = 300
_MOST_PEOPLE = 200
_BREAKS = {
    "p",
    "br",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "blockquote",
    "hr",
    "pre",
}
_FULL = ("5.2.2", "5.2.3", "5.3.4")  # the mailbox is full, the mail too large: the person is there
_ID = re.compile(r"<([^<>\s]{1,900})>")


class MailRefused(BansoError):
    """The bytes are no mail, or too many."""


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    kind: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """``key`` names the mail for good: the digest of its Message-ID, or of what it says where it has
    none; ``before``: keys of the mails it answers, the nearest first. ``automatic``: nobody wrote it
    (a notice of absence, a bounce, a mailing list)."""

    key: str
    before: tuple[str, ...]
    sent_at: datetime | None
    sender: str
    people: tuple[str, ...]  # to and cc
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    automatic: bool
    bounced: tuple[str, ...] = ()  # addresses that a bounce says a mail cannot reach for good


def read_mail(data: bytes) -> ParsedMail:
    """This function will read one mail. Raises MailRefused; never anything else."""
    if len(data) > MOST_BYTES:
        raise MailRefused(too_large(len(data)))
    try:
        return _read(data)
    except MailRefused:
        raise
    except Exception as broken:  # noqa: BLE001  whatever a parser does with what strangers sent
        raise MailRefused(_no_mail()) from broken


def _read(data: bytes) -> ParsedMail:
    mail = message_from_bytes(data)
    sender = next(iter(_addresses(mail, "From")), "")
    if not sender:
        raise MailRefused(_no_mail())
    subject = _line(_header(mail, "Subject"))[:300]
    sent_at = _moment(_header(mail, "Date"))
    text, attachments = _body(mail)
    own = _ID.search(_header(mail, "Message-ID"))
    named = own[1] if own else f"{sender}\n{sent_at}\n{subject}\n{text}"
    answers = _ID.findall(_header(mail, "In-Reply-To"))[:3]
    chain = _ID.findall(_header(mail, "References"))[-50:]
    before = dict.fromkeys(_key(i) for i in [*answers, *reversed(chain)])
    return ParsedMail(
        key=_key(named),
        before=tuple(before),
        sent_at=sent_at,
        sender=sender,
        people=tuple(dict.fromkeys(_addresses(mail, "To", "Cc")))[:_MOST_PEOPLE],
        subject=subject,
        text=text,
        attachments=attachments,
        automatic=_automatic(mail, sender),
        bounced=_bounced(mail),
    )


def words_of_html(text: str) -> str:
    """This function will give the words of an HTML text, a line a paragraph; what it would do is gone."""
    clean = nh3.clean(text[:_MOST_HTML], tags=_BREAKS, attributes={}, strip_comments=True)
    clean = re.sub(r"\s+", " ", clean)
    clean = re.sub(r"<(?:br|hr)\s*/?>|</?(?:p|div|li|tr|h[1-6]|blockquote|pre)>", "\n", clean)
    clean = re.sub(r"</t[dh]>", " ", clean)
    plain = html.unescape(re.sub(r"<[^>]*>", "", clean)).replace("\xa0", " ")
    lines = [line.strip() for line in plain.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# Parts -----------------------------------------------------------------------------------------


def _body(mail: Message) -> tuple[str, tuple[Attachment, ...]]:
    """The words, plain ones before HTML, and what is attached."""
    plain: list[str] = []
    marked: list[str] = []
    attached: list[Attachment] = []
    for part in _parts(mail):
        kind = _line(part.get_content_type())
        name = _line(_decoded_words(part.get_filename() or ""))[:200]
        aside = "attachment" in str(part.get("Content-Disposition", "")).casefold()
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if kind in {"text/plain", "text/html"} and not aside and not name:
            text = decoded(data, str(part.get_param("charset") or ""))
            (plain if kind == "text/plain" else marked).append(text)
        else:
            attached.append(Attachment(name or kind, kind[:100], len(data)))
    words = "\n\n".join(t for t in plain if t.strip())
    if not words:
        words = "\n\n".join(words_of_html(t) for t in marked)
    return _tidy(words), tuple(attached[:50])


def _parts(mail: Message) -> Iterator[Message]:
    """Parts that hold something, at most so many; a mail inside a mail is an attachment."""
    stack: list[tuple[Message, int]] = [(mail, 0)]
    given = 0
    while stack and given < _MOST_PARTS:
        part, level = stack.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list) and level < 20:
            stack += [(p, level + 1) for p in reversed(inside) if isinstance(p, Message)]
        else:
            given += 1
            yield part


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = re.sub(r"[^\S\n]+\n", "\n", text)
    text = re.sub(r"\n{4,}", "\n\n\n", text).strip()
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT].rstrip() + "\n…"


# Headers ---------------------------------------------------------------------------------------


def _header(mail: Message, name: str) -> str:
    """A header's text as it came, encoded words and all, without folding."""
    return next(iter(_values(mail, name)), "")


def _values(mail: Message, *names: str) -> list[str]:
    """All headers of these names. Raw letters, which the standard forbids and many write, are read
    like those of a body."""
    wanted = {n.casefold() for n in names}
    found = []
    for name, value in mail.raw_items():
        if name.casefold() in wanted:
            raw = str(value)[:20_000].encode("utf-8", "surrogateescape")
            text = decoded(raw) if any(b > 0x7F for b in raw) else raw.decode("ascii")
            found.append(re.sub(r"[\r\n]+", "", text))
    return found


def _addresses(mail: Message, *names: str) -> list[str]:
    found = []
    for _name, address in getaddresses(_values(mail, *names))[:_MOST_PEOPLE]:
        address = address.strip().casefold()
        usable = "@" in address and len(address) <= 254 and address.isprintable()
        if usable and not set(address) & set("; <>"):
            found.append(address)
    return found


def _decoded_words(text: str) -> str:
    """Encoded words (RFC 2047) as text, also where their character set is not what it says."""
    found = []
    try:
        for piece, charset in decode_header(text):
            found.append(decoded(piece, charset or "") if isinstance(piece, bytes) else piece)
    except (ValueError, LookupError):
        return text
    return "".join(found)


def _line(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()  # no half letters: no database takes them
    return " ".join(_decoded_words(text).replace("\0", "").split())


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    try:
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if 1970 < found.year < 2200 else None
    except (ValueError, OverflowError):
        return None


def _automatic(mail: Message, sender: str) -> bool:
    submitted = _header(mail, "Auto-Submitted").strip().casefold()
    bulk = _header(mail, "Precedence").strip().casefold() in {"bulk", "list", "junk", "auto_reply"}
    listed = bool(mail.get("List-Unsubscribe") or mail.get("List-Id") or mail.get("X-Autoreply"))
    report = mail.get_content_type() == "multipart/report"
    robot = sender.partition("@")[0] in {"mailer-daemon", "postmaster", "no-reply", "noreply"}
    return bool(submitted and submitted != "no") or bulk or listed or report or robot


def _bounced(mail: Message) -> tuple[str, ...]:
    """Whom a delivery report (RFC 3464) says is not reached for good; a mailbox that is full may be emptied."""
    found: dict[str, None] = {}
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for told in part.walk():
            action = _header(told, "Action").strip().casefold()
            status = _header(told, "Status").strip()
            whom = _header(told, "Original-Recipient") or _header(told, "Final-Recipient")
            address = whom.rpartition(";")[2].strip().strip("<>").casefold()
            if (
                action == "failed"
                and status.startswith("5.")
                and status not in _FULL
                and "@" in address
            ):
                found[address] = None
    return tuple(found)[:_MOST_PEOPLE]


def _key(text: str) -> str:
    return sha256(f"mail:{text}".encode(errors="replace")).hexdigest()


# Words -----------------------------------------------------------------------------------------


def too_large(size: int, name: str = "") -> Problem:
    megabytes = MOST_BYTES // 1024 // 1024
    return problem(
        "mail.too-large",
        ja=f"メールが大きすぎます（{size / 1024 / 1024:.1f} MB、上限 {megabytes} MB）。",
        en=f"The mail is too large ({size / 1024 / 1024:.1f} MB; at most {megabytes} MB).",
        remedy_ja="添付ファイルを外して保存し直すか、本文を接点の記録に貼り付けてください。",
        remedy_en="Save it without its attachments, or paste its words into a note.",
        file=name or None,
    )


def _no_mail() -> Problem:
    return problem(
        "mail.broken",
        ja="メール（.eml）として読み取れません。差出人がありません。",
        en="This cannot be read as a mail (.eml): it has no sender.",
        remedy_ja="メールソフトで「名前を付けて保存」した .eml ファイルを選んでください。",
        remedy_en="Choose an .eml file saved by your mail program.",
    )
