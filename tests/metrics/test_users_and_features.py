"""Distinct users, features and departments in a window, and their rates to seats and entitlements."""

from __future__ import annotations

import pytest

from banso.metrics.world import FieldFact, PlanFact, UserFact
from banso.revenue.life import Book
from tests.metrics.small import Small, line, on


def test_it_counts_each_user_once_in_28_days(small: Small) -> None:
    small.event("search", on(1), on(2), on(20), user="u1")
    small.event("report made", on(5), user="u2")
    small.event("search", on(6), user=None)  # nobody we could tell from another
    assert small.values("active_users_28d", on(0), on(1), on(5), on(32), on(33), on(47), on(48)) == [
        0, 1, 2, 2, 1, 1, 0,
    ]  # fmt: skip


def test_it_tells_users_of_two_sources_apart(small: Small) -> None:
    from banso.metrics.world import CoverageFact, KeyFact

    small.having(
        keys=[*small.world.keys, KeyFact("phone app", "A-1", 1)],
        coverage=[*small.world.coverage, CoverageFact("usage", "phone app", on(-300))],
    )
    small.event("search", on(1), user="u1")
    small.event("search", on(1), user="u1", source="phone app", key="A-1")
    assert small.row(on(1))["active_users_28d"] == 2


def test_it_divides_users_by_seats_without_a_cap(small: Small) -> None:
    small.having(books={1: Book([line(seats=2)])})
    for user in ("u1", "u2", "u3"):
        small.event("search", on(1), user=user)
    small.event("signed in", on(1), user="u1")
    row = small.row(on(2))
    assert row["active_seat_rate_28d"] == 1.5
    assert row["login_rate_28d"] == 0.5


def test_it_knows_no_rate_without_seats(small: Small) -> None:
    small.having(books={1: Book([line(seats=None)])})
    small.event("search", on(1))
    row = small.row(on(2))
    assert row["active_users_28d"] == 1
    assert row["active_seat_rate_28d"] is None and row["seats_used_rate"] is None


def test_it_takes_assigned_seats_before_users_seen_in_90_days(small: Small) -> None:
    small.event("heartbeat", on(1), user="u1")
    small.event("search", on(2), user="u2")
    assert small.values("seats_used_rate", on(90), on(91), on(92)) == [0.2, 0.1, 0.0]
    small.having(values=[FieldFact(1, "seats_assigned", 7, from_on=on(50))])
    assert small.values("seats_used_rate", on(49), on(50)) == [0.2, 0.7]


def test_it_divides_the_limit_used_by_the_plans_limit(small: Small) -> None:
    small.having(
        plans={"team": PlanFact("team", limit=200.0)},
        values=[FieldFact(1, "limit_used", 50.0, from_on=on(3))],
    )
    assert small.values("plan_limit_used_rate", on(2), on(3)) == [None, 0.25]


def test_it_counts_features_used_of_all_in_the_catalogue_where_plans_say_nothing(
    small: Small,
) -> None:
    small.event("search", on(1), on(1))
    small.event("report made", on(3))
    small.event("signed in", on(3))
    assert small.values("features_used_28d", on(1), on(3), on(29), on(31)) == [1, 2, 1, 0]
    assert small.values("feature_use_rate", on(1), on(3), on(31)) == [0.25, 0.5, 0.0]


def test_it_counts_only_entitled_features_where_the_plan_names_them(small: Small) -> None:
    small.having(
        plans={"team": PlanFact("team", features=("reports", "sharing"))},
        add_ons={"finder": PlanFact("finder", features=("search",))},
        books={
            1: Book([line(), line("x", on(10), on(20), kind="addon", plan="finder", seats=None)])
        },
    )
    small.event("search", on(1))
    small.event("report made", on(1))
    assert small.values("features_used_28d", on(5), on(15)) == [2, 2]
    assert small.values("feature_use_rate", on(5)) == [0.5]  # search is not part of the plan
    assert small.values("feature_use_rate", on(15)) == [
        pytest.approx(2 / 3)
    ]  # with the add-on it is
    assert small.values("feature_use_rate", on(25)) == [0.5]


def test_it_counts_departments_of_users_and_says_unknown_where_none_is_known(small: Small) -> None:
    for user in ("u1", "u2", "u3"):
        small.event("search", on(1), user=user)
    assert small.row(on(2))["departments_active_28d"] is None
    small.having(
        users=[
            UserFact(1, "app", "u1", "営業部"), UserFact(1, "app", "u2", "営業部"),
            UserFact(1, "app", "u3", ""), UserFact(1, "app", "u4", "経理部"),
        ]
    )  # fmt: skip
    assert small.values("departments_active_28d", on(0), on(2), on(29)) == [0, 1, 0]
    small.event("search", on(3), user="u4")
    assert small.values("departments_active_28d", on(3)) == [2]


def test_it_does_not_carry_users_over_into_a_second_tenure(small: Small) -> None:
    small.having(books={1: Book([line("c1", on(0), on(31)), line("c2", on(62))])})
    small.event("search", on(60), user="u1")
    assert small.values("active_users_28d", on(61), on(62)) == [1, 0]
    small.event("search", on(63), user="u2")
    assert small.values("active_users_28d", on(63)) == [1]
