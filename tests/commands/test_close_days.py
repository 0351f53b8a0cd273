"""``banso daily`` and ``banso backfill``: what waits is closed, a standing clock moves only here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from banso.events.store import workspace_lake
from banso.interfaces.commands.management.commands import daily
from banso.interfaces.commands.management.commands._days import NoWorkspace
from banso.interfaces.commands.management.commands.backfill import SpanEmpty
from banso.journey.walk_some import first_stale
from banso.metrics import queries
from banso.metrics.models import MeasuredDay
from banso.workspace import operations
from banso.workspace import queries as workspace
from banso.workspace.progress import Silent
from tests.metrics.records import NOW, SYSTEM, covered, sender, two_accounts
from tests.metrics.small import SOURCE, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(workspace: None) -> None:
    """Two accounts; the data, and the clock, end on day 16."""
    two_accounts()
    operations.drop_coverage(kind="usage", source=SOURCE)
    covered("usage", SOURCE, on(0), on(16))
    operations.set_clock(viewer=SYSTEM, mode="stands", stands_at=on(14), now=NOW)


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_it_closes_what_waits_up_to_the_standing_day(standing: None) -> None:
    assert "–" in said("daily")
    assert queries.latest_day(viewer=SYSTEM) == on(14)
    assert workspace.clock().closed_day == on(14)


def test_it_moves_a_standing_clock_day_by_day_while_the_data_go_on(standing: None) -> None:
    said("daily")
    for day in (on(15), on(16)):
        said("daily")
        assert (workspace.clock().today, workspace.clock().closed_day) == (day, day)
    assert "No day" in said("daily") or "ありません" in said("daily")
    assert workspace.clock().today == on(16)
    said("daily", f"--day={on(20)}")
    assert workspace.clock().today == on(20)
    assert queries.latest_day(viewer=SYSTEM) == on(20)


def test_it_refuses_a_day_that_is_not_over(workspace: None) -> None:
    two_accounts()
    today = datetime.now(UTC).date()
    with pytest.raises(daily.DayNotOver):
        call_command("daily", day=today + timedelta(days=1))


def test_it_closes_a_span_again_only_when_told(standing: None) -> None:
    said("backfill", f"--from={on(3)}", f"--to={on(9)}")
    before = dict(MeasuredDay.objects.values_list("day", "computed_at"))
    said("backfill", f"--from={on(3)}", f"--to={on(9)}")
    assert dict(MeasuredDay.objects.values_list("day", "computed_at")) == before
    said("backfill", f"--from={on(3)}", f"--to={on(9)}", "--again")
    assert dict(MeasuredDay.objects.values_list("day", "computed_at")) != before


def test_it_refuses_an_empty_span_and_an_empty_folder(standing: None) -> None:
    with pytest.raises(SpanEmpty):
        said("backfill", f"--from={on(9)}", f"--to={on(3)}")


def test_it_says_so_where_there_is_no_workspace() -> None:
    with pytest.raises(NoWorkspace):
        said("daily")


def test_it_does_nothing_where_nothing_is_covered(workspace: None) -> None:
    closed = daily.run(day=None, again=False, now=NOW, progress=Silent())
    assert closed.first is None


def test_it_opens_a_closed_day_again_for_the_account_whose_event_came_late(
    standing: None,
) -> None:
    said("daily")
    said("daily")
    send = sender()
    send.sent = 100  # ids of its own
    send.event("signed in", on(13), key="aoi", user="late", batch="late")
    said("daily")
    rows = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(13), keys=["logins_28d"])
    assert 3 in {v["logins_28d"] for v in rows.values()}
    written = MeasuredDay.objects.get(day=on(12)).computed_at
    assert MeasuredDay.objects.get(day=on(13)).computed_at > written
    assert first_stale() is None  # the walk followed


def test_it_says_over_which_days_nothing_is_known(standing: None) -> None:
    told = said("backfill", f"--from={on(11)}", f"--to={on(14)}")
    assert "metrics.days.no-events" in told and f"{on(13)}" in told
