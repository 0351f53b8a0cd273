"""The lead line, its plan and term, and the sums of the running lines (rules.md R18)."""

from __future__ import annotations

import pytest

from banso.lib.problems import Level
from banso.revenue.definitions import LIFE_NAMES, other_currency
from banso.revenue.life import Life, Line, day_zero
from tests.revenue.days import d, facts, line


def lead(*lines: Line) -> str | None:
    return facts("24-06-01", *lines).at.lead


def test_it_is_led_by_the_line_with_the_largest_mrr() -> None:
    small = line("24-01-01", "26-01-01", key="a", mrr_minor=10)
    large = line("24-01-01", "25-01-01", key="b", mrr_minor=20)
    assert lead(small, large) == lead(large, small) == "b"


def test_it_breaks_a_tie_by_the_later_end_then_by_the_key() -> None:
    early = line("24-01-01", "25-01-01", key="a")
    late = line("24-01-01", "25-02-01", key="c")
    twin = line("24-01-01", "25-02-01", key="b")
    assert lead(early, late) == "c"
    assert lead(early, late, twin) == lead(twin, late, early) == "b"
    assert lead(late, line("24-01-01", None, key="z")) == "z"


def test_it_takes_an_add_on_for_the_lead_only_when_there_is_no_plan() -> None:
    add_on = line("24-01-01", "25-01-01", key="big", kind="addon", plan="extra", mrr_minor=900)
    plan = line("24-01-01", "25-01-01", key="plan", mrr_minor=10)
    found = facts("24-06-01", add_on, plan)
    assert (found.at.lead, found.at.plan, found.at.mrr_minor) == ("plan", "basic", 910)
    assert lead(add_on) == "big"


def test_it_sums_mrr_and_seats_of_the_running_lines_only() -> None:
    lines = [
        line("24-01-01", "25-01-01", key="a", mrr_minor=10, seats=5),
        line("24-01-01", "25-01-01", key="b", mrr_minor=20, seats=7),
        line("24-01-01", "25-01-01", key="c", mrr_minor=40, kind="addon"),
        line("23-01-01", "24-01-01", key="over", mrr_minor=80, seats=80),
        line("24-07-01", "25-01-01", key="later", mrr_minor=160, signed_on="24-02-01"),
    ]
    found = facts("24-06-01", *lines).at
    assert (found.mrr_minor, found.seats) == (70, 12)


def test_it_does_not_know_the_seats_when_no_line_says_any() -> None:
    assert facts("24-06-01", line("24-01-01", "25-01-01")).at.seats is None


def test_it_adds_up_the_workspaces_currency_only_and_says_which_it_left_out() -> None:
    yen = line("24-01-01", "25-01-01", key="a", mrr_minor=10)
    dollar = line("24-01-01", "25-01-01", key="b", mrr_minor=20, currency="USD")
    both = facts("24-06-01", yen, dollar).at
    assert (both.mrr_minor, both.other_currencies) == (10, ("USD",))
    more = line("24-01-01", "25-01-01", key="c", mrr_minor=5, currency="USD")
    only = facts("24-06-01", dollar, more).at
    assert (only.life, only.mrr_minor, only.other_mrr) == (Life.ACTIVE, None, (("USD", 25),))
    assert facts("24-06-01", dollar, currency="USD").at.mrr_minor == 20
    said = other_currency(("USD",), "JPY")
    assert said.level is Level.CAUTION and "USD" in said.in_("ja") and "USD" in said.in_("en")


@pytest.mark.parametrize(
    ("months", "given"),
    [
        (12, line("24-04-01", "25-04-01")),
        (1, line("22-01-31", "22-02-28")),  # the month-end trap
        (1, line("22-02-28", "22-03-31")),
        (6, line("24-04-01", "24-09-30")),  # a day short is still half a year
        (24, line("24-04-01", "25-04-01", term_months=24)),
        (3, line("24-04-01", None, billing_months=3)),
        (None, line("24-04-01", None)),
    ],
)
def test_it_takes_the_term_as_given_or_from_the_dates_or_the_billing_period(
    months: int | None, given: Line
) -> None:
    day = given.start.isoformat()[2:]
    assert facts(day, given).at.term_months == months


@pytest.mark.parametrize(
    ("day", "tenure", "term"),
    [("24-04-01", 0, 0), ("25-03-31", 364, 364), ("25-04-01", 365, 0), ("25-04-02", 366, 1)],
)
def test_it_counts_the_tenure_through_and_the_term_anew(day: str, tenure: int, term: int) -> None:
    for lines in (
        [line("24-04-01", "25-04-01", auto_renew=True)],
        [line("24-04-01", "25-04-01"), line("25-04-01", "26-04-01")],
    ):
        found = facts(day, *lines)
        assert (found.tenure_days, found.term_days) == (tenure, term)


def test_it_repeats_a_term_on_the_same_day_of_the_month_without_drifting() -> None:
    monthly = line("24-01-31", "24-02-29", auto_renew=True)
    starts = [facts(day, monthly).at.term_start for day in ("24-03-01", "24-04-15", "24-06-01")]
    assert starts == [d("24-02-29"), d("24-03-31"), d("24-05-31")]


def test_it_sees_the_terms_inside_a_line_that_the_source_extends_in_place() -> None:
    extended = line("21-04-01", "24-04-01", term_months=12, auto_renew=True)
    found = facts("22-05-01", extended).at
    assert (found.term_start, found.term_end) == (d("22-04-01"), d("23-04-01"))


def test_it_keeps_the_plan_and_term_in_sight_while_pending() -> None:
    found = facts("25-04-11", line("24-04-01", "25-04-01", seats=3))
    assert (found.life, found.at.plan, found.at.seats, found.at.mrr_minor) == (
        Life.PENDING,
        "basic",
        3,
        0,
    )
    assert (found.at.term_start, found.term_days) == (d("24-04-01"), 375)


def test_it_counts_from_the_chosen_day_zero_of_this_tenure_only() -> None:
    lines = [line("23-04-01", "24-04-01"), line("24-12-01", "25-12-01")]
    first, second = facts("23-06-01", *lines), facts("25-01-01", *lines)
    assert day_zero(first, chosen=d("23-04-10")) == d("23-04-10")
    assert day_zero(second, chosen=d("23-04-10")) == d("24-12-01")
    assert day_zero(second, chosen=d("24-11-20")) == d("24-11-20")
    assert day_zero(second, chosen=None) == d("24-12-01")
    assert day_zero(facts("24-06-01", *lines), chosen=d("23-04-10")) is None


def test_it_names_every_life_in_both_languages() -> None:
    assert all(LIFE_NAMES[one].ja and LIFE_NAMES[one].en for one in Life)
