"""Which days wait further back than a workspace wants touched without being asked: whose, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min

from banso.metrics import reasons
from banso.metrics.models import MeasuredDay, StaleAccount
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class WaitingAccount:
    """An account whose rows of ``first`` to ``last`` wait; ``why`` as in ``metrics.reasons``."""

    account_id: int
    first: date
    last: date
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """``everyone``: the days on which everybody's rows wait. ``accounts``: who waits alone, the longest
    first, as many as asked for of ``total``. ``why``: every reason there is, the most frequent first."""

    first: date
    last: date
    everyone: tuple[date, date] | None
    accounts: tuple[WaitingAccount, ...]
    total: int
    why: tuple[str, ...]


def waiting(*, viewer: Viewer, before: date, limit: int, most: int | None = None) -> Waiting | None:
    """This function will say what waits further back than ``limit`` days before ``before``; None: nothing.

    Single accounts are those the viewer may see.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    edge = before - timedelta(days=limit + 1)  # the newest day that is not opened by itself
    days = MeasuredDay.objects.filter(day__lte=edge, digest="")
    span = days.aggregate(first=Min("day"), last=Max("day"))
    stale = StaleAccount.objects.filter(first_on__lte=edge).order_by("first_on", "account_id")
    rows = [r for r in stale if viewer.scope is None or r.account_id in viewer.scope]
    if span["first"] is None and not rows:
        return None
    known = [(r, _reasons(r)) for r in rows]
    accounts = [
        WaitingAccount(r.account_id, r.first_on, min(r.last_on, edge), why) for r, why in known
    ]
    often: dict[str, int] = {}
    for reason in (w for _row, why in known for w in why):
        often[reason] = often.get(reason, 0) + 1
    everyone = (span["first"], span["last"]) if span["first"] is not None else None
    if everyone:
        often.setdefault(reasons.COVERAGE, 0)
    firsts = [a.first for a in accounts[:1]] + ([everyone[0]] if everyone else [])
    lasts = [a.last for a in accounts] + ([everyone[1]] if everyone else [])
    return Waiting(
        first=min(firsts), last=max(lasts), everyone=everyone, accounts=tuple(accounts[:most]),
        total=len(accounts), why=tuple(sorted(often, key=lambda w: -often[w])),
    )  # fmt: skip


def _reasons(row: StaleAccount) -> tuple[str, ...]:
    return tuple(filter(None, row.why.split(",")))
