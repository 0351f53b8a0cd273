"""The screens of meetings, calendars and mail in: what they show, and what they make harmless."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banso.connectors.email.models import Mail
from banso.customers import operations as customers
from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.writing import NoteDraft, write
from banso.customers.operations import ContactRow
from banso.execution.meetings.models import Meeting
from tests.customers.records import SYSTEM, account
from tests.mail.letters import letter
from tests.meetings.calendars import calendar, event, guest

if TYPE_CHECKING:
    from tests.conftest import Viewers

pytestmark = pytest.mark.usefixtures("workspace")
NOW = datetime.now(UTC)
STEAL = "<script>steal()</script>"


@pytest.fixture
def client(viewers: Viewers) -> Client:
    client = viewers.client("chie")
    client.cookies["django_language"] = "ja"
    return client


@pytest.fixture
def kaku(db: None) -> int:
    kaku = account("kaku", name="架空商事")
    row = ContactRow(
        kaku, "c1", {"email": "taro@kaku.example", "full_name": "架空 太郎", "title": "部長"}
    )
    customers.upsert_contacts(viewer=SYSTEM, source="crm", batch="b1", now=NOW, rows=[row])
    return kaku


def hand_in(client: Client, *events: str) -> str:
    """The public id of the first meeting of the calendar."""
    file = SimpleUploadedFile("仕事.ics", calendar(*events))
    assert client.post("/settings/calendars/file/", {"file": file}).status_code == 302
    return Meeting.objects.order_by("starts_at")[0].public_id


def tomorrow() -> str:
    return f"{NOW + timedelta(days=1):%Y%m%dT%H%M%SZ}"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def test_it_prepares_a_meeting(kaku: int, client: Client) -> None:
    """Who comes, what was said last; markup of others stays words."""
    draft = NoteDraft(kaku, "meeting", NOW - timedelta(days=7), "前回の定例", f"決定事項 {STEAL}")
    write(viewer=SYSTEM, draft=draft, now=NOW)
    one = hand_in(
        client,
        event("a@x", tomorrow(), guest("taro@kaku.example"), guest("new@kaku.example"),
              f"DESCRIPTION:{STEAL}", title=f"定例 {STEAL}"),
    )  # fmt: skip
    page = text(client, f"/meetings/{one}/")
    for words in ("架空商事", "架空 太郎", "部長", "new@kaku.example", "前回の定例", "決定事項"):
        assert words in page
    assert STEAL not in page
    assert "この面談で取り上げること" in page
    listed = text(client, "/meetings/")
    assert "架空商事" in listed and STEAL not in listed


def test_it_lets_a_person_choose_the_account(kaku: int, client: Client) -> None:
    one = hand_in(client, event("a@x", tomorrow(), guest("new@kaku.example")))
    page = text(client, f"/meetings/{one}/")
    assert "どの顧客企業との面談ですか" in page and "架空商事" in page  # by the domain
    assert "架空商事" in text(client, f"/meetings/{one}/account/?q=架空")
    public_id = Account.objects.get(pk=kaku).public_id
    client.post(f"/meetings/{one}/account/", {"account": public_id})
    assert Meeting.objects.get().account_id == kaku


def test_it_says_what_is_wrong_with_a_calendar(client: Client) -> None:
    file = SimpleUploadedFile("a.ics", b"<html>")
    answer = client.post("/settings/calendars/file/", {"file": file})
    assert answer.status_code == 422 and "calendar.broken" in answer.content.decode()
    secret = "https://127.0.0.1/private-token/basic.ics"
    answer = client.post("/settings/calendars/", {"name": "x", "address": secret})
    page = answer.content.decode()
    assert answer.status_code == 422 and "host.private" in page
    assert "private-token" not in page + text(client, "/settings/calendars/")


def test_it_takes_mails_in_one_by_one(kaku: int, client: Client) -> None:
    files = [
        SimpleUploadedFile("good.eml", letter(text=f"お返事です {STEAL}")),
        SimpleUploadedFile("bad.eml", b"no mail"),
        SimpleUploadedFile("who.eml", letter(sender="new@kaku.example", number="m2",
                                             subject=f"はじめまして {STEAL}")),
    ]  # fmt: skip
    answer = client.post("/meetings/mails/taken/", {"file": files})
    page = answer.content.decode()
    assert answer.status_code == 422 and "bad.eml" in page and "mail.broken" in page
    assert "はじめまして" in page and STEAL not in page
    waiting = Mail.objects.get(state=Mail.WAITING)
    assert "架空商事" in page  # suggested by the domain
    client.post(f"/meetings/mails/{waiting.public_id}/aside/")
    assert Touchpoint.objects.count() == 1
    assert "はじめまして" not in text(client, "/meetings/mails/")


def test_it_shows_mailboxes_without_their_password(viewers: Viewers) -> None:
    client = viewers.client("akiko")
    given = {
        "name": "共有", "host": "10.0.0.1", "port": "993", "security": "tls", "username": "u@x.example",
        "password": "top secret", "folder": "INBOX",
    }  # fmt: skip
    assert client.post("/settings/mail/", given).status_code == 302
    page = text(client, "/settings/mail/")
    assert "u@x.example" in page and "top secret" not in page


def test_minutes_are_written_from_the_meeting(kaku: int, client: Client) -> None:
    one = hand_in(client, event("a@x", tomorrow(), guest("taro@kaku.example"), title="月次定例"))
    [address] = re.findall(r'href="(/notes/new/[^"]*)"', text(client, f"/meetings/{one}/"))
    form = text(client, html.unescape(address))
    assert 'value="月次定例"' in form and f'value="{one}"' in form
    draft = NoteDraft(kaku, "meeting", NOW, "月次定例", "決定事項", meeting=one)
    written = write(viewer=SYSTEM, draft=draft, now=NOW)
    assert f"/notes/{written.public_id}/" in text(client, f"/meetings/{one}/")
    assert "議事録あり" in text(client, "/meetings/")
