"""Acts on whole accounts that can be taken back: what was changed, row by row, and its undoing.

A change is kept as data ({model, column, ids, was, is}), so packages above can add theirs to the act
(contracts that moved along) and the undo puts every row back where it was, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import PROTECT, Model, Q

from banso.customers import belongings
from banso.customers.models import (
    Account,
    AccountAct,
    AccountKey,
    Contact,
    ProductUser,
    Ticket,
)
from banso.customers.moments.kinds import OF_ACCOUNTS
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.changes import chunks, to_json
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

# All days of an account: the first day it is no longer there lies before every other day.
SINCE_EVER = date(1, 1, 1)
# Columns that say where a row belongs. If one was changed since, undoing would tear it from there.
_PLACES = frozenset(["account_id", "merged_into_id", "ended_on", "to_on", "joined_by", "state"])


class ActRefused(BansoError):
    """The accounts cannot be merged, split or put together like this, or it cannot be taken back."""


@dataclass
class Changes:
    """The changes of one act while it is being made. ``counts`` is what moved, by kind of row."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def set(self, model: type[Model], ids: Iterable[int], column: str, was: Any, now: Any) -> int:
        """This function will change a column of rows that all hold ``was``, and remember it."""
        wanted = sorted(set(ids))
        for part in chunks(wanted):
            model._default_manager.filter(pk__in=part).update(**{column: now})
        if wanted:
            self.rows.append(
                {
                    "model": model._meta.label, "column": column, "ids": wanted,
                    "was": to_json(was), "is": to_json(now),
                }
            )  # fmt: skip
        return len(wanted)

    def made(self, rows: Iterable[Model]) -> int:
        """This function will remember rows the act made; undoing takes them away again."""
        by_model: dict[str, list[int]] = {}
        for row in rows:
            by_model.setdefault(row._meta.label, []).append(int(row.pk))
        for label, ids in by_model.items():
            self.rows.append({"model": label, "ids": ids, "made": True})
        return sum(map(len, by_model.values()))

    def count(self, kind: str, n: int) -> None:
        if n:
            self.counts[kind] = self.counts.get(kind, 0) + n


@dataclass(frozen=True, slots=True)
class Acted:
    """An act that was carried out. Days from ``first_day`` on (None: all there are) must be computed anew
    if ``reopens``."""

    public_id: str
    account_id: int
    other_id: int | None
    reopens: bool
    first_day: date | None


def acted(row: AccountAct) -> Acted:
    return Acted(row.public_id, row.account_id, row.other_id, row.reopens, row.from_on)


def write_act(
    *,
    viewer: Viewer,
    kind: str,
    account: Account,
    other: Account | None,
    changes: Changes,
    from_on: date | None,
    reopens: bool,
    public_id: str,
    now: datetime,
    units: Iterable[int] = (),
) -> Acted:
    """This function will keep an act and its audit rows, inside the transaction that carried it out."""
    row = AccountAct.objects.create(
        public_id=public_id,
        kind=kind,
        account=account,
        other=other,
        units=sorted(set(units)),
        from_on=from_on,
        reopens=reopens,
        counts=changes.counts,
        changes=changes.rows,
        by_id=viewer.user_id,
        at=now,
    )
    _audit(row, viewer, f"account.{_WORDS[kind]}", now)
    return acted(row)


_WORDS = {"merge": "merged", "split": "split", "company": "placed"}


def add_to_act(*, act: str, changes: Changes) -> None:
    """This function will add what a package above moved along with the accounts, in the same transaction."""
    row = AccountAct.objects.get(public_id=act)
    row.changes = [*row.changes, *changes.rows]
    row.counts = {**row.counts, **changes.counts}
    row.save(update_fields=["changes", "counts"])


# Taking back -------------------------------------------------------------------------------------


