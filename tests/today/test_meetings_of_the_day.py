"""One's own meetings of the day stand there in their order, cancelled ones not; they lift the tasks of their accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from banso.execution.meetings.models import Attending, Meeting
from banso.execution.tasks import operations as tasks
from banso.execution.today.digest import digest
from banso.workspace.viewer import Viewer
from tests.today.conftest import NOW, TODAY, Book


def meet(
    book: Book, key: str, at: str, *, status: str = "planned", user: int | None = None
) -> Meeting:
    begins = datetime.fromisoformat(at)
    row = Meeting.objects.create(
        key=key, series=key, title=f"定例 {key}", starts_at=begins, ends_at=begins + timedelta(hours=1),
        account_id=book.id("白樺商事"), matched_by="hand", status=status, created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    Attending.objects.create(meeting=row, user_id=user or book.viewer.user_id)
    return row


def test_ones_own_of_the_local_day_that_stand(book: Book, makoto: Viewer) -> None:
    meet(book, "late", "2026-04-28T07:00:00+00:00")
    meet(book, "early", "2026-04-27T15:30:00+00:00")  # half past midnight in Tokyo
    meet(book, "gone", "2026-04-28T02:00:00+00:00", status="cancelled")
    meet(book, "tomorrow", "2026-04-28T15:30:00+00:00")
    meet(book, "his", "2026-04-28T03:00:00+00:00", user=makoto.user_id)
    assert [m.title for m in book.day().meetings] == ["定例 early", "定例 late"]


def test_tasks_of_whom_one_meets_come_before_the_rest(book: Book) -> None:
    for name in ("青空製作所", "白樺商事"):
        tasks.create_task(
            viewer=book.viewer,
            account_id=book.id(name),
            title=name,
            due_on=TODAY,
            now=NOW,
            today=TODAY,
        )
    assert [t.task.title for t in book.day().todos] == ["青空製作所", "白樺商事"]
    meet(book, "late", "2026-04-28T07:00:00+00:00")
    assert [t.task.title for t in book.day().todos] == ["白樺商事", "青空製作所"]


def test_the_mail_says_the_local_hour_and_leads_to_the_prepared_page(book: Book) -> None:
    row = meet(book, "late", "2026-04-28T07:00:00+00:00")
    [section] = digest(viewer=book.viewer, day=TODAY, now=NOW).sections
    [line] = section.lines
    assert (line.reason.in_("ja"), line.path) == ("16:00", f"/meetings/{row.public_id}/")
