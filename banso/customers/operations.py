"""Writes of the customer picture by people, each audited; those of imports are named here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from banso.customers.definitions import KEY_PATTERN, MAIN_LANE, FieldSpec, FieldType, accept
from banso.customers.fields import FieldRow, add_field_values, define_field
from banso.customers.intake import (
    AccountRow,
    ContactRow,
    TicketRow,
    UserRow,
    account_ids,
    erased_key,
    upsert_accounts,
    upsert_contacts,
    upsert_product_users,
    upsert_tickets,
)
from banso.customers.models import (
    Account,
    AccountKey,
    Contact,
    FieldDefinition,
    FieldValue,
    OwnerSpan,
    ProductUser,
)
from banso.customers.moments.erasing import erase_person
from banso.customers.moments.intake import MomentRow, moment_ids, upsert_moments
from banso.customers.queries import field_specs
from banso.customers.undo import undo_batch
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.lib.width import fold
from banso.workspace.changes import chunks
from banso.workspace.models import BatchChange
from banso.workspace.operations import audit, note_change
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "AccountRow",
    "ContactRow",
    "FieldRow",
    "MomentRow",
    "TicketRow",
    "UserRow",
    "account_ids",
    "add_account_key",
    "add_field_values",
    "close_account_key",
    "create_field",
    "define_field",
    "erase_contact",
    "moment_ids",
    "set_field",
    "set_owner",
    "undo_batch",
    "upsert_accounts",
    "upsert_contacts",
    "upsert_moments",
    "upsert_product_users",
    "upsert_tickets",
]


class FieldRefused(BansoError):
    """There is no such field, or the value does not fit it."""


class KeyRefused(BansoError):
    """The key names another account on some of those days."""


class AccountUnknown(BansoError):
    """No such account, or none this person may see."""


class ContactUnknown(BansoError):
    """No such contact, or none this person may see."""


# By a person -------------------------------------------------------------------------------------


@transaction.atomic
def set_field(
    *,
    viewer: Viewer,
    account_id: int,
    key: str,
    value: Any,
    now: datetime,
    from_on: date | None,
    lane: str = MAIN_LANE,
) -> None:
    """This function will give a dated field a value from ``from_on`` on (None: since ever).

    An empty value empties the field from that day. Raises FieldRefused.
    """
    _may_edit(viewer, account_id)
    spec = next((s for s in field_specs(viewer=viewer) if s.key == key), None)
    if spec is None:
        raise FieldRefused(_no_field(key))
    stored, wrong = accept(spec, value)
    if wrong:
        raise FieldRefused(wrong)
    FieldValue.objects.create(
        account_id=account_id,
        lane=lane,
        key=key,
        value=stored,
        from_on=from_on,
        by_id=viewer.user_id,
        recorded_at=now,
    )
    detail = {"key": key, "lane": lane, "from": from_on.isoformat() if from_on else None}
    if spec.type is not FieldType.TEXT:  # free text may hold what must be erasable
        detail["value"] = stored
    audit(
        viewer=viewer,
        act="field.set",
        subject_kind="account",
        subject_id=_public_id(account_id),
        now=now,
        detail=detail,
    )


@transaction.atomic
def create_field(
    *,
    viewer: Viewer,
    key: str,
    type: FieldType,
    name_ja: str,
    name_en: str,
    now: datetime,
    choices: Iterable[tuple[str, str, str]] = (),
    default: Any = None,
) -> None:
    """This function will define a dated field of this workspace; ``choices`` are (key, ja, en)."""
    viewer.require(Act.EDIT_DEFINITIONS)
    taken = {spec.key for spec in field_specs(viewer=viewer)}
    if key in taken or not KEY_PATTERN.fullmatch(key):
        raise FieldRefused(_key_taken(key) if key in taken else _key_form(key))
    choices = list(choices)
    spec = FieldSpec(
        key=key,
        type=type,
        name=Text(ja=name_ja, en=name_en),
        choices={k: Text(ja=ja, en=en) for k, ja, en in choices},
    )
    stored, wrong = accept(spec, default)
    if wrong:
        raise FieldRefused(wrong)
    FieldDefinition.objects.create(
        key=key,
        type=type.value,
        name_ja=name_ja,
        name_en=name_en,
        choices=[{"key": k, "ja": ja, "en": en} for k, ja, en in choices],
        default=stored,
        created_at=now,
    )
    note_change()
    audit(viewer=viewer, act="field.created", subject_kind="field", subject_id=key, now=now)


@transaction.atomic
def set_owner(
    *,
    viewer: Viewer,
    account_ids: Iterable[int],
    owner_id: int | None,
    from_on: date,
    now: datetime,
) -> int:
    """This function will hand accounts to a person (None: to nobody) from a day on; how many changed."""
    viewer.require(Act.EDIT_ACCOUNTS)
    wanted = sorted({a for a in account_ids if viewer.sees(a)})
    changed = 0
    for part in chunks(wanted):
        rows = list(Account.objects.filter(pk__in=part).exclude(owner_id=owner_id))
        OwnerSpan.objects.bulk_create(
            OwnerSpan(
                account=row,
                owner_id=owner_id,
                from_on=from_on,
                by_id=viewer.user_id,
                recorded_at=now,
            )
            for row in rows
        )
        for row in rows:
            audit(
                viewer=viewer,
                act="account.owner-set",
                subject_kind="account",
                subject_id=row.public_id,
                now=now,
                detail={"from": from_on.isoformat(), "was": row.owner_id, "is": owner_id},
            )
        Account.objects.filter(pk__in=[r.pk for r in rows]).update(owner_id=owner_id, edited_at=now)
        changed += len(rows)
    return changed


@transaction.atomic
def add_account_key(
    *,
    viewer: Viewer,
    account_id: int,
    source: str,
    key: str,
    now: datetime,
    from_on: date | None = None,
    to_on: date | None = None,
) -> None:
    """This function will let (source, key) name an account from ``from_on`` until before ``to_on``.

    Raises KeyRefused where it names some account on one of those days already: close that first.
    """
    _may_edit(viewer, account_id)
    for held in AccountKey.objects.filter(source=source, key=key):
        begins_before = held.from_on is None or to_on is None or held.from_on < to_on
        ends_after = held.to_on is None or from_on is None or from_on < held.to_on
        if begins_before and ends_after:
            raise KeyRefused(_key_overlaps(source, key))
    AccountKey.objects.create(
        source=source,
        key=key,
        key_folded=fold(key)[:200],
        account_id=account_id,
        from_on=from_on,
        to_on=to_on,
    )
    _audit_key(viewer, "account.key-added", account_id, source, from_on, to_on, now)


@transaction.atomic
def close_account_key(
    *, viewer: Viewer, account_id: int, source: str, key: str, to_on: date, now: datetime
) -> None:
    """This function will end what (source, key) names on ``to_on``, the first day it no longer holds."""
    _may_edit(viewer, account_id)
    row = (
        AccountKey.objects.filter(source=source, key=key, account_id=account_id)
        .exclude(to_on__lte=to_on)
        .exclude(from_on__gte=to_on)
        .first()
    )
    if row is None:
        raise KeyRefused(_key_not_open(source, key))
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    Account.objects.filter(pk=account_id).update(edited_at=now)
    _audit_key(viewer, "account.key-closed", account_id, source, row.from_on, to_on, now)


@transaction.atomic
def erase_contact(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will erase a person: names, addresses and notes go, the row and its counts stay.

    Also gone: the former values kept for the undo of imports, what product users linked to them
    carry, a key that is readable, and what they said (:mod:`banso.customers.moments.erasing`).
    A later import of the same person fills nothing in again.
    """
    contact = Contact.objects.filter(public_id=public_id).first()
    if contact is None or not viewer.sees(contact.account_id):
        raise ContactUnknown(_no_contact())
    _may_edit(viewer, contact.account_id)
    if contact.erased_at is not None:
        return
    rows = erase_person(viewer=viewer, contact=contact, now=now)
    for name in (
        "family_name", "given_name", "full_name", "family_kana", "given_kana", "email", "phone",
        "notes", "title",
    ):  # fmt: skip
        setattr(contact, name, "")
    if contact.key:
        contact.key = erased_key(contact.key)
    contact.erased_at = contact.edited_at = now
    contact.save()
    ProductUser.objects.filter(contact=contact).update(traits={})
    BatchChange.objects.filter(model=Contact._meta.label, row_id=contact.pk).delete()
    audit(
        viewer=viewer, act="contact.erased", subject_kind="contact", subject_id=public_id, now=now,
        detail={"moments": rows},
    )  # fmt: skip


