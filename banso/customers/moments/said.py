"""What customers said in their own words, of many accounts at once: voices, tickets, survey comments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from banso.customers.models import Ticket
from banso.customers.moments.models import Response, Voice
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer

VOICE, TICKET, COMMENT = "voice", "ticket", "comment"
MOST = 4_000  # texts of each kind; the newest


@dataclass(frozen=True, slots=True)
class Said:
    """One text. ``kind``: voice, ticket (its subject) or comment (of a survey's answer)."""

    kind: str
    public_id: str
    account_id: int
    at: datetime
    text: str


def said_between(
    *,
    viewer: Viewer,
    first: datetime,
    last: datetime,
    account_ids: Collection[int] | None = None,
    limit: int = MOST,
) -> list[Said]:
    """This function will list what was said from ``first`` to before ``last``, the newest first.

    At most ``limit`` of each kind; texts that were erased are not there.
    """
    ids = None if account_ids is None else sorted(set(account_ids))
    kinds: tuple[tuple[str, QuerySet[Ticket] | QuerySet[Response] | QuerySet[Voice], str, str], ...] = (
        (VOICE, Voice.objects.all(), "received_at", "text"),
        (TICKET, Ticket.objects.all(), "opened_at", "subject"),
        (COMMENT, Response.objects.all(), "answered_at", "comment"),
    )  # fmt: skip
    found = []
    for kind, every, at, text in kinds:
        rows = in_scope(every, viewer).filter(**{f"{at}__gte": first, f"{at}__lt": last})
        if ids is not None:
            rows = rows.filter(account_id__in=ids)
        rows = rows.exclude(**{text: ""}).order_by(f"-{at}", "-pk")
        columns = rows.values_list("public_id", "account_id", at, text)[:limit]
        found += [Said(kind, *row) for row in columns]
    return sorted(found, key=lambda s: (s.at, s.public_id), reverse=True)
