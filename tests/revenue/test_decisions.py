"""Decision days, settled terms, notices and expansions (rules.md R18), on hand-made contracts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from banso.revenue.life import Line, contract_days
from tests.revenue.days import d, facts, line

FIXED = line("24-04-01", "25-04-01", auto_renew=False)
RENEWS = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30)  # deadline 2 March


def decision(day: str, *lines: Line) -> int | None:
    return facts(day, *lines).days_to_decision


def settled(day: str, *lines: Line) -> int | None:
    return facts(day, *lines).next_term_settled_days_ago


def test_it_counts_to_the_terms_end_when_the_line_cannot_renew() -> None:
    assert decision("25-03-22", FIXED) == 10
    assert decision("25-04-01", FIXED) == 0
    assert decision("25-04-11", FIXED) == -10  # pending: overdue


def test_it_counts_to_the_notice_deadline_when_the_line_renews_by_itself() -> None:
    assert decision("25-02-20", RENEWS) == 10
    assert decision("25-03-02", RENEWS) == 0


def test_it_moves_a_term_ahead_when_the_deadline_has_passed_without_notice() -> None:
    assert decision("25-03-03", RENEWS) == (d("26-03-02") - d("25-03-03")).days
    assert (settled("25-03-02", RENEWS), settled("25-03-03", RENEWS)) == (None, 0)
    assert settled("25-04-10", RENEWS) == 38


@pytest.mark.parametrize(
    "deadline",
    [{"notice_deadline_on": "25-03-02"}, {"notice_days": 30}],
)
def test_it_takes_the_deadline_as_a_day_or_as_days_before_the_end(deadline: dict[str, str]) -> None:
    given = line("24-04-01", "25-04-01", auto_renew=True, **deadline)
    assert decision("25-03-01", given) == 1
    assert decision("26-03-01", given) == 1  # as many days before the next end


def test_it_leaves_the_last_day_when_no_deadline_is_given() -> None:
    given = line("24-04-01", "25-04-01", auto_renew=True)
    assert decision("25-03-31", given) == 0
    assert decision("25-04-01", given) == 364


def test_it_moves_a_term_ahead_when_the_next_line_is_signed_early() -> None:
    signed = line("25-04-01", "26-04-01", signed_on="25-01-20", auto_renew=False)
    assert decision("25-01-19", FIXED, signed) == 72
    assert decision("25-01-20", FIXED, signed) == 72 - 1 + 365
    assert settled("25-01-19", FIXED, signed) is None
    assert settled("25-01-30", FIXED, signed) == 10


def test_it_settles_on_the_start_what_nobody_signed() -> None:
    follow_on = line("25-04-01", "26-04-01", auto_renew=False)
    assert settled("25-03-31", FIXED, follow_on) is None
    assert settled("25-04-01", FIXED, follow_on) == 0


def test_it_speaks_of_the_decision_nearest_to_the_day() -> None:
    follow_on = line("25-04-01", "26-04-01", auto_renew=False)
    assert settled("25-09-30", FIXED, follow_on) == 182  # 182 days after, 183 before the next
    assert settled("25-10-01", FIXED, follow_on) is None


def test_it_settles_a_renewing_line_by_deadline_even_if_a_next_line_comes_too() -> None:
    follow_on = line("25-04-01", "26-04-01", auto_renew=True, notice_days=30)
    for day, wanted in (("25-03-02", None), ("25-03-03", 0), ("25-04-01", 29), ("25-05-01", 59)):
        assert settled(day, RENEWS, follow_on) == wanted, day
        assert facts(day, RENEWS, follow_on).at.mrr_minor == 100, day


def test_it_settles_nothing_while_a_notice_stands() -> None:
    left = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30, notice_given_on="25-02-01")
    assert settled("25-03-20", left) is None
    assert decision("25-03-20", left) == -18


def test_it_settles_on_the_day_a_notice_is_withdrawn_after_the_deadline() -> None:
    back = line(
        "24-04-01",
        "25-04-01",
        auto_renew=True,
        notice_days=30,
        notice_given_on="25-02-01",
        notice_withdrawn_on="25-03-20",
    )
    assert settled("25-03-19", back) is None
    assert settled("25-03-20", back) == 0
    assert settled("25-04-20", back) == 31


def test_it_drops_the_notice_once_the_next_line_is_signed() -> None:
    left = line("24-04-01", "25-04-01", notice_given_on="25-02-01")
    signed = line("25-04-01", "26-04-01", plan="smaller", signed_on="25-02-10")
    assert facts("25-02-09", left, signed).at.notice_given_on == d("25-02-01")
    assert facts("25-02-10", left, signed).at.notice_given_on is None
    assert facts("25-04-01", left, signed).at.plan == "smaller"


def test_it_holds_a_late_notice_back_until_the_term_it_is_for() -> None:
    late = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30, notice_given_on="25-03-10")
    assert facts("25-03-31", late).at.notice_given_on is None
    assert facts("25-04-01", late).at.notice_given_on == d("25-03-10")
    assert decision("25-04-01", late) == (d("26-03-02") - d("25-04-01")).days
    assert settled("26-03-10", late) is None


def test_it_takes_a_contract_after_a_gap_for_a_return_not_for_a_next_term() -> None:
    back = line("25-10-18", "26-10-18")
    found = facts("25-10-18", FIXED, back)
    assert (found.contract_gap_days, found.next_term_settled_days_ago) == (200, None)


def test_it_lets_another_products_plan_continue_a_line_that_cannot_renew() -> None:
    old = line("24-04-01", "25-04-01", product="p1", auto_renew=False)
    new = line("25-04-01", "26-04-01", product="p2", auto_renew=False, signed_on="25-03-01")
    assert settled("25-03-11", old, new) == 10


def test_it_keeps_parallel_lines_of_one_product_apart() -> None:
    """Two departments, each renewed by its own line: nothing is counted twice or lost."""
    first = [line(f"{y}-04-01", f"{y + 1}-04-01", auto_renew=True) for y in (24, 25, 26)]
    second = [line(f"{y}-10-01", f"{y + 1}-10-01", auto_renew=True) for y in (24, 25)]
    for day in ("25-03-31", "25-04-01", "25-10-01", "26-04-01", "26-10-01", "28-01-01"):
        wanted = 200 if d(day) >= d("24-10-01") else 100
        assert facts(day, *first, *second).at.mrr_minor == wanted, day


def test_it_lets_a_repeated_term_give_way_to_the_next_line_of_its_product() -> None:
    """No row for 2025, but one for 2026: the year between was renewed, then the row takes over."""
    row_2026 = line("26-04-01", "27-04-01", auto_renew=True, mrr_minor=300)
    assert facts("25-12-01", RENEWS, row_2026).at.mrr_minor == 100
    assert facts("26-04-01", RENEWS, row_2026).at.mrr_minor == 300
    other = line("26-04-01", "27-04-01", auto_renew=True, mrr_minor=300, product="other")
    assert facts("26-04-01", RENEWS, other).at.mrr_minor == 400


def test_it_opens_one_window_a_year_before_an_annual_decision_and_closes_it_when_settled() -> None:
    """45 days of approval and 30 more: from 75 days before the deadline until the day after it."""
    window: list[tuple[date, date]] = []
    for found in contract_days([RENEWS], d("24-04-01"), d("27-03-31")):
        left = found.days_to_decision
        assert left is not None and left >= 0
        if left > 75:
            continue
        if window and window[-1][1] == found.day - timedelta(days=1):
            window[-1] = (window[-1][0], found.day)
        else:
            window.append((found.day, found.day))
    assert window == [(d(f"{year - 1}-12-17"), d(f"{year}-03-02")) for year in (25, 26, 27)]
    for _, deadline in window:
        after = facts((deadline + timedelta(days=1)).isoformat()[2:], RENEWS)
        assert after.next_term_settled_days_ago == 0


# Expansion ---------------------------------------------------------------------------------------


def expanded(day: str, *lines: Line) -> int | None:
    return facts(day, *lines).expansion_signed_days_ago


def test_it_counts_from_the_signing_of_a_rise_of_mrr() -> None:
    more = line("24-08-01", "25-04-01", kind="addon", mrr_minor=30, signed_on="24-07-15")
    assert expanded("24-07-14", FIXED, more) is None
    assert expanded("24-07-20", FIXED, more) == 5
    assert expanded("24-08-14", FIXED, more) == 30


def test_it_counts_from_the_effective_day_where_nothing_was_signed() -> None:
    upgrade = line("24-08-01", "25-04-01", mrr_minor=150, plan="pro")
    before = line("24-04-01", "24-08-01")
    assert expanded("24-07-31", before, upgrade) is None
    assert expanded("24-08-11", before, upgrade) == 10


def test_it_calls_a_bigger_renewal_an_expansion_also_after_a_bridged_gap() -> None:
    assert expanded("25-04-25", FIXED, line("25-04-20", "26-04-20", mrr_minor=120)) == 5
    assert expanded("25-04-25", FIXED, line("25-04-20", "26-04-20", mrr_minor=90)) is None


def test_it_calls_neither_a_start_nor_a_return_nor_a_bought_trial_an_expansion() -> None:
    assert expanded("24-05-01", FIXED) is None
    assert expanded("25-10-20", FIXED, line("25-10-18", "26-10-18", mrr_minor=500)) is None
    trial = line("24-03-01", "24-04-01", trial=True, mrr_minor=10)
    assert expanded("24-05-01", trial, FIXED) is None


def test_it_takes_the_newest_of_several_expansions_and_ignores_later_cuts() -> None:
    lines = [
        FIXED,
        line("24-06-01", "25-04-01", key="a", mrr_minor=10),
        line("24-07-01", "24-09-01", key="b", mrr_minor=20),
    ]
    assert expanded("24-12-01", *lines) == (d("24-12-01") - d("24-07-01")).days


def test_it_does_not_take_the_end_of_a_pause_for_an_expansion() -> None:
    paused = line("24-04-01", "25-04-01", paused_from="24-07-01", paused_to="24-09-01")
    assert expanded("24-10-01", paused) is None
