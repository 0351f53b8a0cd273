"""Intervals by drawing accounts, and the interval of a median."""

from __future__ import annotations

import numpy as np

from banso.science.bootstrap import UNITS, median_interval, ratio_interval


def _book(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    before = rng.lognormal(5, 1, n)
    return np.arange(n), before * rng.uniform(0.4, 1.2, n), before


def test_it_is_as_wide_as_theory_says_for_a_large_book() -> None:
    units, after, before = _book(3_000, 1)
    found = ratio_interval(units=units, top=after, bottom=before)
    assert found is not None and len(units) > UNITS
    error = np.std(after - before * found.value) * np.sqrt(len(units)) / before.sum()
    assert 0.85 < (found.high - found.low) / (2 * 1.96 * error) < 1.15


def test_it_holds_the_truth_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(60):
        units, after, before = _book(80, seed)
        found = ratio_interval(units=units, top=after, bottom=before, draws=300)
        assert found is not None
        held.append(found.low <= 0.8 <= found.high)
    assert sum(held) >= 50  # 95 in 100 of 60 are 57; 50 or fewer would happen once in 500 worlds


def test_rows_of_one_account_are_drawn_together() -> None:
    units, after, before = _book(60, 3)
    alone = ratio_interval(units=units, top=after, bottom=before)
    # Each account's rows three times over: no account more is known, so no interval may shrink.
    thrice = ratio_interval(
        units=np.repeat(units, 3), top=np.repeat(after, 3), bottom=np.repeat(before, 3)
    )
    assert alone is not None and thrice is not None
    assert abs((thrice.high - thrice.low) - (alone.high - alone.low)) < 1e-9


def test_the_same_rows_have_one_interval() -> None:
    units, after, before = _book(40, 5)
    assert ratio_interval(units=units, top=after, bottom=before) == ratio_interval(
        units=units, top=after, bottom=before
    )


def test_nothing_below_the_line_is_no_ratio() -> None:
    nothing = np.zeros(3)
    assert ratio_interval(units=np.arange(3), top=nothing, bottom=nothing) is None


def test_a_median_lies_between_its_ranks() -> None:
    found = median_interval(values=np.arange(1.0, 101.0))
    assert found is not None
    assert (found.value, found.low, found.high) == (50.5, 41.0, 60.0)  # ranks (100 ± 19.6) / 2


def test_a_median_of_nothing_is_none() -> None:
    assert median_interval(values=np.array([])) is None
