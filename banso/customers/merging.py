"""Merging two records of one company by a person's word: what moves, and how it is carried out.

Everything is one transaction and one :class:`AccountAct`. Contracts belong to a package above; its
operation moves them inside the same transaction and adds them to the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet

from banso.customers import belongings
from banso.customers.acts import SINCE_EVER, Acted, ActRefused, Changes, move_keys, write_act
from banso.customers.intake import fill_derived
from banso.customers.models import (
    Account,
    AccountAct,
    AccountKey,
    Contact,
    DuplicatePair,
    FieldValue,
    OwnerSpan,
    ProductUser,
    Ticket,
)
from banso.customers.moments.moving import moments_moving
from banso.lib.problems import Problem, problem
from banso.workspace.ids import new_public_id
from banso.workspace.queries import workspace
from banso.workspace.viewer import Act, Viewer

# Columns of an account that a person may take from either record.
CHOICES = (
    "name", "name_kana", "corporate_number", "industry", "country", "employees", "owner_id",
    "currency", "parent_id",
)  # fmt: skip
KEEP, GONE = "keep", "gone"


@transaction.atomic
def merge_accounts(
    *,
    viewer: Viewer,
    keep: int,
    gone: int,
    now: datetime,
    day: date,
    from_on: date | None = None,
    columns: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Acted:
    """This function will make ``gone`` part of ``keep`` from ``from_on`` on (None: since ever).

    ``columns`` and ``fields`` say per column and per dated field whose value stands: "keep" or "gone";
    where nothing is said, the survivor's, or the other's where the survivor has none. ``day`` is
    today: a change of owner counts from it. Raises ActRefused.
    """
    viewer.require(Act.IMPORT)
    survivor, merged = _both(keep, gone)
    act, changes = new_public_id(), Changes()
    _take_columns(changes, survivor, merged, columns or {}, viewer, from_on or day, now)
    move_keys(
        changes,
        AccountKey.objects.filter(account=merged).order_by("pk"),
        to=survivor,
        from_on=from_on,
        joined_by=act,
    )
    _move_contacts(changes, survivor, merged, from_on)
    _move_users(changes, survivor, merged, from_on)
    _move_tickets(changes, survivor, merged, from_on)
    _move_moments(changes, survivor, merged, from_on)
    _move_belongings(changes, survivor, merged, from_on)
    _move_fields(changes, survivor, merged, fields or {}, from_on, now)
    _move_family(changes, survivor, merged)
    _decide_pairs(changes, survivor, merged)
    changes.set(Account, [merged.pk], "ended_on", None, from_on or SINCE_EVER)
    changes.set(Account, [merged.pk], "merged_into_id", None, survivor.pk)
    Account.objects.filter(pk__in=(survivor.pk, merged.pk)).update(edited_at=now)
    return write_act(
        viewer=viewer, kind=AccountAct.MERGE, account=survivor, other=merged, changes=changes,
        from_on=from_on, reopens=survivor.kind == Account.ACCOUNT, public_id=act, now=now,
    )  # fmt: skip


def _both(keep: int, gone: int) -> tuple[Account, Account]:
    if keep == gone:
        raise ActRefused(_one_and_the_same())
    rows = {a.pk: a for a in Account.objects.select_for_update().filter(pk__in=(keep, gone))}
    if len(rows) < 2:
        raise ActRefused(_not_there())
    survivor, merged = rows[keep], rows[gone]
    if survivor.ended_on is not None or merged.ended_on is not None:
        raise ActRefused(_ended())
    if survivor.kind != merged.kind:
        raise ActRefused(_kinds_differ())
    return survivor, merged


def chosen_columns(
    survivor: Mapping[str, Any], merged: Mapping[str, Any], said: Mapping[str, str]
) -> dict[str, str]:
    """This function will say per column whose value stands: what a person said, else the one that has one."""
    found = {}
    for column in CHOICES:
        mine, theirs = survivor.get(column), merged.get(column)
        default = GONE if mine in (None, "") and theirs not in (None, "") else KEEP
        found[column] = said.get(column, default) if mine != theirs else KEEP
    return found


def _take_columns(
    changes: Changes,
    survivor: Account,
    merged: Account,
    said: Mapping[str, str],
    viewer: Viewer,
    owner_from: date,
    now: datetime,
) -> None:
    held = {c: getattr(survivor, c) for c in (*CHOICES, "search", "sort_name")}
    other = {c: getattr(merged, c) for c in CHOICES}
    for column, whose in chosen_columns(held, other, said).items():
        if whose == GONE:
            setattr(survivor, column, other[column])
    if survivor.parent_id in (survivor.pk, merged.pk):  # it stood under the one that goes
        survivor.parent_id = merged.parent_id if merged.parent_id != survivor.pk else None
    first = AccountKey.objects.filter(account=survivor).order_by("pk").first()
    fill_derived(first.key if first else "", survivor)
    for column, was in held.items():
        changes.set(Account, [survivor.pk] if getattr(survivor, column) != was else [], column, was, getattr(survivor, column))  # fmt: skip
    if survivor.owner_id != held["owner_id"]:
        span = OwnerSpan.objects.create(
            account=survivor, owner_id=survivor.owner_id, from_on=owner_from,
            by_id=viewer.user_id, recorded_at=now,
        )  # fmt: skip
        changes.made([span])


# What hangs on it ---------------------------------------------------------------------------------


def contacts_moving(account_id: int, from_on: date | None) -> QuerySet[Contact]:
    """The contacts that go along: all, or those still there on the day."""
    rows = Contact.objects.filter(account_id=account_id)
    return rows if from_on is None else rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=from_on))  # fmt: skip


def tickets_moving(account_id: int, from_on: date | None) -> QuerySet[Ticket]:
    """The tickets that go along: all, or those open on the day or opened later."""
    rows = Ticket.objects.filter(account_id=account_id)
    if from_on is None:
        return rows
    moment = _begin(from_on)
    return rows.filter(Q(opened_at__gte=moment) | Q(closed_at__isnull=True) | Q(closed_at__gte=moment))  # fmt: skip


def _begin(day: date) -> datetime:
    """The first moment of a local day."""
    zone = ZoneInfo(workspace(viewer=Viewer.system()).time_zone)
    return datetime.combine(day, time.min, tzinfo=zone)


def _move_contacts(changes: Changes, to: Account, source: Account, from_on: date | None) -> None:
    ids = contacts_moving(source.pk, from_on).values_list("pk", flat=True)
    changes.count("contacts", changes.set(Contact, ids, "account_id", source.pk, to.pk))


def _move_tickets(changes: Changes, to: Account, source: Account, from_on: date | None) -> None:
    ids = tickets_moving(source.pk, from_on).values_list("pk", flat=True)
    changes.count("tickets", changes.set(Ticket, ids, "account_id", source.pk, to.pk))


def _move_moments(changes: Changes, to: Account, source: Account, from_on: date | None) -> None:
    """What was said and done from the day on; of all days where no day is given."""
    begin = _begin(from_on) if from_on else None
    for kind, rows in moments_moving(source.pk, from_on, begin, to=to.pk):
        ids = rows.values_list("pk", flat=True)
        moved = changes.set(kind.model, ids, "account_id", source.pk, to.pk)
        changes.count(f"{kind.key}s", moved)


def _move_belongings(changes: Changes, to: Account, source: Account, from_on: date | None) -> None:
    """Rows of packages above."""
    begin = _begin(from_on) if from_on else None
    for table, rows in belongings.moving(source.pk, from_on, begin, to=to.pk):
        ids = list(rows.values_list("pk", flat=True))
        moved = changes.set(table.model, ids, table.column, source.pk, to.pk)
        changes.count(table.key, moved)


def _move_users(changes: Changes, to: Account, source: Account, from_on: date | None) -> None:
    """Product users move; one both records know becomes one. From a day on they are known to both."""
    move_users(changes, ProductUser.objects.filter(account=source), to=to, from_on=from_on)


def move_users(
    changes: Changes, rows: Iterable[ProductUser], *, to: Account, from_on: date | None
) -> None:
    """This function will let product users belong to ``to``, as part of an act."""
    there = {(u.source, u.user_key): u for u in ProductUser.objects.filter(account=to)}
    moving: dict[int, list[int]] = {}
    copies: list[ProductUser] = []
    users = 0
    for user in rows:
        users += 1
        twin = there.get((user.source, user.user_key))
        if twin is not None:
            _join_users(changes, twin, user)
        elif from_on is None:
            moving.setdefault(user.account_id, []).append(user.pk)
        else:
            copies.append(
                ProductUser(
                    source=user.source, user_key=user.user_key, account=to, contact=user.contact,
                    department=user.department, first_seen_on=user.first_seen_on, traits=user.traits,
                )
            )  # fmt: skip
    for account, ids in moving.items():
        changes.set(ProductUser, ids, "account_id", account, to.pk)
    for copy in copies:
        copy.save()
    changes.made(copies)
    changes.count("users", users)


def _join_users(changes: Changes, twin: ProductUser, user: ProductUser) -> None:
    """One person known to both records: the earliest first day, the department that is known."""
    seen = [d for d in (twin.first_seen_on, user.first_seen_on) if d]
    wanted = {
        "first_seen_on": min(seen, default=None),
        "department": twin.department or user.department,
        "contact_id": twin.contact_id or user.contact_id,
    }
    for column, value in wanted.items():
        was = getattr(twin, column)
        changes.set(ProductUser, [twin.pk] if was != value else [], column, was, value)


def chosen_fields(
    survivor: Iterable[tuple[str, str]], merged: Iterable[tuple[str, str]], said: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """This function will say for each (lane, field) the other record has whose values stand."""
    mine = set(survivor)
    return {key: said.get(key[1], KEEP if key in mine else GONE) for key in sorted(set(merged))}


def _move_fields(
    changes: Changes,
    to: Account,
    source: Account,
    said: Mapping[str, str],
    from_on: date | None,
    now: datetime,
) -> None:
    """Where the other's values stand, the two records change their rows: nothing is overwritten or lost."""
    mine, theirs = _fields(to), _fields(source)
    for key, whose in chosen_fields(mine, theirs, said).items():
        if whose == KEEP:
            continue
        given, kept = theirs[key], mine.get(key, [])
        if from_on is not None:
            before = [v for v in given if v.from_on is None or v.from_on <= from_on]
            given = [v for v in given if v.from_on is not None and v.from_on > from_on]
            kept = [v for v in kept if v.from_on is not None and v.from_on >= from_on]
            if before:
                held = FieldValue.objects.create(
                    account=to, lane=key[0], key=key[1], value=before[-1].value, from_on=from_on,
                    assumed=before[-1].assumed, by_id=before[-1].by_id, recorded_at=now,
                )  # fmt: skip
                changes.made([held])
        changes.set(FieldValue, [v.pk for v in kept], "account_id", to.pk, source.pk)
        changes.set(FieldValue, [v.pk for v in given], "account_id", source.pk, to.pk)
        changes.count("fields", 1)


