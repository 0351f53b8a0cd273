"""Two accounts, Chie owns the first; a Wednesday before a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from banso.customers.models import Account
from banso.execution.tasks import operations, queries
from banso.execution.tasks.queries import TaskView
from banso.workspace.viewer import Viewer
from tests.conftest import Viewers

TODAY = date(2026, 4, 28)  # a Tuesday; 29 April is a holiday in Japan
NOW = datetime(2026, 4, 28, 3, 0, tzinfo=UTC)


@dataclass
class Desk:
    """Chie's desk: makes tasks and shows what is open for her."""

    chie: Viewer
    first: int
    second: int

    def make(self, title: str = "電話する", **given: Any) -> str:
        words: dict[str, Any] = {"account_id": self.first, "due_on": TODAY, **given}
        return operations.create_task(
            viewer=words.pop("viewer", self.chie), title=title, now=NOW, today=TODAY, **words
        )

    def open(self, today: date = TODAY, **given: Any) -> list[TaskView]:
        words = {"owner_id": self.chie.user_id, **given}
        return queries.open_tasks(viewer=self.chie, today=today, **words)

    def one(self, public_id: str) -> TaskView:
        sheet = queries.task_sheet(viewer=self.chie, public_id=public_id)
        assert sheet is not None
        return sheet.task

    def done(self, *ids: str, **given: Any) -> Any:
        return operations.complete_tasks(
            viewer=self.chie, public_ids=ids, **{"today": TODAY, "now": NOW, **given}
        )


@pytest.fixture
def desk(workspace: None, chie: Viewer, viewers: Viewers) -> Desk:
    viewers("makoto")
    made = [
        Account.objects.create(
            name=f"架空{n}社", sort_name=f"架空{n}社", created_at=NOW, owner_id=owner
        )
        for n, owner in ((1, chie.user_id), (2, None))
    ]
    return Desk(chie, made[0].pk, made[1].pk)
