"""Who may ask about people at customers over time: everybody within their scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.customers.models import ProductUser
from banso.customers.people import operations
from banso.customers.people.models import ContactMove
from banso.customers.people.operations import Successor
from banso.workspace.viewer import Viewer
from tests.access.table import ALL, Read
from tests.access.world import FIRST, LAST, NOW, SYSTEM, Built, Place


def user_of(place: Place) -> int:
    """A user of the product there."""
    user, _ = ProductUser.objects.get_or_create(
        account_id=place.id, source="app", user_key=f"{place.tag}-user"
    )
    return int(user.pk)


def move_of(place: Place) -> str:
    """A move that is recorded, with a successor."""
    found = ContactMove.objects.filter(contact__public_id=place.contact, undone_at__isnull=True)
    if (row := found.first()) is not None:
        return row.public_id
    return operations.record_move(
        viewer=SYSTEM, contact=place.contact, kind="moves", last_on=LAST, now=NOW,
        successor=Successor(family_name=f"{place.tag}後任"),
    )  # fmt: skip


def _account(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_id": p.id, "day": LAST}


def _moves(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    move_of(p)
    return {"first": FIRST, "last": LAST}


_TALKS = {"since": NOW - timedelta(days=365), "until": NOW + timedelta(days=1)}

PEOPLE_READS: dict[str, Read] = {
    "customers.people.queries.account_of": Read(ALL, lambda w, v, p: {"contact": p.contact}),
    "customers.people.queries.account_of_move": Read(ALL, lambda w, v, p: {"move": move_of(p)}),
    "customers.people.queries.account_of_user": Read(
        ALL, lambda w, v, p: {"product_user": user_of(p)}
    ),
    "customers.people.queries.champion_rows": Read(ALL, silent=True),
    "customers.people.queries.moves_between": Read(ALL, _moves),
    "customers.people.queries.people_of": Read(ALL, _account),
    "customers.people.queries.people_on": Read(
        ALL, lambda w, v, p: {"account_ids": None, "day": LAST}
    ),
    "customers.people.queries.same_address": Read(ALL, silent=True),
    "customers.people.queries.talks": Read(ALL, lambda w, v, p: dict(_TALKS)),
    "customers.people.queries.user_links": Read(ALL),
    "events.queries.users_seen": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "users": [], "first": FIRST, "last": LAST},
        silent=True,
    ),
}  # fmt: skip