def _fields(account: Account) -> dict[tuple[str, str], list[FieldValue]]:
    """The values of each (lane, field), the oldest first."""
    found: dict[tuple[str, str], list[FieldValue]] = {}
    ordered = FieldValue.objects.filter(account=account).order_by(
        F("from_on").asc(nulls_first=True), "pk"
    )
    for row in ordered:
        found.setdefault((row.lane, row.key), []).append(row)
    return found


def _move_family(changes: Changes, to: Account, source: Account) -> None:
    """Units under it, and records merged into it before."""
    units = Account.objects.filter(parent=source).exclude(pk=to.pk).values_list("pk", flat=True)
    changes.count("units", changes.set(Account, units, "parent_id", source.pk, to.pk))
    earlier = Account.objects.filter(merged_into=source).values_list("pk", flat=True)
    changes.set(Account, earlier, "merged_into_id", source.pk, to.pk)


def _decide_pairs(changes: Changes, to: Account, source: Account) -> None:
    """The suggestion that was followed, and those that named the record that is gone."""
    rows = DuplicatePair.objects.filter(Q(first=source) | Q(second=source), state="open")
    both = {to.pk, source.pk}
    done = [p.pk for p in rows if {p.first_id, p.second_id} == both]
    moot = [p.pk for p in rows if {p.first_id, p.second_id} != both]
    changes.set(DuplicatePair, done, "state", "open", "done")
    changes.set(DuplicatePair, moot, "state", "open", "moot")


# Words -------------------------------------------------------------------------------------------


def _one_and_the_same() -> Problem:
    return problem(
        "duplicates.same-account",
        ja="同じ顧客企業どうしは統合できません。",
        en="An account cannot be merged with itself.",
        remedy_ja="統合する相手を選び直してください。",
        remedy_en="Choose another account.",
    )


def _not_there() -> Problem:
    return problem(
        "duplicates.account-not-found",
        ja="選んだ顧客企業の一方が見つかりません。",
        en="One of the two accounts is not there any more.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose again from the list.",
    )


def _ended() -> Problem:
    return problem(
        "duplicates.already-merged",
        ja="選んだ顧客企業の一方は、既に統合されています。",
        en="One of the two accounts has been merged already.",
        remedy_ja="統合先の顧客企業を選んでください。",
        remedy_en="Choose the account it was merged into.",
    )


def _kinds_differ() -> Problem:
    return problem(
        "duplicates.kinds-differ",
        ja="顧客企業と、その上の企業グループは統合できません。",
        en="An account and a company above accounts cannot be merged.",
        remedy_ja="「同じ会社の別部門」としてまとめてください。",
        remedy_en="Put the account under the company instead.",
    )
