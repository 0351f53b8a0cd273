"""A refusal is told as fact, place, remedy and id: as a page, or as a notice where htmx asked."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.conftest import Viewers

HTMX = {"HX-Request": "true"}


def test_a_missing_right_is_a_page_in_the_readers_language(
    workspace: None, viewers: Viewers
) -> None:
    answer = viewers.client("rin").get("/settings/audit/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "権限" in page
    assert "viewer.not-allowed" in page
    english = viewers.client("paul").get("/settings/audit/").content.decode()
    assert "Ask an administrator" in english


def test_htmx_gets_a_notice_in_its_place(workspace: None, viewers: Viewers) -> None:
    answer = viewers.client("rin").get("/settings/audit/", headers=HTMX)
    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#bn-notices"
    assert "<html" not in answer.content.decode()


def test_work_that_is_not_there_is_not_found(workspace: None, viewers: Viewers) -> None:
    answer = viewers.client("akiko").get("/jobs/222222222222/")
    assert answer.status_code == 404
    assert "job.unknown" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "words"), [("akiko", "見つかりません"), ("paul", "Nothing stands at this address")]
)
def test_an_unknown_address_is_told_in_the_readers_language(
    person: str, words: str, workspace: None, viewers: Viewers
) -> None:
    answer = viewers.client(person).get("/nowhere/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_form_without_its_token_is_refused(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("akiko")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "有効期限" in answer.content.decode()


def test_a_crash_is_told_without_details(
    workspace: None, viewers: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from banso.interfaces.web.frame import views

    def break_down(**_: object) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(views, "find", break_down)
    client = viewers.client("akiko")
    client.raise_request_exception = False
    answer = client.get("/search/?q=x")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "エラーが発生しました" in page
    assert "secret" not in page


def test_a_message_reaches_a_page_that_is_there_already(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("akiko")
    client.post("/settings/workspace/", {"name": "新しい名前", "fiscal_year_start": 4})
    answer = client.get("/search/?q=s", headers=HTMX)
    (toast,) = json.loads(answer["HX-Trigger"])["bn:toast"]["toasts"]
    assert toast == {"text": "保存しました", "level": "success", "undo": ""}
