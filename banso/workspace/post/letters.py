"""Letters to many: written down for each person, then sent one after the other, each once."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from banso.workspace.models import User
from banso.workspace.post.kinds import Kind
from banso.workspace.post.models import Letter, MailServer
from banso.workspace.post.sending import Mail, MailNotSent, connected, send_letter, server
from banso.workspace.post.wishes import off_word, those_who_want

KEEP = timedelta(days=90)
Write = Callable[[User, str], Mail | None]  # person, off link → the mail; None: nothing to say


@dataclass(frozen=True, slots=True)
class Posted:
    """``unclear``: cut off while it was being handed over; it is not sent again."""

    sent: int = 0
    refused: int = 0
    empty: int = 0
    unclear: int = 0
    already: int = 0

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def post(*, kind: Kind, key: str, write: Write, now: datetime) -> Posted:
    """This function will send the letter ``key`` of a kind to everybody who wants it and has not got it.

    ``write`` makes the mail of one person, when its turn comes. Run again after a crash it goes on
    with those who are left. Raises MailNotSet, MailNotSent (some may have got theirs by then).
    """
    row = server()
    people = those_who_want(kind)
    Letter.objects.filter(kind=kind.key, created_at__lt=now - KEEP).delete()
    Letter.objects.bulk_create(
        [Letter(kind=kind.key, key=key, user=p, created_at=now) for p in people],
        ignore_conflicts=True,
    )
    letters = list(Letter.objects.filter(kind=kind.key, key=key, user__in=people))
    waiting = [x for x in letters if x.state == Letter.WAITING]
    unclear = sum(1 for x in letters if x.state == Letter.SENDING)
    done = Posted(unclear=unclear, already=len(letters) - len(waiting) - unclear)
    by_id = {p.pk: p for p in people}
    texts = [(x, write(by_id[x.user_id], off_link(row, by_id[x.user_id], kind))) for x in waiting]
    nothing = [x.pk for x, mail in texts if mail is None]
    Letter.objects.filter(pk__in=nothing).delete()
    worth = [(x, mail) for x, mail in texts if mail is not None]
    return _through(row, worth, done, empty=len(nothing), now=now)


def _through(
    row: MailServer,
    letters: Sequence[tuple[Letter, Mail]],
    done: Posted,
    *,
    empty: int,
    now: datetime,
) -> Posted:
    sent = refused = 0
    if letters:
        try:
            with connected(row) as line:
                for letter, mail in letters:
                    took = send_letter(line, row, letter, mail, now=now)
                    sent, refused = sent + took, refused + (not took)
        except (MailNotSent, smtplib.SMTPException):
            MailServer.objects.filter(pk=row.pk).update(used_at=now, worked=False)
            raise
        MailServer.objects.filter(pk=row.pk).update(used_at=now, worked=True)
    return Posted(sent, refused, empty, done.unclear, done.already)


def off_link(row: MailServer, person: User, kind: Kind) -> str:
    """This function will give the address that switches a kind of mail off for a person."""
    word = off_word(person=person.public_id, kind=kind.key)
    return f"{row.address.rstrip('/')}/mail/off/{word}/"
