"""Whose day it is, the accounts it is about, and the numbers that order it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from banso.customers.arrivals import OwnAccount, own_accounts
from banso.events.lake import Lake
from banso.execution.tasks.models import CoOwner
from banso.metrics import queries as metrics
from banso.metrics.world import LANE
from banso.workspace.viewer import Act, Role, Viewer

_KEYS = (
    "mrr", "days_to_decision", "approval_lead_days", "term_months", "notice_given_on", "life",
)  # fmt: skip


def whose(viewer: Viewer, person: int | None) -> int | None:
    """Whose day it is: one's own, or another's for who may see it; raises NotAllowed."""
    viewer.require(Act.SEE_ACCOUNTS)
    if person is None or person == viewer.user_id:
        return viewer.user_id
    if not leads(viewer=viewer):
        viewer.require(Act.MANAGE_PEOPLE)
    return person


def leads(*, viewer: Viewer) -> bool:
    """Whether this viewer may look at the days of others."""
    return viewer.scope is None and viewer.role in (Role.ADMIN, Role.MANAGER)


def accounts_of(*, viewer: Viewer, person: int | None) -> list[OwnAccount]:
    """This function will list whose accounts a day is about: owned and co-owned ones.

    Somebody who may see some accounts only and owns none works on all of those.
    """
    beside = CoOwner.objects.filter(user_id=person or 0, ended_on__isnull=True).values("account_id")
    everything = viewer.role is Role.PARTNER and person == viewer.user_id
    return own_accounts(viewer=viewer, owner_id=person, also=beside, everything=everything)


def numbers_of(
    viewer: Viewer, lake: Lake, rows_day: date | None, accounts: Mapping[int, OwnAccount]
) -> dict[int, dict[str, Any]]:
    """The numbers that order a day, by account."""
    if rows_day is None or not accounts:
        return {}
    rows = metrics.day_rows(
        viewer=viewer, lake=lake, day=rows_day, keys=_KEYS, accounts=accounts.keys()
    )
    return {account: row for (account, lane), row in rows.items() if lane == LANE}
