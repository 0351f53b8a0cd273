"""Numbers of comings, goings, steps and sessions open to the events that make them."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import behind, operations
from banso.metrics.definitions import library
from tests.metrics.records import NOW, SYSTEM, covered, ticket, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
KINDS = ("events", "contracts", "tickets", "moments", "field", "none")


@pytest.fixture
def aoi() -> int:
    account, _, _ = two_accounts()
    covered("tickets", "desk")
    ticket(account, "T-1", on(5), "urgent")
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
    return account


def opened(metric: str, account: int) -> behind.Behind:
    return behind.rows_behind(
        viewer=SYSTEM, lake=workspace_lake(), metric=metric, account=account, day=on(12)
    )


def test_it_opens_a_number_of_every_shape(aoi: int) -> None:
    for metric in {m.shape: m for m in library()}.values():
        found = opened(metric.key, aoi)
        assert found.kind in KINDS, metric.key
        if metric.how.stage == "usage" and metric.kind == "count" and found.value:
            assert found.total > 0 or "unused" in metric.shape or "left" in metric.shape, metric.key


def test_it_shows_who_is_new(aoi: int) -> None:
    found = opened("new_users_28d", aoi)
    assert found.value == len(found.groups) == 1
    assert found.groups[0].label == "u1" and found.groups[0].first_on is not None
    assert opened("stopped_users_28d", aoi).groups == ()


def test_it_shows_the_two_windows_of_a_trend(aoi: int) -> None:
    found = opened("use_events_trend_28d", aoi)
    assert [name for name, _ in found.parts] == ["use_events_28d", "use_events_28d_before"]
    assert opened("seats_left", aoi).parts[:2] == (("seats", 10), ("seats_assigned", None))


def test_it_shows_the_tickets_that_are_old(aoi: int) -> None:
    assert [t.key for t in opened("tickets_open", aoi).tickets] == ["T-1"]
    assert opened("tickets_open_over_30_days", aoi).tickets == ()
