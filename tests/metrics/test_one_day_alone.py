"""A single day is counted in shared passes; with more picks than bits, or a sum that does not fit, as any span."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.metrics import one_day
from tests.metrics.small import Small, on


def test_it_counts_the_same_without_bits(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(25):
        small.event("search", on(n), user=f"u{n % 3}")
    small.event("signed in", on(3), on(20))
    small.event("step one", on(2))
    with_bits = small.row(on(25))
    monkeypatch.setattr(one_day, "_BITS", 0)
    assert small.row(on(25)) == with_bits
    assert with_bits["weeks_running_3_days"] == 3
    assert with_bits["setup_steps_done"] == 1


def test_it_sums_what_is_too_large_for_arrays_in_the_engine(small: Small) -> None:
    large = 9_000_000_000_000.0  # in millionths two of them are more than 64 bits hold
    small.event("order placed", on(5), on(6), value=large)
    day = on(6)
    span = small.rows(day, day + timedelta(days=1))
    assert span[1, day]["order_value_90d"] == 2 * large
    assert span[1, day] == small.rows(day)[1, day] == small.rows(day, way="direct")[1, day]
