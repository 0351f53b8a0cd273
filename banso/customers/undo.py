"""Taking back what one import wrote into the customer picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet

from banso.customers import belongings
from banso.customers.acts import acts_on
from banso.customers.intake import fill_derived
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
from banso.customers.moments.kinds import KINDS, OF_ACCOUNTS, MomentKind
from banso.customers.search import index
from banso.lib.problems import Problem, problem
from banso.lib.text import Text
from banso.workspace.changes import (
    Undone,
    UndoRefused,
    chunks,
    conflicts,
    refuse_if,
    restore,
)
from banso.workspace.operations import audit, note_change
from banso.workspace.viewer import Act, Viewer

# What can hang on an account, the leaves first.
_HANGING: tuple[tuple[type[Model], Text], ...] = (
    *((kind.model, kind.name) for kind in OF_ACCOUNTS),
    (FieldValue, Text(ja="項目の値", en="field values")),
    (Ticket, Text(ja="問い合わせ", en="tickets")),
    (ProductUser, Text(ja="利用者", en="product users")),
    (Contact, Text(ja="担当者", en="contacts")),
    (OwnerSpan, Text(ja="担当CSM", en="owners")),
    (AccountKey, Text(ja="キー", en="keys")),
)
_TRACKED: tuple[type[Model], ...] = (
    Contact, ProductUser, Ticket, *(kind.model for kind in KINDS.values())
)  # fmt: skip
# Sessions and incidents hang on no account, and other rows hang on them.
_ALONE = tuple(kind for kind in KINDS.values() if not kind.of_account)


@transaction.atomic
def undo_batch(
    *, viewer: Viewer, batch: str, now: datetime, even_if_edited: bool = False
) -> Undone:
    """This function will take back every row and change of an import in this package.

    Raises UndoRefused, and changes nothing, when a later import or (unless ``even_if_edited``) a
    person changed or built upon what the batch wrote. Undo the batch's contracts first.
    """
    viewer.require(Act.IMPORT)
    if not batch:
        raise ValueError("a batch has a name")
    found: list[Problem] = []
    above = [t for t in belongings.tables() if t.has("batch")]
    tracked: tuple[type[Model], ...] = (*_TRACKED, *(t.model for t in above))
    every: tuple[type[Model], ...] = (Account, *tracked)
    for model in every:
        found += conflicts(model=model, batch=batch, name_of=str, even_if_edited=even_if_edited)
    found += _built_upon(batch, even_if_edited=even_if_edited) + _merged_since(batch)
    refuse_if(found)
    restored = restore(model=Account, batch=batch, derive=_derive)
    restored += sum(restore(model=model, batch=batch) for model in tracked)
    made_ids = list(Account.objects.filter(batch=batch).values_list("pk", flat=True))
    deleted = 0
    for leaf in (*(t.model for t in reversed(above)), *(model for model, _ in _HANGING)):
        rows = leaf._default_manager.filter(batch=batch)
        deleted += rows.count()
        rows.delete()
    for kind in _ALONE:
        rows = kind.model._default_manager.filter(batch=batch)
        deleted += rows.count()
        rows.delete()
    deleted += _delete_accounts(made_ids)
    index.renew()
    unused = FieldDefinition.objects.filter(batch=batch).exclude(
        key__in=FieldValue.objects.values("key")
    )
    unused.delete()
    note_change()
    audit(
        viewer=viewer,
        act="customers.batch-undone",
        subject_kind="batch",
        subject_id=batch,
        now=now,
        detail={"deleted": deleted, "restored": restored},
        batch=batch,
    )
    return Undone(deleted=deleted, restored=restored)


def _derive(accounts: list[Account]) -> tuple[str, ...]:
    keys = AccountKey.objects.filter(account__in=[a.pk for a in accounts]).order_by("-pk")
    first = dict(keys.values_list("account_id", "key"))
    columns: tuple[str, ...] = ()
    for account in accounts:
        columns = fill_derived(first.get(account.pk, ""), account)
    return columns


def _built_upon(batch: str, *, even_if_edited: bool) -> list[Problem]:
    """What other imports and people hung on accounts that this batch made."""
    found: list[Problem] = []
    for model, name in _HANGING:
        others = model._default_manager.filter(account__batch=batch).exclude(batch=batch)
        if even_if_edited:
            others = others.exclude(batch="")
        count = others.count()
        if count:
            batches = sorted(set(others.values_list("batch", flat=True)) - {""})
            found.append(_hangs(name, count, batches))
    for kind in OF_ACCOUNTS:
        for above in _ALONE:
            if f"{above.key}_id" in kind.columns:
                given = {f"{above.key}__batch": batch}
                others = kind.model.objects.filter(**given).exclude(batch=batch)
                found += [_hangs_on(above, kind, others)] if others.exists() else []
    found += _belonging(batch, even_if_edited=even_if_edited)
    units = Account.objects.filter(parent__batch=batch).exclude(batch=batch).count()
    if units:
        found.append(_hangs(Text(ja="傘下の顧客企業", en="units of a company"), units, []))
    return found


def _belonging(batch: str, *, even_if_edited: bool) -> list[Problem]:
    """Rows of packages above on accounts and people that this batch made."""
    found = []
    for table in belongings.tables():
        if not table.blocks:
            continue
        made = Q()
        for link in filter(None, (table.account, table.contact)):
            made |= Q(**{f"{link}__batch": batch})
        others = table.model._default_manager.filter(made)
        batches: list[str] = []
        if table.has("batch"):
            others = others.exclude(batch=batch)
            others = others.exclude(batch="") if even_if_edited else others
            batches = sorted(set(others.values_list("batch", flat=True)) - {""})
        elif even_if_edited:
            continue
        if count := others.count():
            found.append(_hangs(table.name, count, batches))
    return found


def _merged_since(batch: str) -> list[Problem]:
    """Merges and splits keep rows of this import in places it does not know of; they go first."""
    ids = Account.objects.filter(batch=batch).values_list("pk", flat=True)
    acts = acts_on(ids)
    if not acts:
        return []
    return [
        problem(
            "undo.merged-since",
            ja=f"この取り込みで作られた顧客企業が、{len(acts):,}件の統合・分割に含まれています。",
            en=f"{len(acts):,} merges or splits rest on accounts this import made.",
            remedy_ja="「重複」画面の履歴で、先に統合・分割を取り消してください。",
            remedy_en="Take them back first, in the history of Duplicates.",
        )
    ]


def _delete_accounts(ids: list[int]) -> int:
    try:
        for part in chunks(ids):
            Account.objects.filter(pk__in=part).delete()
    except ProtectedError as refused:
        held = len(refused.protected_objects)
        raise UndoRefused(_hangs(Text(ja="契約", en="contracts"), held, [])) from refused
    return len(ids)


def _hangs_on(above: MomentKind, kind: MomentKind, others: QuerySet[Any]) -> Problem:
    count = others.count()
    return problem(
        "undo.built-upon",
        ja=f"この取り込みで作られた{above.name.in_('ja')}に、{kind.name.in_('ja')}が{count:,}件登録されています。",
        en=f"{above.name.in_('en').capitalize()} that this import made have {count:,} {kind.name.in_('en')} by now.",
        remedy_ja="新しい取り込みから順に取り消してください。",
        remedy_en="Undo the later imports first.",
    )


def _hangs(name: Text, count: int, batches: list[str]) -> Problem:
    where_ja = f"（取り込み{'、'.join(batches)}）" if batches else ""
    where_en = f" (imports {', '.join(batches)})" if batches else ""
    return problem(
        "undo.built-upon",
        ja=f"この取り込みで作られた顧客企業に、{name.in_('ja')}が{count:,}件登録されています{where_ja}。",
        en=f"Accounts that this import made have {count:,} {name.in_('en')} by now{where_en}.",
        remedy_ja="新しい取り込みから順に取り消してください。",
        remedy_en="Undo the later imports first.",
    )
