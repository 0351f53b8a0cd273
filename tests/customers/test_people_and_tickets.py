from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from banso.customers import operations, queries
from banso.customers.models import Contact
from banso.customers.operations import ContactRow, TicketRow, UserRow
from banso.workspace.changes import Counts
from tests.customers.records import NOW, SYSTEM, account

pytestmark = pytest.mark.django_db


def users(*rows: UserRow, batch: str = "b1") -> Counts:
    return operations.upsert_product_users(viewer=SYSTEM, source="app", rows=rows, batch=batch)


def test_it_makes_no_contact_of_a_product_user() -> None:
    mine = account("a")
    users(UserRow(mine, "u1", traits={"email": "u1@example.com"}))
    assert Contact.objects.count() == 0


def test_it_keeps_the_same_user_number_of_two_accounts_apart() -> None:
    first, second = account("a"), account("b")
    assert users(UserRow(first, "3"), UserRow(second, "3")) == Counts(created=2)
    rows = queries.product_user_rows(viewer=SYSTEM)
    assert rows == [(first, "app", "3", ""), (second, "app", "3", "")]


def test_it_keeps_the_earliest_day_and_what_was_known_of_a_user() -> None:
    mine = account("a")
    users(UserRow(mine, "u", date(2026, 2, 1), {"department": "総務部", "role": "admin"}))
    users(UserRow(mine, "u", date(2026, 3, 1), {"plan": "pro"}), batch="b2")
    users(UserRow(mine, "u", date(2026, 1, 1)), batch="b3")
    [user] = queries.product_users_of(viewer=SYSTEM, account_id=mine)
    assert (user.first_seen_on, user.department) == (date(2026, 1, 1), "総務部")
    assert user.traits == {"role": "admin", "plan": "pro"}


def test_it_lists_contacts_still_there_and_influential_first() -> None:
    mine = account("a")
    values = [
        ("gone", {"full_name": "一", "influence": 3, "valid_to": date(2026, 4, 1)}),
        ("low", {"full_name": "二", "influence": 1}),
        ("high", {"family_name": "架空", "given_name": "次郎", "influence": 3}),
    ]
    operations.upsert_contacts(
        viewer=SYSTEM,
        source="crm",
        rows=[ContactRow(mine, key, v) for key, v in values],
        batch="b1",
        now=NOW,
    )
    found = queries.contacts_of(viewer=SYSTEM, account_id=mine)
    assert [c.name for c in found] == ["架空 次郎", "二", "一"]
    assert [c.here_on(date(2026, 4, 1)) for c in found] == [True, True, False]
    assert found[2].here_on(date(2026, 3, 31))


def test_it_lists_tickets_newest_first_and_gives_the_metrics_plain_rows() -> None:
    mine = account("a")
    opened = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        TicketRow(mine, "1", {"opened_at": opened, "subject": "古い"}),
        TicketRow(mine, "2", {"opened_at": opened + timedelta(days=1), "severity": "urgent"}),
    ]
    for batch in ("b1", "b2"):
        operations.upsert_tickets(viewer=SYSTEM, source="desk", rows=rows, batch=batch)
    found = queries.tickets_of(viewer=SYSTEM, account_id=mine)
    assert [t.key for t in found] == ["2", "1"]
    assert [t.key for t in queries.tickets_of(viewer=SYSTEM, account_id=mine, limit=1)] == ["2"]
    assert queries.ticket_rows(viewer=SYSTEM) == [
        (mine, "normal", opened, None, None),
        (mine, "urgent", opened + timedelta(days=1), None, None),
    ]
