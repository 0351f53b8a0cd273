"""The people tab: contacts with their dated roles, and users of the product, who are not contacts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from banso.customers.people import queries as people
from banso.customers.people.queries import MoveView, PersonView, UserLink
from banso.events import queries as events
from banso.events.queries import UserActivity
from banso.execution.people.chart import Node, chart
from banso.execution.people.signals import LOOK_BACK, Signal, Use, by_contact, new_admin, signals
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest
from banso.workspace.viewer import Act

DAYS = LOOK_BACK
_REGULAR = 12  # days of use in that time that make somebody worth knowing by name
_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person on the day looked at; ``use`` by product users tied to them."""

    person: PersonView
    use: Use | None
    signals: tuple[Signal, ...]
    linked: bool

    @property
    def last_seen_on(self) -> date | None:
        return self.use.last_on if self.use else None


@dataclass(frozen=True, slots=True)
class UserRow:
    """``id`` None: seen in the events only, no record of its own yet. ``name``: the contact it is."""

    id: int | None
    user_key: str
    department: str
    events: int
    days: int
    last_on: date | None
    contact: str
    name: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product user who may be a contact (``contact``: this one, by address; '' : somebody new)."""

    user: UserLink
    days: int
    last_on: date
    contact: str
    name: str


@dataclass(frozen=True)
class PeopleTab:
    trees: tuple[Node, ...]
    alone: tuple[PersonView, ...]
    rows: dict[str, ContactRow]
    hinted: list[ContactRow]
    gone: list[PersonView]
    moves: dict[str, MoveView]
    suggestions: list[Suggestion]
    users: list[UserRow]
    users_total: int
    departments: list[tuple[str, int]]
    champions: int
    first: date
    last: date
    may_edit: bool

    @property
    def here(self) -> int:
        return len(self.rows)


def people_tab(request: ScreenRequest, reached: Reached, most: int = 50) -> PeopleTab:
    """This function will read who is at the account on the day looked at, and who uses the product."""
    last = request.as_of.day
    first = last - timedelta(days=DAYS - 1)
    viewer, account_id = request.viewer, reached.account.id
    seen = {
        (u.source, u.user_key): u
        for u in events.users_of_keys(
            viewer=viewer, lake=reached.lake, keys=reached.keys, first=first, last=last,
            hidden=reached.hidden,
        )
    }  # fmt: skip
    links = {(k.source, k.user_key): k for k in people.user_links(viewer=viewer, account_ids=[account_id])}  # fmt: skip
    there = people.people_of(viewer=viewer, account_id=account_id, day=last)
    here = {p.public_id: p for p in there if p.here_on(last)}
    rows = _contacts(list(here.values()), links, seen, last)
    trees, alone = chart(here.values())
    users = [_user(key, links.get(key), seen.get(key), here) for key in {**links, **seen}]
    users.sort(key=lambda r: (-r.days, -r.events, r.user_key))
    return PeopleTab(
        trees=trees,
        alone=alone,
        rows=rows,
        hinted=[r for r in rows.values() if r.signals],
        gone=[p for p in there if not p.here_on(last)],
        moves={p.public_id: p.move for p in there if p.move is not None},
        suggestions=_suggestions(links, seen, here),
        users=users[:most],
        users_total=len(users),
        departments=Counter(r.department for r in users if r.department).most_common(),
        champions=sum("champion" in p.roles for p in here.values()),
        first=first,
        last=last,
        may_edit=viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
    )


Key = tuple[str, str]  # source, user key


def _contacts(
    here: list[PersonView],
    links: dict[Key, UserLink],
    seen: dict[Key, UserActivity],
    day: date,
) -> dict[str, ContactRow]:
    uses: dict[str, list[Use]] = {}
    for key, link in links.items():
        if link.contact and (use := seen.get(key)):
            uses.setdefault(link.contact, []).append(Use(use.days, use.first_on, use.last_on))
    use_of = by_contact(uses)
    linked = {k.contact for k in links.values()}
    admin = new_admin(links.values(), day)
    return {
        p.public_id: ContactRow(
            p, use_of.get(p.public_id),
            tuple(signals(p, day=day, use=use_of.get(p.public_id), new_admin=admin)),
            p.public_id in linked,
        )
        for p in here
    }  # fmt: skip


def _user(
    key: Key, link: UserLink | None, use: UserActivity | None, here: dict[str, PersonView]
) -> UserRow:
    contact = link.contact if link else ""
    return UserRow(
        id=link.id if link else None, user_key=key[1], department=link.department if link else "",
        events=use.events if use else 0, days=use.days if use else 0,
        last_on=use.last_on if use else None, contact=contact,
        name=here[contact].name if contact in here else "",
    )  # fmt: skip


def _suggestions(
    links: dict[Key, UserLink], seen: dict[Key, UserActivity], here: dict[str, PersonView]
) -> list[Suggestion]:
    """Product users nobody has taken down: known by address, or coming often. Never made a contact by itself."""
    by_address = {p.email.strip().casefold(): p for p in here.values() if p.email}
    found = []
    for key, link in links.items():
        use = seen.get(key)
        if link.contact or link.declined or use is None:
            continue
        address = (link.email or link.user_key).strip().casefold()
        person = by_address.get(address)
        if person is not None or use.days >= _REGULAR:
            found.append(
                Suggestion(
                    link, use.days, use.last_on, person.public_id if person else "",
                    person.name if person else "",
                )
            )  # fmt: skip
    found.sort(key=lambda s: (not s.contact, -s.days, s.user.user_key))
    return found[:_SUGGESTED]
