"""Holidays by rule, and what they do to the use of the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from simulator.calendar import OFFSETS, is_worked, japanese_holidays, work_factor

Table = Callable[[str], list[dict[str, str]]]


@pytest.mark.parametrize(
    ("year", "count", "some"),
    [
        # 内閣府 publishes the days of each year; counts and the odd ones are from there.
        (2024, 21, ["2024-02-12", "2024-03-20", "2024-05-06", "2024-08-12", "2024-09-22", "2024-09-23", "2024-11-04"]),
        (2025, 19, ["2025-02-24", "2025-03-20", "2025-05-06", "2025-09-23", "2025-11-24"]),
        (2026, 18, ["2026-03-20", "2026-05-06", "2026-09-21", "2026-09-22", "2026-09-23"]),
    ],
)  # fmt: skip
def test_holidays_are_those_of_the_law(year: int, count: int, some: list[str]) -> None:
    found = {d.isoformat() for d in japanese_holidays(year)}
    assert set(some) <= found
    assert len(found) == count


def test_offices_rest_at_weekends_holidays_and_the_turn_of_the_year() -> None:
    assert is_worked(date(2026, 4, 1))
    for rest in ("2026-04-04", "2026-04-29", "2025-12-29", "2025-12-31", "2026-01-02"):
        assert not is_worked(date.fromisoformat(rest)), rest
    assert is_worked(date(2025, 12, 29), "US") and not is_worked(date(2025, 7, 4), "US")
    assert 0 < work_factor(date(2026, 4, 30)) < work_factor(date(2026, 4, 28)) == 1


def test_use_follows_working_days_and_working_hours_of_the_place(table: Table) -> None:
    countries = {a["account_id"]: a["country"] for a in table("accounts")}
    days: Counter[date] = Counter()
    at_night = total = 0
    for event in table("events-*"):
        country = countries.get(event["account_id"])
        if country is None:
            continue
        local = datetime.fromisoformat(event["at"]) + timedelta(hours=OFFSETS[country])
        total += 1
        at_night += local.hour < 6
        if country == "JP":
            days[local.date()] += 1
    assert at_night / total < 0.01
    worked = [n for d, n in days.items() if work_factor(d) == 1]
    rested = [days[d] for d in days if not is_worked(d)]
    golden = [days[date(2025, 4, 30)], days[date(2025, 5, 1)], days[date(2025, 5, 2)]]
    mean = sum(worked) / len(worked)
    assert sum(rested) / len(rested) < 0.12 * mean
    assert all(0.2 * mean < n < 0.8 * mean for n in golden)
    assert days[date(2026, 1, 1)] < 0.12 * mean
