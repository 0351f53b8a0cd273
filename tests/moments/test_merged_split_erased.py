"""What was said and done goes along when accounts are merged and split, and lets go of an erased person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core import serializers

from banso.connectors import merging
from banso.customers import operations
from banso.customers.models import Account, Contact
from banso.customers.moments.kinds import KINDS, OF_ACCOUNTS
from banso.customers.moments.models import Attendance, Response, Touchpoint, Voice
from banso.customers.splitting import Taken
from banso.workspace.models import AuditRow, BatchChange
from tests.connectors.helping import NOW, SYSTEM, take_in
from tests.moments.files import RESPONSES, VOICES, book

pytestmark = pytest.mark.usefixtures("workspace")
HERS = ("hanako@aoba.example", "架空 花子", "架空様", "03-0000-1111", "一覧を印刷したい")


def accounts() -> tuple[int, int]:
    first, second = Account.objects.order_by("pk").values_list("pk", flat=True)[:2]
    return first, second


def by_account() -> dict[str, list[int]]:
    """How many rows of each kind the accounts have, in order."""
    ids = accounts()
    return {k.key: [k.model.objects.filter(account_id=i).count() for i in ids] for k in OF_ACCOUNTS}


def texts() -> str:
    tables = [*(k.model for k in KINDS.values()), Contact, BatchChange, AuditRow]
    rows = [serializers.serialize("json", t._default_manager.all()) for t in tables]
    return json.dumps(rows, ensure_ascii=False)


def test_a_merge_takes_everything_along_and_gives_it_back(tmp_path: Path) -> None:
    take_in(book(tmp_path))
    before = by_account()
    keep, gone = accounts()
    act = merging.merge(viewer=SYSTEM, keep=keep, gone=gone, now=NOW).act
    assert by_account() == {kind: [sum(rows), 0] for kind, rows in before.items()}
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert by_account() == before


def test_a_merge_from_a_day_on_takes_what_came_later(tmp_path: Path) -> None:
    take_in(book(tmp_path))
    keep, gone = accounts()[::-1]
    merging.merge(viewer=SYSTEM, keep=keep, gone=gone, from_on=date(2026, 3, 11), now=NOW)
    left = {k: rows[0] for k, rows in by_account().items()}
    assert left == {
        "response": 2, "voice": 1, "touchpoint": 0, "attendance": 0, "incident_account": 0,
        "assignment": 1,
    }  # fmt: skip


def test_a_split_takes_what_the_people_said(tmp_path: Path) -> None:
    take_in(book(tmp_path))
    first, _ = accounts()
    jiro = Contact.objects.get(email="jiro@aoba.example").public_id
    done = merging.split(
        viewer=SYSTEM, account=first, taken=Taken(contacts=[jiro]), name="見本部（架空）", now=NOW
    )
    mine = {k.key: k.model.objects.filter(account_id=done.other_id) for k in OF_ACCOUNTS}
    assert {k: rows.count() for k, rows in mine.items() if rows} == {
        "response": 1, "touchpoint": 1, "attendance": 1,
    }  # fmt: skip
    assert mine["touchpoint"].get().key == "T2"  # T1 was with others as well


def test_erasing_takes_a_person_out_of_all_texts_and_keeps_the_counts(tmp_path: Path) -> None:
    take_in(book(tmp_path / "a"))
    take_in(
        book(
            tmp_path / "b", voices=[VOICES[0], (*VOICES[1][:5], "一覧を印刷したい。大至急。", "ja")]
        )
    )
    left = texts()
    assert all(word in left for word in HERS)
    hanako = Contact.objects.get(email="hanako@aoba.example").public_id
    operations.erase_contact(viewer=SYSTEM, public_id=hanako, now=NOW)
    left = texts()
    assert [word for word in HERS if word in left] == []
    answer, _, other = Response.objects.order_by("key")
    assert (answer.score, answer.comment, other.comment) == (9.0, "", "Fine, thank you.")
    assert Voice.objects.count() == 2 and Attendance.objects.filter(attended=True).count() == 2
    review = Touchpoint.objects.get(key="T1")
    assert review.their_people == "jiro@aoba.example" and "来期は2部署へ" in review.notes


def test_a_later_import_brings_nothing_of_her_back(tmp_path: Path) -> None:
    take_in(book(tmp_path / "a"))
    hanako = Contact.objects.get(email="hanako@aoba.example").public_id
    operations.erase_contact(viewer=SYSTEM, public_id=hanako, now=NOW)
    new = (
        *RESPONSES[1][:2],
        "hanako@aoba.example",
        "4月",
        "nps",
        "2026-04-01",
        "2026-04-02",
        "3",
        "また架空 花子です",
        "ja",
    )
    rows = [*RESPONSES, ("R9", *new[1:])]
    result = take_in(book(tmp_path / "b", responses=rows))
    left = texts()
    assert [word for word in HERS if word in left] == []
    assert result["counts"]["response"]["created"] == 1
    assert Response.objects.get(key="R9").score == 3.0
