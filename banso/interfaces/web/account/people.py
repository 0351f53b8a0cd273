"""The people tab: contacts with their dated roles, and users of the product, who are not contacts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from banso.customers import queries as customers
from banso.customers.queries import ContactView
from banso.events import queries as events
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest

DAYS = 90


@dataclass(frozen=True, slots=True)
class ContactRow:
    contact: ContactView
    last_seen_on: date | None  # last use by a product user linked to this person


@dataclass(frozen=True, slots=True)
class UserRow:
    user_key: str
    department: str
    events: int
    days: int
    last_on: date | None
    linked: bool


@dataclass(frozen=True, slots=True)
class PeopleTab:
    here: list[ContactRow]
    gone: list[ContactRow]
    users: list[UserRow]
    users_total: int
    departments: list[tuple[str, int]]
    champions: int
    first: date
    last: date


def people_tab(request: ScreenRequest, reached: Reached, most: int = 50) -> PeopleTab:
    """This function will read who is at the account on the day looked at, and who uses the product."""
    last = request.as_of.day
    first = last - timedelta(days=DAYS - 1)
    viewer, account_id = request.viewer, reached.account.id
    active = {
        (u.source, u.user_key): u
        for u in events.users_of_keys(
            viewer=viewer,
            lake=reached.lake,
            keys=reached.keys,
            first=first,
            last=last,
            hidden=reached.hidden,
        )
    }
    known = {
        (u.source, u.user_key): u
        for u in customers.product_users_of(viewer=viewer, account_id=account_id)
    }
    seen: dict[str, date] = {}
    rows = []
    for key in {**known, **active}:
        user, use = known.get(key), active.get(key)
        if user and use and user.contact_public_id:
            seen[user.contact_public_id] = max(
                use.last_on, seen.get(user.contact_public_id, use.last_on)
            )
        rows.append(
            UserRow(
                user_key=key[1],
                department=user.department if user else "",
                events=use.events if use else 0,
                days=use.days if use else 0,
                last_on=use.last_on if use else None,
                linked=bool(user and user.contact_public_id),
            )
        )
    rows.sort(key=lambda r: (-r.days, -r.events, r.user_key))
    contacts = [
        ContactRow(c, seen.get(c.public_id))
        for c in customers.contacts_of(viewer=viewer, account_id=account_id)
        if c.valid_from is None or c.valid_from <= last
    ]
    here = [c for c in contacts if c.contact.here_on(last)]
    return PeopleTab(
        here=here,
        gone=[c for c in contacts if not c.contact.here_on(last)],
        users=rows[:most],
        users_total=len(rows),
        departments=Counter(r.department for r in rows if r.department).most_common(),
        champions=sum(c.contact.role == "champion" for c in here),
        first=first,
        last=last,
    )
