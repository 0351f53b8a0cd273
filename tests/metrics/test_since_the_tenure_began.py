"""Set-up, first value and the first two weeks: counted from day zero of this tenure."""

from __future__ import annotations

from datetime import date

import pytest

from banso.metrics.world import FieldFact
from banso.revenue.life import Book
from tests.metrics.small import CONTRACTS, Small, line, on, usage_covered


def test_it_follows_set_up_step_by_step(small: Small) -> None:
    assert small.values("setup_progress_rate", on(0)) == [0.0]
    small.event("step one", on(2), on(9))
    small.event("step two", on(5))
    assert small.values("setup_progress_rate", on(1), on(2), on(4), on(5)) == [0.0, 0.5, 0.5, 1.0]
    assert small.values("setup_done_on", on(4), on(5), on(30)) == [None, on(5), on(5)]
    assert small.values("setup_done_days", on(4), on(5), on(30)) == [None, 5, 5]


def test_it_finds_the_first_value_and_the_time_to_it(small: Small) -> None:
    small.event("report shared", on(12), on(3))
    assert small.values("first_value_on", on(2), on(3), on(40)) == [None, on(3), on(3)]
    assert small.values("ttv_days", on(2), on(3), on(40)) == [None, 3, 3]


def test_it_begins_afresh_in_a_second_tenure(small: Small) -> None:
    small.having(books={1: Book([line("c1", on(0), on(31)), line("c2", on(231))])})
    small.event("step one", on(2))
    small.event("step two", on(2))
    small.event("report shared", on(3))
    assert small.row(on(100))["setup_done_on"] == on(2)  # ended: what was stays
    row = small.row(on(231))
    assert (row["setup_progress_rate"], row["setup_done_on"], row["first_value_on"]) == (
        0.0,
        None,
        None,
    )
    assert row["contract_gap_days"] == 200
    small.event("report shared", on(240))
    assert small.row(on(240))["ttv_days"] == 9


def test_it_counts_from_the_date_the_map_chooses(small: Small) -> None:
    small.having(values=[FieldFact(1, "service_start_on", on(10).isoformat())])
    small.event("report shared", on(14))
    row = small.row(on(20))
    assert (row["day_zero_on"], row["tenure_days"], row["ttv_days"]) == (on(10), 10, 4)
    assert row["billing_start_on"] == on(0)  # missing: the contract's start
    small.having(day_zero="billing_start_on")
    assert small.row(on(20))["tenure_days"] == 20


def test_it_lets_a_date_of_a_former_tenure_give_way(small: Small) -> None:
    small.having(
        books={1: Book([line("c1", on(0), on(31)), line("c2", on(231))])},
        values=[FieldFact(1, "service_start_on", on(5).isoformat(), from_on=on(5))],
    )
    assert small.row(on(20))["day_zero_on"] == on(5)
    row = small.row(on(240))
    assert (row["day_zero_on"], row["service_start_on"], row["tenure_days"]) == (
        on(231),
        on(231),
        9,
    )


def test_it_does_not_know_the_first_of_what_began_before_the_data(small: Small) -> None:
    small.having(coverage=[usage_covered(on(1)), CONTRACTS])
    small.event("report shared", on(3))
    row = small.row(on(5))
    assert row["first_value_on"] is None and row["setup_progress_rate"] is None
    small.having(coverage=[usage_covered(on(0)), CONTRACTS])
    assert small.row(on(5))["first_value_on"] == on(3)


def test_it_has_the_initial_use_rate_from_day_14_on(small: Small) -> None:
    small.having(books={1: Book([line(seats=4)])})
    small.event("search", on(0), user="u1")
    small.event("search", on(13), user="u2")
    small.event("search", on(14), user="u3")  # a day late
    small.event("signed in", on(2), user="u4")  # no use
    assert small.values("initial_use_rate", on(13), on(14), on(200)) == [None, 0.5, 0.5]


def test_it_takes_the_seats_of_day_14_and_caps_at_one(small: Small) -> None:
    small.having(books={1: Book([line(seats=10, end=on(5)), line("c2", on(5), seats=2)])})
    for user in ("u1", "u2", "u3"):
        small.event("search", on(1), user=user)
    assert small.values("initial_use_rate", on(14)) == [1.0]


def test_it_has_no_initial_use_rate_without_seats_or_data(small: Small) -> None:
    small.having(books={1: Book([line(seats=None)])})
    assert small.row(on(14))["initial_use_rate"] is None
    small.having(books={1: Book([line()])}, coverage=[usage_covered(on(1)), CONTRACTS])
    assert small.row(on(14))["initial_use_rate"] is None
    small.having(coverage=[usage_covered(last=on(12)), CONTRACTS])
    assert small.row(on(14))["initial_use_rate"] is None
    # What was measured then stays known after the data have ended.
    small.having(coverage=[usage_covered(last=on(13)), CONTRACTS])
    assert small.row(on(90))["initial_use_rate"] == pytest.approx(0.0)


def test_it_counts_use_before_the_contract_of_nobodys_tenure_only_then(small: Small) -> None:
    small.having(books={1: Book([line(start=on(30))])})
    small.event("search", on(10), user="u1")
    rows = small.rows(on(10), on(30))
    assert rows[1, on(10)]["life"] == "before"
    assert rows[1, on(10)]["active_users_28d"] == 1
    assert rows[1, on(10)]["tenure_days"] is None
    assert rows[1, on(30)]["active_users_28d"] == 0


def test_it_keeps_accounts_without_any_fact(small: Small) -> None:
    small.having(books={}, coverage=[])
    row = small.row(date(2024, 6, 1))
    assert row["life"] is None and row["logins_7d"] is None
