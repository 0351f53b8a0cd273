"""Counts of events in windows of local days: edges, nothing, and not known."""

from __future__ import annotations

from datetime import date

from banso.revenue.life import Book
from tests.metrics.small import Small, line, on, usage_covered


def test_it_counts_one_login_on_its_own_day(small: Small) -> None:
    small.event("signed in", on(10))
    row = small.row(on(10))
    assert (row["logins_7d"], row["logins_28d"], row["days_since_login"]) == (1, 1, 0)


def test_it_says_zero_where_the_source_was_listening_and_nothing_came(small: Small) -> None:
    row = small.row(on(40))
    assert (row["logins_7d"], row["logins_28d"], row["exports_28d"], row["active_days_7d"]) == (
        0,
        0,
        0,
        0,
    )
    assert row["days_since_login"] is None


def test_it_counts_the_first_day_of_a_window_and_not_the_one_before(small: Small) -> None:
    small.event("signed in", on(10))
    assert small.values("logins_7d", on(9), on(10), on(16), on(17)) == [0, 1, 1, 0]
    assert small.values("logins_28d", on(9), on(37), on(38)) == [0, 1, 0]
    assert small.values("days_since_login", on(9), on(38)) == [None, 28]


def test_it_takes_the_local_day_not_the_day_in_greenwich(small: Small) -> None:
    small.event("signed in", on(10), at="00:00")
    small.event("signed in", on(10), at="23:59")
    assert small.values("logins_7d", on(9), on(10)) == [0, 2]


def test_it_is_unknown_while_the_window_reaches_before_the_data(small: Small) -> None:
    small.having(
        coverage=[usage_covered(on(100)), *small.world.coverage[1:]],
        books={1: Book([line(start=date(2023, 1, 1))])},
    )
    small.event("signed in", on(100))
    assert small.values("logins_7d", on(99), on(100), on(105), on(106)) == [None, None, None, 1]
    assert small.values("logins_28d", on(126), on(127)) == [None, 1]


def test_it_needs_only_the_part_of_the_window_after_day_zero(small: Small) -> None:
    small.having(coverage=[usage_covered(on(0)), *small.world.coverage[1:]])
    assert small.values("logins_28d", on(0), on(3)) == [0, 0]
    small.having(coverage=[usage_covered(on(1)), *small.world.coverage[1:]])
    assert small.values("logins_28d", on(3), on(27), on(28)) == [None, None, 0]


def test_it_is_unknown_after_the_data_end(small: Small) -> None:
    small.having(coverage=[usage_covered(last=on(20)), *small.world.coverage[1:]])
    small.event("signed in", on(20))
    assert small.values("logins_7d", on(20), on(21)) == [1, None]
    assert small.values("days_since_login", on(20), on(21)) == [0, None]


def test_it_is_unknown_where_no_usage_is_connected(small: Small) -> None:
    small.having(coverage=[])
    small.event("signed in", on(10))
    row = small.row(on(12))
    assert row["logins_7d"] is None and row["active_users_28d"] is None


def test_it_is_unknown_when_the_catalogue_names_no_such_event(small: Small) -> None:
    from banso.metrics.catalogue import Catalogue

    small.having(catalogue=Catalogue())
    small.event("signed in", on(10))
    assert small.row(on(12))["logins_7d"] is None


def test_it_counts_distinct_days_once(small: Small) -> None:
    small.event("search", on(10), on(10), on(12))
    small.event("signed in", on(13))  # a login is no use in this catalogue
    assert small.values("active_days_7d", on(12), on(16), on(17), on(18), on(19)) == [2, 2, 1, 1, 0]


def test_it_gives_unlisted_and_own_events_no_meaning(small: Small) -> None:
    small.event("heartbeat", on(10))
    small.event("never heard of", on(10))
    small.event("banso.task.done", on(10))
    row = small.row(on(10))
    assert (row["use_events_28d"], row["logins_28d"], row["active_users_28d"]) == (0, 0, 0)
    assert row["users_seen_90d"] == 1  # seen, though nothing they did is use


def test_it_counts_exports(small: Small) -> None:
    small.event("data out", on(10), times=3)
    assert small.values("exports_28d", on(37), on(38)) == [3, 0]


def test_it_counts_only_the_present_tenure(small: Small) -> None:
    small.having(books={1: Book([line("c1", on(0), on(31)), line("c2", on(231))])})
    small.event("signed in", on(30), on(232))
    assert small.row(on(30))["logins_28d"] == 1
    assert small.row(on(40))["logins_28d"] == 1  # ended: still what happened
    assert small.values("days_since_login", on(231), on(233)) == [None, 1]
    assert small.values("logins_28d", on(231), on(233)) == [0, 1]
