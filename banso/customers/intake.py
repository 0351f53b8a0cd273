"""Rows from outside, written in bulk: accounts, keys, contacts, product users, tickets.

Every function works inside the caller's transaction, takes rows that were checked before, writes
only the columns a row brings, and answers with counts. ``batch`` is the import's public id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import F

from banso.customers.models import (
    Account,
    AccountKey,
    Contact,
    OwnerSpan,
    ProductUser,
    Ticket,
)
from banso.customers.naming import search_text, sort_text
from banso.customers.people.imported import roles_told
from banso.lib.width import fold
from banso.workspace.changes import Counts, chunks, insert_rows, learn_keys, write
from banso.workspace.viewer import Act, Viewer

ACCOUNT_COLUMNS = frozenset(
    [
        "kind",
        "name",
        "name_kana",
        "corporate_number",
        "industry",
        "country",
        "employees",
        "owner_id",
        "currency",
        "ended_on",
        "parent_id",
    ]
)
CONTACT_COLUMNS = frozenset(
    [
        "family_name",
        "given_name",
        "full_name",
        "family_kana",
        "given_kana",
        "email",
        "phone",
        "notes",
        "title",
        "department",
        "role",
        "influence",
        "valid_from",
        "valid_to",
        "opted_out",
    ]
)
TICKET_WORDS = frozenset(["subject", "body"])
TICKET_COLUMNS = TICKET_WORDS | {"severity", "status", "opened_at", "closed_at", "csat"}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the source. ``values`` holds the columns this row brings (ACCOUNT_COLUMNS)."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    parent_key: str | None = None  # in the same source; the parent becomes a company if it is new


@dataclass(frozen=True, slots=True)
class ContactRow:
    """``values``: CONTACT_COLUMNS. Without a key of its own the source's row identity is the key."""

    account_id: int
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserRow:
    """``traits`` are merged into those known; ``department`` among them has its own column."""

    account_id: int
    user_key: str
    first_seen_on: date | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """``values``: TICKET_COLUMNS; a new ticket needs ``opened_at``."""

    account_id: int
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def account_ids(*, source: str, keys: Iterable[str]) -> dict[str, int]:
    """This function will map keys of ``source`` to the accounts they name now; unknown keys are left out."""
    found: dict[str, int] = {}
    for part in chunks(set(keys)):
        rows = AccountKey.objects.filter(source=source, key__in=part).order_by(
            F("from_on").asc(nulls_first=True)
        )
        found.update(rows.values_list("key", "account_id"))
    return found


def joined_keys(*, source: str, keys: Iterable[str]) -> set[str]:
    """This function will give those of ``keys`` that a merge brought to the account they name now."""
    found: set[str] = set()
    for part in chunks(set(keys)):
        rows = AccountKey.objects.filter(source=source, key__in=part, to_on__isnull=True)
        found.update(rows.exclude(joined_by="").values_list("key", flat=True))
    return found


def upsert_accounts(
    *, viewer: Viewer, source: str, rows: Iterable[AccountRow], batch: str, now: datetime, day: date
) -> Counts:
    """This function will create or change accounts known by (``source``, key).

    A key nobody has seen makes an account, with or without a name. ``day`` is the day a change of
    owner counts from.
    """
    viewer.require(Act.IMPORT)
    total, parents = Counts(), {}
    for part in chunks(rows):
        counts, ids = _accounts(source, part, batch=batch, now=now, day=day)
        total += counts
        joined = joined_keys(source=source, keys=ids)
        parents.update(
            {ids[r.key]: r.parent_key for r in part if r.parent_key and r.key not in joined}
        )
    if parents:
        total += _parents(source, parents, batch=batch, now=now)
    return total


def _accounts(
    source: str, rows: Sequence[AccountRow], *, batch: str, now: datetime, day: date
) -> tuple[Counts, dict[str, int]]:
    ids = account_ids(source=source, keys=(r.key for r in rows))
    joined = joined_keys(source=source, keys=ids)
    existing = Account.objects.in_bulk(sorted(set(ids.values())))
    found = {key: existing[pk] for key, pk in ids.items()}
    owners = {account.pk: account.owner_id for account in existing.values()}
    counts, new = write(
        model=Account,
        found=found,
        # Under a key that came by a merge the source still speaks of the record that is gone.
        rows=((r.key, _only({} if r.key in joined else r.values, ACCOUNT_COLUMNS)) for r in rows),
        make=lambda key, values: Account(created_at=now, batch=batch, **values),
        batch=batch,
        derive=fill_derived,
    )
    learn_keys(Account, new.values())
    insert_rows(
        AccountKey,
        [
            AccountKey(
                source=source, key=key, key_folded=fold(key)[:200], account=account, batch=batch
            )
            for key, account in new.items()
        ],
    )
    both = {**found, **new}
    insert_rows(
        OwnerSpan,
        [
            OwnerSpan(
                account_id=pk,
                owner_id=owner,
                from_on=day if pk in owners else None,
                recorded_at=now,
                batch=batch,
            )
            for pk, owner in {a.pk: a.owner_id for a in both.values()}.items()
            if owner != owners.get(pk)
        ],
    )
    return counts, {key: account.pk for key, account in both.items()}


