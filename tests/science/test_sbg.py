"""The shifted beta-geometric model against the paper: estimates, projection, residual lifetime, ranges."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from banso.science.sbg import (
    Belief,
    Counts,
    Fitted,
    Model,
    NothingLost,
    belief,
    fit,
    log_likelihood,
)

DATA = Path(__file__).parents[1] / "data" / "sbg" / "survival_table.csv"
CUSTOMERS = 1000


def shares(segment: str) -> list[float]:
    with DATA.open() as file:
        return [float(r[segment]) / 100 for r in csv.DictReader(file)]


def fitted(segment: str, years: int = 7) -> Fitted:
    return fit(Counts.of_survivors(shares(segment)[: years + 1]))


@pytest.mark.parametrize(
    ("segment", "alpha", "beta", "log", "twelve", "error"),
    [
        ("regular_pct", 0.704077, 1.182043, -1.680265, 17.00, 1.486),
        ("high_end_pct", 0.668088, 3.806096, -1.611158, 37.80, 2.832),
    ],
)
def test_estimates_and_the_years_held_out(
    segment: str, alpha: float, beta: float, log: float, twelve: float, error: float
) -> None:
    found = fitted(segment)
    assert (found.model.alpha, found.model.beta) == pytest.approx((alpha, beta), abs=1e-4)
    assert found.log_likelihood == pytest.approx(log, abs=5e-6)  # for each customer
    line = found.model.survival(12) * 100
    assert line[12] == pytest.approx(twelve, abs=0.005)
    actual = np.array(shares(segment)[8:]) * 100
    assert np.mean(np.abs(line[8:] / actual - 1)) * 100 == pytest.approx(error, abs=2e-3)


def test_survival_year_by_year() -> None:
    for segment, years in {
        "regular_pct": "62.67 47.38 38.80 33.21 29.23 26.25 23.90 22.01 20.44 19.12 17.99 17.00",
        "high_end_pct": "85.07 74.69 66.98 60.99 56.18 52.22 48.89 46.04 43.58 41.42 39.51 37.80",
    }.items():
        line = fitted(segment).model.survival(12)[1:] * 100
        assert line == pytest.approx([float(y) for y in years.split()], abs=0.006)


def test_the_likelihood_at_one_and_one() -> None:
    counts = Counts.of_survivors(shares("high_end_pct")[:8])
    assert log_likelihood(counts, 1, 1) == pytest.approx(-2.115546, abs=5e-7)
    regular = Counts.of_survivors(shares("regular_pct")[:8])
    assert log_likelihood(regular, 0.688, 1.182) < -1.680265  # quoted elsewhere, not the maximum


def test_expected_and_residual_lifetime() -> None:
    high, regular = fitted("high_end_pct").model, fitted("regular_pct").model
    assert high.expected_lifetime(0.1) == pytest.approx(5.9223, abs=1e-4)
    assert regular.expected_lifetime(0.1) == pytest.approx(3.6949, abs=1e-4)
    at = {n: high.residual_lifetime(0.1, renewals=n) for n in (1, 2, 5, 8)}
    assert list(at.values()) == pytest.approx([5.4145, 5.9014, 6.8967, 7.5296], abs=2e-4)
    at = {n: regular.residual_lifetime(0.1, renewals=n) for n in (1, 2, 5, 8)}
    assert list(at.values()) == pytest.approx([2.9644, 4.1031, 5.8941, 6.8423], abs=2e-4)


def test_closed_forms_are_the_sums_they_stand_for() -> None:
    model = Model(0.9, 3.0)
    line = model.survival(4000)
    discounted = line / 1.1 ** np.arange(4001)
    assert model.expected_lifetime(0.1) == pytest.approx(discounted.sum(), abs=1e-6)
    residual = (line[3:] / line[2]) / 1.1 ** np.arange(len(line) - 3)
    assert model.residual_lifetime(0.1, renewals=3) == pytest.approx(residual.sum(), abs=1e-6)
    assert model.retention_rate(4) == pytest.approx(line[4] / line[3])


def test_early_years_say_less_than_later_ones() -> None:
    """Fitted on 3, 4, 5 renewals the year 12 comes out too low, and less so each time."""
    found = [fitted("high_end_pct", years).model.survival(12)[12] * 100 for years in (3, 4, 5)]
    assert found == pytest.approx([22.1, 30.7, 34.7], abs=0.06)


def test_the_range_narrows_with_the_cohort_and_holds_the_truth() -> None:
    widths = []
    for customers in (50, 1000):
        line = Model(0.668, 3.806).survival(12)
        believed = belief(Counts.of_survivors(list(np.round(line[:5] * customers))))
        low, high = believed.range_of(believed.survival(12)[12])
        assert low < line[12] < high
        widths.append(high - low)
    assert widths[0] > 2 * widths[1]


def test_a_range_of_ninety_per_cent_holds_nine_times_in_ten() -> None:
    """Cohorts of 100 over 4 renewals drawn from the High End segment; the truth is S(8)."""
    random = np.random.default_rng(7)
    truth = Model(0.668, 3.806)
    line = truth.survival(8)
    held = 0
    for _ in range(120):
        cells = random.multinomial(100, [*(line[:4] - line[1:5]), line[4]])
        there = belief(Counts.of([float(c) for c in cells[:4]], [0, 0, 0, float(cells[4])]))
        low, high = there.range_of(there.survival(8)[8])
        held += low <= line[8] <= high
    assert 0.82 <= held / 120 <= 0.97


def test_nothing_lost_gives_no_estimate_but_a_range() -> None:
    with pytest.raises(NothingLost):
        Counts.of([0, 0], [3, 9])
    quiet = Counts(np.zeros(2), np.array([3.0, 9.0]))
    believed: Belief = belief(quiet)
    low, high = believed.range_of(believed.survival(2)[2])
    assert 0.6 < low < 0.95 < high <= 1.0


def test_the_same_counts_give_the_same_range() -> None:
    counts = Counts.of([10, 6, 3], [0, 5, 76])
    one, two = (belief(counts) for _ in range(2))
    assert one.range_of(one.survival(9)[9]) == two.range_of(two.survival(9)[9])
    best = fit(counts)  # and the grid agrees with the maximum: nothing on it is likelier
    assert (one.weight > 0).all() and one.weight.sum() == pytest.approx(1)
    all_of_grid = [log_likelihood(counts, a, b) for a, b in zip(one.alpha, one.beta, strict=True)]
    assert max(all_of_grid) <= best.log_likelihood + 1e-9
    assert max(all_of_grid) > best.log_likelihood - 0.05
    low, high = one.range_of(one.survival(9)[9])
    assert low < fit(counts).model.survival(9)[9] < high
