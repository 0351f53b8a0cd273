"""Weeks running, and use against the account's own habit."""

from __future__ import annotations

import statistics

import pytest

from banso.revenue.life import Book
from tests.metrics.small import CONTRACTS, Small, line, on, usage_covered

# on(0) is a Monday, so week w is on(7 w) … on(7 w + 6).


def week(number: int, *days: int) -> list[object]:
    return [on(7 * number + d) for d in days]


def test_it_counts_complete_weeks_back_from_the_last_that_is_over(small: Small) -> None:
    small.event("search", *week(0, 0, 1, 2), *week(1, 0, 3, 6), *week(2, 4, 5, 6))
    assert small.values("weeks_running_3_days", on(5), on(6), on(13), on(20), on(26), on(27)) == [
        0, 1, 2, 3, 3, 0,
    ]  # fmt: skip


def test_it_breaks_at_a_week_with_two_days(small: Small) -> None:
    small.event("search", *week(0, 0, 1, 2), *week(1, 0, 1), *week(2, 0, 1, 2), *week(3, 0, 1, 2))
    small.event("search", *week(1, 1), times=5)
    assert small.values("weeks_running_3_days", on(13), on(20), on(27)) == [0, 1, 2]


def test_it_takes_the_days_of_the_tenure_within_a_week(small: Small) -> None:
    small.having(books={1: Book([line(start=on(3))])})
    small.event("search", *week(0, 1, 2, 3, 4))
    assert small.values("weeks_running_3_days", on(6)) == [0]
    small.event("search", *week(0, 6))
    assert small.values("weeks_running_3_days", on(6)) == [1]


def test_it_is_unknown_when_the_last_week_is_not_in_the_data(small: Small) -> None:
    small.having(
        books={1: Book([line(start=on(-200))])}, coverage=[usage_covered(on(3)), CONTRACTS]
    )
    small.event("search", *week(0, 3, 4, 5), *week(1, 0, 1, 2))
    # The week the data begin in counts when what was seen suffices.
    assert small.values("weeks_running_3_days", on(6), on(12), on(13)) == [None, None, 2]


def test_it_starts_again_with_a_second_tenure(small: Small) -> None:
    small.having(books={1: Book([line("c1", on(0), on(14)), line("c2", on(70))])})
    small.event("search", *week(0, 0, 1, 2), *week(1, 0, 1, 2), *week(10, 0, 1, 2))
    assert small.values("weeks_running_3_days", on(13), on(76)) == [2, 1]


def habit(small: Small, *counts: int) -> None:
    """Use events on the Mondays of weeks 0, 1, …"""
    for number, count in enumerate(counts):
        if count:
            small.event("search", on(7 * number), times=count)


def test_it_compares_the_last_seven_days_with_the_eight_weeks_before(small: Small) -> None:
    before = [10, 12, 8, 10, 14, 6, 10, 12]
    habit(small, *before, 3)
    expected = (3 - statistics.mean(before)) / statistics.stdev(before)
    assert small.values("use_vs_own_baseline", on(62)) == [pytest.approx(expected)]


def test_it_has_a_floor_for_the_spread(small: Small) -> None:
    habit(small, *[100] * 8, 80)
    assert small.values("use_vs_own_baseline", on(62)) == [pytest.approx(-2.0)]  # 10 % of the mean
    habit(small, *[0] * 9)


def test_it_has_a_floor_of_one_event(small: Small) -> None:
    habit(small, *[2] * 8, 0)
    assert small.values("use_vs_own_baseline", on(62)) == [pytest.approx(-2.0)]


def test_it_needs_six_weeks(small: Small) -> None:
    habit(small, 4, 6, 4, 6, 4, 6, 9)
    before = [4, 6, 4, 6, 4, 6]
    expected = (9 - 5) / statistics.stdev(before)
    assert small.values("use_vs_own_baseline", on(47), on(48)) == [None, pytest.approx(expected)]


def test_it_says_no_change_for_an_account_that_never_used_anything(small: Small) -> None:
    assert small.values("use_vs_own_baseline", on(62)) == [0.0]


def test_it_does_not_compare_with_weeks_outside_the_data(small: Small) -> None:
    small.having(
        books={1: Book([line(start=on(-400))])}, coverage=[usage_covered(on(7)), CONTRACTS]
    )
    habit(small, *[5] * 8)
    assert small.values("use_vs_own_baseline", on(54), on(55)) == [None, 0.0]


def test_it_does_not_compare_with_a_former_tenure(small: Small) -> None:
    small.having(books={1: Book([line("c1", on(0), on(40)), line("c2", on(80))])})
    habit(small, *[5] * 20)
    assert small.values("use_vs_own_baseline", on(70), on(80), on(127), on(128)) == [
        0.0, None, None, pytest.approx(0.0),
    ]  # fmt: skip
