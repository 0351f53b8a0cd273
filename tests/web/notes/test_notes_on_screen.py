"""The screens of notes: written once, both texts on a conflict, harmless text, found by any word."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.execution.promises.models import Promise
from tests.ground.people import make_person
from tests.notes.helping import MINUTES, account, contact

pytestmark = pytest.mark.usefixtures("workspace")
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))"


def client(name: str = "chie") -> Client:
    found = Client()
    found.force_login(get_user_model().objects.get(pk=make_person(name)))
    return found


def filled(of: Account, text: str = MINUTES, **more: Any) -> dict[str, Any]:
    return {
        "account": of.public_id, "type": "meeting", "happened_at": "2026-04-02T12:00",
        "subject": "定例", "notes": text, "mood": "fair", "client_id": "form-1", **more,
    }  # fmt: skip


def test_a_note_is_written_once_however_often_it_is_sent() -> None:
    of, browser = account(), client()
    sato = contact(of)
    for _ in range(2):
        answer = browser.post("/notes/new/", filled(of, contacts=[sato.public_id]))
        assert answer.status_code == 302
    note = Touchpoint.objects.get()
    assert note.happened_at == datetime(2026, 4, 2, 3, 0, tzinfo=UTC)  # written in Tokyo's time
    assert note.their_people == "sato@kaku.example"
    page = browser.get(answer["Location"]).content.decode()
    assert "見積書を送る" in page and "佐藤 花子" in page
    assert Promise.objects.count() == 2


def test_the_second_editor_sees_both_texts() -> None:
    of, browser = account(), client()
    browser.post("/notes/new/", filled(of))
    note = Touchpoint.objects.get()
    edit = reverse("notes:edit", args=[note.public_id])
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get(edit).content.decode())
    assert seen
    first = filled(of, MINUTES + "\n一人目の追記", seen=seen[1])
    assert client("makoto").post(edit, first).status_code == 302
    answer = browser.post(edit, filled(of, MINUTES + "\n二人目の追記", seen=seen[1]))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("一人目の追記") == 2 and page.count("二人目の追記") == 2  # apart, and joined
    note.refresh_from_db()
    assert "二人目" not in note.notes
    again = re.search(r'name="seen" value="([^"]+)"', page)
    joined = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert again and joined
    answer = browser.post(edit, filled(of, joined[1], seen=again[1]))
    note.refresh_from_db()
    assert answer.status_code == 302
    assert "一人目の追記" in note.notes and "二人目の追記" in note.notes


def test_pasted_scripts_stay_text() -> None:
    of, browser = account(f"架空{EVIL}"), client()
    given = filled(of, f"{EVIL}\n宿題\n・{EVIL}", subject=EVIL, topic=EVIL, mood_why=EVIL)
    page = browser.post("/notes/new/", given)["Location"]
    for path in (
        page, f"{page}edit/", "/notes/?q=alert", "/search/?q=alert",
        f"/accounts/{of.public_id}/tab/notes/", f"/accounts/{of.public_id}/tab/timeline/",
        f"/notes/of/{of.public_id}/",
    ):  # fmt: skip
        text = browser.get(path).content.decode()
        assert "alert" in text, path
        assert "<script>alert" not in text and "<img src=x" not in text, path
        assert 'href="javascript' not in text


def test_lines_stay_as_they_were_pasted() -> None:
    of, browser = account(), client()
    pasted = "一行目\r\n\r\n  ・字下げ\r\n\t表\t列\r\n最後"
    browser.post("/notes/new/", filled(of, pasted))
    assert Touchpoint.objects.get().notes == "一行目\n\n  ・字下げ\n\t表\t列\n最後"


def test_another_department_on_the_same_topic_is_named() -> None:
    of, browser = account(), client()
    first = filled(of, "値上げの話", topic="料金", department="sales", client_id="a")
    browser.post("/notes/new/", first)
    answer = browser.post(
        "/notes/new/", filled(of, "料金は据え置き", topic="料金", department="cs", client_id="b")
    )
    assert "別の部署" in browser.get(answer["Location"]).content.decode()


def test_a_promise_is_kept_and_taken_back() -> None:
    of, browser = account(), client()
    browser.post("/notes/new/", filled(of))
    ours = Promise.objects.get(side="ours")
    browser.post(reverse("notes:promise_keep", args=[ours.public_id]))
    ours.refresh_from_db()
    assert ours.state == "kept"
    browser.post(reverse("notes:promise_reopen", args=[ours.public_id]))
    change = reverse("notes:promise", args=[ours.public_id])
    assert browser.post(change, {"due_on": "2026-05-01", "why": ""}).status_code == 422
    browser.post(change, {"due_on": "2026-05-01", "why": "先方の稟議が遅れる"})
    ours.refresh_from_db()
    assert (ours.state, ours.due_on and ours.due_on.isoformat()) == ("open", "2026-05-01")
    assert "先方の稟議が遅れる" in browser.get(change).content.decode()


def test_search_finds_any_spelling() -> None:
    of, browser = account(), client()
    browser.post("/notes/new/", filled(of, "ﾊﾞﾝｿｳのＡＰＩ連携を髙橋様と確認", subject=""))
    for typed in ("ばんそう", "API連携", "高橋", "バンソウ 確認"):
        page = browser.get("/notes/", {"q": typed}).content.decode()
        assert "<mark>" in page, typed
        assert (
            reverse("notes:one", args=[Touchpoint.objects.get().public_id])
            in browser.get("/search/", {"q": typed}).content.decode()
        )
    assert "<mark>" not in browser.get("/notes/", {"q": "存在しない"}).content.decode()
