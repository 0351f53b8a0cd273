"""Mail in: files handed in, files in a folder, a folder on a mail server. Nothing is ever sent."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from banso.connectors.email import imap, words
from banso.connectors.email.models import Mail, Mailbox
from banso.connectors.email.queries import reached
from banso.connectors.email.reading import MOST_BYTES, MailRefused, read_mail, too_large
from banso.connectors.email.taking import TakenMail, take_mail, to_touchpoint
from banso.customers.models import Account
from banso.lib.problems import BansoError
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.progress import Progress, Silent
from banso.workspace.sealed import seal, unseal
from banso.workspace.viewer import Act, Viewer

log = logging.getLogger("banso.mail")
FIRST_DAYS = timedelta(days=30)  # how far back a new mailbox is read
FOLDER = "mail-in"  # in the workspace's folder: .eml files dropped here are taken in
_AT_ONCE = 500  # files of the folder


class MailUnknown(BansoError):
    """No such mail waits, or none this person may see."""


class MailboxUnknown(BansoError):
    """There is no such mailbox."""


class MailboxRefused(BansoError):
    """What was entered makes no mailbox."""


# By hand -----------------------------------------------------------------------------------------


def take_eml(*, viewer: Viewer, data: bytes, now: datetime) -> TakenMail:
    """This function will take an .eml file that a person handed in. Raises MailRefused."""
    viewer.require(Act.EDIT_ACCOUNTS)
    mail = read_mail(data)
    with transaction.atomic():
        taken = take_mail(viewer=viewer, mail=mail, now=now)
        audit(
            viewer=viewer, act="mail.taken", subject_kind="mail", subject_id=taken.public_id,
            now=now, detail={"state": taken.state, "fresh": taken.fresh, "account": taken.account_id},
        )  # fmt: skip
    return taken


@transaction.atomic
def give_mail(*, viewer: Viewer, public_id: str, account_id: int, now: datetime) -> str:
    """This function will make a mail that waits a touchpoint of an account; the touchpoint's public id.

    Other mails of its thread that wait go along. Raises MailUnknown, MailboxRefused.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    row = _waiting(viewer, public_id)
    standing = Account.objects.filter(pk=account_id, kind=Account.ACCOUNT, ended_on=None)
    if not (viewer.sees(account_id) and standing.exists()):
        raise MailUnknown(words.no_account())
    thread = reached(viewer).filter(thread=row.thread, state=Mail.WAITING).exclude(pk=row.pk)
    for one in (row, *thread.order_by("sent_at")):
        one.account_id = account_id
        to_touchpoint(viewer=viewer, row=one, now=now)
        audit(
            viewer=viewer, act="mail.given", subject_kind="mail", subject_id=one.public_id, now=now,
            detail={"account": account_id},
        )  # fmt: skip
    assert row.touchpoint is not None  # noqa: S101  just written
    return row.touchpoint.public_id