@transaction.atomic
def undo_act(*, viewer: Viewer, act: str, now: datetime) -> Acted:
    """This function will put every row of an act back where it was.

    Raises ActRefused, and changes nothing, when a later act rests on it or a moved row has been moved
    on since. Values that were changed again since stay as they are now.
    """
    viewer.require(Act.IMPORT)
    row = AccountAct.objects.select_for_update().filter(public_id=act).first()
    if row is None:
        raise ActRefused(_unknown())
    if row.undone_at is not None:
        raise ActRefused(_already())
    later = later_acts(row)
    if later:
        raise ActRefused(_rests_on(len(later)))
    moved_on = sum(_put_back(change) for change in reversed(row.changes))
    if moved_on:
        raise ActRefused(_moved_on(moved_on))
    _nothing_left_behind(row)
    row.undone_at, row.undone_by_id = now, viewer.user_id
    row.save(update_fields=["undone_at", "undone_by"])
    _audit(row, viewer, f"account.{_WORDS[row.kind]}-undone", now)
    return acted(row)


def later_acts(row: AccountAct) -> list[AccountAct]:
    """The acts after this one that touch one of its accounts and have not been taken back."""
    mine = _accounts_of(row)
    later = AccountAct.objects.filter(undone_at__isnull=True, pk__gt=row.pk).order_by("pk")
    return [other for other in later if mine & _accounts_of(other)]


def acts_on(account_ids: Iterable[int]) -> list[AccountAct]:
    """The acts in force that touch any of these accounts, the newest first."""
    wanted = set(account_ids)
    rows = AccountAct.objects.filter(undone_at__isnull=True).order_by("-pk")
    return [row for row in rows if wanted & _accounts_of(row)]


def _accounts_of(row: AccountAct) -> set[int]:
    return {row.account_id, *row.units} | ({row.other_id} if row.other_id else set())


def _put_back(change: Mapping[str, Any]) -> int:
    """Undo one change; how many rows were moved on since (rows that are gone do not count)."""
    model = apps.get_model(change["model"])
    ids, manager = change["ids"], model._default_manager
    if change.get("made"):
        if model is Account:  # soft: what was computed for it keeps its account
            manager.filter(pk__in=ids).update(ended_on=SINCE_EVER, parent=None)
        else:
            manager.filter(pk__in=ids).delete()
        return 0
    column = change["column"]
    to_python = model._meta.get_field(column.removesuffix("_id")).to_python
    was, now = to_python(change["was"]), to_python(change["is"])
    holds = Q(**{f"{column}__isnull": True}) if now is None else Q(**{column: now})
    there = changed = 0
    for part in chunks(ids):
        there += manager.filter(pk__in=part).count()
        changed += manager.filter(holds, pk__in=part).update(**{column: was})
    place = column in _PLACES or column in {t.column for t in belongings.tables()}
    return there - changed if place else 0


def _nothing_left_behind(row: AccountAct) -> None:
    """An account that the act made goes only when nothing else came to it since."""
    made = [
        pk
        for change in row.changes
        if change.get("made") and change["model"] == Account._meta.label
        for pk in change["ids"]
    ]
    if not made:
        return
    holding: list[tuple[type[Model], str]] = [(m, "account_id") for m in (AccountKey, Contact, ProductUser, Ticket)]  # fmt: skip
    holding += [(kind.model, "account_id") for kind in OF_ACCOUNTS]
    holding += [(t.model, t.column) for t in belongings.tables() if t.account and t.blocks]
    holding.append((Account, "parent_id"))
    # Whatever keeps an account from going, in packages above: contracts.
    holding += [
        (rel.related_model, f"{rel.field.name}_id")
        for rel in Account._meta.related_objects
        if rel.on_delete is PROTECT
    ]
    left = sum(m._default_manager.filter(**{f"{column}__in": made}).count() for m, column in holding)  # fmt: skip
    if left:
        raise ActRefused(_built_upon(left))


