"""What the worker does with the lake: every table is known, rows stay as they are, at its time."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from banso.connectors.backfill import backfill
from banso.connectors.upkeep.notes import last_run
from banso.connectors.upkeep.operations import OFTEN, due, upkeep
from banso.connectors.upkeep.queries import stats
from banso.connectors.upkeep.schedule import Ticks
from banso.connectors.upkeep.tables import BY_NAME
from banso.events.definitions import EVENTS
from banso.events.lake import Column, Lake, TableSpec, close_lake, table_names
from banso.events.store import workspace_lake
from banso.workspace import queries as workspace
from banso.workspace.progress import Silent
from tests.connectors.helping import NOW, SYSTEM, small_export, take_in

pytestmark = pytest.mark.usefixtures("workspace")
SETTLE = 3


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with every table there is: a small import, its days closed."""
    batch = take_in(small_export(tmp_path / "a"))["batch"]
    backfill(viewer=SYSTEM, batch=batch, now=NOW, progress=Silent())
    return workspace_lake()


def rows(lake: Lake) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    with lake.cursor() as cursor:
        for name in table_names(lake.folder):
            table = BY_NAME[name].open(lake)
            columns = ", ".join(f'"{c}"' for c in table.columns)
            found[name] = cursor.execute(
                f"select {columns} from {table.sql()} order by all"
            ).fetchall()
    return found


def test_it_knows_every_table_and_changes_no_row(lake: Lake) -> None:
    assert set(table_names(lake.folder)) <= set(BY_NAME)
    before = rows(lake)
    table = BY_NAME["events"].open(lake)
    content = table.content
    done = upkeep(
        lake=lake, clock=workspace.clock(wall=NOW), settle_hours=SETTLE, now=NOW, close=True
    )
    assert not done.problems and not done.later
    assert done.closed is not None
    assert rows(lake) == before
    assert table.content == content


def test_a_closed_month_is_one_file_sorted_by_account(lake: Lake) -> None:
    upkeep(lake=lake, clock=workspace.clock(wall=NOW), settle_hours=SETTLE, now=NOW, close=True)
    table = BY_NAME["metric_days"].open(lake)
    months: dict[str, int] = {}
    for file in table.snapshot().files:
        months[file.partition["month"]] = months.get(file.partition["month"], 0) + 1
    open_month = f"{workspace.clock(wall=NOW).today:%Y-%m}"
    assert all(count == 1 for month, count in months.items() if month < open_month)


def test_it_runs_often_and_closes_once_a_day(lake: Lake) -> None:
    clock = workspace.clock(wall=NOW)

    def is_due(later: timedelta) -> bool:
        return due(lake=lake, clock=clock, settle_hours=SETTLE, now=NOW + later)

    assert is_due(timedelta())
    assert upkeep(lake=lake, clock=clock, settle_hours=SETTLE, now=NOW).closed
    assert not is_due(OFTEN / 2)
    assert is_due(OFTEN)
    assert is_due(timedelta(days=1))
    assert is_due(-timedelta(days=1))  # the wall clock was set back


def test_a_tick_runs_what_is_due_and_never_raises(lake: Lake) -> None:
    ticks = Ticks()
    assert ticks.tick(now=NOW) is not None
    assert ticks.tick(now=NOW + timedelta(seconds=1)) is None
    assert ticks.tick(now=NOW + timedelta(minutes=2)) is None
    (lake.folder / "_upkeep.json").write_text("{")
    assert ticks.tick(now=NOW + timedelta(minutes=5)) is not None


def test_a_damaged_table_is_named_and_the_others_are_kept(lake: Lake) -> None:
    table = BY_NAME["events"].open(lake)
    (table.root / table.snapshot().files[0].path).unlink()
    close_lake(lake.folder)
    again = workspace_lake()
    done = upkeep(
        lake=again, clock=workspace.clock(wall=NOW), settle_hours=SETTLE, now=NOW, close=True
    )
    assert [p.id for p in done.problems] == ["lake.data_file"]
    assert "metric_days" in done.tables and "events" not in done.tables
    assert done.closed is None  # it is tried again
    assert last_run(lake.folder).problems[0]["ja"]


def test_a_table_nobody_named_is_cleaned_and_not_merged(lake: Lake) -> None:
    spec = TableSpec("strange", (Column("month", "VARCHAR"), Column("n", "BIGINT")), ("month",))
    table = lake.table(spec)
    with lake.cursor() as cursor:
        for n in range(3):
            table.append(cursor, f"select '2020-01' as month, {n} as n")
    left = table.root / "month=2020-01/left.parquet"
    left.write_bytes(b"PAR1")
    os.utime(left, (0, 0))
    close_lake(lake.folder)
    done = upkeep(
        lake=workspace_lake(), clock=workspace.clock(wall=NOW), settle_hours=SETTLE, now=NOW,
        close=True,
    )  # fmt: skip
    assert (done.tables["strange"].merged, done.tables["strange"].removed) == (0, 1)
    found = stats(viewer=SYSTEM, lake=lake, clock=workspace.clock(wall=NOW), now=NOW)
    assert [t.files for t in found.tables if t.name == "strange"] == [3]


def test_stats_counts_what_is_there(lake: Lake) -> None:
    found = stats(viewer=SYSTEM, lake=lake, clock=workspace.clock(wall=NOW), now=NOW)
    events = next(t for t in found.tables if t.name == EVENTS.name)
    table = lake.table(EVENTS)
    assert events.rows == sum(f.rows for f in table.snapshot().files) > 0
    assert (events.files, events.on_disk) == (len(table.snapshot().files),) * 2
    assert events.oldest is not None and events.log_entries > 0
    assert found.free > 0 and found.upkeep_at is None
