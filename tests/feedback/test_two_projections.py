"""The two projections of revenue: what the formula says, and what its band may and may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.feedback.retention.outlook import (
    Own,
    carried,
    monthly,
    revenue,
    under_churn,
    under_upsell,
)
from banso.science.proportions import Interval

OWN = Own(
    start=1_000_000,
    new=50_000,
    months=12,
    accounts=80,
    churn=Interval(0.02, 0.01, 0.035),
    upsold=Interval(0.2, 0.12, 0.3),
    uplift=0.5,
    expansion=Interval(0.1, 0.05, 0.16),
)
rates = st.floats(0, 0.3)


def test_each_month_loses_its_share_and_wins_what_is_new() -> None:
    line = revenue(start=1000, churn=0.1, months=3, new=50)
    assert list(line) == pytest.approx([1000, 950, 905, 864.5])
    grown = revenue(start=1000, churn=0, months=12, growth=monthly(0.21))
    assert grown[-1] == pytest.approx(1210)


def test_a_lower_churn_is_worth_more_every_month() -> None:
    a = under_churn(OWN, churn=0.03, months=36, new=0)
    b = under_churn(OWN, churn=0.01, months=36, new=0)
    assert (b.values[1:] > a.values[1:]).all()
    assert a.values[-1] == pytest.approx(1_000_000 * 0.97**36)
    assert b.total - a.total == pytest.approx(float((b.values - a.values).sum()))


def test_without_upsell_both_projections_are_one() -> None:
    plain = under_churn(OWN, churn=0.02, months=24, new=50_000)
    none = under_upsell(OWN, churn=0.02, upsold=0.0, uplift=0.5, months=24, new=50_000)
    assert none.values == pytest.approx(plain.values)
    year = under_upsell(OWN, churn=0.0, upsold=0.2, uplift=0.5, months=12, new=0)
    assert year.values[-1] == pytest.approx(1_100_000)


def test_the_own_rate_carries_its_own_limits_and_others_are_as_unsure() -> None:
    own = carried(0.02, OWN.churn)
    assert (own.low, own.high) == pytest.approx((0.01, 0.035))
    half = carried(0.01, OWN.churn)
    assert 0.004 < half.low < 0.01 < half.high < 0.02
    assert carried(0.0, OWN.churn).low == 0.0


def test_nothing_known_draws_no_band() -> None:
    thin = Own(start=1_000_000, new=0, months=3, accounts=4)
    line = under_upsell(thin, churn=0.02, upsold=0.1, uplift=0.2, months=12, new=0)
    assert line.low is None and under_churn(thin, churn=0.02, months=12, new=0).high is None


@given(rates, rates, st.floats(0, 1), st.floats(0, 2), st.integers(1, 60))
def test_a_band_holds_its_line_and_starts_from_today(
    churn: float, other: float, upsold: float, uplift: float, months: int
) -> None:
    for line in (
        under_churn(OWN, churn=churn, months=months, new=0),
        under_upsell(OWN, churn=other, upsold=upsold, uplift=uplift, months=months, new=50_000),
    ):
        assert line.low is not None and line.high is not None
        assert (line.low <= line.values + 1e-6).all() and (line.values <= line.high + 1e-6).all()
        assert line.low[0] == line.values[0] == line.high[0] == OWN.start