# Helpers -----------------------------------------------------------------------------------------


def _may_edit(viewer: Viewer, account_id: int) -> None:
    viewer.require(Act.EDIT_ACCOUNTS)
    if not viewer.sees(account_id) or not Account.objects.filter(pk=account_id).exists():
        raise AccountUnknown(_no_account())


def _public_id(account_id: int) -> str:
    return Account.objects.values_list("public_id", flat=True).get(pk=account_id)


def _audit_key(
    viewer: Viewer,
    act: str,
    account_id: int,
    source: str,
    from_on: date | None,
    to_on: date | None,
    now: datetime,
) -> None:
    audit(
        viewer=viewer,
        act=act,
        subject_kind="account",
        subject_id=_public_id(account_id),
        now=now,
        detail={
            "source": source,
            "from": from_on.isoformat() if from_on else None,
            "to": to_on.isoformat() if to_on else None,
        },
    )


# Words -------------------------------------------------------------------------------------------


def _no_account() -> Problem:
    return problem(
        "account.unknown",
        ja="この顧客企業は見つかりません。",
        en="There is no such account.",
        remedy_ja="一覧から開き直してください。",
        remedy_en="Open it again from the list.",
    )


def _no_contact() -> Problem:
    return problem(
        "contact.unknown",
        ja="この担当者は見つかりません。",
        en="There is no such contact.",
        remedy_ja="一覧から開き直してください。",
        remedy_en="Open it again from the list.",
    )


