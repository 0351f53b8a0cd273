"""The map on a day: accounts and MRR by phase, behaviour, flows, those who left, who may see what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from banso.journey import queries
from banso.journey.maps import NoMap
from banso.journey.views import MapView, PhaseColumn
from banso.journey.words import unnamed
from banso.workspace.viewer import Role, Viewer
from tests.ground.remembered import remembered
from tests.journey_store.worlds import (
    D0,
    NOW,
    SYSTEM,
    account,
    close,
    field,
    lake,
    made,
    on,
)

pytestmark = pytest.mark.usefixtures("workspace")


def seen(day: int, *, viewer: Viewer = SYSTEM, since: int = 0, **more: Any) -> MapView:
    return queries.map_view(viewer=viewer, lake=lake(), day=on(day), period_first=on(since), **more)


def column(view: MapView, key: str) -> PhaseColumn:
    return next(p for p in view.phases if p.key == key)


@remembered
def some() -> dict[str, int]:
    """Four accounts: one quick, one slow, one not begun by day 20, one older than the data."""
    made()
    found = {
        "quick": account("quick", on(0), mrr=100),
        "slow": account("slow", on(0), mrr=200),
        "later": account("later", on(30), mrr=400, made_at=NOW - timedelta(days=300)),
        "old": account("old", D0 - timedelta(days=300), mrr=800),
    }
    field(found["quick"], "seats_assigned", 12, 5)
    field(found["old"], "seats_assigned", 20, -90)
    close(0, 60)
    return found


def test_it_counts_accounts_and_money_by_phase_and_track() -> None:
    some()
    view = seen(12)
    first, second = column(view, "first").counts, column(view, "second").counts
    assert (first.accounts, first.mrr_minor, first.behind) == (1, 200, 1)
    assert (second.accounts, second.mrr_minor, second.no_limit, second.start_unseen) == (
        2,
        900,
        2,
        1,
    )
    assert (view.customers, view.mrr_minor, view.nowhere) == (3, 1100, 1)
    assert column(seen(25), "first").counts.stuck == 1


def test_every_account_of_the_day_is_in_one_place() -> None:
    found = some()
    for day in (0, 12, 40, 60):
        view = seen(day)
        assert sum(p.counts.accounts for p in view.phases) + view.nowhere == len(found)


def test_behaviour_is_seen_not_seen_or_unknown() -> None:
    found = some()
    field(found["later"], "seats_assigned", 0, 31)
    close(31, 60)
    shown = column(seen(40), "first").behaviours[0]
    assert (shown.seen, shown.not_seen, shown.unknown, shown.share) == (0, 1, 1, 0.0)
    cell = queries.cell_accounts(
        viewer=SYSTEM, lake=lake(), day=on(40), phase="first", behaviour=0, truth=None
    )
    assert [row.account_id for row in cell.rows] == [found["slow"]]


def test_flows_are_the_steps_of_the_period_without_placements() -> None:
    some()
    flows = {(f.source, f.target): f.steps for f in seen(60).flows}
    assert flows == {("", "first"): 3, ("first", "second"): 1}
    assert seen(60, since=6).flows[0].target == "first"
    assert [f.steps for f in seen(60, since=6).flows] == [1]


def test_who_left_is_lost_for_a_year_and_then_older() -> None:
    made(until=600)
    gone = account("gone", on(0), on(40), mrr=300, auto_renew=True)
    doubtful = account("doubtful", on(0), mrr=500)
    from banso.revenue.models import ContractLine

    ContractLine.objects.filter(account_id=gone).update(notice_given_on=on(20))
    field(doubtful, "leaving_intent", "considering", 30)
    close(0, 420)
    lost = column(seen(60), "gone").departed
    assert lost is not None
    assert (lost.at_stake, lost.at_stake_minor, lost.lost, lost.lost_minor) == (1, 500, 1, 300)
    older = column(seen(420), "gone")
    assert older.departed is not None
    assert (older.departed.lost, older.departed.older, older.counts.accounts) == (0, 1, 1)
    cell = queries.cell_accounts(viewer=SYSTEM, lake=lake(), day=on(420), phase="gone", older=True)
    assert [row.account_id for row in cell.rows] == [gone]


def test_a_partner_counts_only_the_accounts_they_may_see() -> None:
    found = some()
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({found["slow"]}))
    view = seen(12, viewer=partner)
    assert (view.customers, view.mrr_minor, view.nowhere) == (1, 200, 0)
    assert seen(60, viewer=partner).flows == (queries_flow("", "first"),)
    cell = queries.cell_accounts(viewer=partner, lake=lake(), day=on(12), phase="second")
    assert (cell.total, cell.rows) == (0, ())


def queries_flow(source: str, target: str) -> Any:
    from banso.journey.views import Flow

    return Flow(source, target, 1, 1)


def test_a_cell_lists_the_worst_and_longest_first_with_what_they_lack() -> None:
    found = some()
    cell = queries.cell_accounts(viewer=SYSTEM, lake=lake(), day=on(45), phase="first")
    assert [row.account_id for row in cell.rows] == [found["slow"], found["later"]]
    worst = cell.rows[0]
    assert (worst.track, worst.days, worst.over_days) == ("stuck", 45, 35)
    assert worst.success is not None and worst.success["root"]["with"] == {"seats_assigned": None}
    only = queries.cell_accounts(
        viewer=SYSTEM, lake=lake(), day=on(45), phase="first", track="behind", limit=1
    )
    assert (only.total, only.rows[0].account_id) == (1, found["later"])


def test_the_trend_is_the_map_of_each_day() -> None:
    some()
    days = queries.trend(viewer=SYSTEM, lake=lake(), first=on(0), last=on(60))
    assert len(days) == 61
    assert days[12].accounts == {"": 1, "first": 1, "second": 2}
    assert days[12].mrr_minor["second"] == 900


def test_without_a_map_there_is_no_view() -> None:
    with pytest.raises(NoMap):
        seen(0)


def test_every_kpi_and_play_the_registry_knows_has_a_name() -> None:
    assert unnamed() == set()
