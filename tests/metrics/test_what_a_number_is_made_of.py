"""Every number opens: its formula in both languages, and the rows behind it."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import behind, operations, queries
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.ground.remembered import remembered
from tests.metrics.records import NOW, SYSTEM, covered, ticket, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")


def opened(metric: str, account: int, day: int = 12) -> behind.Behind:
    return behind.rows_behind(
        viewer=SYSTEM, lake=workspace_lake(), metric=metric, account=account, day=on(day)
    )


@pytest.fixture
def aoi() -> int:
    return measured()


@remembered
def measured() -> int:
    account, _, _ = two_accounts()
    covered("tickets", "desk")
    ticket(account, "T-1", on(5), "urgent")
    ticket(account, "T-2", on(6))
    operations.measure(lake=workspace_lake(), days=[on(i) for i in range(20)], now=NOW)
    return account


def test_it_shows_the_events_of_the_window(aoi: int) -> None:
    found = opened("logins_28d", aoi)
    assert (found.value, found.total, len(found.events)) == (2, 2, 2)
    assert found.events[0].day == on(12) and found.events[0].batch == "made"
    assert {e.name for e in found.events} == {"signed in"}
    assert (found.first, found.last) == (on(0), on(12))  # not before the contract


def test_it_shows_what_a_distinct_count_counts(aoi: int) -> None:
    found = opened("active_users_28d", aoi)
    assert found.value == len(found.groups) == 1
    assert (found.groups[0].label, found.groups[0].events, found.groups[0].last_on) == (
        "u1",
        3,
        on(12),
    )
    found = opened("active_days_7d", aoi)
    assert found.value == len(found.groups) == 3
    found = opened("features_used_28d", aoi)
    assert [g.label for g in found.groups] == ["search"]
    assert opened("users_seen_90d", aoi).value == len(opened("users_seen_90d", aoi).groups) == 2


def test_it_shows_the_parts_of_a_rate(aoi: int) -> None:
    found = opened("active_seat_rate_28d", aoi)
    assert found.value == 0.1
    assert found.parts == (("active_users_28d", 1), ("seats", 10))
    assert found.total == 3


def test_it_shows_the_last_login_behind_the_days_since(aoi: int) -> None:
    found = opened("days_since_login", aoi, day=15)
    assert found.value == 3 and [e.day for e in found.events] == [on(12)]


def test_it_shows_contract_lines_and_tickets(aoi: int) -> None:
    found = opened("mrr", aoi)
    assert sum(line.mrr_minor for line in found.contracts) == found.value == 50_000
    assert len(opened("life", aoi).contracts) == 1
    found = opened("urgent_tickets_open", aoi)
    assert found.value == 1 and [t.key for t in found.tickets] == ["T-1"]
    assert opened("tickets_opened_28d", aoi).total == 2


def test_it_has_nothing_behind_a_number_without_a_source(aoi: int) -> None:
    assert opened("goals_reached_365d", aoi).kind == "none"
    assert opened("approval_lead_days", aoi).kind == "field"


def test_it_refuses_an_account_outside_the_scope(aoi: int) -> None:
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({aoi + 1}))
    with pytest.raises(NotAllowed):
        behind.rows_behind(
            viewer=partner, lake=workspace_lake(), metric="mrr", account=aoi, day=on(12)
        )


def test_it_puts_every_metric_into_words_in_both_languages(aoi: int) -> None:
    for metric in queries.registry(viewer=SYSTEM):
        help_ = queries.metric_help(viewer=SYSTEM, key=metric.key, day=on(12))
        assert help_ is not None
        for text in (help_.name, help_.help, help_.formula, help_.period, help_.missing):
            assert text.ja and text.en, metric.key
            assert "{" not in text.ja + text.en and "None" not in text.ja + text.en, metric.key
        assert help_.release == 1 and help_.computed_at == NOW


def test_it_names_the_events_it_counts(aoi: int) -> None:
    help_ = queries.metric_help(viewer=SYSTEM, key="logins_28d")
    assert help_ is not None and help_.events == ("signed in",)
    assert help_.formula.ja == "直近28日間のログインの件数"
    assert help_.formula.en == "Number of login events in the last 28 days"
    rate = queries.metric_help(viewer=SYSTEM, key="seats_used_rate")
    assert rate is not None
    assert rate.formula.en == "Seats assigned (else Users seen (90 d)) ÷ Seats"
    assert queries.metric_help(viewer=SYSTEM, key="goals_reached_365d").connected is False  # type: ignore[union-attr]
    assert queries.metric_help(viewer=SYSTEM, key="no_such") is None
