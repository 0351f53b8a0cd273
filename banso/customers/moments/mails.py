"""Mails among the touchpoints: which way one went stands in its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from banso.customers.moments.models import Touchpoint
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer

IN = "mail-in"  # written by them
OUT = "mail-out"  # written by us


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail that a customer wrote. ``who`` are addresses, the writer among them."""

    touchpoint: str  # public id
    account_id: int
    at: datetime
    subject: str
    who: tuple[str, ...]


def mails_received(
    *,
    viewer: Viewer,
    since: datetime,
    until: datetime,
    account_ids: Collection[int] | None = None,
    limit: int = 200,
) -> list[ReceivedMail]:
    """This function will list the mails customers wrote from ``since`` until before ``until``, the newest
    first. One query."""
    rows = in_scope(
        Touchpoint.objects.filter(source=IN, happened_at__gte=since, happened_at__lt=until), viewer
    )
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(account_ids))
    columns = ("public_id", "account_id", "happened_at", "subject", "their_people")
    found = rows.order_by("-happened_at", "-pk").values_list(*columns)[:limit]
    return [
        ReceivedMail(public_id, account, at, subject, tuple(a for a in who.split(";") if a))
        for public_id, account, at, subject, who in found
    ]
