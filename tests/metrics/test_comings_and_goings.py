"""Numbers against the account's own past: the window before, who came, who stopped, the usual band."""

from __future__ import annotations

import statistics

import pytest

from banso.metrics.world import CoverageFact, FieldFact, PlanFact, TicketFact
from banso.revenue.life import Book
from tests.metrics.small import CONTRACTS, Small, line, on, usage_covered


def test_it_compares_with_the_window_before(small: Small) -> None:
    small.event("search", on(10), times=8)
    small.event("search", on(40), times=6)
    row = small.row(on(60))
    assert (row["use_events_28d"], row["use_events_28d_before"]) == (6, 8)
    assert row["use_events_trend_28d"] == pytest.approx(-0.25)
    assert row["active_users_trend_28d"] == 0


def test_it_has_nothing_to_compare_with_before_two_whole_windows(small: Small) -> None:
    small.event("search", on(3), on(30))
    assert small.values("use_events_28d_before", on(54), on(55)) == [None, 1]
    small.having(coverage=[usage_covered(on(1)), CONTRACTS])
    assert small.values("use_events_28d_before", on(55), on(56)) == [None, 1]


def test_it_says_no_trend_where_there_was_nothing_before(small: Small) -> None:
    small.event("search", on(50))
    row = small.row(on(60))
    assert (row["use_events_28d_before"], row["use_events_trend_28d"]) == (0, None)


def test_it_counts_who_is_new_once_and_for_a_window(small: Small) -> None:
    small.event("search", on(0), on(20), user="u1")
    small.event("search", on(40), user="u2")
    asked = [on(27), on(28), on(39), on(40), on(67), on(68)]
    assert small.values("new_users_28d", *asked) == [1, 0, 0, 1, 1, 0]


def test_it_takes_who_was_away_long_enough_as_new(small: Small) -> None:
    small.event("search", on(0), on(80), on(180))
    assert small.values("new_users_28d", on(80), on(90), on(180)) == [0, 1, 1]


def test_it_counts_who_stopped_until_seen_again(small: Small) -> None:
    small.event("search", on(0), on(40), user="u1")
    small.event("search", on(30), user="u2")
    assert small.values("stopped_users_28d", on(27), on(28), on(40), on(57), on(58), on(70), on(96)) == [
        0, 1, 0, 0, 1, 2, 0,
    ]  # fmt: skip


def test_it_gives_the_mean_and_the_spread_of_the_usual_weeks(small: Small) -> None:
    weeks = [10, 12, 8, 10, 14, 6, 10, 12]
    for number, count in enumerate([*weeks, 3]):
        small.event("search", on(7 * number), times=count)
    row = small.row(on(62))
    mean, sd = statistics.mean(weeks), statistics.stdev(weeks)
    assert row["use_baseline_mean"] == pytest.approx(mean)
    assert row["use_baseline_sd"] == pytest.approx(sd)
    assert row["use_vs_own_baseline"] == pytest.approx((3 - mean) / sd)


def test_it_ends_a_session_after_half_an_hour_and_at_midnight(small: Small) -> None:
    for at in ("09:00", "09:30", "09:40", "14:00", "23:50"):
        small.event("search", on(1), at=at)
    small.event("heartbeat", on(2), at="00:05")
    small.event("search", on(2), user=None)
    row = small.row(on(2))
    assert (row["sessions_7d"], row["session_minutes_7d"]) == (4, 40)
    assert row["minutes_per_user_28d"] == 40
    assert small.row(on(9))["sessions_7d"] == 0


def test_it_takes_the_mean_of_the_days_between_orders(small: Small) -> None:
    small.event("order placed", on(5), on(35), times=2)
    small.event("order placed", on(95))
    assert small.values("days_between_orders", on(34), on(35), on(95)) == [None, 30, 45]
    row = small.row(on(100))
    assert (row["orders_365d"], row["days_since_order"], row["order_frequency_band"]) == (
        5,
        5,
        "some",
    )


def test_it_lists_the_steps_that_are_left(small: Small) -> None:
    small.event("step two", on(4), on(9))
    row = small.row(on(10))
    assert (row["setup_steps_done"], row["setup_steps_left"], row["setup_left"]) == (
        1,
        1,
        "step one",
    )
    assert row["setup_last_step_on"] == on(4)
    small.event("step one", on(12))
    assert small.values("setup_left", on(3), on(12)) == ["step one, step two", None]
    assert small.row(on(12))["setup_last_step_on"] == on(12)


def test_it_lists_the_features_paid_for_and_not_used(small: Small) -> None:
    small.having(plans={"team": PlanFact("team", 100.0, ("reports", "search", "sharing"))})
    small.event("search", on(2))
    small.event("data out", on(3))  # not entitled to
    row = small.row(on(10))
    assert (row["unused_features"], row["unused_features_count"]) == ("reports, sharing", 2)
    assert (row["features_entitled"], row["plan_limit"]) == (3, 100)
    assert small.row(on(92))["unused_features"] == "reports, search, sharing"


def test_it_is_silent_on_features_without_usage_data(small: Small) -> None:
    small.having(
        books={1: Book([line(start=on(-200))])}, coverage=[usage_covered(on(0)), CONTRACTS]
    )
    row = small.row(on(50))
    assert (row["unused_features"], row["unused_features_count"]) == (None, None)


def test_it_works_out_money_and_what_is_left(small: Small) -> None:
    small.having(
        plans={"team": PlanFact("team", 1_000.0, None)},
        values=[FieldFact(1, "seats_assigned", 7), FieldFact(1, "limit_used", 820)],
    )
    row = small.row(on(400))
    assert (row["mrr_per_seat"], row["arr"], row["seats_left"]) == (5_000, 600_000, 3)
    assert row["plan_limit_left"] == 180 and row["tenure_band"] == "second_third_year"


def test_it_counts_tickets_closed_and_how_long_they_took(small: Small) -> None:
    small.having(
        coverage=[usage_covered(), CONTRACTS, CoverageFact("tickets", "desk", on(-10))],
        tickets=[
            TicketFact(1, "low", on(1), on(3)), TicketFact(1, "low", on(2), on(9)),
            TicketFact(1, "urgent", on(2)),
        ],
    )  # fmt: skip
    row = small.row(on(12))
    assert (row["tickets_closed_7d"], row["tickets_closed_28d"]) == (1, 2)
    assert row["ticket_days_to_close_90d"] == 4.5
    assert (row["tickets_open_over_7_days"], row["oldest_ticket_days"]) == (1, 10)
    assert small.values("tickets_open_over_7_days", on(9), on(10)) == [0, 1]
