"""Reads of the customer picture. Every one takes the viewer; scope is applied in :func:`in_scope` only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy

from banso.customers.definitions import MAIN_LANE, FieldSpec, FieldType, merged
from banso.customers.models import (
    Account,
    AccountKey,
    Contact,
    FieldDefinition,
    FieldValue,
    OwnerSpan,
    ProductUser,
    Ticket,
)
from banso.lib.once import kept
from banso.lib.text import Text
from banso.lib.width import fold
from banso.workspace.queries import stamp
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as lists and headers show it. ``name`` falls back to the first key."""

    id: int
    public_id: str
    name: str
    unnamed: bool
    kind: str
    key: str
    owner_id: int | None
    parent_id: int | None
    parent_name: str
    industry: str
    country: str
    employees: int | None
    currency: str
    corporate_number: str
    ended_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeySpan:
    """(source, key) names the account from ``from_on`` (None: since ever) until before ``to_on``."""

    source: str
    key: str
    account_id: int
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """One value from ``from_on`` (None: since ever) until before ``to_on`` (None: still)."""

    account_id: int
    key: str
    value: Any
    from_on: date | None
    to_on: date | None
    assumed: bool
    by_id: int | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    public_id: str
    account_id: int
    family_name: str
    given_name: str
    name: str
    kana: str
    title: str
    department: str
    role: str
    influence: int | None
    email: str
    phone: str
    notes: str
    valid_from: date | None
    valid_to: date | None
    opted_out: bool
    erased: bool

    def here_on(self, day: date) -> bool:
        """Whether the person was there on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class ProductUserView:
    id: int
    account_id: int
    source: str
    user_key: str
    department: str
    first_seen_on: date | None
    contact_public_id: str | None
    traits: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketView:
    public_id: str
    account_id: int
    source: str
    key: str
    subject: str
    severity: str
    status: str
    opened_at: datetime
    closed_at: datetime | None
    csat: float | None
    body: str


@dataclass(frozen=True, slots=True)
class OwnerSpanView:
    owner_id: int | None
    from_on: date | None
    recorded_at: datetime


def in_scope(rows: QuerySet[Any], viewer: Viewer, *, path: str = "account_id") -> QuerySet[Any]:
    """This function will keep the rows whose account (at ``path``) the viewer may see. The only such place."""
    viewer.require(Act.SEE_ACCOUNTS)
    if viewer.scope is None:
        return rows
    return rows.filter(**{f"{path}__in": sorted(viewer.scope)})


def _accounts(viewer: Viewer) -> QuerySet[Account]:
    return in_scope(Account.objects.all(), viewer, path="pk")


def _narrow(rows: QuerySet[Any], ids: Iterable[int] | None) -> QuerySet[Any]:
    return rows if ids is None else rows.filter(account_id__in=sorted(set(ids)))


# Accounts ----------------------------------------------------------------------------------------


def accounts_all(
    *, viewer: Viewer, kind: str = Account.ACCOUNT, owner_id: int | None = None
) -> list[int]:
    """This function will list the ids of all accounts of a kind the viewer may see, by name."""
    rows = _accounts(viewer).filter(kind=kind, ended_on__isnull=True)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return _plain_ids(rows.order_by("sort_name", "pk"))


def account_count(*, viewer: Viewer) -> int:
    """This function will count the accounts the viewer may see."""
    return _accounts(viewer).filter(kind=Account.ACCOUNT, ended_on__isnull=True).count()


def _plain_ids(rows: QuerySet[Account]) -> list[int]:
    """The ids in order, straight from the database: the ORM's way costs five times as much, which
    shows with ten thousand of them on every page."""
    try:
        sql, params = rows.values_list("pk").query.sql_with_params()
    except EmptyResultSet:  # a viewer without any account: the ORM knows without asking
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def account_list_rows(*, viewer: Viewer, ids: Sequence[int]) -> list[AccountView]:
    """This function will give the records of the rows shown, in the order asked for; unseen ones are left out."""
    rows = {a.pk: a for a in _with_key(_accounts(viewer).filter(pk__in=list(ids)))}
    return [_account(rows[i], viewer) for i in ids if i in rows]


def account_by_public_id(*, viewer: Viewer, public_id: str) -> AccountView | None:
    """This function will find one account by the id in its URL; None where the viewer may not see it."""
    row = _with_key(_accounts(viewer).filter(public_id=public_id)).first()
    return _account(row, viewer) if row else None


def account_names(*, viewer: Viewer, ids: Iterable[int] | None = None) -> dict[int, str]:
    """This function will map account ids to names (the key where there is none)."""
    rows = _accounts(viewer)
    if ids is not None:
        rows = rows.filter(pk__in=sorted(set(ids)))
    found = rows.annotate(first_key=_first_key()).values_list("pk", "name", "first_key")
    return {pk: name or key or "" for pk, name, key in found}


def public_ids(*, viewer: Viewer, ids: Iterable[int] | None = None) -> dict[int, str]:
    """This function will map account ids to the ids in their URLs."""
    rows = _accounts(viewer)
    if ids is not None:
        rows = rows.filter(pk__in=sorted(set(ids)))
    return dict(rows.values_list("pk", "public_id"))


def account_ids_of(*, viewer: Viewer, public_ids: Iterable[str]) -> dict[str, int]:
    """This function will map ids of URLs to account ids, those the viewer may see."""
    rows = _accounts(viewer).filter(public_id__in=sorted(set(public_ids)))
    return dict(rows.values_list("public_id", "pk"))


def search_accounts(
    *, viewer: Viewer, text: str, limit: int | None = 50, kind: str | None = Account.ACCOUNT
) -> list[int]:
    """This function will find accounts whose name, kana, number or key holds every word of ``text``.

    Width, case, kana kind and old character forms do not count. By name.
    """
    rows = _accounts(viewer)
    if kind is not None:
        rows = rows.filter(kind=kind)
    for word in text.split():
        folded = fold(word)
        if folded:
            keyed = AccountKey.objects.filter(key_folded__contains=folded).values("account_id")
            rows = rows.filter(Q(search__contains=folded) | Q(pk__in=keyed))
    # A record that was merged away still answers to its name, with the account it became part of.
    found = rows.order_by("sort_name", "pk").values_list("pk", "merged_into_id")
    if limit is not None:
        found = found[: 2 * limit]
    shown = dict.fromkeys(into or pk for pk, into in found if viewer.sees(into or pk))
    return list(shown) if limit is None else list(shown)[:limit]


def parents(*, viewer: Viewer) -> dict[int, int]:
    """This function will map each unit's account id to its parent's."""
    rows = _accounts(viewer).filter(parent__isnull=False)
    return dict(rows.values_list("pk", "parent_id"))


def units_of(*, viewer: Viewer, account_id: int) -> list[int]:
    """This function will list the accounts directly under a company, by name."""
    rows = _accounts(viewer).filter(parent_id=account_id)
    return list(rows.order_by("sort_name", "pk").values_list("pk", flat=True))


def owner_spans(*, viewer: Viewer, account_id: int) -> list[OwnerSpanView]:
    """This function will list who looked after an account from when, the newest last."""
    rows = in_scope(OwnerSpan.objects.filter(account_id=account_id), viewer)
    return [
        OwnerSpanView(r.owner_id, r.from_on, r.recorded_at)
        for r in rows.order_by(_since_ever(), "pk")
    ]


def owners_on(
    *, viewer: Viewer, day: date, account_ids: Iterable[int] | None = None
) -> dict[int, int | None]:
    """This function will map account ids to who looked after them on ``day``; no entry: never given."""
    rows = _narrow(in_scope(OwnerSpan.objects.all(), viewer), account_ids)
    rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=day))
    return dict(rows.order_by(_since_ever(), "pk").values_list("account_id", "owner_id"))


# Keys and people ---------------------------------------------------------------------------------


def key_spans(*, viewer: Viewer, account_ids: Iterable[int] | None = None) -> list[KeySpan]:
    """This function will list what names each account from when to when, for joining usage to accounts."""
    rows = _narrow(in_scope(AccountKey.objects.all(), viewer), account_ids)
    columns = ("source", "key", "account_id", "from_on", "to_on")
    return [KeySpan(*row) for row in rows.order_by("pk").values_list(*columns)]


def contacts_of(*, viewer: Viewer, account_id: int) -> list[ContactView]:
    """This function will list an account's contacts: those still there first, the influential first."""
    rows = in_scope(Contact.objects.filter(account_id=account_id), viewer)
    found = [_contact(c) for c in rows]
    return sorted(
        found, key=lambda c: (c.valid_to is not None, -(c.influence or 0), c.kana or c.name)
    )


