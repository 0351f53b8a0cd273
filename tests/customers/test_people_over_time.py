"""Roles with dates, moves in one step and back, reporting lines, promotion: nothing is overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from banso.customers import operations as customers
from banso.customers.models import Contact, ProductUser
from banso.customers.operations import ContactRow
from banso.customers.people import operations, queries, refusals
from banso.customers.people.models import ContactMove, ContactRole, PeopleAnswer
from banso.customers.people.operations import Successor
from banso.customers.people.queries import PersonView
from banso.workspace.models import AuditRow
from banso.workspace.viewer import Viewer
from tests.customers.records import NOW, SYSTEM, TODAY, account

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 31)


def told(account_id: int, key: str, batch: str = "b1", day: date = TODAY, **values: object) -> str:
    customers.upsert_contacts(
        viewer=SYSTEM, source="crm", rows=[ContactRow(account_id, key, values)], batch=batch,
        now=NOW, day=day,
    )  # fmt: skip
    return Contact.objects.get(source="crm", key=key).public_id


def on(account_id: int, who: str, day: date) -> PersonView:
    people = queries.people_of(viewer=SYSTEM, account_id=account_id, day=day)
    return next(p for p in people if p.public_id == who)


def spans(who: str) -> list[tuple[str, date | None, date | None]]:
    rows = ContactRole.objects.filter(contact__public_id=who).order_by("pk")
    return [(r.role, r.from_on, r.to_on) for r in rows]


def test_the_role_of_an_import_is_the_first_span_and_another_one_the_next() -> None:
    mine = account("a")
    who = told(mine, "c", role="user", valid_from=date(2025, 1, 1))
    told(mine, "c", batch="b2", role="user")
    assert spans(who) == [("user", date(2025, 1, 1), None)]
    told(mine, "c", batch="b3", role="champion")
    assert spans(who) == [("user", date(2025, 1, 1), TODAY), ("champion", TODAY, None)]
    assert on(mine, who, MARCH).roles == ("user",) and on(mine, who, TODAY).roles == ("champion",)
    customers.undo_batch(viewer=SYSTEM, batch="b3", now=NOW)
    assert spans(who) == [("user", date(2025, 1, 1), None)]


def test_a_role_a_person_gave_is_left_by_imports() -> None:
    mine = account("a")
    who = told(mine, "c", role="user")
    operations.give_role(viewer=SYSTEM, contact=who, role="champion", from_on=MARCH, now=NOW)
    told(mine, "c", batch="b2", role="admin")
    assert on(mine, who, TODAY).roles == ("champion", "admin")
    with pytest.raises(refusals.RoleHeld):
        operations.give_role(viewer=SYSTEM, contact=who, role="champion", from_on=TODAY, now=NOW)
    with pytest.raises(refusals.RoleUnknown):
        operations.give_role(viewer=SYSTEM, contact=who, role="king", from_on=TODAY, now=NOW)


def test_a_role_ends_with_its_last_day() -> None:
    mine = account("a")
    who = told(mine, "c", role="champion")
    operations.end_role(viewer=SYSTEM, contact=who, role="champion", last_on=MARCH, now=NOW)
    assert on(mine, who, MARCH).roles == ("champion",)
    assert on(mine, who, date(2026, 4, 1)).roles == ()


def test_who_leaves_hands_roles_over_and_all_comes_back() -> None:
    mine = account("a")
    who = told(mine, "c", role="champion", family_name="佐伯", department="物流企画部")
    move = operations.record_move(
        viewer=SYSTEM, contact=who, kind="leaves", last_on=MARCH, now=NOW,
        successor=Successor(family_name="三田村"),
    )  # fmt: skip
    april = date(2026, 4, 1)
    assert on(mine, who, MARCH).roles == ("champion",)
    gone = on(mine, who, april)
    assert not gone.here_on(april) and gone.roles == ()
    [row] = queries.moves_between(viewer=SYSTEM, first=MARCH, last=MARCH)
    follower = on(mine, row.successor, april)
    assert (follower.name, follower.roles) == ("三田村", ("champion",))
    assert (row.introduced_on, row.roles) == (None, ("champion",))
    operations.introduced(viewer=SYSTEM, move=move, on=april, now=NOW)
    assert queries.moves_between(viewer=SYSTEM, first=MARCH, last=MARCH)[0].introduced_on == april
    operations.take_back_move(viewer=SYSTEM, move=move, now=NOW)
    assert on(mine, who, april).roles == ("champion",) and on(mine, follower.public_id, april).roles == ()  # fmt: skip
    assert ContactMove.objects.get().undone_at == NOW
    assert not queries.moves_between(viewer=SYSTEM, first=MARCH, last=MARCH)


def test_a_transfer_inside_the_company_ends_roles_and_keeps_the_person() -> None:
    mine = account("a")
    who = told(mine, "c", role="admin")
    operations.record_move(
        viewer=SYSTEM, contact=who, kind="moves", last_on=MARCH, now=NOW, to_where="大阪支店"
    )
    there = on(mine, who, TODAY)
    assert there.here_on(TODAY) and there.roles == () and there.move is not None


def test_nobody_leaves_twice_or_before_they_came() -> None:
    mine = account("a")
    who = told(mine, "c", valid_from=TODAY)
    with pytest.raises(refusals.MoveRefused):
        operations.record_move(viewer=SYSTEM, contact=who, kind="leaves", last_on=MARCH, now=NOW)
    operations.record_move(viewer=SYSTEM, contact=who, kind="leaves", last_on=TODAY, now=NOW)
    with pytest.raises(refusals.MoveRefused):
        operations.record_move(viewer=SYSTEM, contact=who, kind="leaves", last_on=TODAY, now=NOW)


def test_nobody_reports_to_themselves_over_others() -> None:
    mine = account("a")
    one, two = told(mine, "c1"), told(mine, "c2")
    operations.set_standing(viewer=SYSTEM, contact=two, now=NOW, influence=3, reports_to=one)
    with pytest.raises(refusals.CircleRefused):
        operations.set_standing(viewer=SYSTEM, contact=one, now=NOW, influence=None, reports_to=two)
    assert on(mine, two, TODAY).reports_to == one and on(mine, two, TODAY).influence == 3


def test_a_product_user_becomes_a_contact_only_when_somebody_says_so() -> None:
    mine = account("a")
    user = ProductUser.objects.create(source="app", user_key="u1", account_id=mine)
    operations.answer(viewer=SYSTEM, kind="no_contact", product_user=user.pk, now=NOW, day=TODAY)
    [link] = queries.user_links(viewer=SYSTEM, account_ids=[mine])
    assert link.declined and not link.contact and not Contact.objects.exists()
    who = operations.add_contact(
        viewer=SYSTEM, account_id=mine, family_name="野々宮", role="user", product_user=user.pk,
        now=NOW, day=TODAY,
    )  # fmt: skip
    [link] = queries.user_links(viewer=SYSTEM, account_ids=[mine])
    assert link.contact == who and on(mine, who, TODAY).roles == ("user",)
    operations.link_user(viewer=SYSTEM, product_user=user.pk, contact="", now=NOW)
    assert not queries.user_links(viewer=SYSTEM, account_ids=[mine])[0].contact
    with pytest.raises(refusals.NameMissing):
        operations.add_contact(viewer=SYSTEM, account_id=mine, family_name=" ", now=NOW, day=TODAY)


def test_mail_that_came_back_is_noted_once() -> None:
    mine = account("a")
    who = told(mine, "c", email="Saeki@a.example")
    for n in (1, 0):
        noted = operations.note_bounce(
            viewer=SYSTEM, addresses=["saeki@a.example "], day=TODAY, now=NOW
        )
        assert noted == n
    assert on(mine, who, TODAY).bounced_on == TODAY and on(mine, who, MARCH).bounced_on is None


def test_nobody_outside_the_account_sees_or_changes_them(paul: Viewer) -> None:
    mine = account("a")
    who = told(mine, "c", role="champion")
    assert queries.people_of(viewer=paul, account_id=mine, day=TODAY) == []
    with pytest.raises(refusals.PersonUnknown):
        operations.give_role(viewer=paul, contact=who, role="user", from_on=None, now=NOW)
    assert operations.note_bounce(viewer=paul, addresses=["x@a.example"], day=TODAY, now=NOW) == 0


def test_what_is_written_down_holds_no_names() -> None:
    mine = account("a")
    who = told(mine, "c", role="champion", family_name="佐伯", email="saeki@a.example")
    operations.record_move(
        viewer=SYSTEM, contact=who, kind="leaves", last_on=MARCH, now=NOW, to_where="佐伯商店"
    )
    customers.erase_contact(viewer=SYSTEM, public_id=who, now=NOW)
    assert ContactMove.objects.get().to_where == ""
    assert "佐伯" not in str(list(AuditRow.objects.values("act", "detail")))
    assert not PeopleAnswer.objects.exists()