@transaction.atomic
def put_aside(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will put a mail away that is of no account; its words go. Raises MailUnknown."""
    viewer.require(Act.EDIT_ACCOUNTS)
    row = _waiting(viewer, public_id)
    row.state, row.why = Mail.ASIDE, "by_hand"
    row.sender = row.people = row.subject = row.text = ""
    row.attachments = []
    row.save()
    audit(viewer=viewer, act="mail.put-aside", subject_kind="mail", subject_id=public_id, now=now)


# Mailboxes ---------------------------------------------------------------------------------------


@transaction.atomic
def save_mailbox(
    *,
    viewer: Viewer,
    name: str,
    host: str,
    port: int,
    security: str,
    username: str,
    password: str,
    folder: str,
    now: datetime,
    public_id: str = "",
) -> str:
    """This function will add a mailbox, or change the one named; an empty password keeps the one there is,
    unless the server or the name changed. Nothing is fetched yet. Raises MailboxRefused."""
    viewer.require(Act.MANAGE_WORKSPACE)
    row = _mailbox(public_id) if public_id else Mailbox(created_at=now)
    host = host.strip().rstrip(".").casefold()
    where = (host, port, username.strip())
    if security not in {Mailbox.TLS, Mailbox.STARTTLS, Mailbox.NONE} or not (host and where[2]):
        raise MailboxRefused(words.not_filled())
    moved = bool(public_id) and where != (row.host, row.port, row.username)
    # A password goes only to the server it was entered for, protected as it was then.
    weaker = security != row.security and bool(public_id)
    if not password and (moved or weaker or not row.sealed_password):
        raise MailboxRefused(words.password_again())
    if moved or folder.strip() != row.folder:
        row.validity, row.last_uid = None, 0
    row.name, row.security = name.strip()[:120] or host, security
    row.host, row.port, row.username = where
    row.folder = folder.strip()[:200] or "INBOX"
    row.sealed_password = seal(password) if password else row.sealed_password
    row.save()
    act = "mailbox.changed" if public_id else "mailbox.added"
    _audit(viewer, act, row, now, {"host": host, "port": port, "security": security})
    return row.public_id


@transaction.atomic
def end_mailbox(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will give a mailbox up: its password is forgotten, what came in stays."""
    viewer.require(Act.MANAGE_WORKSPACE)
    row = _mailbox(public_id)
    row.ended_at, row.sealed_password = now, ""
    row.save()
    _audit(viewer, "mailbox.ended", row, now)


def fetch_mailbox(
    *, viewer: Viewer, public_id: str, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will read what is new in one mailbox. Raises what it was refused with; the row
    keeps it too. Killed in between, the next one goes on behind the last mail taken."""
    viewer.require(Act.MANAGE_WORKSPACE)
    row = _mailbox(public_id)
    try:
        result = _fetch(row, now, progress or Silent())
    except BansoError as refused:
        Mailbox.objects.filter(pk=row.pk).update(tried_at=now, problems=words.told(refused))
        _audit(viewer, "mailbox.fetched", row, now, {"failed": refused.problems[0].id})
        raise
    Mailbox.objects.filter(pk=row.pk).update(tried_at=now, read_at=now, problems=[], result=result)
    _audit(viewer, "mailbox.fetched", row, now, result)
    return result


def fetch_all(*, viewer: Viewer, now: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """This function will read every mailbox and the folder: {boxes, ok, failed, files, taken, waiting,
    refused}. One that cannot be read keeps why and holds none of the others up."""
    viewer.require(Act.MANAGE_WORKSPACE)
    progress = progress or Silent()
    boxes = list(Mailbox.objects.filter(ended_at=None).order_by("pk"))
    done = {"boxes": len(boxes), "ok": 0, "failed": 0, "taken": 0, "waiting": 0, "refused": 0}
    for row in boxes:
        try:
            found = fetch_mailbox(
                viewer=viewer, public_id=row.public_id, now=now, progress=progress
            )
            done["ok"] += 1
            for key in ("taken", "waiting", "refused"):
                done[key] += int(found.get(key, 0))
        except BansoError:
            done["failed"] += 1
    files = pick_up(viewer=viewer, now=now)
    done["files"] = files["files"]
    for key in ("taken", "waiting", "refused"):
        done[key] += files[key]
    audit(
        viewer=viewer, act="mail.fetched", subject_kind="mailbox", subject_id="all", now=now,
        detail=done,
    )  # fmt: skip
    return done


def pick_up(*, viewer: Viewer, now: datetime) -> dict[str, int]:
    """This function will take in the .eml files of the folder ``mail-in``; each then lies in ``taken`` or,
    with the reason beside it, in ``refused``."""
    viewer.require(Act.MANAGE_WORKSPACE)
    folder = Path(settings.BANSO_FOLDER) / FOLDER
    done = {"files": 0, "taken": 0, "waiting": 0, "refused": 0}
    if not folder.is_dir():
        return done
    found = (p for p in sorted(folder.iterdir()) if p.suffix.casefold() == ".eml")
    for path in [p for p in found if p.is_file() and not p.is_symlink()][:_AT_ONCE]:
        done["files"] += 1
        try:
            if path.stat().st_size > MOST_BYTES:
                raise MailRefused(too_large(path.stat().st_size))
            taken = take_mail(viewer=viewer, mail=read_mail(path.read_bytes()), now=now)
        except BansoError as refused:
            done["refused"] += 1
            _away(path, "refused").with_suffix(".txt").write_text(refused.in_("ja") + "\n")
            continue
        done["waiting" if taken.state == Mail.WAITING else "taken"] += 1
        _away(path, "taken")
    if done["files"]:
        audit(
            viewer=viewer, act="mail.picked-up", subject_kind="mail", subject_id="folder", now=now,
            detail=done,
        )  # fmt: skip
    return done


# Helpers -----------------------------------------------------------------------------------------


def _fetch(row: Mailbox, now: datetime, progress: Progress) -> dict[str, Any]:
    box = imap.Box(
        row.host, row.port, row.security, row.username, unseal(row.sealed_password), row.folder
    )
    done = {"mails": 0, "taken": 0, "waiting": 0, "aside": 0, "again": 0, "refused": 0}
    progress.begin("Reading mails", unit="mails")
    viewer = Viewer.system()
    with imap.opened(box) as folder:
        if folder.validity != row.validity:
            row.validity, row.last_uid = folder.validity, 0
        since = workspace.clock(wall=now).today - FIRST_DAYS
        for letter in folder.letters(after=row.last_uid, since=since):
            done["mails"] += 1
            done[_one(viewer, letter, now)] += 1
            row.last_uid = letter.uid
            Mailbox.objects.filter(pk=row.pk).update(validity=row.validity, last_uid=row.last_uid)
            progress.advance()
    return done


def _one(viewer: Viewer, letter: imap.Letter, now: datetime) -> str:
    """What became of one mail of the server, as the result counts it."""
    if letter.data is None:
        return "refused"
    try:
        taken = take_mail(viewer=viewer, mail=read_mail(letter.data), now=now)
    except BansoError:  # one that cannot be kept holds up none of the others
        return "refused"
    return taken.state if taken.fresh else "again"


def _away(path: Path, where: str) -> Path:
    """Move a file of the folder out of the way, over none that lies there."""
    (path.parent / where).mkdir(exist_ok=True)
    target, n = path.parent / where / path.name, 1
    while target.exists():
        target, n = target.with_name(f"{path.stem}-{n}{path.suffix}"), n + 1
    return path.rename(target)


def _waiting(viewer: Viewer, public_id: str) -> Mail:
    row = reached(viewer).filter(public_id=public_id, state=Mail.WAITING).first()
    if row is None:
        raise MailUnknown(words.no_mail())
    return row


def _mailbox(public_id: str) -> Mailbox:
    row = Mailbox.objects.filter(public_id=public_id, ended_at=None).first()
    if row is None:
        raise MailboxUnknown(words.no_mailbox())
    return row


def _audit(
    viewer: Viewer, act: str, row: Mailbox, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    audit(
        viewer=viewer, act=act, subject_kind="mailbox", subject_id=row.public_id, now=now,
        detail=detail,
    )  # fmt: skip
