from __future__ import annotations

import json

import pytest
from django.core import serializers

from banso.customers import operations, queries
from banso.customers.models import Contact, ProductUser, Ticket
from banso.customers.operations import ContactRow, ContactUnknown, TicketRow, UserRow
from banso.workspace.changes import Counts
from banso.workspace.models import AuditRow, BatchChange
from banso.workspace.viewer import Viewer
from tests.customers.records import NOW, SYSTEM, account

pytestmark = pytest.mark.django_db

PERSONAL = {
    "family_name": "架空",
    "given_name": "花子",
    "full_name": "架空 花子",
    "family_kana": "カクウ",
    "given_kana": "ハナコ",
    "email": "hanako@example.com",
    "phone": "03-0000-0000",
    "notes": "猫が好き",
}


def bring(key: str, account_id: int, batch: str = "b1", **values: object) -> Counts:
    return operations.upsert_contacts(
        viewer=SYSTEM,
        source="crm",
        rows=[ContactRow(account_id, key, values)],
        batch=batch,
        now=NOW,
    )


@pytest.fixture
def hanako() -> Contact:
    """Known by her e-mail, changed by a second import, linked to a product user."""
    mine = account("a")
    bring("hanako@example.com", mine, **PERSONAL, role="champion", department="総務部")
    bring("hanako@example.com", mine, batch="b2", phone="03-1111-1111")
    contact = Contact.objects.get()
    operations.upsert_product_users(
        viewer=SYSTEM,
        source="app",
        rows=[UserRow(mine, "u1", traits={"email": "hanako@example.com", "department": "総務部"})],
        batch="b1",
    )
    ProductUser.objects.update(contact=contact)
    return contact


def test_it_leaves_no_trace_of_the_person_anywhere_in_the_records(
    hanako: Contact, akiko: Viewer
) -> None:
    operations.erase_contact(viewer=akiko, public_id=hanako.public_id, now=NOW)
    tables = [Contact, ProductUser, BatchChange, AuditRow]
    left = json.dumps(
        [serializers.serialize("json", table.objects.all()) for table in tables],
        ensure_ascii=False,
    )
    for word in (*PERSONAL.values(), "03-1111-1111"):
        assert word not in left, word


def test_it_keeps_the_counts_right(hanako: Contact, akiko: Viewer) -> None:
    operations.erase_contact(viewer=akiko, public_id=hanako.public_id, now=NOW)
    [contact] = queries.contacts_of(viewer=SYSTEM, account_id=hanako.account_id)
    assert (contact.erased, contact.name, contact.role) == (True, "", "champion")
    assert contact.department == "総務部"
    [user] = queries.product_users_of(viewer=SYSTEM, account_id=hanako.account_id)
    assert (user.department, user.traits) == ("総務部", {})
    assert user.contact_public_id == hanako.public_id


def test_it_fills_nothing_in_when_the_same_person_is_imported_again(
    hanako: Contact, akiko: Viewer
) -> None:
    operations.erase_contact(viewer=akiko, public_id=hanako.public_id, now=NOW)
    again = bring("hanako@example.com", hanako.account_id, batch="b3", **PERSONAL)
    assert again == Counts(same=1)
    assert Contact.objects.get().email == ""


def test_it_can_be_asked_twice_and_still_undo_the_import(hanako: Contact, akiko: Viewer) -> None:
    for _ in range(2):
        operations.erase_contact(viewer=akiko, public_id=hanako.public_id, now=NOW)
    operations.undo_batch(viewer=akiko, batch="b2", now=NOW)
    assert Contact.objects.get().phone == ""


def test_it_is_refused_to_somebody_who_does_not_see_the_account(
    hanako: Contact, paul: Viewer
) -> None:
    with pytest.raises(ContactUnknown):
        operations.erase_contact(viewer=paul, public_id=hanako.public_id, now=NOW)
    assert Contact.objects.get().email


def test_it_shows_ids_only_where_a_row_is_printed(hanako: Contact) -> None:
    assert str(hanako) == f"contact {hanako.public_id}"


def test_it_marks_the_name_in_tickets_and_an_import_does_not_bring_it_back(
    hanako: Contact, akiko: Viewer
) -> None:
    words = {"subject": "架空 花子です", "body": "架空様あて。\n画面が動きません。"}
    row = TicketRow(hanako.account_id, "T1", {"opened_at": NOW, **words})

    def take(batch: str) -> None:
        operations.upsert_tickets(viewer=SYSTEM, source="desk", rows=[row], batch=batch)

    take("b3")
    operations.erase_contact(viewer=akiko, public_id=hanako.public_id, now=NOW)
    take("b4")
    ticket = Ticket.objects.get()
    assert "架空" not in ticket.subject + ticket.body and "花子" not in ticket.subject
    assert ticket.body.endswith("画面が動きません。"), "what is not about her stays"
    assert not BatchChange.objects.filter(model="customers.Ticket").exists()