def _no_field(key: str) -> Problem:
    return problem(
        "field.unknown",
        ja=f"項目「{key}」はありません。",
        en=f"There is no field '{key}'.",
        remedy_ja="設定で項目を追加するか、名前を確かめてください。",
        remedy_en="Add it in Settings, or check the name.",
        sample=key,
    )


def _key_taken(key: str) -> Problem:
    return problem(
        "field.exists",
        ja=f"項目「{key}」は既にあります。",
        en=f"There is a field '{key}' already.",
        remedy_ja="別のキーを付けてください。",
        remedy_en="Choose another key.",
        sample=key,
    )


def _key_form(key: str) -> Problem:
    return problem(
        "field.key",
        ja=f"「{key[:60]}」は項目のキーに使えません。",
        en=f"'{key[:60]}' cannot be the key of a field.",
        remedy_ja="英小文字で始め、英小文字・数字・「_」だけを使ってください。",
        remedy_en="Begin with a small letter; use small letters, digits and '_' only.",
        sample=key[:60],
    )


def _key_overlaps(source: str, key: str) -> Problem:
    return problem(
        "account-key.overlaps",
        ja=f"「{source}」の「{key}」は、この期間に既に顧客企業に割り当てられています。",
        en=f"'{key}' of '{source}' names an account on some of these days already.",
        remedy_ja="先に、今の割り当てに終了日を入れてください。",
        remedy_en="Give the present one an end first.",
        sample=key,
    )


def _key_not_open(source: str, key: str) -> Problem:
    return problem(
        "account-key.not-open",
        ja=f"「{source}」の「{key}」は、この日にこの顧客企業を指していません。",
        en=f"'{key}' of '{source}' does not name this account on that day.",
        remedy_ja="キーと日付を確かめてください。",
        remedy_en="Check the key and the day.",
        sample=key,
    )