def product_users_of(*, viewer: Viewer, account_id: int) -> list[ProductUserView]:
    """This function will list the people seen using the product at an account, the first seen first."""
    rows = in_scope(ProductUser.objects.filter(account_id=account_id), viewer)
    found = rows.select_related("contact").order_by("first_seen_on", "user_key")
    return [
        ProductUserView(
            id=u.pk,
            account_id=u.account_id,
            source=u.source,
            user_key=u.user_key,
            department=u.department,
            first_seen_on=u.first_seen_on,
            contact_public_id=u.contact.public_id if u.contact else None,
            traits=dict(u.traits),
        )
        for u in found
    ]


def product_user_rows(
    *, viewer: Viewer, account_ids: Iterable[int] | None = None
) -> list[tuple[int, str, str, str]]:
    """This function will list (account id, source, user key, department) for the metrics."""
    rows = _narrow(in_scope(ProductUser.objects.all(), viewer), account_ids)
    return list(rows.order_by("pk").values_list("account_id", "source", "user_key", "department"))


def tickets_of(*, viewer: Viewer, account_id: int, limit: int | None = None) -> list[TicketView]:
    """This function will list an account's tickets, the newest first."""
    rows = in_scope(Ticket.objects.filter(account_id=account_id), viewer).order_by("-opened_at")
    columns = tuple(TicketView.__dataclass_fields__)
    found = rows.values_list(*columns)
    return [TicketView(*row) for row in (found if limit is None else found[:limit])]


