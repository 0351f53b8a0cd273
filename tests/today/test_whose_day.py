"""One's own day, another's for who leads people, and the mail and the week made of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.execution.promises import operations as promises
from banso.execution.tasks import operations as tasks
from banso.execution.tasks.standing_in import set_co_owners
from banso.execution.today.digest import digest
from banso.execution.today.week import my_week
from banso.workspace.viewer import NotAllowed, Viewer
from tests.today.conftest import NOW, TODAY, YESTERDAY, Book


def fill(book: Book) -> str:
    """A task, and a promise of ours that is late."""
    a = book.id("青空製作所")
    promises.add_promise(
        viewer=book.viewer, account_id=a, side="ours", text="復旧見込みの連絡", due_on=TODAY - timedelta(days=2),
        owner_id=book.viewer.user_id, now=NOW, today=TODAY,
    )  # fmt: skip
    return tasks.create_task(
        viewer=book.viewer,
        account_id=a,
        title="見積の送付",
        due_on=TODAY,
        minutes=10,
        now=NOW,
        today=TODAY,
    )


def test_a_late_promise_and_a_task_stand_there(book: Book) -> None:
    fill(book)
    here = book.day()
    [late] = here.promises
    assert (late.text, late.late_days, here.promises_late) == ("復旧見込みの連絡", 2, 1)
    assert [t.task.title for t in here.todos] == ["見積の送付"] and here.minutes == 10


def test_another_day_is_for_who_leads_people(book: Book, makoto: Viewer, rin: Viewer) -> None:
    fill(book)
    shown = book.day(makoto, person=book.viewer.user_id)
    assert shown.accounts == 3 and shown.promises
    assert book.day(makoto).accounts == 0  # a day of their own, with no account
    with pytest.raises(NotAllowed):
        book.day(rin, person=book.viewer.user_id)
    with pytest.raises(NotAllowed):
        book.day(person=makoto.user_id)


def test_a_co_owner_sees_the_account_too(book: Book, makoto: Viewer) -> None:
    set_co_owners(
        viewer=book.viewer,
        account_id=book.id("白樺商事"),
        user_ids=[makoto.user_id or 0],
        today=TODAY,
        now=NOW,
    )
    assert book.day(makoto).accounts == 1


def test_the_mail_has_the_same_in_two_languages(book: Book) -> None:
    fill(book)
    mail = digest(viewer=book.viewer, day=TODAY, now=NOW)
    assert [s.key for s in mail.sections] == ["promises", "tasks"]
    [line] = mail.sections[0].lines
    assert (line.late, line.reason.in_("ja"), line.reason.in_("en")) == (
        True,
        "2日超過",
        "2 days late",
    )
    assert line.path.startswith("/accounts/") and mail.sections[1].lines[0].path.startswith(
        "/tasks/"
    )


def test_a_day_without_anything_sends_nothing(book: Book) -> None:
    assert digest(viewer=book.viewer, day=TODAY, now=NOW).empty


def test_the_week_sums_minutes_and_tells_kept_from_late(book: Book) -> None:
    task = fill(book)
    tasks.complete_tasks(viewer=book.viewer, public_ids=[task], today=TODAY, now=NOW, minutes=25)
    week = my_week(
        viewer=book.viewer,
        lake=book.lake,
        day=TODAY,
        now=NOW,
        rows_day=YESTERDAY,
        zone="Asia/Tokyo",
    )
    assert (week.first.weekday(), week.task_minutes, week.by_kind) == (0, 25, {"other": 25})
    assert len(week.promises_late) == 1 and not week.promises_kept
    promises.keep_promise(
        viewer=book.viewer, public_id=week.promises_late[0].public_id, now=NOW, today=TODAY
    )
    again = my_week(
        viewer=book.viewer,
        lake=book.lake,
        day=TODAY,
        now=NOW,
        rows_day=YESTERDAY,
        zone="Asia/Tokyo",
    )
    assert not again.promises_late and len(again.promises_kept) == 1
