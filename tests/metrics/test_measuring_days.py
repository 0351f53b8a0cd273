"""Measuring writes the rows of days: again is the same, what is right is left, a new type is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from banso.events.lake import ColumnTypeChanged
from banso.events.store import workspace_lake
from banso.metrics import operations, queries
from banso.metrics.definitions import Registry, library
from banso.metrics.loading import load_world
from banso.metrics.models import MeasuredDay
from tests.metrics.records import NOW, SYSTEM, account, field, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
LATER = NOW + timedelta(hours=1)
WEEK = [on(i) for i in range(10, 17)]


def stored() -> list[tuple[Any, ...]]:
    """Every row of the table, without the instant of its making."""
    lake = workspace_lake()
    with lake.cursor() as cursor:
        return cursor.execute(
            f"select * exclude (computed_at) from {queries.metric_table(lake).sql()} order by day, account"
        ).fetchall()


def measure(days: list[Any], **more: Any) -> operations.Receipt:
    return operations.measure(lake=workspace_lake(), days=days, now=more.pop("now", NOW), **more)


def test_it_writes_a_row_for_every_account_and_day() -> None:
    aoi, bunta, _ = two_accounts()
    receipt = measure(WEEK)
    assert (receipt.days, receipt.rows, receipt.skipped) == (7, 14, 0)
    rows = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12))
    assert rows[aoi, "main"]["logins_28d"] == 2
    assert rows[bunta, "main"]["logins_28d"] == 0
    assert rows[aoi, "main"]["life"] == "active" and rows[aoi, "main"]["mrr"] == 50_000
    assert queries.latest_day(viewer=SYSTEM) == on(16)


def test_it_leaves_days_alone_that_are_right_already() -> None:
    two_accounts()
    measure(WEEK)
    again = measure([*WEEK, on(17)], now=LATER)
    assert (again.skipped, again.rows, again.everyone) == (7, 2, None)
    assert measure([*WEEK, on(17)], now=LATER).skipped == 8
    assert measure(WEEK, now=LATER, again=True).skipped == 0


def test_it_gives_the_same_rows_again() -> None:
    two_accounts()
    measure(WEEK)
    before = stored()
    assert before
    measure(WEEK, now=LATER, again=True)
    assert stored() == before
    for day in WEEK:
        measure([day], now=LATER, again=True)
    assert stored() == before


def test_it_measures_anew_after_a_late_event_a_record_or_a_release() -> None:
    aoi, _, send = two_accounts()
    measure(WEEK)
    send.event("signed in", on(9), key="aoi")
    assert measure(WEEK).corrected == {aoi: on(10)}
    field(aoi, "csm_feel", "low", on(11))
    assert measure(WEEK).corrected == {aoi: on(11)}
    chika = account("chika", start=on(14))
    assert measure(WEEK).corrected == {chika: on(14)}
    operations.save_metrics(
        viewer=SYSTEM, key="own", now=NOW,
        text="schema: banso/metric@1\nmetrics:\n  - {key: own_7d, name: 検索, kind: count, window: 7,"
        " shape: event_count, with: {names: [search]}}\n",
    )  # fmt: skip
    receipt = measure(WEEK)
    assert (receipt.skipped, receipt.release, receipt.everyone) == (0, 2, on(10))
    assert measure(WEEK).skipped == 7
    row = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12))[aoi, "main"]
    assert (row["own_7d"], row["csm_feel"], row["logins_7d"]) == (3, "low", 3)


def test_it_refuses_a_metric_whose_column_has_another_type() -> None:
    two_accounts()
    measure(WEEK)
    world = load_world()
    changed = replace(library()["logins_7d"], kind="rate")
    metrics = {**world.registry.metrics, "logins_7d": changed}
    with pytest.raises(ColumnTypeChanged):
        measure(WEEK, world=replace(world, registry=Registry(metrics)), again=True)


def test_it_replaces_the_rows_of_a_day_not_adds_to_them() -> None:
    two_accounts()
    month = [on(26 + i) for i in range(28)]  # February 2025, whole
    measure(month)
    measure([on(30)], again=True)
    measure(month, again=True)
    assert len(stored()) == 2 * 28
    assert MeasuredDay.objects.count() == 28


def test_it_says_under_which_release_a_day_was_made() -> None:
    two_accounts()
    measure(WEEK)
    stamp = queries.measured(viewer=SYSTEM, day=on(12))
    assert stamp is not None and (stamp.release, stamp.computed_at) == (1, NOW)
    assert queries.measured(viewer=SYSTEM, day=on(100)) is None


def test_it_measures_an_empty_workspace() -> None:
    assert measure(WEEK).rows == 0
    assert queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12)) == {}
    lonely = account("lonely")
    assert measure(WEEK).rows == 7
    row = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12))[lonely, "main"]
    assert row["life"] is None and row["logins_7d"] is None and row["approval_lead_days"] == 45
