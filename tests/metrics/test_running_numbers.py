"""Steps of a number become its value on every asked day, in arrays: never from one stretch into the next."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from banso.metrics.grid import Grid, TooLarge

Row = tuple[int, int, int]  # account, day, first day of its stretch
Step = tuple[int, int, int]  # account, from when on, how much


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Row], list[Step]]:
    """Some accounts, each with some of the asked days in stretches, and steps inside of them."""
    rows: list[Row] = []
    steps: list[Step] = []
    asked = sorted(draw(st.sets(st.integers(-5, 12), min_size=1, max_size=6)))
    for account in draw(st.sets(st.sampled_from([3, 4, 90, 5_000_000]), min_size=1)):
        begin = draw(st.sampled_from(asked))
        days = [d for d in asked if d >= begin]
        cut = draw(st.sampled_from(days))
        for stretch in ([d for d in days if d < cut], [d for d in days if d >= cut]):
            rows += [(account, d, stretch[0]) for d in stretch]
            if stretch:
                at = st.integers(stretch[0], stretch[-1])
                size = st.integers(-9, 9) | st.just(2**55 + 1)
                steps += draw(st.lists(st.tuples(st.just(account), at, size), max_size=5))
    return rows, draw(st.permutations(steps))


def arrays(rows: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return list(np.array(rows, dtype=np.int64).reshape(-1, 3).T)


@given(worlds())
def test_it_adds_up_the_steps_of_a_stretch(made: tuple[list[Row], list[Step]]) -> None:
    rows, steps = made
    grid = Grid.of(*arrays(rows))
    wanted = [
        sum(n for who, at, n in steps if who == account and start <= at <= d)
        for account, d, start in rows
    ]
    assert grid.summed(*arrays(steps)).tolist() == wanted


@given(worlds())
def test_it_keeps_the_largest_step_of_a_stretch(made: tuple[list[Row], list[Step]]) -> None:
    rows, steps = made
    grid = Grid.of(*arrays(rows))
    wanted = [
        max((n for who, at, n in steps if who == account and start <= at <= d), default=None)
        for account, d, start in rows
    ]
    assert grid.highest(*arrays(steps)).tolist() == wanted


def test_it_does_not_add_up_more_than_fits() -> None:
    grid = Grid.of(*arrays([(1, 5, 5)]))
    assert grid.summed(*arrays([(1, 5, 2**61)])).tolist() == [2**61]
    with pytest.raises(TooLarge):
        grid.summed(*arrays([(1, 5, 2**61), (1, 5, 2**61)]))
