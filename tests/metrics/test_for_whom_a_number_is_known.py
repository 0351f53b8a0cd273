"""For how many accounts a number is known, and how it lay over the days before, within the viewer's scope."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import knowing, operations
from banso.workspace.viewer import Role, Viewer
from tests.metrics.records import NOW, SYSTEM, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def measured() -> tuple[int, int]:
    aoi, bunta, _ = two_accounts()
    operations.measure(lake=workspace_lake(), days=[on(5), on(12)], now=NOW)
    return aoi, bunta


def test_it_counts_every_number_at_once(measured: tuple[int, int]) -> None:
    found = knowing.known_on(viewer=SYSTEM, lake=workspace_lake(), day=on(12))
    assert found.accounts == 2
    assert (found.known["mrr"], found.known["days_since_login"], found.known["nps_last"]) == (
        2,
        1,
        0,
    )


def test_it_counts_only_what_the_viewer_may_see(measured: tuple[int, int]) -> None:
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({measured[1]}))
    found = knowing.known_on(viewer=partner, lake=workspace_lake(), day=on(12))
    assert (found.accounts, found.known["days_since_login"]) == (1, 0)
    lay = knowing.lay_of(viewer=partner, lake=workspace_lake(), key="active_days_7d", days=[on(12)])
    assert [(x.known, x.middle) for x in lay] == [(1, 0)]


def test_it_says_how_a_number_lay(measured: tuple[int, int]) -> None:
    days = [on(4), on(5), on(12)]
    lay = knowing.lay_of(viewer=SYSTEM, lake=workspace_lake(), key="active_days_7d", days=days)
    assert [(x.day, x.low, x.middle, x.high) for x in lay] == [
        (on(5), 0.25, 0.5, 0.75),
        (on(12), 0.75, 1.5, 2.25),
    ]
