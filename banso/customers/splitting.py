"""Taking keys, people and tickets out of an account, and putting accounts under one company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from banso.customers import belongings
from banso.customers.acts import Acted, ActRefused, Changes, move_keys, write_act
from banso.customers.intake import fill_derived
from banso.customers.merging import move_users
from banso.customers.models import (
    Account,
    AccountAct,
    AccountKey,
    Contact,
    DuplicatePair,
    OwnerSpan,
    ProductUser,
    Ticket,
)
from banso.customers.moments.moving import moments_of_people
from banso.lib.problems import Problem, problem
from banso.workspace.ids import new_public_id
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class Taken:
    """What a split takes out. ``keys`` and ``users`` are row ids, the others public ids."""

    keys: Sequence[int] = ()
    contacts: Sequence[str] = ()
    tickets: Sequence[str] = ()
    users: Sequence[int] = ()


@transaction.atomic
def split_account(
    *,
    viewer: Viewer,
    account: int,
    taken: Taken,
    now: datetime,
    name: str = "",
    to: int | None = None,
    from_on: date | None = None,
    nothing_else: bool = True,
) -> Acted:
    """This function will take rows out of ``account`` into a new one (``name``), or into ``to``: another account,
    or one that was merged away before and comes back.

    Keys change from ``from_on`` on (None: since ever). ``nothing_else`` False: contracts are going
    along, so keys and people may all stay. Raises ActRefused.
    """
    viewer.require(Act.IMPORT)
    source = Account.objects.select_for_update().filter(pk=account, ended_on__isnull=True).first()
    if source is None:
        raise ActRefused(_not_there())
    if nothing_else and not (taken.keys or taken.contacts or taken.tickets or taken.users):
        raise ActRefused(_nothing())
    changes = Changes()
    target = _existing(changes, to, source) if to else _made(changes, source, name, viewer, now)
    keys = AccountKey.objects.filter(account=source, pk__in=taken.keys).order_by("pk")
    move_keys(changes, keys, to=target, from_on=from_on, joined_by="")
    _move_their_moments(changes, taken.contacts, source, target)
    for model, ids in ((Contact, taken.contacts), (Ticket, taken.tickets)):
        _move(changes, model, ids, source, target)
    users = ProductUser.objects.filter(account=source, pk__in=taken.users)
    move_users(changes, users, to=target, from_on=from_on)
    Account.objects.filter(pk__in=(source.pk, target.pk)).update(edited_at=now)
    return write_act(
        viewer=viewer, kind=AccountAct.SPLIT, account=source, other=target, changes=changes,
        from_on=from_on, reopens=True, public_id=new_public_id(), now=now,
    )  # fmt: skip


def _existing(changes: Changes, to: int, source: Account) -> Account:
    target = Account.objects.select_for_update().filter(pk=to, kind=source.kind).first()
    if target is None or target.pk == source.pk:
        raise ActRefused(_not_there())
    if target.ended_on is not None:
        if target.merged_into_id is None:
            raise ActRefused(_not_there())
        changes.set(Account, [target.pk], "merged_into_id", target.merged_into_id, None)
        changes.set(Account, [target.pk], "ended_on", target.ended_on, None)
    return target


def _made(changes: Changes, source: Account, name: str, viewer: Viewer, now: datetime) -> Account:
    if not name.strip():
        raise ActRefused(_no_name())
    target = Account(
        kind=source.kind, name=name.strip()[:200], parent_id=source.parent_id,
        owner_id=source.owner_id, currency=source.currency, created_at=now, edited_at=now,
    )  # fmt: skip
    fill_derived("", target)
    target.save()
    changes.made([target])
    if source.owner_id:
        OwnerSpan.objects.create(
            account=target, owner_id=source.owner_id, by_id=viewer.user_id, recorded_at=now
        )
    return target


def _move(
    changes: Changes, model: type[Model], public_ids: Iterable[str], source: Account, to: Account
) -> None:
    rows = model._default_manager.filter(account=source, public_id__in=list(public_ids))
    ids = list(rows.values_list("pk", flat=True))
    kind = f"{model._meta.model_name}s"
    changes.count(kind, changes.set(model, ids, "account_id", source.pk, to.pk))


def _move_their_moments(
    changes: Changes, contacts: Sequence[str], source: Account, to: Account
) -> None:
    """What the people who go said and attended, and touchpoints with nobody but them, go with them."""
    rows = Contact.objects.filter(account=source, public_id__in=list(contacts))
    people = dict(rows.values_list("pk", "email"))
    addresses = {email.strip().casefold() for email in people.values() if email}
    for kind, ids in moments_of_people(source.pk, addresses):
        moved = changes.set(kind.model, ids, "account_id", source.pk, to.pk)
        changes.count(f"{kind.key}s", moved)
    for table, above in belongings.of_people(source.pk, set(people), addresses, to=to.pk):
        theirs = list(above.values_list("pk", flat=True))
        moved = changes.set(table.model, theirs, table.column, source.pk, to.pk)
        changes.count(table.key, moved)


# One company, several units -----------------------------------------------------------------------


@transaction.atomic
def place_under_company(
    *,
    viewer: Viewer,
    units: Iterable[int],
    now: datetime,
    company: int | None = None,
    name: str = "",
    corporate_number: str = "",
) -> Acted:
    """This function will put accounts under one company: ``company``, or a new one called ``name``.

    Numbers of the units stay as they are, the company's are sums over them. Raises ActRefused.
    """
    viewer.require(Act.IMPORT)
    rows = list(
        Account.objects.select_for_update().filter(pk__in=set(units), ended_on__isnull=True)
    )
    if not rows or len(rows) < len(set(units)):
        raise ActRefused(_not_there())
    changes = Changes()
    above = _company(company) if company else None
    if above is None:
        if not name.strip():
            raise ActRefused(_no_name())
        above = Account(
            kind=Account.COMPANY, name=name.strip()[:200], created_at=now, edited_at=now,
            corporate_number=corporate_number,
        )  # fmt: skip
        fill_derived("", above)
        above.save()
        changes.made([above])
    _no_circle(above, rows)
    for row in rows:
        if row.parent_id != above.pk:
            changes.set(Account, [row.pk], "parent_id", row.parent_id, above.pk)
            changes.count("units", 1)
    ids = [row.pk for row in rows]
    pairs = DuplicatePair.objects.filter(
        Q(first__in=ids) & Q(second__in=ids), state="open", verdict="company"
    ).values_list("pk", flat=True)
    changes.set(DuplicatePair, list(pairs), "state", "open", "done")
    return write_act(
        viewer=viewer, kind=AccountAct.COMPANY, account=above, other=None, changes=changes,
        from_on=None, reopens=False, public_id=new_public_id(), now=now, units=ids,
    )  # fmt: skip


def _company(company: int) -> Account:
    row = Account.objects.filter(pk=company, ended_on__isnull=True).first()
    if row is None:
        raise ActRefused(_not_there())
    if row.kind != Account.COMPANY:
        raise ActRefused(_not_a_company())
    return row


def _no_circle(above: Account, units: Iterable[Account]) -> None:
    ids = {row.pk for row in units}
    step: Any = above
    while step is not None:
        if step.pk in ids:
            raise ActRefused(_circle())
        step = Account.objects.filter(pk=step.parent_id).first() if step.parent_id else None


# Words -------------------------------------------------------------------------------------------


def _not_there() -> Problem:
    return problem(
        "duplicates.account-not-found",
        ja="選んだ顧客企業が見つからないか、既に統合されています。",
        en="One of these accounts is not there, or was merged already.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose again from the list.",
    )


def _nothing() -> Problem:
    return problem(
        "duplicates.nothing-taken",
        ja="分割して移すものが選ばれていません。",
        en="Nothing was chosen to be taken out.",
        remedy_ja="キー・契約・担当者などから、移すものを一つ以上選んでください。",
        remedy_en="Choose at least one key, contract, contact, ticket or user.",
    )


def _no_name() -> Problem:
    return problem(
        "duplicates.no-name",
        ja="新しい顧客企業の名前が入力されていません。",
        en="The new account has no name.",
        remedy_ja="名前を入力してください。",
        remedy_en="Give it a name.",
    )


def _not_a_company() -> Problem:
    return problem(
        "duplicates.not-a-company",
        ja="顧客企業を別の顧客企業の下に置くことはできません。",
        en="An account cannot stand under another account.",
        remedy_ja="企業グループを選ぶか、新しく作成してください。",
        remedy_en="Choose a company above accounts, or make a new one.",
    )


def _circle() -> Problem:
    return problem(
        "duplicates.circle",
        ja="企業グループが自分自身の下に入ってしまいます。",
        en="A company would stand under itself.",
        remedy_ja="別の企業グループを選んでください。",
        remedy_en="Choose another company.",
    )
