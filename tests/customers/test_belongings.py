"""Tables of packages above: their rows go along with accounts and people, and come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import Q

from banso.customers import belongings, merging, operations, splitting
from banso.customers.acts import ActRefused, undo_act
from banso.customers.belongings import Belonging
from banso.customers.models import AccountAct, Contact, ProductUser
from banso.customers.moments.erasing import MARK
from banso.customers.operations import ContactRow
from banso.customers.splitting import Taken
from banso.journey.models import ManualMove, Waiting
from banso.lib.text import Text
from banso.workspace.changes import UndoRefused
from tests.customers.records import NOW, SYSTEM, TODAY, account

pytestmark = pytest.mark.usefixtures("workspace")
MAY = date(2026, 5, 1)
WAITING = Belonging(
    model=Waiting, name=Text(ja="待機", en="waits"), when=("from_on",),
    open=Q(ended_on__isnull=True), names=("why",),
)  # fmt: skip


@pytest.fixture
def waiting() -> Iterator[None]:
    belongings.register(WAITING)
    yield
    belongings.forget(WAITING)


def wait(account_id: int, day: date, **more: object) -> Waiting:
    given = {"why": "先方の都合（架空）", "made_at": NOW, "counted_from": day, **more}
    return Waiting.objects.create(account_id=account_id, from_on=day, **given)


def person(account_id: int, key: str, **values: object) -> Contact:
    rows = [ContactRow(account_id, key, values)]
    operations.upsert_contacts(viewer=SYSTEM, source="crm", rows=rows, batch="", now=NOW)
    return Contact.objects.get(source="crm", key=key)


def whose(*rows: Waiting | ProductUser) -> list[int]:
    for row in rows:
        row.refresh_from_db()
    return [row.account_id for row in rows]


@pytest.mark.usefixtures("waiting")
def test_rows_go_along_with_a_merge_and_come_back_with_its_undo() -> None:
    keep, gone = account("A"), account("B", batch="b2")
    row = wait(gone, MAY)
    act = merging.merge_accounts(viewer=SYSTEM, keep=keep, gone=gone, now=NOW, day=TODAY)
    assert whose(row) == [keep]
    assert AccountAct.objects.get().counts["journey.waiting"] == 1
    undo_act(viewer=SYSTEM, act=act.public_id, now=NOW)
    assert whose(row) == [gone]


@pytest.mark.usefixtures("waiting")
def test_from_a_day_on_only_what_is_later_or_still_open_goes_along() -> None:
    keep, gone = account("A"), account("B")
    over = wait(gone, date(2026, 1, 1), ended_on=date(2026, 1, 5))
    on = wait(gone, date(2026, 1, 2))
    later = wait(gone, MAY, ended_on=MAY)
    merging.merge_accounts(viewer=SYSTEM, keep=keep, gone=gone, now=NOW, day=TODAY, from_on=MAY)
    assert whose(over, on, later) == [gone, keep, keep]


def test_what_the_survivor_has_once_stays_where_it_is() -> None:
    keep, gone = account("A"), account("B")
    table = Belonging(model=Waiting, name=Text(ja="待機", en="waits"), alone=("why",))
    wait(keep, MAY, why="一")
    twin, other = wait(gone, MAY, why="一"), wait(gone, MAY, why="二")
    belongings.register(table)
    try:
        merging.merge_accounts(viewer=SYSTEM, keep=keep, gone=gone, now=NOW, day=TODAY)
    finally:
        belongings.forget(table)
    assert whose(twin, other) == [gone, keep]


def test_rows_of_a_person_go_where_the_person_is_taken() -> None:
    source, to = account("A"), account("B")
    one, two = person(source, "c1"), person(source, "c2")
    rows = [
        ProductUser.objects.create(source="x", user_key=key, account_id=source, contact=contact)
        for key, contact in (("u1", one), ("u2", two))
    ]
    table = Belonging(model=ProductUser, name=Text(ja="席", en="seats"), contact="contact")
    belongings.register(table)
    try:
        splitting.split_account(
            viewer=SYSTEM, account=source, taken=Taken(contacts=[one.public_id]), to=to, now=NOW
        )
    finally:
        belongings.forget(table)
    assert whose(*rows) == [to, source]


@pytest.mark.usefixtures("waiting")
def test_an_import_is_not_undone_under_rows_that_people_made() -> None:
    pk = account("A", batch="b9")
    wait(pk, MAY)
    with pytest.raises(UndoRefused) as refused:
        operations.undo_batch(viewer=SYSTEM, batch="b9", now=NOW)
    assert "待機" in refused.value.problems[0].fact.in_("ja")
    operations.undo_batch(viewer=SYSTEM, batch="b9", now=NOW, even_if_edited=True)
    assert not Waiting.objects.exists()


@pytest.mark.usefixtures("waiting")
def test_an_account_that_a_split_made_does_not_go_from_under_rows() -> None:
    source = account("A")
    one = person(source, "c1")
    act = splitting.split_account(
        viewer=SYSTEM, account=source, taken=Taken(contacts=[one.public_id]), name="新", now=NOW
    )
    row = wait(act.other_id or 0, MAY)
    with pytest.raises(ActRefused):
        undo_act(viewer=SYSTEM, act=act.public_id, now=NOW)
    row.delete()
    undo_act(viewer=SYSTEM, act=act.public_id, now=NOW)
    assert Contact.objects.get().account_id == source


@pytest.mark.usefixtures("waiting")
def test_an_erased_person_is_taken_out_of_their_texts() -> None:
    pk = account("A")
    who = person(pk, "c1", family_name="架空", given_name="花子", email="hanako@a.example")
    row = wait(pk, MAY, why="架空花子様（hanako@a.example）のご異動")
    table = Belonging(
        model=ManualMove, name=Text(ja="手動", en="moves"), people="why", email="place"
    )
    other = ManualMove.objects.create(
        account_id=pk, place="hanako@a.example", why="a@a.example;Hanako@a.example", day=MAY, made_at=NOW
    )  # fmt: skip
    belongings.register(table)
    try:
        operations.erase_contact(viewer=SYSTEM, public_id=who.public_id, now=NOW)
    finally:
        belongings.forget(table)
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.why == f"{MARK}様（{MARK}）のご異動"
    assert (other.place, other.why) == ("", "a@a.example")
