"""Sources that say different things about who has left. Contracts decide; the others are compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F

from banso.connectors.files.vocabulary import name_of
from banso.connectors.quality.look import Listed, LookAt
from banso.customers import queries as customers
from banso.customers.definitions import FieldType
from banso.customers.models import FieldValue

LISTED_ON = "reported_churn_on"
_FLAGS = frozenset(
    name_of(n)
    for n in (
        "churn_flag", "churned", "is_churned", "churn", "has_churned", "cancelled", "canceled", "is_cancelled",
        "解約", "解約フラグ", "解約済", "解約済み", "離脱", "離脱フラグ", "退会", "退会済み", "解約フラグ（元データ）",
    )
)  # fmt: skip


def flagged(look: LookAt) -> set[int] | None:
    """Accounts a flag of the source marks as lost; None where there is no such flag."""
    keys = [
        s.key
        for s in customers.field_specs(viewer=look.viewer)
        if s.type is FieldType.BOOL
        and not s.built_in
        and {name_of(s.key), name_of(s.name.in_("ja")), name_of(s.name.in_("en"))} & _FLAGS
    ]
    if not keys:
        return None
    return {a for a, value in _newest(look, keys).items() if value is True}


def on_list(look: LookAt) -> dict[int, date] | None:
    """Accounts a churn list names, with the last date; None where there is no list."""
    found = _newest(look, [LISTED_ON])
    if not found:
        return None
    return {a: date.fromisoformat(v) for a, v in found.items() if v}


def left(look: LookAt) -> dict[int, date]:
    """Accounts whose contracts had all ended at some time (rule ``life``), with the last such day."""
    ends = {a: stand.left_on(look.day) for a, stand in look.stands.items()}
    return {a: end for a, end in ends.items() if end}


def _newest(look: LookAt, keys: list[str]) -> dict[int, Any]:
    rows = FieldValue.objects.filter(key__in=keys)
    rows = rows.filter(account_id__in=look.account_ids) if look.batch else rows
    if look.batch and look.batch.public_id:
        rows = rows | FieldValue.objects.filter(key__in=keys, batch=look.batch.public_id)
    ordered = rows.order_by(F("from_on").asc(nulls_first=True), "pk")
    found: dict[int, Any] = {}
    for account, value, from_on in ordered.values_list("account_id", "value", "from_on"):
        if from_on is None or from_on <= look.day:
            found[account] = value
    return found


def flag_list(look: LookAt) -> Listed:
    flags, listed = flagged(look), on_list(look)
    if flags is None or listed is None:
        return Listed([])
    ended = left(look)
    rows = [(a, a in flags, listed.get(a), ended.get(a)) for a in sorted(flags ^ set(listed))]
    return Listed(rows, [r[0] for r in rows], facts=_overlap(flag=flags, list=set(listed)))


def list_contracts(look: LookAt) -> Listed:
    listed = on_list(look)
    if listed is None:
        return Listed([])
    ended = _mine(look, left(look))
    rows = [(a, listed.get(a), ended.get(a)) for a in sorted(set(listed) ^ set(ended))]
    return Listed(
        rows, [r[0] for r in rows], facts=_overlap(list=set(listed), contracts=set(ended))
    )


def flag_contracts(look: LookAt) -> Listed:
    flags = flagged(look)
    if flags is None:
        return Listed([])
    ended = _mine(look, left(look))
    rows = [(a, a in flags, ended.get(a)) for a in sorted(flags ^ set(ended))]
    return Listed(rows, [r[0] for r in rows], facts=_overlap(flag=flags, contracts=set(ended)))


def _mine(look: LookAt, ended: dict[int, date]) -> dict[int, date]:
    if not look.batch:
        return ended
    return {a: day for a, day in ended.items() if a in look.account_ids}


def _overlap(**sets: set[int]) -> dict[str, Any]:
    (first, a), (second, b) = sets.items()
    return {
        first: len(a),
        second: len(b),
        "both": len(a & b),
        f"only_{first}": len(a - b),
        f"only_{second}": len(b - a),
    }
