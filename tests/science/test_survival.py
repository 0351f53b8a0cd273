"""The product-limit estimator against published values, by hand, and under late entry."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.science.survival import Survival, kaplan_meier

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def telco() -> Survival:
    with (DATA / "telco" / "tenures.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if int(r["tenure"]) > 0]
    return kaplan_meier(
        durations=[int(r["tenure"]) for r in rows],
        happened=[r["churn"] == "Yes" for r in rows],
        weights=[int(r["customers"]) for r in rows],
    )


@pytest.mark.parametrize(
    ("month", "share", "low", "high"),
    [
        (1, 0.945961, 0.9404, 0.9510),
        (12, 0.843200, 0.8342, 0.8518),
        (24, 0.788736, 0.7783, 0.7987),
        (36, 0.748545, 0.7371, 0.7596),
        (60, 0.664404, 0.6502, 0.6782),
        (72, 0.592790, 0.5731, 0.6119),
    ],
)
def test_telco_as_published(
    telco: Survival, month: int, share: float, low: float, high: float
) -> None:
    found = telco.at(month)
    assert found is not None
    assert found.value == pytest.approx(share, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_telco_counts_and_what_is_not_reached(telco: Survival) -> None:
    assert (telco.n, telco.events) == (7032, 1869)
    assert telco.at(48) is not None and telco.at(73) is None
    assert telco.quantile() is None and telco.quantile_limits() == (None, None)
    assert telco.quantile(0.2) == 22.0


def test_a_small_group_by_hand() -> None:
    """Remissions under 6-MP (Freireich et al. 1963), in every textbook."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(durations=weeks, happened=ended)
    shares = {t: curve.at(t) for t in (6, 7, 10, 13, 16, 22, 23)}
    assert [round(s.value, 3) for s in shares.values() if s] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip
    assert shares[6] is not None
    assert (shares[6].low, shares[6].high) == pytest.approx((0.6197, 0.9516), abs=1e-4)
    assert curve.quantile() == 23 and curve.quantile_limits() == (13, None)
    assert curve.at(5) is not None and curve.at(5.9).value == 1.0  # type: ignore[union-attr]


def test_who_came_into_view_late_was_not_at_risk_before() -> None:
    """Two followed from the start, one seen only from age 2: at time 1 two are at risk, at 3 two again."""
    curve = kaplan_meier(durations=[1, 3, 4], happened=[1, 1, 0], entered=[0, 0, 2])
    assert list(curve.at_risk) == [2, 2, 1]
    assert list(curve.shares) == [0.5, 0.25, 0.25]
    with pytest.raises(ValueError, match="entry"):
        kaplan_meier(durations=[2], happened=[1], entered=[2])


def test_it_ends_where_too_few_are_left_to_say_anything() -> None:
    curve = kaplan_meier(durations=[1, 2, 3, 4, 5, 6], happened=[0, 1, 0, 0, 1, 1]).until(3)
    assert list(curve.at_risk) == [6, 5, 4, 3] and curve.n == 6
    assert curve.followed == 4 and curve.at(5) is None and curve.quantile() is None


def test_nobody_and_all_at_once() -> None:
    nobody = kaplan_meier(durations=[], happened=[])
    assert nobody.at(0) is None and nobody.quantile() is None and nobody.events == 0
    gone = kaplan_meier(durations=[1, 1], happened=[1, 1]).at(1)
    assert gone is not None and (gone.value, gone.low, gone.high) == (0, 0, 0)
    kept = kaplan_meier(durations=[1, 2], happened=[0, 0]).at(2)
    assert kept is not None and (kept.value, kept.low, kept.high) == (1, 1, 1)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.booleans(), st.integers(1, 9)), min_size=1, max_size=30
    )
)
def test_the_curve_falls_and_its_limits_hold_it(rows: list[tuple[int, bool, int]]) -> None:
    time, event, weight = zip(*rows, strict=True)
    curve = kaplan_meier(durations=time, happened=event, weights=weight)
    assert (np.diff(curve.shares) <= 1e-12).all()
    assert ((curve.low <= curve.shares + 1e-12) & (curve.shares <= curve.high + 1e-12)).all()
    one_by_one = kaplan_meier(durations=np.repeat(time, weight), happened=np.repeat(event, weight))
    assert np.allclose(curve.shares, one_by_one.shares) and np.allclose(curve.low, one_by_one.low)
    if all(event):  # without anybody still awaited it is the plain share
        left = [np.sum(np.array(weight)[np.array(time) > t]) / sum(weight) for t in curve.times]
        assert np.allclose(curve.shares, left)
