"""Events summed by day: kept up as events come late, twice, hidden, replaced or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from banso.events.definitions import EVENTS
from banso.events.lake import TableSpec
from banso.events.operations import append_rows, remove_batch, replace_events, tidy_events
from banso.events.queries import visible
from banso.events.store import workspace_lake
from banso.metrics.models import ChangedKey, MeasuredDay, RolledDay
from banso.metrics.rollups import Rolled, close_months, roll
from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
from tests.metrics.records import NOW, sender
from tests.metrics.small import SOURCE, on

pytestmark = pytest.mark.usefixtures("workspace")


def rolled(**more: Any) -> Rolled:
    return roll(lake=workspace_lake(), **more)


def rows(spec: TableSpec, columns: str) -> list[tuple[Any, ...]]:
    with workspace_lake().cursor() as cursor:
        return cursor.execute(
            f"select {columns} from {workspace_lake().table(spec).sql()} order by all"
        ).fetchall()


def counted(hidden: frozenset[str] = frozenset()) -> list[tuple[Any, ...]]:
    """The same sums straight from the events."""
    lake = workspace_lake()
    with lake.cursor() as cursor:
        return cursor.execute(
            "select day, account_key, user_key, name, count(*) from "
            f"{visible(lake=lake, hidden=hidden)} group by all order by all"
        ).fetchall()


def summed() -> list[tuple[Any, ...]]:
    return rows(USAGE_DAYS, "day, account_key, user_key, name, n")


def measured_to(day: date) -> None:
    MeasuredDay.objects.create(day=day, digest="", release=1, rows=0, computed_at=NOW)


def test_it_sums_events_by_day_key_user_and_name() -> None:
    send = sender()
    send.event("search", on(1), on(2), key="a", user="u1", times=3, value=0.1)
    send.event("search", on(2), key="a", user=None, value=1e15)
    send.event("banso.task", on(40), key="b", user="u2")
    assert rolled().days == (on(1), on(2), on(40))
    assert summed() == counted() and len(summed()) == 4
    totals = rows(USAGE_DAYS, "day, user_key, total")
    # Millionths: exact. A value beyond all measure has no sum.
    assert totals[:3] == [(on(1), "u1", 300_000), (on(2), "u1", 300_000), (on(2), None, None)]


def test_it_reads_nothing_when_nothing_changed_or_files_were_merged() -> None:
    send = sender()
    send.event("search", on(1), on(2), key="a")
    send.event("search", on(1), key="b")
    assert len(rolled().days) == 2
    version = workspace_lake().table(USAGE_DAYS).version
    assert rolled().days == ()
    assert tidy_events(lake=workspace_lake()).merged == 2
    assert rolled().days == ()
    assert workspace_lake().table(USAGE_DAYS).version == version


def test_it_notes_whose_sums_changed_on_days_that_were_measured() -> None:
    send = sender()
    send.event("search", on(1), on(2), on(3), key="a")
    send.event("search", on(1), on(2), on(3), key="b")
    rolled()
    measured_to(on(2))
    send.event("search", on(2), on(3), key="b")  # one late, one of a new day
    send.event("search", on(3), key="a")
    send.event("search", on(0), key="c")  # a day that had no events at all
    found = rolled()
    assert found.days == (on(0), on(2), on(3))
    assert found.changed == {(SOURCE, "b"): on(2), (SOURCE, "c"): on(0)}
    assert {(k.key, k.first_on) for k in ChangedKey.objects.all()} == {("b", on(2)), ("c", on(0))}
    assert summed() == counted()


def test_it_leaves_out_a_batch_until_it_is_committed() -> None:
    send = sender()
    send.event("search", on(1), key="a", batch="first")
    send.event("search", on(1), on(2), key="b", batch="second")
    hidden = frozenset({"second"})
    rolled(hidden=hidden)
    measured_to(on(2))
    assert summed() == counted(hidden) and len(summed()) == 1
    tidy_events(lake=workspace_lake())
    assert rolled(hidden=hidden).changed == {}
    assert rolled().changed == {(SOURCE, "b"): on(1)}
    assert summed() == counted()


def test_it_notices_what_was_taken_back() -> None:
    send = sender()
    send.event("search", on(1), key="a", batch="first")
    send.event("search", on(1), on(2), key="b", batch="second")
    rolled()
    measured_to(on(2))
    remove_batch(lake=workspace_lake(), batch="second")
    found = rolled()
    assert (found.days, found.changed) == ((on(1), on(2)), {(SOURCE, "b"): on(1)})
    assert summed() == counted() and RolledDay.objects.count() == 1


def test_it_notices_an_event_replaced_under_its_own_id() -> None:
    send = sender()
    made = send.made("search", on(1), key="a", value=1.0)
    send.append([made], batch="first")
    send.event("search", on(1), key="b")
    rolled()
    measured_to(on(1))
    send.append([replace(made, value=2.0)], batch="second")
    assert rolled().changed == {}  # known already
    append_rows(
        lake=workspace_lake(), rows=[replace(made, value=2.0)], batch="third", part=1,
        zone="Asia/Tokyo", received_at=NOW, hidden=frozenset({"first"}),
    )  # fmt: skip
    replace_events(lake=workspace_lake(), batch="third", of=["first"])
    assert sum(f.rows for f in workspace_lake().table(EVENTS).snapshot().files) == 2
    assert rolled().changed == {(SOURCE, "a"): on(1)}
    assert rows(USAGE_DAYS, "total")[0] == (2_000_000,)


def test_it_ends_a_session_after_half_an_hour() -> None:
    send = sender()
    for at in ("09:00", "09:30", "10:01", "23:59"):
        send.event("search", on(1), at=at)
    send.event("search", on(2), at="00:01")  # a session of its own: days are closed one by one
    send.event("banso.task", on(1), at="10:10")
    send.event("search", on(1), at="09:00", user=None)
    rolled()
    assert rows(SESSION_DAYS, "day, user_key, sessions, seconds") == [
        (on(1), "u1", 3, 1800),
        (on(2), "u1", 1, 0),
    ]


def test_it_closes_a_month_into_one_sorted_file() -> None:
    send = sender()
    for offset in (0, 1, 2, 30):
        send.event("search", on(offset), key="a")
        rolled()
    table = workspace_lake().table(USAGE_DAYS)
    assert len(table.snapshot().files) == 4
    before = summed()
    close_months(lake=workspace_lake(), before=on(30))
    assert len(table.snapshot().files) == 2 and summed() == before
    assert rolled().days == ()
    send.event("search", on(1), key="b")  # late, into the closed month
    assert rolled().days == (on(1),)
    assert summed() == counted()
