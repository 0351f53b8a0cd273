"""The morning mail: each reader's own day, in their language, once.

What stands in it is made by ``execution.today.digest`` for the reader's own eyes: rights and scope
are those the reader has now. Who has nothing to read gets no mail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any, Protocol

from banso.lib.dates import format_day
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.models import User
from banso.workspace.post.kinds import DIGEST
from banso.workspace.post.letters import Posted, post
from banso.workspace.post.sending import Mail, server
from banso.workspace.viewer import Viewer


class Line(Protocol):
    @property
    def title(self) -> Text: ...
    @property
    def account(self) -> str: ...
    @property
    def reason(self) -> Text: ...
    @property
    def path(self) -> str: ...
    @property
    def late(self) -> bool: ...


class Section(Protocol):
    @property
    def title(self) -> Text: ...
    @property
    def lines(self) -> Sequence[Line]: ...
    @property
    def more(self) -> int: ...


class Digest(Protocol):
    """What the mail says, as ``execution.today.digest`` gives it."""

    @property
    def name(self) -> str: ...
    @property
    def sections(self) -> Sequence[Section]: ...
    @property
    def empty(self) -> bool: ...


Content = Callable[..., Any]  # (*, viewer: Viewer, day: date, now: datetime) -> Digest


def send_digests(*, content: Content, day: date, now: datetime) -> Posted:
    """This function will send the digest of ``day`` to everybody who wants it and has not got it.

    Raises MailNotSet, MailNotSent; run again it goes on with those who are left.
    """
    name = workspace.workspace(viewer=Viewer.system()).name
    address = server().address.rstrip("/")

    def write(person: User, off: str) -> Mail | None:
        viewer = workspace.viewer_of(user_id=person.pk)
        said: Digest = content(viewer=viewer, day=day, now=now)
        if said.empty:
            return None
        return letter(person, said, day=day, workspace_name=name, address=address, off=off)

    return post(kind=DIGEST, key=day.isoformat(), write=write, now=now)


def letter(
    person: User, said: Digest, *, day: date, workspace_name: str, address: str, off: str
) -> Mail:
    """This function will write one reader's digest as plain words and as HTML with the same words."""
    spoken = person.language
    subject = _subject(said, day, workspace_name, spoken)
    closing = Text(ja="きょうの画面を開く", en="Open Today").in_(spoken)
    stop = Text(ja="このメールを止める", en="Stop these mails").in_(spoken)
    text = [subject, ""]
    html = [f"<h1>{escape(subject)}</h1>"]
    for section in said.sections:
        title = section.title.in_(spoken)
        text += [f"■ {title}", *(_line(x, spoken, address) for x in section.lines)]
        html += [
            f"<h2>{escape(title)}</h2><ul>",
            *(_item(x, spoken, address) for x in section.lines),
        ]
        if section.more > 0:
            more = Text(ja=f"ほか{section.more}件", en=f"and {section.more} more").in_(spoken)
            text.append(f"  {more}")
            html.append(f"<li>{escape(more)}</li>")
        text.append("")
        html.append("</ul>")
    text += [f"{closing}: {address}/", "", f"{stop}: {off}"]
    html += [
        f'<p><a href="{escape(address)}/">{escape(closing)}</a></p>',
        f'<p><small><a href="{escape(off)}">{escape(stop)}</a></small></p>',
    ]
    page = f'<!doctype html><html lang="{spoken[:2]}"><meta charset="utf-8">{"".join(html)}</html>'
    return Mail(person.email, person.display_name, subject, "\n".join(text) + "\n", page, off)


def _subject(said: Digest, day: date, workspace_name: str, spoken: str) -> str:
    late = sum(1 for s in said.sections for x in s.lines if x.late)
    head = Text(ja="朝のまとめ", en="Morning digest").in_(spoken)
    told = f"[{workspace_name}] {head} {format_day(day, spoken)}"
    if late:
        told += Text(ja=f"（期限超過 {late}件）", en=f" ({late} late)").in_(spoken)
    return told


def _line(line: Line, spoken: str, address: str) -> str:
    account = f"{line.account} " if line.account else ""
    mark = "!" if line.late else "・"
    words = f"  {mark} {account}{line.title.in_(spoken)}"
    reason = line.reason.in_(spoken)
    if reason:
        words += f"（{reason}）" if spoken.startswith("ja") else f" ({reason})"
    return f"{words}\n    {address}{line.path}"


def _item(line: Line, spoken: str, address: str) -> str:
    account = f"{escape(line.account)} " if line.account else ""
    title = escape(line.title.in_(spoken))
    if line.late:
        title = f"<strong>{title}</strong>"
    link = f'<a href="{escape(address + line.path)}">{title}</a>'
    return f"<li>{account}{link} <small>{escape(line.reason.in_(spoken))}</small></li>"
