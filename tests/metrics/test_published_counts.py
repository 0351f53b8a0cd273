"""Two simulated products against published tables: every row, no tolerance (tests/data/fightchurn)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from banso.events.queries import visible
from banso.metrics.computing import rows_of_days
from tests.metrics.products import expected, load, our_day, world_of

OWN = """schema: banso/metric@1
metrics:
  - {key: search_28d, name: Searches, kind: count, window: 28, shape: event_count, with: {names: [search], tenure: any}}
  - {key: like_28d, name: Likes, kind: count, window: 28, shape: event_count, with: {names: [like], tenure: any}}
  - {key: users_28d, name: Users, kind: count, window: 28, shape: distinct_users, with: {role: any, tenure: any}}
  - {key: events_7d, name: Events, kind: count, window: 7, shape: event_count, with: {role: any, tenure: any}}
"""

Rows = dict[tuple[int, date], dict[str, Any]]
Measure = Callable[[Iterable[date]], Rows]


@pytest.fixture(scope="module")
def crm5(tmp_path_factory: pytest.TempPathFactory) -> Measure:
    return measurer("crm5", tmp_path_factory)


@pytest.fixture(scope="module")
def socialnet7(tmp_path_factory: pytest.TempPathFactory) -> Measure:
    return measurer("socialnet7", tmp_path_factory)


def measurer(product: str, folders: pytest.TempPathFactory) -> Measure:
    lake, world = load(product, folders.mktemp(product) / "lake"), world_of(product, OWN)
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def events(span: tuple[date, date] | None) -> str:
        return visible(lake=lake, days=span)

    def measure(days: Iterable[date]) -> Rows:
        with lake.cursor() as cursor:
            select, values = rows_of_days(
                cursor, world, events=events, days=sorted(set(days)), now=now
            )
            found = cursor.execute(select, values)
            names = [d[0] for d in found.description]
            listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return {(r["account"], r["day"]): r for r in listed}

    return measure


def mismatches(
    table: list[dict[str, str]], column: str, measure: Measure, metric: str
) -> list[object]:
    """Rows of the published table we differ from, and rows of ours it does not have."""
    rows = measure(our_day(r["metric_date"]) for r in table)
    theirs = {(int(r["account_id"]), our_day(r["metric_date"])): int(r[column]) for r in table}
    ours = {place: row[metric] for place, row in rows.items() if row[metric]}
    return [*(set(theirs.items()) ^ set(ours.items()))]


def test_it_counts_searches_of_28_days_as_published(crm5: Measure) -> None:
    table = expected("crm5", "listing_3_2_search_count_28d_weekly.csv")
    assert len(table) == 1498 and sum(int(r["n_search"]) for r in table) == 69_438
    assert mismatches(table, "n_search", crm5, "search_28d") == []


def test_it_counts_distinct_users_of_28_days_as_published(crm5: Measure) -> None:
    table = expected("crm5", "listing_7_9_active_users_28d_weekly.csv")
    assert len(table) == 2400 and sum(int(r["n_distinct_users"]) for r in table) == 47_863
    assert mismatches(table, "n_distinct_users", crm5, "users_28d") == []


def test_it_counts_likes_of_28_days_as_published(socialnet7: Measure) -> None:
    table = expected("socialnet7", "listing_3_2_like_count_28d_weekly.csv")
    assert mismatches(table, "n_like", socialnet7, "like_28d") == []


@pytest.mark.parametrize("product", ["crm5", "socialnet7"])
def test_it_finds_the_activity_churn_as_published(
    product: str, request: pytest.FixtureRequest
) -> None:
    measure: Measure = request.getfixturevalue(product)
    table = expected(product, "listing_2_3_activity_churn.csv")
    rows = measure(our_day(r[end]) for r in table for end in ("from", "to"))

    def active(text: str) -> set[int]:
        return {a for (a, d), row in rows.items() if d == our_day(text) and row["events_7d"]}

    for row in table:
        there, later = active(row["from"]), active(row["to"])
        assert (len(there), len(there - later)) == (int(row["n_start"]), int(row["n_churn"]))


@pytest.mark.parametrize("product", ["crm5", "socialnet7"])
def test_it_finds_accounts_and_mrr_of_each_month_as_published(
    product: str, request: pytest.FixtureRequest
) -> None:
    measure: Measure = request.getfixturevalue(product)
    accounts = {r["from"]: r for r in expected(product, "listing_2_2_churn_rate.csv")}
    table = {
        date.fromisoformat(r["from"]): r for r in expected(product, "listing_2_1_net_retention.csv")
    }
    rows = measure(table)  # contract days are whole days: no shift
    for day, published in table.items():
        running = [r for (_, d), r in rows.items() if d == day and r["life"] == "active"]
        assert len(running) == int(accounts[published["from"]]["n_start"])
        assert sum(r["mrr"] for r in running) == float(published["start_mrr"])


@pytest.mark.parametrize(("product", "day"), [("crm5", "2022-09-01"), ("socialnet7", "2020-05-01")])
def test_it_finds_the_tenure_as_published(
    product: str, day: str, request: pytest.FixtureRequest
) -> None:
    measure: Measure = request.getfixturevalue(product)
    table = expected(product, f"listing_3_12_tenure_{day}.csv")
    rows = measure([date.fromisoformat(day)])
    ours = {
        a: row["tenure_days"] for (a, _), row in rows.items() if row["life"] == "active"
    }  # theirs leaves out accounts within their grace
    assert ours == {int(r["account_id"]): int(r["subscriber_tenure_days"]) for r in table}
