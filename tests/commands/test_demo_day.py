"""The day of the demo's people: meetings in their calendars, and one promise late for each of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from banso.connectors.demo.operations import load_demo
from banso.execution.meetings.queries import on_day
from banso.execution.promises.models import Promise
from banso.execution.promises.queries import open_of
from banso.execution.tasks.queries import closed_tasks, open_tasks
from banso.interfaces.commands.demo_day import make_day
from banso.workspace.viewer import Viewer
from simulator.making import make
from simulator.scenario.reading import shipped

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
LAST = date(2026, 3, 31)


@pytest.mark.django_db
def test_they_have_meetings_and_promises_and_making_it_again_changes_nothing(
    tmp_path: Path,
) -> None:
    world = shipped("demo").changed(accounts=30, days=100, touches_rate=1.5, meetings_today=0.3)
    make(scenario=world, seed=3, into=tmp_path / "world", events=False)
    made = lambda: make_day(folder=tmp_path / "world", now=NOW)  # noqa: E731
    load_demo(now=NOW, folder=tmp_path / "world", with_backfill=False, before_closing=made)

    viewer = Viewer.system("ja")
    meetings = on_day(viewer=viewer, day=LAST)
    assert len(meetings) >= 5 and all(m.account_id for m in meetings)
    open_now = open_of(viewer=viewer)
    late = Counter(p.owner_id for p in open_now if p.late(LAST))
    assert late and set(late.values()) == {1}
    assert {p.side for p in open_now} == {"ours", "theirs"}
    assert Promise.objects.filter(state=Promise.KEPT).exists()

    tasks = open_tasks(viewer=viewer, today=LAST)
    assert {t.source for t in tasks} == {"rule", "person"} and any(t.repeats for t in tasks)
    assert all(t.reason and t.account_id for t in tasks if t.source == "rule")
    assert closed_tasks(viewer=viewer)

    before = list(Promise.objects.order_by("pk").values("pk", "state", "due_on", "owner_id"))
    made()
    assert (
        list(Promise.objects.order_by("pk").values("pk", "state", "due_on", "owner_id")) == before
    )
    assert open_tasks(viewer=viewer, today=LAST) == tasks
    assert len(on_day(viewer=viewer, day=LAST)) == len(meetings)
