"""Reads of suspected duplicates, of merges and splits. They speak of every account, so nobody with a scope is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from banso.customers.acts import SINCE_EVER, ActRefused, later_acts
from banso.customers.matching.suggesting import SHOWN_FROM
from banso.customers.merging import CHOICES, chosen_columns, contacts_moving, tickets_moving
from banso.customers.models import (
    Account,
    AccountAct,
    AccountKey,
    Contact,
    DuplicatePair,
    FieldValue,
    ProductUser,
)
from banso.customers.queries import AccountView, KeySpan, account_list_rows
from banso.lib.problems import problem
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "SHOWN_FROM",
    "SINCE_EVER",
    "act_of",
    "acts",
    "count_open",
    "counts_of",
    "keys_of",
    "default_choices",
    "merged_into",
    "merged_notice",
    "pair_between",
    "pair_of",
    "pairs",
    "side_of",
]


@dataclass(frozen=True, slots=True)
class PartView:
    """One piece of evidence. ``weight`` is added to the log-odds; positive speaks for one company."""

    kind: str
    weight: float
    sample: str


@dataclass(frozen=True, slots=True)
class PairView:
    public_id: str
    first: AccountView
    second: AccountView
    score: float
    verdict: str  # merge, company
    parts: tuple[PartView, ...]
    state: str
    found_at: datetime
    decided_at: datetime | None
    decided_by_id: int | None


@dataclass(frozen=True, slots=True)
class PairsPage:
    rows: tuple[PairView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How many pairs wait, by verdict, and how many a person said are two."""

    merge: int
    company: int
    dismissed: int

    @property
    def open(self) -> int:
        return self.merge + self.company


@dataclass(frozen=True, slots=True)
class SideView:
    """One of two accounts as they stand side by side. Counts in ``moving`` are what a merge would move."""

    account: AccountView
    name_kana: str
    columns: dict[str, Any]
    keys: tuple[KeyRow, ...]
    contacts: int
    users: int
    tickets: int
    open_tickets: int
    fields: dict[str, Any]
    domains: tuple[str, ...]
    merged_here: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: int
    span: KeySpan
    joined: bool  # came by a merge


@dataclass(frozen=True, slots=True)
class ActView:
    """``rests`` later acts rest on this one, so they must be taken back first."""

    public_id: str
    kind: str
    account: AccountView | None
    other: AccountView | None
    units: tuple[AccountView, ...]
    from_on: date | None
    reopens: bool
    counts: dict[str, int]
    by_id: int | None
    at: datetime
    undone_at: datetime | None
    undone_by_id: int | None
    rests: int


@dataclass(frozen=True, slots=True)
class Merged:
    """An account that was merged away: into whom, since when (None: since ever), by which act."""

    into: AccountView | None  # None where the viewer may not see it
    from_on: date | None
    at: datetime | None
    act: str


def count_open(*, viewer: Viewer) -> int:
    """This function will count the pairs that wait for a person."""
    viewer.require(Act.SEE_IMPORTS)
    return DuplicatePair.objects.filter(state=DuplicatePair.OPEN).count()


def counts_of(*, viewer: Viewer) -> PairCounts:
    """This function will count the pairs by what they wait for."""
    viewer.require(Act.SEE_IMPORTS)
    rows = DuplicatePair.objects.aggregate(
        merge=Count("pk", filter=Q(state="open", verdict="merge")),
        company=Count("pk", filter=Q(state="open", verdict="company")),
        dismissed=Count("pk", filter=Q(state="dismissed")),
    )
    return PairCounts(**rows)


def pairs(
    *,
    viewer: Viewer,
    state: str = DuplicatePair.OPEN,
    verdict: str = "",
    at_least: float = 0.0,
    start: int = 0,
    limit: int = 50,
) -> PairsPage:
    """This function will list pairs, the highest score first."""
    viewer.require(Act.SEE_IMPORTS)
    rows = DuplicatePair.objects.filter(state=state, score__gte=at_least)
    if verdict:
        rows = rows.filter(verdict=verdict)
    return PairsPage(
        _views(viewer, rows.order_by("-score", "pk")[start : start + limit]), rows.count()
    )


def pair_of(*, viewer: Viewer, public_id: str) -> PairView:
    """This function will give one pair; raises ActRefused for none."""
    viewer.require(Act.SEE_IMPORTS)
    return _views(viewer, [require_pair(public_id)])[0]


def pair_between(*, viewer: Viewer, first: int, second: int) -> PairView | None:
    """This function will find what is known of two accounts as a pair."""
    viewer.require(Act.SEE_IMPORTS)
    low, high = sorted((first, second))
    row = DuplicatePair.objects.filter(first_id=low, second_id=high).first()
    return _views(viewer, [row])[0] if row else None


def require_pair(public_id: str) -> DuplicatePair:
    """The pair's row; raises ActRefused for none."""
    row = DuplicatePair.objects.filter(public_id=public_id).first()
    if row is None:
        raise ActRefused(
            problem(
                "duplicates.pair-not-found",
                ja="この組は見つかりません。",
                en="There is no such pair.",
                remedy_ja="一覧から開き直してください。",
                remedy_en="Open it again from the list.",
            )
        )
    return row


