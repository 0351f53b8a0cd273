from __future__ import annotations

from datetime import date

import pytest
from django.core import serializers

from banso.customers import operations
from banso.customers.models import (
    Account,
    AccountKey,
    Contact,
    FieldValue,
    OwnerSpan,
    ProductUser,
    Ticket,
)
from banso.customers.operations import (
    AccountRow,
    ContactRow,
    FieldRow,
    TicketRow,
    UserRow,
    account_ids,
)
from banso.workspace.changes import Undone, UndoRefused
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import NOW, SYSTEM, TODAY, account, bring

pytestmark = pytest.mark.django_db
TABLES = (Account, AccountKey, Contact, FieldValue, OwnerSpan, ProductUser, Ticket)


def everything() -> str:
    return "".join(serializers.serialize("json", t.objects.order_by("pk")) for t in TABLES)


def undo(batch: str, **more: bool) -> Undone:
    return operations.undo_batch(viewer=SYSTEM, batch=batch, now=NOW, **more)


def whole_import(batch: str, key: str, owner: int | None = None) -> None:
    """One import with a row of every kind."""
    bring(
        AccountRow(key, {"name": f"{key}（架空）", "owner_id": owner}, parent_key="group"),
        batch=batch,
    )
    mine = account_ids(source="crm", keys=[key])[key]
    operations.upsert_contacts(
        viewer=SYSTEM,
        source="crm",
        rows=[ContactRow(mine, f"c-{key}", {"full_name": "架空 太郎", "valid_from": TODAY})],
        batch=batch,
        now=NOW,
    )
    operations.upsert_product_users(
        viewer=SYSTEM,
        source="app",
        rows=[UserRow(mine, "u1", TODAY, {"department": "総務部", "role": "admin"})],
        batch=batch,
    )
    operations.upsert_tickets(
        viewer=SYSTEM,
        source="desk",
        rows=[TicketRow(mine, f"t-{key}", {"opened_at": NOW, "severity": "urgent"})],
        batch=batch,
    )
    operations.add_field_values(
        viewer=SYSTEM, rows=[FieldRow(mine, "csm_feel", "good")], batch=batch, now=NOW, day=TODAY
    )


def test_it_leaves_nothing_of_a_first_import() -> None:
    whole_import("b1", "a")
    undone = undo("b1")
    assert all(table.objects.count() == 0 for table in TABLES)
    assert undone == Undone(deleted=9, restored=0)


def test_it_gives_every_changed_value_back(chie: Viewer) -> None:
    whole_import("b1", "a")
    before = everything()
    whole_import("b2", "z")
    bring(AccountRow("a", {"name": "新名", "owner_id": chie.user_id}), batch="b2")
    bring(AccountRow("a", {"name": "更に新名", "employees": 5}), batch="b2")
    mine = account_ids(source="crm", keys=["a"])["a"]
    operations.upsert_contacts(
        viewer=SYSTEM,
        source="crm",
        rows=[ContactRow(mine, "c-a", {"phone": "03", "valid_from": date(2025, 1, 1)})],
        batch="b2",
        now=NOW,
    )
    operations.upsert_tickets(
        viewer=SYSTEM,
        source="desk",
        rows=[TicketRow(mine, "t-a", {"closed_at": NOW, "csat": 4.5})],
        batch="b2",
    )
    operations.upsert_product_users(
        viewer=SYSTEM,
        source="app",
        rows=[UserRow(mine, "u1", date(2025, 1, 1), {"role": "user"})],
        batch="b2",
    )
    operations.add_field_values(
        viewer=SYSTEM,
        rows=[FieldRow(mine, "csm_feel", "low")],
        batch="b2",
        now=NOW,
        day=date(2026, 5, 1),
    )
    undone = undo("b2")
    assert everything() == before
    assert undone.restored == 4  # the account, its contact, ticket and product user


def test_it_refuses_while_a_later_import_changed_the_same_row() -> None:
    account("a", batch="b1", name="旧")
    bring(AccountRow("a", {"name": "新"}), batch="b2")
    bring(AccountRow("a", {"name": "最新"}), batch="b3")
    for batch in ("b1", "b2"):
        with pytest.raises(UndoRefused) as refused:
            undo(batch)
        assert "undo.changed-by-later-import" in {p.id for p in refused.value.problems}
    for batch in ("b3", "b2", "b1"):
        undo(batch)
    assert Account.objects.count() == 0


def test_it_refuses_while_later_facts_hang_on_an_account_it_made() -> None:
    mine = account("a", batch="b1")
    operations.upsert_tickets(
        viewer=SYSTEM,
        source="desk",
        rows=[TicketRow(mine, "t", {"opened_at": NOW})],
        batch="b2",
    )
    with pytest.raises(UndoRefused) as refused:
        undo("b1")
    [problem] = refused.value.problems
    assert problem.id == "undo.built-upon" and "b2" in problem.in_("ja")
    assert Ticket.objects.count() == 1


def test_it_asks_before_it_drops_what_a_person_wrote(chie: Viewer) -> None:
    mine = account("a", batch="b1")
    operations.set_field(
        viewer=chie, account_id=mine, key="csm_feel", value="low", from_on=TODAY, now=NOW
    )
    with pytest.raises(UndoRefused):
        undo("b1")
    assert Account.objects.count() == 1
    undo("b1", even_if_edited=True)
    assert Account.objects.count() == FieldValue.objects.count() == 0


def test_it_asks_before_it_overwrites_what_a_person_changed(akiko: Viewer, chie: Viewer) -> None:
    mine = account("a", batch="b1")
    bring(AccountRow("a", {"owner_id": akiko.user_id}), batch="b2")
    operations.set_owner(
        viewer=akiko, account_ids=[mine], owner_id=chie.user_id, from_on=TODAY, now=NOW
    )
    with pytest.raises(UndoRefused) as refused:
        undo("b2")
    assert [p.id for p in refused.value.problems] == ["undo.edited-since"]


def test_it_names_twenty_rows_and_counts_the_rest() -> None:
    rows = [AccountRow(str(n)) for n in range(30)]
    bring(*rows)
    bring(*(AccountRow(r.key, {"name": "新"}) for r in rows), batch="b2")
    with pytest.raises(UndoRefused) as refused:
        undo("b1")
    assert len(refused.value.problems) == 21
    assert "10" in refused.value.problems[-1].in_("en")


def test_it_is_for_people_who_may_import(chie: Viewer) -> None:
    account("a")
    with pytest.raises(NotAllowed):
        operations.undo_batch(viewer=chie, batch="b1", now=NOW)
