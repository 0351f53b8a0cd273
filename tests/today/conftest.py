"""A few accounts of Chie's with numbers of two weeks, written as the closing of days writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from banso.customers.models import Account
from banso.events.lake import Lake
from banso.events.store import workspace_lake
from banso.execution.today.queries import my_day
from banso.execution.today.views import Day
from banso.workspace.viewer import Viewer

TODAY = date(2026, 4, 28)
NOW = datetime(2026, 4, 28, 3, 0, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


@dataclass
class Book:
    """Chie's accounts. ``numbers`` by account: what each metric is, the same on every day, or by day."""

    viewer: Viewer
    accounts: dict[str, Account] = field(default_factory=dict)

    @property
    def lake(self) -> Lake:
        return workspace_lake()

    def id(self, name: str) -> int:
        return self.accounts[name].pk

    def day(self, viewer: Viewer | None = None, **given: Any) -> Day:
        words: dict[str, Any] = {"day": TODAY, "now": NOW, "rows_day": YESTERDAY, **given}
        return my_day(viewer=viewer or self.viewer, lake=self.lake, zone="Asia/Tokyo", **words)

    def kinds(self, **given: Any) -> list[tuple[str, str]]:
        return [(c.kind, c.account_name) for c in self.day(**given).changes]


def make_book(viewer: Viewer, names: Iterable[str]) -> Book:
    book = Book(viewer)
    for name in names:
        book.accounts[name] = Account.objects.create(
            name=name, sort_name=name, created_at=NOW, owner_id=viewer.user_id
        )
    return book


@pytest.fixture
def book(workspace: None, chie: Viewer) -> Book:
    return make_book(chie, ("青空製作所", "白樺商事", "若草物流"))
