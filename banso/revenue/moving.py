"""Contracts that move from one account to another, with a merge or a split of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from banso.customers.acts import Changes
from banso.revenue.models import ContractLine


def lines_moving(account_id: int, from_on: date | None) -> QuerySet[ContractLine]:
    """The lines that go along with a merge: all, or those not over by ``from_on``. A line is never cut in two."""
    rows = ContractLine.objects.filter(account_id=account_id)
    return rows if from_on is None else rows.filter(Q(end_on__isnull=True) | Q(end_on__gt=from_on))


def move_lines(
    *, account_id: int, to: int, from_on: date | None = None, lines: Iterable[str] | None = None
) -> Changes:
    """This function will move contract lines, all of them or those of these public ids; call it inside the
    transaction of the act that its answer is added to."""
    rows = lines_moving(account_id, from_on if lines is None else None)
    if lines is not None:
        rows = rows.filter(public_id__in=list(lines))
    changes = Changes()
    ids = list(rows.values_list("pk", flat=True))
    changes.count("contracts", changes.set(ContractLine, ids, "account_id", account_id, to))
    return changes


def lines_of(account_id: int, from_on: date | None = None) -> int:
    """How many lines a merge would move."""
    return lines_moving(account_id, from_on).count()
