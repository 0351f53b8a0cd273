"""Agreement of names: accuracy, macro F1, mistakes."""

from __future__ import annotations

import pytest

from banso.science.agreement import agreement


def test_it_counts_by_name() -> None:
    found = agreement(true=list("aaabbc"), said=list("aababx"))
    assert found is not None
    assert found.accuracy.value == pytest.approx(0.5)
    assert found.chance == pytest.approx(0.5)
    a, b, c = (2 * 2 / (3 + 3), 2 * 1 / (2 + 2), 0.0)
    assert found.macro_f1 == pytest.approx((a + b + c) / 3)
    assert [(n.name, n.true, n.said, n.both) for n in found.names] == [
        ("a", 3, 3, 2),
        ("b", 2, 2, 1),
        ("c", 1, 0, 0),
    ]
    assert found.mistaken[0] == ("a", "b", 1) and len(found.mistaken) == 3


def test_nothing_to_compare_is_nothing() -> None:
    assert agreement(true=[], said=[]) is None
    with pytest.raises(ValueError, match="as many"):
        agreement(true=["a"], said=[])