def _views(
    viewer: Viewer, rows: Sequence[DuplicatePair] | QuerySet[DuplicatePair]
) -> tuple[PairView, ...]:
    found = list(rows)
    shown = _accounts(viewer, {i for p in found for i in (p.first_id, p.second_id)})
    return tuple(
        PairView(
            public_id=p.public_id,
            first=shown[p.first_id],
            second=shown[p.second_id],
            score=p.score,
            verdict=p.verdict,
            parts=tuple(PartView(kind, weight, sample) for kind, weight, sample in p.parts),
            state=p.state,
            found_at=p.found_at,
            decided_at=p.decided_at,
            decided_by_id=p.decided_by_id,
        )
        for p in found
    )


def _accounts(viewer: Viewer, ids: Iterable[int]) -> dict[int, AccountView]:
    return {a.id: a for a in account_list_rows(viewer=viewer, ids=sorted(set(ids)))}


# Side by side ------------------------------------------------------------------------------------


def side_of(*, viewer: Viewer, account_id: int, from_on: date | None = None) -> SideView:
    """This function will give one account with what hangs on it and would move from ``from_on`` on."""
    viewer.require(Act.SEE_IMPORTS)
    [view] = account_list_rows(viewer=viewer, ids=[account_id])
    row = Account.objects.select_related("owner", "parent").get(pk=account_id)
    tickets = tickets_moving(account_id, from_on)
    return SideView(
        account=view,
        name_kana=row.name_kana,
        columns={c: getattr(row, c) for c in CHOICES},
        keys=tuple(keys_of(viewer=viewer, account_id=account_id)),
        contacts=contacts_moving(account_id, from_on).count(),
        users=ProductUser.objects.filter(account_id=account_id).count(),
        tickets=tickets.count(),
        open_tickets=tickets.filter(closed_at__isnull=True).count(),
        fields=_field_values(account_id),
        domains=_domains(account_id),
        merged_here=Account.objects.filter(merged_into_id=account_id).count(),
    )


def keys_of(*, viewer: Viewer, account_id: int) -> list[KeyRow]:
    """This function will list an account's keys with their row ids, for choosing among them."""
    viewer.require(Act.SEE_IMPORTS)
    rows = AccountKey.objects.filter(account_id=account_id).order_by("source", "key", "pk")
    return [
        KeyRow(k.pk, KeySpan(k.source, k.key, k.account_id, k.from_on, k.to_on), bool(k.joined_by))
        for k in rows
    ]


def default_choices(one: SideView, other: SideView) -> dict[str, str]:
    """This function will say per column whose value a merge of ``other`` into ``one`` takes unasked."""
    return chosen_columns(one.columns, other.columns, {})


def _field_values(account_id: int) -> dict[str, Any]:
    """The newest value of each dated field."""
    rows = FieldValue.objects.filter(account_id=account_id).order_by("key", "pk")
    dated = sorted(rows, key=lambda v: (v.from_on or date.min, v.pk))
    return {v.key: v.value for v in dated}


def _domains(account_id: int) -> tuple[str, ...]:
    from banso.customers.matching.contacts import domain_of

    mails = Contact.objects.filter(account_id=account_id).values_list("email", flat=True)
    return tuple(sorted({d for m in mails if m and (d := domain_of(m))}))


# Acts --------------------------------------------------------------------------------------------


def acts(*, viewer: Viewer, limit: int = 50) -> list[ActView]:
    """This function will list merges, splits and placings, the newest first."""
    viewer.require(Act.SEE_IMPORTS)
    return _acts(viewer, list(AccountAct.objects.order_by("-at", "-pk")[:limit]))


def act_of(*, viewer: Viewer, public_id: str) -> ActView | None:
    """This function will give one act."""
    viewer.require(Act.SEE_IMPORTS)
    found = _acts(viewer, list(AccountAct.objects.filter(public_id=public_id)))
    return found[0] if found else None


def _acts(viewer: Viewer, rows: Sequence[AccountAct]) -> list[ActView]:
    ids = {i for r in rows for i in (r.account_id, r.other_id, *r.units) if i}
    shown = _accounts(viewer, ids)
    return [
        ActView(
            public_id=r.public_id,
            kind=r.kind,
            account=shown.get(r.account_id),
            other=shown.get(r.other_id or 0),
            units=tuple(shown[u] for u in r.units if u in shown),
            from_on=r.from_on,
            reopens=r.reopens,
            counts=dict(r.counts),
            by_id=r.by_id,
            at=r.at,
            undone_at=r.undone_at,
            undone_by_id=r.undone_by_id,
            rests=0 if r.undone_at else len(later_acts(r)),
        )
        for r in rows
    ]


def merged_into(*, viewer: Viewer, account_id: int) -> list[AccountView]:
    """This function will list the records that were merged into an account: where a split may put things back."""
    viewer.require(Act.SEE_IMPORTS)
    ids = Account.objects.filter(merged_into_id=account_id).order_by("pk").values_list("pk", flat=True)  # fmt: skip
    return account_list_rows(viewer=viewer, ids=list(ids))


def merged_notice(*, viewer: Viewer, account_id: int) -> Merged | None:
    """This function will say into whom an account was merged; None while it stands by itself."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not viewer.sees(account_id):
        return None
    row = Account.objects.filter(pk=account_id, merged_into__isnull=False).first()
    if row is None or row.merged_into_id is None:
        return None
    act = (
        AccountAct.objects.filter(
            kind=AccountAct.MERGE, other_id=account_id, undone_at__isnull=True
        )
        .order_by("-pk")
        .first()
    )
    into = account_list_rows(viewer=viewer, ids=[row.merged_into_id])
    return Merged(
        into=into[0] if into else None,
        from_on=None if row.ended_on == SINCE_EVER else row.ended_on,
        at=act.at if act else None,
        act=act.public_id if act else "",
    )
