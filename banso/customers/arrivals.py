"""What came from customers lately, over many accounts, in one read of the records; and a person's accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Left

from banso.customers.models import Account, Ticket
from banso.customers.moments.models import Response, Touchpoint, Voice
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer

DETRACTOR = 6  # NPS up to which somebody complains
UNHAPPY = 2  # of the five steps of satisfaction
_SHOWN = 160
# Of mails that were read in, the source says which way they went; of others, who began is what we know.
_THEY_WROTE = Q(source="mail-in") | (Q(type="mail", opened_by="them") & ~Q(source="mail-out"))


@dataclass(frozen=True, slots=True)
class Came:
    """``kind``: ticket, voice, answer, reply. ``word`` by kind: severity, channel, kind of survey, type
    of touchpoint. ``text`` is cut to what one line shows."""

    kind: str
    public_id: str
    account_id: int
    at: datetime
    title: str
    text: str
    word: str
    score: float | None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    id: int
    public_id: str
    name: str


def came_lately(
    *,
    viewer: Viewer,
    account_ids: Collection[int],
    since: datetime,
    until: datetime,
    limit: int = 400,
) -> list[Came]:
    """This function will list what customers said or asked from ``since`` up to ``until``, newest first.

    Complaints and replies only: urgent and high tickets, and those answered badly; voices; answers
    of detractors and of the dissatisfied; mails that they began.
    """
    ids = sorted(set(account_ids))
    if not ids:
        return []
    parts = [
        _part("ticket", Ticket, "opened_at", "subject", Value(""), F("severity"), F("csat"),
              Q(severity__in=("urgent", "high")) | Q(csat__lte=UNHAPPY)),
        _part("voice", Voice, "received_at", "channel", F("text"), F("channel"), None, Q()),
        _part("answer", Response, "answered_at", "survey", F("comment"), F("kind"), F("score"),
              Q(kind="nps", score__lte=DETRACTOR) | Q(kind="csat", score__lte=UNHAPPY)),
        _part("reply", Touchpoint, "happened_at", "subject", F("notes"), F("type"), None,
              _THEY_WROTE),
    ]  # fmt: skip
    asked = [
        in_scope(rows.filter(account_id__in=ids, w_at__gte=since, w_at__lt=until), viewer)
        for rows in parts
    ]
    columns = (
        "w_kind",
        "public_id",
        "account_id",
        "w_at",
        "w_title",
        "w_text",
        "w_word",
        "w_score",
    )
    first, *others = (rows.values_list(*columns) for rows in asked)
    found = first.union(*others, all=True).order_by("-w_at")[:limit]
    return [Came(*row) for row in found]


def _part(
    kind: str, model: Any, at: str, title: str, text: Any, word: Any, score: Any, wanted: Q
) -> QuerySet[Any]:
    """One kind as a select with the columns all of them have."""
    plain = CharField()
    number = score if score is not None else Value(None, output_field=FloatField())
    rows: QuerySet[Any] = model.objects.filter(wanted).annotate(
        w_kind=Value(kind, output_field=plain), w_at=F(at),
        w_title=Cast(F(title), plain), w_text=Cast(Left(text, _SHOWN), plain),
        w_word=Cast(word, plain), w_score=number,
    )  # fmt: skip
    return rows


def own_accounts(
    *, viewer: Viewer, owner_id: int | None, also: Any = (), everything: bool = False
) -> list[OwnAccount]:
    """This function will list a person's accounts by name: those they own, and ``also`` (ids, or a
    select of ids). ``everything``: all the viewer may see, for who works on the accounts of a scope.
    """
    rows = in_scope(Account.objects.all(), viewer, path="pk")
    rows = rows.filter(kind=Account.ACCOUNT, ended_on__isnull=True)
    if not everything:
        rows = rows.filter(Q(owner_id=owner_id) | Q(pk__in=also))
    found = rows.order_by("sort_name", "pk").values_list("pk", "public_id", "name", "sort_name")
    return [OwnAccount(pk, public, name or shown or public) for pk, public, name, shown in found]


def touches(
    *, viewer: Viewer, account_ids: Collection[int], since: datetime, until: datetime
) -> list[int]:
    """This function will give the minutes each touchpoint of these accounts cost us; 0 where unsaid."""
    rows = Touchpoint.objects.filter(
        account_id__in=sorted(set(account_ids)), happened_at__gte=since, happened_at__lt=until
    )
    found = in_scope(rows, viewer).values_list("effort_minutes", "minutes")
    return [effort if effort is not None else lasted or 0 for effort, lasted in found]
