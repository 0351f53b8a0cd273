"""Reads of promises: the open ones with the late first, and one account's with their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from banso.customers.queries import in_scope
from banso.execution.promises.models import Promise, PromiseDate
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MovedDate:
    was: date | None
    due_on: date | None
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseView:
    """``owner_id``: who of us looks after it, of theirs too. ``touchpoint``: public id of the note it was
    made in, or empty. ``why``: a sentence, or ``banso.minutes`` where the minutes say so."""

    public_id: str
    account_id: int
    account_public_id: str
    account_name: str
    touchpoint: str
    side: str
    text: str
    due_on: date | None
    owner_id: int | None
    contact: str
    contact_name: str
    state: str
    made_on: date
    closed_on: date | None
    closed_by_id: int | None
    why: str
    moved: tuple[MovedDate, ...] = ()

    def late(self, day: date) -> bool:
        """Whether it should have been kept before ``day``."""
        return self.state == Promise.OPEN and self.due_on is not None and self.due_on < day


def open_of(
    *,
    viewer: Viewer,
    account_ids: Iterable[int] | None = None,
    owner_id: int | None = None,
    until: date | None = None,
    side: str = "",
    limit: int | None = None,
) -> list[PromiseView]:
    """This function will list open promises, the longest overdue first, those without a date last.

    ``account_ids`` and ``owner_id`` together: of these accounts, or owed by that person. ``until``:
    due on that day or before (those without a date are left out). One read.
    """
    rows = _rows(viewer).filter(state=Promise.OPEN)
    whose = Q()
    if account_ids is not None:
        whose |= Q(account_id__in=sorted(set(account_ids)))
    if owner_id is not None:
        whose |= Q(owner_id=owner_id)
    rows = rows.filter(whose)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    if side:
        rows = rows.filter(side=side)
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    return [_view(row) for row in (rows if limit is None else rows[:limit])]


def promises_of_account(*, viewer: Viewer, account_id: int) -> list[PromiseView]:
    """This function will list all promises of an account: open ones by due date, then the last closed."""
    rows = list(_rows(viewer).filter(account_id=account_id))
    rows.sort(key=lambda p: (p.due_on is None, p.due_on or date.max, p.pk))
    closed = [(p.closed_at, p.pk, p) for p in rows if p.closed_at]
    last = [p for _, _, p in sorted(closed, key=lambda c: c[:2], reverse=True)]
    return _with_dates([p for p in rows if not p.closed_at] + last)


def promises_of_note(*, viewer: Viewer, note: str) -> list[PromiseView]:
    """This function will list the promises made in a note, in the order of its lines."""
    rows = _rows(viewer).filter(touchpoint__public_id=note)
    return _with_dates(list(rows.order_by("pk")))


def promise(*, viewer: Viewer, public_id: str) -> PromiseView | None:
    """This function will give one promise; None where there is none or the viewer may not see it."""
    found = _with_dates(list(_rows(viewer).filter(public_id=public_id)))
    return found[0] if found else None


def open_counts(
    *, viewer: Viewer, day: date, account_ids: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """This function will count open promises by account: (all of them, late on ``day``)."""
    rows = in_scope(Promise.objects.filter(state=Promise.OPEN), viewer)
    rows = rows.filter(account_id__in=sorted(set(account_ids)))
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for account, due_on in rows.values_list("account_id", "due_on"):
        found[account][0] += 1
        found[account][1] += due_on is not None and due_on < day
    return {account: (n, late) for account, (n, late) in found.items()}


def _rows(viewer: Viewer) -> QuerySet[Promise]:
    rows: QuerySet[Promise] = in_scope(Promise.objects.all(), viewer)
    return rows.select_related("account", "contact", "touchpoint").defer("touchpoint__notes")


def _with_dates(rows: list[Promise]) -> list[PromiseView]:
    moved: dict[int, list[MovedDate]] = defaultdict(list)
    if rows:
        dates = PromiseDate.objects.filter(promise__in=rows).order_by("pk")
        for d in dates:
            moved[d.promise_id].append(MovedDate(d.was, d.due_on, d.why, d.at))
    return [_view(row, tuple(moved[row.pk])) for row in rows]


def _view(row: Any, moved: tuple[MovedDate, ...] = ()) -> PromiseView:
    contact = row.contact
    names = [contact.family_name, contact.given_name] if contact else []
    return PromiseView(
        public_id=row.public_id, account_id=row.account_id,
        account_public_id=row.account.public_id,
        account_name=row.account.name or row.account.public_id,
        touchpoint=row.touchpoint.public_id if row.touchpoint and row.touchpoint.withdrawn_at is None else "",
        side=row.side, text=row.text, due_on=row.due_on, owner_id=row.owner_id,
        contact=contact.public_id if contact else "",
        contact_name=(" ".join(p for p in names if p) or contact.full_name) if contact else "",
        state=row.state, made_on=row.made_on, closed_on=row.closed_on,
        closed_by_id=row.closed_by_id, why=row.why, moved=moved,
    )  # fmt: skip
