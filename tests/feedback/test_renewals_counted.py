"""Lives in months as renewals, and when a projection is one line, a range, or together with all."""

from __future__ import annotations

import numpy as np
import pytest

from banso.feedback.retention.projecting import counts_of, project, usual_term
from banso.science.sbg import Model


def lived(*spans: tuple[int, bool, int]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """(months, left, how many) → arrays."""
    months = np.repeat([m for m, _l, _n in spans], [n for _m, _l, n in spans])
    left = np.repeat([left for _m, left, _n in spans], [n for _m, _l, n in spans])
    return months.astype(np.int64), left.astype(bool)


def test_who_leaves_within_a_term_leaves_at_its_renewal() -> None:
    counts = counts_of(*lived((12, True, 3), (7, True, 2), (13, True, 1), (30, False, 4), (11, False, 9)), term=12)  # fmt: skip  # noqa: E501
    assert list(counts.lost) == [5, 1]
    assert list(counts.stayed) == [0, 4]  # 11 months: no renewal seen yet, and nothing to learn


def test_a_loss_counts_once_its_whole_cohort_could_have_renewed() -> None:
    """Ten began 18 months ago with yearly terms; four left in their second, which ends in six months."""
    months, left = lived((14, True, 4), (18, False, 6))
    followed = np.full(10, 18)
    counts = counts_of(months, left, term=12, followed=followed)
    assert list(counts.lost) == [0] and list(counts.stayed) == [10]
    later = counts_of(*lived((14, True, 4), (24, False, 6)), term=12, followed=np.full(10, 24))
    assert list(later.lost) == [0, 4] and list(later.stayed) == [0, 6]


def test_the_term_is_what_those_who_left_speak_for() -> None:
    assert usual_term(*lived((12, True, 5), (24, True, 3), (5, True, 2))) == 12
    assert usual_term(*lived((1, True, 5), (7, True, 3), (12, True, 2), (5, True, 2))) == 1
    assert usual_term(*lived((3, True, 5), (9, True, 5), (6, True, 2), (2, True, 1))) == 3
    assert usual_term(*lived((4, False, 9))) == 12  # nobody left: a year is the custom


def cohort(customers: int, years: int) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    line = np.round(Model(0.668, 3.806).survival(years) * customers).astype(int)
    spans = [(12 * t, True, int(line[t - 1] - line[t])) for t in range(1, years + 1)]
    return lived(*spans, (12 * years, False, int(line[years])))


def test_enough_gives_a_line_within_its_range() -> None:
    found = project(*cohort(1000, 6), term=12)
    assert not found.thin and found.likeliest is not None and found.constant is not None
    assert (found.accounts, found.renewals, found.horizon) == (1000, 6, 11)
    assert (found.low <= found.likeliest + 1e-9).all()
    assert (found.likeliest <= found.high + 1e-9).all()
    assert found.likeliest[10] == pytest.approx(Model(0.668, 3.806).survival(10)[10], abs=0.01)
    assert found.constant[10] < found.low[10]  # one rate for all is outside what the counts allow
    five_years = sum(Model(0.668, 3.806).survival(4) / 1.1 ** np.arange(5))
    assert found.lifetime.value == pytest.approx(five_years, abs=0.02)
    assert found.lifetime.low < found.lifetime.value < found.lifetime.high


def test_few_accounts_or_few_renewals_give_a_range_only() -> None:
    for customers, years in ((60, 6), (1000, 3)):
        found = project(*cohort(customers, years), term=12)
        assert found.thin and found.likeliest is None
        assert (found.high[1:] > found.low[1:]).all()


def test_where_nobody_left_it_says_what_that_allows() -> None:
    found = project(*lived((24, False, 20)), term=12)
    assert found.left == 0 and found.model is None and found.constant is None
    assert found.high[5] > 0.97 and found.low[5] < 0.9


def test_one_month_old_is_no_renewal() -> None:
    found = project(*lived((1, False, 7)), term=12)
    assert found.renewals == 0 and list(found.observed) == [1.0] and found.thin