def _audit(row: AccountAct, viewer: Viewer, act: str, now: datetime) -> None:
    public = dict(Account.objects.filter(pk__in=_accounts_of(row)).values_list("pk", "public_id"))
    detail = {
        "act": row.public_id,
        "other": public.get(row.other_id or 0),
        "units": [public[u] for u in row.units if u in public],
        "from": row.from_on.isoformat() if row.from_on else None,
        "moved": row.counts,
    }
    for pk in sorted(_accounts_of(row)):
        audit(
            viewer=viewer, act=act, subject_kind="account", subject_id=public[pk], now=now,
            detail={k: v for k, v in detail.items() if v},
        )  # fmt: skip


# Keys --------------------------------------------------------------------------------------------


def move_keys(
    changes: Changes,
    rows: Iterable[AccountKey],
    *,
    to: Account,
    from_on: date | None,
    joined_by: str,
) -> None:
    """This function will let keys name ``to`` from a day on (None: since ever), as part of an act.

    A key that held before that day stays with its account until then and goes on under ``to``.
    """
    whole: dict[tuple[int, str], list[int]] = {}
    goes_on: list[AccountKey] = []
    moved = 0
    for row in rows:
        if from_on is not None and row.to_on is not None and row.to_on <= from_on:
            continue  # over by then
        moved += 1
        if from_on is None or (row.from_on is not None and row.from_on >= from_on):
            whole.setdefault((row.account_id, row.joined_by), []).append(row.pk)
            continue
        goes_on.append(
            AccountKey(
                source=row.source, key=row.key, key_folded=row.key_folded, account=to,
                from_on=from_on, to_on=row.to_on, joined_by=joined_by,
            )
        )  # fmt: skip
        changes.set(AccountKey, [row.pk], "to_on", row.to_on, from_on)
    for (account, joined), ids in whole.items():
        changes.set(AccountKey, ids, "account_id", account, to.pk)
        if joined != joined_by:
            changes.set(AccountKey, ids, "joined_by", joined, joined_by)
    for key in goes_on:
        key.save()
    changes.made(goes_on)
    changes.count("keys", moved)


# Words -------------------------------------------------------------------------------------------


def _unknown() -> Problem:
    return problem(
        "duplicates.act-unknown",
        ja="この統合・分割の記録は見つかりません。",
        en="There is no such merge or split.",
        remedy_ja="履歴から開き直してください。",
        remedy_en="Open it again from the history.",
    )


def _already() -> Problem:
    return problem(
        "duplicates.already-undone",
        ja="この操作は既に取り消されています。",
        en="This has been taken back already.",
        remedy_ja="履歴を確かめてください。",
        remedy_en="Look at the history.",
    )


def _rests_on(count: int) -> Problem:
    return problem(
        "duplicates.later-acts",
        ja=f"この操作のあとに、同じ顧客企業の統合・分割が{count:,}件行われています。",
        en=f"{count:,} later merges or splits rest on this one.",
        remedy_ja="新しいものから順に取り消してください。",
        remedy_en="Take the later ones back first, newest first.",
    )


def _built_upon(count: int) -> Problem:
    return problem(
        "duplicates.built-upon",
        ja=f"この操作で作られた顧客企業に、そのあと{count:,}件のデータが登録されています。",
        en=f"The account this made has {count:,} more rows by now.",
        remedy_ja="先にそのデータを移すか、取り込みを取り消してください。",
        remedy_en="Move them first, or undo the import that brought them.",
    )


def _moved_on(count: int) -> Problem:
    return problem(
        "duplicates.moved-on",
        ja=f"この操作で移したデータのうち{count:,}件が、そのあと別の場所へ移されています。",
        en=f"{count:,} of the rows this moved have been moved on since.",
        remedy_ja="あとから行った変更を先に戻すか、「分割」で必要なものだけを移してください。",
        remedy_en="Undo those changes first, or use Split to move what you need.",
    )
