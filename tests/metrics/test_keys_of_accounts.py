"""Which events are an account's: keys with dates, merges, keys known later, batches not committed."""

from __future__ import annotations

from banso.metrics.world import AccountFact, KeyFact
from banso.revenue.life import Book
from tests.metrics.small import CONTRACTS, SOURCE, Small, line, on, usage_covered


def test_it_counts_an_unknown_key_from_the_day_it_is_known(small: Small) -> None:
    small.event("signed in", on(3), key="tenant-9")
    assert small.row(on(5))["logins_28d"] == 0
    small.having(keys=[*small.world.keys, KeyFact(SOURCE, "tenant-9", 1)])
    assert small.row(on(5))["logins_28d"] == 1


def test_it_adds_up_two_keys_of_one_account(small: Small) -> None:
    small.having(keys=[KeyFact(SOURCE, "a", 1), KeyFact(SOURCE, "b", 1)])
    small.event("search", on(3), key="a", user="u1")
    small.event("search", on(3), key="b", user="u2")
    small.event("search", on(3), key="b", user="u1")
    row = small.row(on(3))
    assert (row["use_events_28d"], row["active_users_28d"], row["active_days_7d"]) == (3, 2, 1)


def test_it_gives_a_key_to_whom_it_belonged_on_the_day(small: Small) -> None:
    small.having(
        accounts=[AccountFact(1, on(0)), AccountFact(2, on(0))],
        books={1: Book([line()]), 2: Book([line()])},
        keys=[KeyFact(SOURCE, "a", 1, None, on(10)), KeyFact(SOURCE, "a", 2, on(10), None)],
    )
    small.event("signed in", on(9), on(10))
    rows = small.rows(on(12))
    assert rows[1, on(12)]["logins_28d"] == 1
    assert rows[2, on(12)]["logins_28d"] == 1
    assert rows[1, on(12)]["days_since_login"] == 3
    assert rows[2, on(12)]["days_since_login"] == 2


def test_it_knows_nothing_of_an_account_without_a_key(small: Small) -> None:
    small.having(keys=[KeyFact("crm", "C-1", 1)])
    assert small.row(on(5))["logins_28d"] is None


def test_it_needs_the_coverage_of_every_key_in_its_own_time(small: Small) -> None:
    old = KeyFact("old app", "x", 1, None, on(20))
    small.having(
        books={1: Book([line(start=on(-100))])},
        keys=[old, KeyFact(SOURCE, "a", 1, on(20), None)],
        coverage=[
            usage_covered(on(-100), on(19), "old app"), usage_covered(on(20)), CONTRACTS,
        ],
    )  # fmt: skip
    small.event("signed in", on(19), source="old app", key="x")
    small.event("signed in", on(20))
    assert small.values("logins_7d", on(19), on(20), on(25), on(26)) == [1, 2, 2, 1]
    # A hole of one day between the two makes the windows over it unknown.
    small.having(
        coverage=[usage_covered(on(-100), on(18), "old app"), usage_covered(on(20)), CONTRACTS]
    )
    assert small.values("logins_7d", on(18), on(19), on(25), on(26)) == [0, None, None, 1]


def test_it_does_not_see_a_batch_that_is_not_committed(small: Small) -> None:
    small.event("signed in", on(3), batch="half done")
    assert small.having(hidden=frozenset({"half done"})).row(on(3))["logins_7d"] == 0
    assert small.having(hidden=frozenset()).row(on(3))["logins_7d"] == 1


def test_it_counts_an_event_sent_twice_once(small: Small) -> None:
    from datetime import UTC, datetime

    from banso.events.definitions import EventRow

    row = EventRow(datetime(2025, 1, 9, 3, tzinfo=UTC), SOURCE, "m-1", "a", "signed in", "u1")
    small.append([row])
    small.append([row])
    assert small.row(on(3))["logins_7d"] == 1
