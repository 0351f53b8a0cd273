"""For how many accounts a number is known, and the reason it is not for the others."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import operations
from banso.metrics.coverage import coverage_of
from tests.metrics.records import NOW, SYSTEM, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture(autouse=True)
def _measured(workspace: object) -> None:
    two_accounts()
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)


def why(key: str) -> tuple[int, dict[str, int]]:
    found = coverage_of(viewer=SYSTEM, lake=workspace_lake(), key=key, day=on(12))
    assert found.unknown == sum(r.accounts for r in found.reasons)
    assert all(r.text.ja and r.text.en for r in found.reasons)
    return found.known, {r.id: r.accounts for r in found.reasons}


def test_it_counts_who_has_a_value_and_who_has_not() -> None:
    known, reasons = why("mrr_per_seat")
    assert known >= 1 and known + sum(reasons.values()) == 2


def test_it_names_what_is_not_connected() -> None:
    assert why("goals_reached_365d") == (0, {"no-source": 2})
    assert why("tickets_open") == (0, {"not-covered": 2})
    assert why("tickets_per_seat_28d")[1] == {"unknown:tickets_opened_28d": 2}


def test_it_names_a_role_the_catalogue_does_not_have() -> None:
    text = "schema: banso/catalogue@1\nevents:\n  - {event: search, roles: [use]}\n"
    operations.save_catalogue(viewer=SYSTEM, text=text, now=NOW)
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
    assert why("orders_28d") == (0, {"no-event": 2})


def test_it_says_nothing_of_a_day_without_rows() -> None:
    found = coverage_of(viewer=SYSTEM, lake=workspace_lake(), key="mrr", day=on(90))
    assert (found.known, found.unknown, found.reasons) == (0, 0, ())
