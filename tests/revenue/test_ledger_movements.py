"""What each change of a contract is called in the ledger, and what it amounts to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from banso.revenue.ledger.movements import Movement, movements
from banso.revenue.ledger.rates import Rate, Rates
from banso.revenue.ledger.spans import history
from banso.revenue.life import Book, Line
from tests.revenue.days import d, line

YEN = Rates("JPY")


def moved(*lines: Line, through: str = "26-03-31", rates: Rates = YEN) -> list[Movement]:
    told = history(Book(lines), d(through))
    return movements({"main": told}, rates=rates, through=d(through))


def told(*lines: Line, **more: Any) -> list[tuple[str, str, str, int | None]]:
    return [(f"{m.day:%y-%m-%d}", m.cls, m.reason, m.amount_minor) for m in moved(*lines, **more)]


def test_a_line_that_runs_is_new_on_its_first_day() -> None:
    assert told(line("25-04-01", auto_renew=True)) == [("25-04-01", "new", "", 100)]


def test_a_renewal_at_another_price_is_told_by_why_it_costs_more() -> None:
    first = line("24-04-01", "25-04-01", seats=10, mrr_minor=1000)
    for more, wanted in [
        ({"mrr_minor": 1200, "seats": 12}, [("expansion", "seats", 200)]),
        ({"mrr_minor": 1100, "seats": 10}, [("expansion", "price", 100)]),
        (
            {"mrr_minor": 1320, "seats": 12},
            [("expansion", "seats", 200), ("expansion", "price", 120)],
        ),
        ({"mrr_minor": 1500, "seats": 10, "plan": "pro"}, [("expansion", "upsell", 500)]),
        ({"mrr_minor": 700, "seats": 10, "plan": "lite"}, [("contraction", "downsell", -300)]),
        ({"mrr_minor": 800, "seats": 8}, [("contraction", "seats", -200)]),
        ({"mrr_minor": 900, "seats": 10}, [("contraction", "discount", -100)]),
        ({"mrr_minor": 900, "seats": 12}, [("contraction", "discount", -100)]),
        ({"mrr_minor": 1000, "seats": 10}, []),
    ]:
        found = told(first, line("25-04-01", "26-04-01", **more))[1:]
        assert [row[1:] for row in found] == wanted, more


def test_a_second_product_and_an_add_on_are_cross_sold_more_of_the_same_is_not() -> None:
    base = line("24-04-01", auto_renew=True, term_months=12, product="p", seats=5)
    extra = line("25-05-01", auto_renew=True, term_months=12, key="x")
    for more, wanted in [
        ({"product": "q"}, "cross_sell"),
        ({"kind": "addon", "plan": "sso"}, "cross_sell"),
        ({"product": "p", "plan": "pro"}, "upsell"),
        ({"product": "p", "seats": 3}, "seats"),
    ]:
        given = {
            **{f: getattr(extra, f) for f in ("key", "start", "auto_renew", "term_months")},
            **{"mrr_minor": 100, "plan": "basic"},
            **more,
        }
        assert told(base, Line(**given))[1][1:] == ("expansion", wanted, 100), more


def test_lines_that_become_one_are_one_movement_that_names_them_all() -> None:
    lines = [
        line("24-04-01", "25-04-01", seats=4, mrr_minor=400, key="a"),
        line("24-09-01", "25-04-01", seats=1, mrr_minor=100, key="b"),
        line("25-04-01", "26-04-01", seats=6, mrr_minor=600, key="c"),
    ]
    last = moved(*lines)[-1]
    assert (last.cls, last.reason, last.amount_minor) == ("expansion", "seats", 100)
    assert (last.line_before, last.line_after) == ("a b", "c")


def test_an_upgrade_and_an_end_on_one_day_are_two_rows_and_one_class_of_the_month() -> None:
    rows = moved(
        line("24-09-01", "25-09-01", mrr_minor=60, product="p"),
        line("24-09-01", "25-09-01", mrr_minor=40, product="q", key="other"),
        line("25-09-01", "26-09-01", mrr_minor=90, product="p", plan="pro"),
    )[2:]
    assert [(m.cls, m.amount_minor, m.month_class) for m in rows] == [
        ("expansion", 30, "contraction"),
        ("contraction", -40, "contraction"),
    ]


def test_a_late_renewal_within_the_grace_moves_nothing() -> None:
    lines = (line("24-04-01", "25-03-20"), line("25-04-19", "26-04-19", mrr_minor=120))
    assert told(*lines) == [("24-04-01", "new", "", 100), ("25-04-19", "expansion", "price", 20)]


def test_churn_counts_from_the_end_and_is_certain_only_after_the_grace() -> None:
    contract = line("24-04-01", "25-03-20")
    assert told(contract, through="25-04-19") == [("24-04-01", "new", "", 100)]
    churn = moved(contract, through="25-04-20")[-1]
    assert (churn.cls, churn.reason, churn.amount_minor) == ("churn", "lapse", -100)
    assert (churn.day, churn.decided_on) == (date(2025, 3, 20), date(2025, 4, 20))
    assert (churn.month, churn.restated) == ("2025-03", True)


def test_with_a_notice_it_ends_on_the_day_itself() -> None:
    contract = line("24-04-01", "25-03-20", notice_given_on="25-01-10")
    churn = moved(contract, through="25-03-20")[-1]
    assert (churn.cls, churn.reason, churn.decided_on) == ("churn", "notice", date(2025, 3, 20))
    assert not churn.restated


def test_a_return_after_the_grace_is_a_reactivation() -> None:
    rows = told(line("24-01-01", "25-08-01"), line("25-10-15", "26-10-15", mrr_minor=70))
    assert rows[1:] == [
        ("25-08-01", "churn", "lapse", -100),
        ("25-10-15", "reactivation", "", 70),
    ]


def test_a_pause_is_a_contraction_until_it_lasts_ninety_days() -> None:
    paused = line("24-04-01", auto_renew=True, term_months=12, paused_from="25-06-01", paused_to="25-08-01")  # fmt: skip
    assert told(paused)[1:] == [
        ("25-06-01", "contraction", "pause", -100),
        ("25-08-01", "expansion", "pause", 100),
    ]
    long = line("24-04-01", auto_renew=True, term_months=12, paused_from="25-06-01", paused_to="25-12-01")  # fmt: skip
    assert told(long)[1:] == [
        ("25-06-01", "contraction", "pause", -100),
        ("25-08-30", "contraction", "pause", 100),
        ("25-08-30", "churn", "pause", -100),
        ("25-12-01", "reactivation", "", 100),
    ]


def test_a_trial_brings_in_nothing_and_what_follows_it_is_new() -> None:
    lines = (line("25-01-01", "25-02-01", trial=True), line("25-02-01", "26-02-01"))
    assert told(*lines, through="25-12-31") == [("25-02-01", "new", "trial", 100)]


def test_a_foreign_line_moves_at_the_months_rate_and_the_rate_has_its_own_row() -> None:
    rates = Rates(
        "JPY",
        [Rate("USD", d("24-01-01"), Decimal(150)), Rate("USD", d("25-10-01"), Decimal(140))],
    )
    lines = (
        line("24-04-01", "25-10-15", currency="USD", mrr_minor=100_000),
        line("25-10-15", "26-10-15", currency="USD", mrr_minor=110_000, plan="pro"),
    )
    assert told(*lines, rates=rates) == [
        ("24-04-01", "new", "", 150_000),
        ("25-10-15", "expansion", "upsell", 15_000),
        ("25-10-15", "fx", "rate", -11_000),
    ]
    without = moved(*lines)
    assert [(m.amount_minor, m.own_minor) for m in without] == [(None, 100_000), (None, 10_000)]
