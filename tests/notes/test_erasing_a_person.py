"""Who is erased leaves the notes, their promises and the index; lines marked as personal go entirely."""

from __future__ import annotations

from typing import Any

import pytest

from banso.customers import operations as customers
from banso.customers.moments.models import Touchpoint
from banso.customers.search import index
from banso.customers.search.queries import search_notes
from banso.execution.promises import operations
from banso.execution.promises.models import Promise
from tests.notes.helping import NOW, SYSTEM, TODAY, account, contact, draft

pytestmark = pytest.mark.usefixtures("workspace")
GIVEN: dict[str, Any] = {"viewer": SYSTEM, "now": NOW, "today": TODAY}
TEXT = """佐藤様より拡大のご相談
個人：お子さまが四月に入学
・Personal: likes mountains
宿題
・佐藤様：一覧を出す
・当社：佐藤 花子様へ資料を送る"""


def test_a_person_leaves_the_notes() -> None:
    of = account()
    sato, other = contact(of), contact(of, "鈴木", "")
    both = (sato.public_id, other.public_id)
    operations.write_note(draft=draft(of, TEXT, contacts=both), **GIVEN)
    alone = draft(of, "個人：鈴木様の話", contacts=(other.public_id,))
    operations.write_note(draft=alone, **GIVEN)
    customers.erase_contact(viewer=SYSTEM, public_id=sato.public_id, now=NOW)
    first, second = Touchpoint.objects.order_by("pk")
    assert first.notes.splitlines() == [
        "■■様より拡大のご相談", "宿題", "・■■様：一覧を出す", "・当社：■■様へ資料を送る",
    ]  # fmt: skip
    assert first.their_people == "" and first.erased_at == NOW
    assert second.notes == "個人：鈴木様の話"  # hers was not there
    assert not [p for p in Promise.objects.all() if "佐藤" in p.text + p.line]
    assert not search_notes(viewer=SYSTEM, text="佐藤").hits
    assert not search_notes(viewer=SYSTEM, text="入学").hits
    assert not index.due()


def test_a_person_without_an_address_leaves_too() -> None:
    of = account()
    suzuki = contact(of, "鈴木", "")
    note = draft(of, "鈴木 花子様\n個人：ご療養中", contacts=(suzuki.public_id,))
    operations.write_note(draft=note, **GIVEN)
    customers.erase_contact(viewer=SYSTEM, public_id=suzuki.public_id, now=NOW)
    assert Touchpoint.objects.get().notes == "■■様"


def test_promises_follow_a_merge_and_come_back() -> None:
    from banso.connectors import merging

    keep, gone = account(), account("見本商事株式会社")
    operations.write_note(draft=draft(gone), **GIVEN)
    operations.add_promise(account_id=gone.pk, side="ours", text="連絡する", **GIVEN)
    act = merging.merge(viewer=SYSTEM, keep=keep.pk, gone=gone.pk, now=NOW).act
    assert set(Promise.objects.values_list("account_id", flat=True)) == {keep.pk}
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert set(Promise.objects.values_list("account_id", flat=True)) == {gone.pk}
