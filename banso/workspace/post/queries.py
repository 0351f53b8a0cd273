"""Reads of outgoing mail: the server (never its password), wishes, what went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from banso.lib.text import Text
from banso.workspace.post.kinds import KINDS
from banso.workspace.post.models import Letter, MailServer, MailWish
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class ServerView:
    host: str
    port: int
    security: str
    user: str
    has_password: bool
    from_address: str
    from_name: str
    address: str  # of this workspace, for links in mails
    used_at: datetime | None
    worked: bool | None


@dataclass(frozen=True, slots=True)
class WishView:
    kind: str
    name: Text
    says: Text
    wanted: bool


@dataclass(frozen=True, slots=True)
class SentView:
    """How many letters of one occasion ended how."""

    kind: str
    key: str
    sent: int
    refused: int
    unclear: int
    at: datetime


def is_set() -> bool:
    """Whether mail can go out at all; says nothing of where."""
    return MailServer.objects.filter(id=1).exists()


def mail_server(*, viewer: Viewer) -> ServerView | None:
    """This function will give the server for outgoing mail, without its password; None when none is set."""
    viewer.require(Act.MANAGE_WORKSPACE)
    row = MailServer.objects.filter(id=1).first()
    if row is None:
        return None
    return ServerView(
        host=row.host,
        port=row.port,
        security=row.security,
        user=row.user,
        has_password=bool(row.sealed_password),
        from_address=row.from_address,
        from_name=row.from_name,
        address=row.address,
        used_at=row.used_at,
        worked=row.worked,
    )


def wishes(*, viewer: Viewer) -> list[WishView]:
    """This function will list the mails the viewer can get, and whether they do."""
    own = MailWish.objects.filter(user_id=viewer.user_id or 0)
    said = dict(own.values_list("kind", "wanted"))
    return [
        WishView(k.key, k.name, k.says, said.get(k.key, k.default))
        for k in KINDS.values()
        if viewer.may(k.act)
    ]


def sent_letters(*, viewer: Viewer, limit: int = 10) -> list[SentView]:
    """This function will list the newest occasions mails went out for, with how many ended how."""
    viewer.require(Act.MANAGE_WORKSPACE)
    found: dict[tuple[str, str], dict[str, int]] = {}
    at: dict[tuple[str, str], datetime] = {}
    counted = Letter.objects.values("kind", "key", "state", "created_at").annotate(n=Count("id"))
    for row in counted.order_by("-created_at", "kind")[: limit * 8]:
        place = (row["kind"], row["key"])
        states = found.setdefault(place, {})
        states[row["state"]] = states.get(row["state"], 0) + row["n"]
        at.setdefault(place, row["created_at"])
    return [
        SentView(
            kind,
            key,
            sent=n.get(Letter.SENT, 0),
            refused=n.get(Letter.REFUSED, 0),
            unclear=n.get(Letter.SENDING, 0),
            at=at[kind, key],
        )
        for (kind, key), n in list(found.items())[:limit]
    ]
