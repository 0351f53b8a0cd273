from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.lib import money


@pytest.mark.parametrize(
    ("amount", "code", "minor"),
    [
        ("1,234.50", "USD", 123450),
        ("¥54,180,000", "jpy", 54180000),
        ("１，２００円", "JPY", 1200),
        ("(300)", "JPY", -300),
        ("▲300", "JPY", -300),
        (Decimal("0.5"), "JPY", 1),
        (Decimal("-0.5"), "JPY", -1),
        (12, "KWD", 12000),
        ("1E3", "USD", 100000),
    ],
)
def test_it_reads_amounts_into_minor_units(amount: str, code: str, minor: int) -> None:
    assert money.to_minor(amount, code) == minor


@pytest.mark.parametrize("amount", ["", "-", "abc", "1_000", "NaN", "Infinity", "1e99", "1.2.3"])
def test_it_refuses_what_is_no_amount(amount: str) -> None:
    with pytest.raises(money.AmountUnreadable) as refused:
        money.to_minor(amount, "JPY")
    assert refused.value.problems[0].id == "money.amount"


def test_it_refuses_floats_and_unknown_currencies() -> None:
    with pytest.raises(TypeError):
        money.to_minor(0.1, "USD")  # type: ignore[arg-type]
    with pytest.raises(money.CurrencyUnknown):
        money.decimals("XYZ")


def test_it_shows_amounts_in_full_and_short() -> None:
    assert money.format_full(54180000, "JPY") == "¥54,180,000"
    assert money.format_full(-123450, "USD") == "-$1,234.50"
    assert money.format_full(1234, "SEK") == "12.34 SEK"
    assert money.format_short(54180000, "JPY", "ja") == "5,418万円"
    assert money.format_short(1667000, "JPY", "ja") == "166.7万円"
    assert money.format_short(2240000, "JPY", "ja") == "224万円"
    assert money.format_short(9800, "JPY", "ja") == "9,800円"
    assert money.format_short(54180000, "JPY", "en") == "¥54.18M"
    assert money.format_short(1234567, "USD", "ja") == "$12.3K"
    assert money.format_short(0, "JPY", "ja") == "0円"


def test_it_rounds_a_share_once_and_half_away_from_zero() -> None:
    assert money.share(100, 1, 12) == 8
    assert money.share(5, 1, 2) == 3
    assert money.share(-5, 1, 2) == -3
    assert money.share(1100, 100, 110) == 1000


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 1000), min_size=1, max_size=24).filter(any),
)
def test_it_splits_without_losing_a_unit(minor: int, weights: list[int]) -> None:
    parts = money.split(minor, weights)
    assert sum(parts) == minor
    total = sum(weights)
    assert all(
        abs(part - Decimal(minor) * weight / total) < 1
        for part, weight in zip(parts, weights, strict=True)
    )


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(money.CURRENCIES)))
def test_it_comes_back_from_whole_units(minor: int, code: str) -> None:
    assert money.to_minor(money.to_major(minor, code), code) == minor
    assert money.to_minor(money.format_full(minor, code).removesuffix(code), code) == minor