def ticket_rows(
    *, viewer: Viewer, account_ids: Iterable[int] | None = None
) -> list[tuple[int, str, datetime, datetime | None, float | None]]:
    """This function will list (account id, severity, opened at, closed at, CSAT) of all tickets for the metrics."""
    rows = _narrow(in_scope(Ticket.objects.all(), viewer), account_ids)
    columns = ("account_id", "severity", "opened_at", "closed_at", "csat")
    return list(rows.order_by("pk").values_list(*columns))


# Dated fields ------------------------------------------------------------------------------------


@kept(stamp)
def field_specs(*, viewer: Viewer) -> tuple[FieldSpec, ...]:
    """This function will list every dated field: the built-in ones, then the workspace's own."""
    viewer.require(Act.SEE_ACCOUNTS)
    own = [
        FieldSpec(
            key=row.key,
            type=FieldType(row.type),
            name=Text(ja=row.name_ja or None, en=row.name_en or (None if row.name_ja else row.key)),
            help=Text(ja=row.help_ja or None, en=row.help_en or None),
            choices={c["key"]: Text(ja=c.get("ja"), en=c.get("en")) for c in row.choices},
            default=row.default,
            built_in=False,
        )
        for row in FieldDefinition.objects.filter(ended_on__isnull=True).order_by("pk")
    ]
    return merged(own)


