"""Promises and meetings as Today shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from banso.customers.arrivals import OwnAccount
from banso.customers.queries import in_scope
from banso.execution.meetings import queries as meetings
from banso.execution.promises.models import Promise
from banso.execution.promises.queries import PromiseView, open_of
from banso.execution.today.views import Meet, Pledge
from banso.workspace.viewer import Viewer


def pledges(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    until: date,
    day: date,
) -> list[Pledge]:
    """This function will list open promises due up to ``until``, the longest overdue first: those of
    the accounts, and those the person owes elsewhere."""
    if person is None and not accounts:
        return []
    found = open_of(viewer=viewer, account_ids=accounts, owner_id=person, until=until)
    return [_pledge(p, day) for p in found]


def _pledge(p: PromiseView, day: date) -> Pledge:
    late = (day - p.due_on).days if p.late(day) and p.due_on else 0
    return Pledge(
        p.public_id, p.account_id, p.account_public_id, p.account_name, p.side, p.text, p.due_on,
        late, p.contact_name,
    )  # fmt: skip


def kept_pledges(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    first: date,
    last: date,
) -> list[Pledge]:
    """This function will list the promises of the accounts that were kept in these days."""
    rows = in_scope(Promise.objects.filter(state=Promise.KEPT), viewer)
    rows = rows.filter(
        account_id__in=sorted(accounts), closed_on__gte=first, closed_on__lte=last
    ).select_related("account")
    return [
        Pledge(
            p.public_id, p.account_id, p.account.public_id, p.account.name, p.side, p.text,
            p.due_on, 0,
        )
        for p in rows.order_by("closed_on", "pk")
    ]  # fmt: skip


def meets(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    first: date,
    last: date,
) -> list[Meet]:
    """This function will list the meetings of these days that the person is in and that stand, in their
    order; whether minutes are written is read only where there are any."""
    if person is None:
        return []
    found = meetings.between(viewer=viewer, first=first, last=last, user_id=person)
    there = [m for m in found if not m.cancelled]
    ids = [m.public_id for m in there]
    written = meetings.minutes_of(viewer=viewer, public_ids=ids) if ids else {}
    return [
        Meet(
            m.public_id, m.account_id, m.account_public_id, m.account_name, m.about, m.place,
            m.starts_at, m.ends_at, m.all_day, m.public_id in written,
        )
        for m in there
    ]  # fmt: skip
