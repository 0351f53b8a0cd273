"""A note a phone kept arrives once, as whom it was written by, or is refused in words it can show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.interfaces.web.phone.views import _happened, _writer
from banso.workspace import queries as workspace
from tests.customers.records import account

pytestmark = pytest.mark.django_db


def an_account(name: str) -> str:
    """The public id of a new account."""
    return Account.objects.get(pk=account("a1", name=name)).public_id


def kept(viewer: Any, account: str, **more: str) -> dict[str, str]:
    return {
        "id": "0b0a4d5e-1111-4f0e-9a51-000000000001", "writer": _writer(viewer), "account": account,
        "type": "call", "line": "更新の見積もりを依頼された", "mood": "good", "at": "2026-04-01T01:00:00.000Z",
    } | more  # fmt: skip


def sent(client: Client, note: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = client.post("/phone/send/", json.dumps(note), content_type="application/json")
    return answer.status_code, answer.json()


def test_sent_twice_it_is_written_once(workspace: object, viewers: Any) -> None:
    client = viewers.client("chie")
    note = kept(viewers("chie"), an_account("架空商事"))
    first, again = sent(client, note), sent(client, note)
    assert (first[0], first[1]["created"], again[1]["created"]) == (200, True, False)
    assert first[1]["id"] == again[1]["id"]
    [row] = Touchpoint.objects.all()
    assert (row.subject, row.type, row.mood) == (note["line"], "call", "good")


def test_a_long_line_is_kept_whole(workspace: object, viewers: Any) -> None:
    line = "長い記録。" * 200
    status, _ = sent(viewers.client("chie"), kept(viewers("chie"), an_account("架空"), line=line))  # fmt: skip
    assert status == 200
    [row] = Touchpoint.objects.all()
    assert row.notes == line and row.subject.endswith("…")


def test_somebody_elses_note_waits_for_them(workspace: object, viewers: Any) -> None:
    note = kept(viewers("chie"), an_account("架空"))
    assert sent(viewers.client("akiko"), note) == (409, {"why": "other-person"})
    assert not Touchpoint.objects.exists()


def test_a_refusal_says_what_and_what_to_do(workspace: object, viewers: Any) -> None:
    client, viewer = viewers.client("chie"), viewers("chie")
    for note in (kept(viewer, "22222222zzzz"), kept(viewer, an_account("架空"), type="dance"), {}):  # fmt: skip
        status, said = sent(client, note)
        assert status == 422 and said["why"] == "refused"
        assert all(p["fact"] and p["remedy"] and p["id"] for p in said["problems"])
    assert not Touchpoint.objects.exists()


def test_who_may_not_write_and_who_is_signed_out_are_told_apart(
    workspace: object, viewers: Any
) -> None:
    assert viewers.client("rin").get("/phone/ready/").status_code == 403
    answer = Client().get("/phone/ready/")
    assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]


def test_a_clock_that_stands_gives_its_own_time(workspace: object) -> None:
    clock = workspace_clock()
    assert _happened("2199-01-01T00:00:00Z", clock) == clock.now, "never ahead of the clock"
    assert _happened("nonsense", clock) == clock.now


def workspace_clock() -> Any:
    return workspace.clock()
