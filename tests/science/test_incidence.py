"""Cumulative incidence against what can be reckoned by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.science.incidence import incidence
from banso.science.proportions import wilson

LIVES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=60)


def test_a_case_worked_by_hand() -> None:
    """At risk 8, 7, 4, 3, 1 (three events and a censoring before 3); every share is a sum of fractions."""
    curve = incidence([1, 2, 2, 3, 4, 5, 5, 6], [1, 1, 2, 0, 1, 2, 1, 0], kinds=2)
    assert list(curve.times) == [1, 2, 4, 5]
    assert list(curve.at_risk) == [8, 7, 4, 3]
    first = [1 / 8, 1 / 4, 1 / 4 + 5 / 8 / 4, 1 / 4 + 5 / 32 + 15 / 32 / 3]
    assert list(curve.shares[0]) == pytest.approx(first)
    assert list(curve.staying) == pytest.approx([7 / 8, 5 / 8, 15 / 32, 5 / 32])


@settings(deadline=None)
@given(LIVES)
def test_shares_of_all_causes_and_those_staying_make_one(lives: list[tuple[int, int]]) -> None:
    curve = incidence([t for t, _ in lives], [c for _, c in lives], kinds=2)
    for i in range(len(curve.times)):
        assert curve.shares[0][i] + curve.shares[1][i] + curve.staying[i] == pytest.approx(1.0)


@settings(deadline=None)
@given(LIVES, st.integers(0, 40))
def test_limits_stand_around_the_share(lives: list[tuple[int, int]], day: int) -> None:
    curve = incidence([t for t, _ in lives], [c for _, c in lives], kinds=2)
    found = curve.interval(day)
    if found is not None:
        assert 0 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= 1 + 3e-9


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 2)), min_size=5, max_size=60))
def test_without_censoring_it_is_the_plain_share_and_its_variance(
    lives: list[tuple[int, int]],
) -> None:
    curve = incidence([t for t, _ in lives], [c for _, c in lives], kinds=2)
    n = len(lives)
    plain = sum(t <= 15 and c == 1 for t, c in lives) / n
    assert curve.share(15) == pytest.approx(plain)
    if 0 < plain < 1:
        found = curve.interval(15)
        assert found is not None
        rest = 1 - plain
        half = 1.959964 * math.sqrt(plain * rest / n) / (rest * abs(math.log(rest)))
        assert found.low == pytest.approx(1 - rest ** math.exp(-half), abs=1e-6)
        assert found.high == pytest.approx(1 - rest ** math.exp(half), abs=1e-6)


def test_nobody_yet_still_has_an_upper_limit() -> None:
    curve = incidence([10] * 20, [0] * 20)
    assert curve.interval(5) == wilson(hits=0, of=20)
    assert curve.interval(11) is None, "nobody was watched that long"


def test_quantiles_are_the_first_time_reached() -> None:
    curve = incidence([3, 5, 5, 8, 9], [1, 1, 1, 0, 0])
    assert curve.quantile(0.5) == 5
    assert curve.quantile(0.9) is None


def test_one_cause_is_kaplan_meier() -> None:
    from banso.science.survival import kaplan_meier

    times, causes = [1, 4, 4, 6, 9, 9, 12, 15], [1, 1, 0, 1, 1, 0, 1, 0]
    curve = incidence(times, causes)
    survival = kaplan_meier(durations=times, happened=causes)
    for day in (1, 4, 6, 9, 12):
        mine, theirs = curve.interval(day), survival.at(day)
        assert mine is not None and theirs is not None
        assert mine.value == pytest.approx(1 - theirs.value, abs=1e-12)
        assert mine.low == pytest.approx(1 - theirs.high, abs=1e-9)
        assert mine.high == pytest.approx(1 - theirs.low, abs=1e-9)


def test_lists_must_belong_together() -> None:
    with pytest.raises(ValueError, match="together"):
        incidence([1, 2], [1])
    with pytest.raises(ValueError, match="causes"):
        incidence([1], [2])