def field_spans(
    *,
    viewer: Viewer,
    account_ids: Iterable[int] | None = None,
    keys: Iterable[str] | None = None,
    lane: str = MAIN_LANE,
) -> Iterator[FieldSpan]:
    """This function will give every value with the days it holds, by account and field, oldest first.

    Of two rows beginning on one day the later one holds. Defaults are not in it.
    """
    rows = _narrow(in_scope(FieldValue.objects.filter(lane=lane), viewer), account_ids)
    if keys is not None:
        rows = rows.filter(key__in=sorted(set(keys)))
    columns = ("account_id", "key", "value", "from_on", "assumed", "by_id", "recorded_at")
    ordered = rows.order_by("account_id", "key", _since_ever(), "pk").values_list(*columns)
    held: tuple[Any, ...] | None = None
    for row in ordered.iterator(chunk_size=5000):
        if held is not None:
            same_field = held[:2] == row[:2]
            if not (same_field and held[3] == row[3]):
                yield _span(held, row[3] if same_field else None)
        held = row
    if held is not None:
        yield _span(held, None)


def _span(row: tuple[Any, ...], to_on: date | None) -> FieldSpan:
    account, key, value, from_on, assumed, by_id, recorded_at = row
    return FieldSpan(account, key, value, from_on, to_on, assumed, by_id, recorded_at)


def fields_as_of(
    *,
    viewer: Viewer,
    day: date,
    account_ids: Iterable[int] | None = None,
    keys: Iterable[str] | None = None,
    lane: str = MAIN_LANE,
) -> dict[int, dict[str, tuple[Any, bool]]]:
    """This function will give {account id: {field: (value, assumed)}} as of ``day``, emptied fields left out.

    Dates are texts (YYYY-MM-DD). A field without a value has no entry: its default is the reader's.
    """
    found: dict[int, dict[str, tuple[Any, bool]]] = {}
    rows = _narrow(in_scope(FieldValue.objects.filter(lane=lane), viewer), account_ids)
    if keys is not None:
        rows = rows.filter(key__in=sorted(set(keys)))
    rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=day))
    ordered = rows.order_by("account_id", "key", _since_ever(), "pk")
    columns = ("account_id", "key", "value", "assumed")
    for account, key, value, assumed in ordered.values_list(*columns).iterator(chunk_size=5000):
        values = found.setdefault(account, {})
        if value is None:
            values.pop(key, None)
        else:
            values[key] = (value, assumed)
    return found


# Helpers -----------------------------------------------------------------------------------------


def _since_ever() -> OrderBy:
    """Orders by the first day, "since ever" before every date, in every database alike."""
    return F("from_on").asc(nulls_first=True)


def _first_key() -> Subquery:
    keys = AccountKey.objects.filter(account=OuterRef("pk")).order_by("pk")
    return Subquery(keys.values("key")[:1])


def _with_key(rows: QuerySet[Account]) -> QuerySet[Account]:
    return rows.select_related("parent").annotate(first_key=_first_key())


def _account(row: Any, viewer: Viewer) -> AccountView:
    parent = row.parent if row.parent_id and viewer.sees(row.parent_id) else None
    return AccountView(
        id=row.pk,
        public_id=row.public_id,
        name=row.name or row.first_key or row.public_id,
        unnamed=not row.name,
        kind=row.kind,
        key=row.first_key or "",
        owner_id=row.owner_id,
        parent_id=parent.pk if parent else None,
        parent_name=parent.name if parent else "",
        industry=row.industry,
        country=row.country,
        employees=row.employees,
        currency=row.currency,
        corporate_number=row.corporate_number,
        ended_on=row.ended_on,
        created_at=row.created_at,
    )


def _contact(row: Contact) -> ContactView:
    parts = [part for part in (row.family_name, row.given_name) if part]
    return ContactView(
        public_id=row.public_id,
        account_id=row.account_id,
        family_name=row.family_name,
        given_name=row.given_name,
        name=" ".join(parts) or row.full_name,
        kana=" ".join(part for part in (row.family_kana, row.given_kana) if part),
        title=row.title,
        department=row.department,
        role=row.role,
        influence=row.influence,
        email=row.email,
        phone=row.phone,
        notes=row.notes,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        opted_out=row.opted_out,
        erased=row.erased_at is not None,
    )
