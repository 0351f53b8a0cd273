"""A small fictional account with its people, for notes and promises."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from banso.customers.models import Account, Contact
from banso.customers.moments.writing import NoteDraft
from banso.workspace.viewer import Viewer

SYSTEM = Viewer.system()
NOW = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)  # noon in Tokyo, a Thursday
TODAY = date(2026, 4, 2)
MINUTES = """出席者：佐藤様、当社 田中
決定事項
・部署を2つに広げる
宿題
・当社：見積書を送る（〆4/10）
・佐藤様：利用部署の一覧 4月末まで
次回：4/20"""


def account(name: str = "架空商事株式会社") -> Account:
    return Account.objects.create(name=name, created_at=NOW)


def contact(of: Account, family: str = "佐藤", email: str = "sato@kaku.example") -> Contact:
    return Contact.objects.create(
        account=of, family_name=family, given_name="花子", email=email, created_at=NOW
    )


def draft(of: Account, text: str = MINUTES, **more: Any) -> NoteDraft:
    given: dict[str, Any] = {"type": "meeting", "happened_at": NOW, "subject": "定例", **more}
    return NoteDraft(account_id=of.pk, notes=text, **given)