def fill_derived(key: str, account: Account) -> tuple[str, ...]:
    """This function will renew the columns that searches and lists use, and name them."""
    account.search = search_text(
        name=account.name, kana=account.name_kana, corporate_number=account.corporate_number
    )
    account.sort_name = sort_text(name=account.name, kana=account.name_kana, key=key)
    return ("search", "sort_name")


def _parents(source: str, parents: Mapping[int, str], *, batch: str, now: datetime) -> Counts:
    """Hang accounts under their parents; a parent nobody imported becomes an unnamed company."""
    ids = account_ids(source=source, keys=parents.values())
    missing = sorted({key for key in parents.values() if key not in ids})
    total = Counts()
    for part in chunks(missing):
        made = [AccountRow(key=key, values={"kind": Account.COMPANY}) for key in part]
        counts, new = _accounts(source, made, batch=batch, now=now, day=now.date())
        ids.update(new)
        total += counts
    for units in chunks(parents):
        counts, _ = write(
            model=Account,
            found=Account.objects.in_bulk(units),
            rows=((pk, {"parent_id": ids[parents[pk]]}) for pk in units if ids[parents[pk]] != pk),
            make=lambda pk, values: Account(pk=pk),
            batch=batch,
        )
        total += Counts(changed=counts.changed)
    return total


def upsert_contacts(
    *,
    viewer: Viewer,
    source: str,
    rows: Iterable[ContactRow],
    batch: str,
    now: datetime,
    day: date | None = None,
) -> Counts:
    """This function will create or change contacts known by (``source``, key); an erased one stays erased.

    ``day`` is the day a change of role counts from (None: the day of ``now``).
    """
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        digests = {erased_key(r.key): r.key for r in part}
        known = Contact.objects.filter(source=source, key__in=[*digests, *digests.values()])
        found = {digests.get(c.key, c.key): c for c in known}
        before = {c.pk: c.role for c in found.values()}
        counts, new = write(
            model=Contact,
            found={key: c for key, c in found.items() if c.erased_at is None},
            rows=(
                (r.key, {"account_id": r.account_id, **_only(r.values, CONTACT_COLUMNS)})
                for r in part
                if r.key not in found or found[r.key].erased_at is None
            ),
            make=lambda key, values: Contact(
                source=source, key=key, created_at=now, batch=batch, **values
            ),
            batch=batch,
        )
        learn_keys(Contact, new.values())
        there = {c.pk: c for c in (*found.values(), *new.values())}
        roles_told(before=before, contacts=there, batch=batch, day=day or now.date(), now=now)
        total += counts + Counts(same=sum(c.erased_at is not None for c in found.values()))
    return total


def erased_key(key: str) -> str:
    """What stands in for a key after its contact was erased: it tells nothing, yet is found again."""
    return "erased:" + sha256(key.encode()).hexdigest()


def upsert_product_users(
    *, viewer: Viewer, source: str, rows: Iterable[UserRow], batch: str
) -> Counts:
    """This function will create or change product users; the earliest first day is kept. Makes no contact."""
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        known = ProductUser.objects.filter(
            source=source,
            account_id__in={r.account_id for r in part},
            user_key__in={r.user_key for r in part},
        )
        found = {(u.account_id, u.user_key): u for u in known}
        counts, _ = write(
            model=ProductUser,
            found=found,
            rows=[
                ((r.account_id, r.user_key), _user_values(r, found.get((r.account_id, r.user_key))))
                for r in part
            ],
            make=lambda who, values: ProductUser(
                source=source, account_id=who[0], user_key=who[1], batch=batch, **values
            ),
            batch=batch,
        )
        total += counts
    return total


def _user_values(row: UserRow, known: ProductUser | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    traits = {k: v for k, v in row.traits.items() if k != "department"}
    if traits:
        values["traits"] = {**(known.traits if known else {}), **traits}
    if row.traits.get("department"):
        values["department"] = str(row.traits["department"])[:120]
    if row.first_seen_on is not None:
        before = known.first_seen_on if known else None
        values["first_seen_on"] = min(before, row.first_seen_on) if before else row.first_seen_on
    return values


def upsert_tickets(*, viewer: Viewer, source: str, rows: Iterable[TicketRow], batch: str) -> Counts:
    """This function will create or change tickets known by (``source``, key). The words of one that
    somebody was erased from stay as they are."""
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        known = Ticket.objects.filter(source=source, key__in=[r.key for r in part])
        found = {t.key: t for t in known}
        erased = {key for key, t in found.items() if t.erased_at is not None}
        counts, _ = write(
            model=Ticket,
            found=found,
            rows=((r.key, _ticket_values(r, erased=r.key in erased)) for r in part),
            make=lambda key, values: Ticket(source=source, key=key, batch=batch, **values),
            batch=batch,
        )
        total += counts
    return total


def _ticket_values(row: TicketRow, *, erased: bool) -> dict[str, Any]:
    values = {"account_id": row.account_id, **_only(row.values, TICKET_COLUMNS)}
    return {k: v for k, v in values.items() if not (erased and k in TICKET_WORDS)}


def _only(values: Mapping[str, Any], columns: frozenset[str]) -> dict[str, Any]:
    unknown = values.keys() - columns
    if unknown:
        raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
    return dict(values)
