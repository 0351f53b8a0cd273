"""Money in the reader's unit, and the periods of the workspace's own fiscal year."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from banso.interfaces.web.frame.periods import PARTS, period_of, periods
from banso.interfaces.web.frame.units import asked_unit

YEN, THOUSAND, MILLION = (asked_unit({"unit": key}) for key in ("", "k", "m"))


def test_an_amount_is_written_in_the_unit_that_is_asked_for() -> None:
    amount = 12_345_678
    assert YEN.said(amount, "JPY", "ja") == "¥12,345,678"
    assert THOUSAND.said(amount, "JPY", "ja") == "12,346千円"
    assert MILLION.said(amount, "JPY", "ja") == "12.3百万円"
    assert MILLION.said(-amount, "JPY", "en") == "-¥12.3M"
    assert THOUSAND.bare(amount, "JPY") == "12,346" and YEN.bare(amount, "JPY") == "¥12,345,678"
    assert THOUSAND.said(123_456_50, "USD", "en") == "$123K"
    assert THOUSAND.bare(-499, "JPY") == "0"  # no -0
    assert THOUSAND.stated("JPY", "ja") == "単位: 千円"
    assert asked_unit({"unit": "billion"}) == YEN == asked_unit({})


def test_periods_follow_the_fiscal_year() -> None:
    day = date(2027, 2, 14)
    labels = [period_of(day, part).label("ja") for part in PARTS]
    assert labels == ["2027年2月", "2026年度 第4四半期", "2026年度 下期", "2026年度"]
    shorts = [period_of(day, part).short("en") for part in PARTS]
    assert shorts == ["Feb 27", "FY26 Q4", "FY26 H2", "FY26"]
    assert period_of(day, "quarter").short("ja") == "26年度 4Q"
    assert period_of(day, "year", first_month=1).label("en", first_month=1) == "FY2027"
    run = periods(first=date(2026, 3, 31), last=date(2026, 10, 1), part="half")
    assert [p.key for p in run] == ["2025-10", "2026-04", "2026-10"]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(PARTS), st.integers(1, 12))
def test_a_period_holds_its_day_and_meets_the_next(day: date, part: str, month: int) -> None:
    this = period_of(day, part, first_month=month)
    assert this.first <= day < this.end
    assert period_of(this.end, part, first_month=month).first == this.end
