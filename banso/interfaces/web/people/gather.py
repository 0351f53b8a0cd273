"""People with what is known of them on a day: their use, their hints, and who follows whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from banso.connectors.queries import hidden_batches
from banso.customers import queries as customers
from banso.customers.people import queries as people
from banso.customers.people.queries import PersonView, UserLink
from banso.events import queries as events
from banso.events.store import workspace_lake
from banso.execution.people.signals import (
    KEY_ROLES,
    LOOK_BACK,
    Signal,
    Use,
    by_contact,
    new_admin,
    signals,
)
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Known:
    """One person, when their users were last seen, and what hints at a move."""

    person: PersonView
    use: Use | None
    linked: bool
    signals: tuple[Signal, ...]


def known_people(
    *, viewer: Viewer, account_ids: Collection[int] | None, day: date, hints_only: bool = False
) -> list[Known]:
    """This function will read people of accounts (None: all) with use and hints as of ``day``.

    ``hints_only``: only those with a key role, as hints are for them alone.
    """
    roles = KEY_ROLES if hints_only else None
    found = people.people_on(viewer=viewer, account_ids=account_ids, day=day, roles=roles)
    accounts = {p.account_id for p in found}
    links = people.user_links(viewer=viewer, account_ids=accounts) if accounts else []
    use = _use(viewer, [k for k in links if k.contact], day)
    linked = {k.contact for k in links if k.contact}
    at: dict[int, list[UserLink]] = defaultdict(list)
    for link in links:
        at[link.account_id].append(link)
    admins = {a: new_admin(rows, day) for a, rows in at.items()}
    return [
        Known(
            p, use.get(p.public_id), p.public_id in linked,
            tuple(signals(p, day=day, use=use.get(p.public_id), new_admin=admins.get(p.account_id))),
        )
        for p in found
    ]  # fmt: skip


def _use(viewer: Viewer, links: Iterable[UserLink], day: date) -> dict[str, Use]:
    mine = {(k.account_id, k.source, k.user_key): k.contact for k in links}
    if not mine:
        return {}
    accounts = {a for a, _, _ in mine}
    spans = customers.key_spans(viewer=viewer, account_ids=accounts)
    by_key: dict[tuple[str, str], set[int]] = defaultdict(set)
    for span in spans:
        by_key[span.source, span.key].add(span.account_id)
    seen = events.users_seen(
        viewer=viewer, lake=workspace_lake(), users=[(s, u) for _, s, u in mine],
        first=day - timedelta(days=LOOK_BACK - 1), last=day, hidden=hidden_batches(),
    )  # fmt: skip
    found: dict[str, list[Use]] = defaultdict(list)
    for row in seen:
        for account in by_key[row.source, row.account_key]:
            contact = mine.get((account, row.source, row.user_key))
            if contact:
                found[contact].append(Use(row.days, row.first_on, row.last_on))
    return by_contact(found)
