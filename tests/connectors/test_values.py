"""Cells as people and systems write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from banso.connectors.files import values
from banso.connectors.files.values import CellWrong

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    "cell",
    ["2026-04-01", "2026/4/1", "2026.04.01", "２０２６/０４/０１", "2026年4月1日", "2026/4/1(水)",
     "20260401", "令和8年4月1日", "R8.4.1", "46113", "2026-04-01 09:30", "2026-04-01T00:00:00"],
)  # fmt: skip
def test_it_reads_days(cell: str) -> None:
    assert values.day(cell) == date(2026, 4, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "04/01/2026",
        "1/4/26",
        "April 1",
        "2026-13-01",
        "x",
        "2026-04-01 evening",
        "12",
    ],
)
def test_it_guesses_no_days(cell: str) -> None:
    with pytest.raises(CellWrong):
        values.day(cell)


@pytest.mark.parametrize("cell", ["", " ", "-", "―", "ー", "なし", "N/A", "null"])
def test_nothing_is_nothing(cell: str) -> None:
    assert values.day(cell) is None
    assert values.text(cell) is None
    assert values.number(cell) is None


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2026-04-01 09:30:00", datetime(2026, 4, 1, 0, 30, tzinfo=UTC)),
        ("2026/4/1 9:30", datetime(2026, 4, 1, 0, 30, tzinfo=UTC)),
        ("2026-04-01", datetime(2026, 3, 31, 15, tzinfo=UTC)),
        ("2026-04-01T09:30:00Z", datetime(2026, 4, 1, 9, 30, tzinfo=UTC)),
        ("2026-04-01T09:30:00+0200", datetime(2026, 4, 1, 7, 30, tzinfo=UTC)),
        ("2026-04-01T09:30:00.250-05:00", datetime(2026, 4, 1, 14, 30, 0, 250_000, tzinfo=UTC)),
        ("1775003400", datetime(2026, 4, 1, 0, 30, tzinfo=UTC)),
        ("1775003400000", datetime(2026, 4, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_it_reads_moments_in_the_zone(cell: str, wanted: datetime) -> None:
    assert values.instant(cell, TOKYO) == wanted


def test_it_reads_numbers_and_money() -> None:
    assert values.number("１，２００") == 1200
    assert values.integer("30席") == 30
    assert values.integer("1,200名") == 1200
    assert values.share("20%") == values.share("20") == values.share("2割") == pytest.approx(0.2)
    assert values.amount("¥120,000", "JPY") == 120_000
    assert values.amount("120", "JPY", times=1000) == 120_000
    assert values.amount("99.5", "USD") == 9950
    for wrong in ("12x", "1e400", "nan!", "1_000"):
        with pytest.raises(CellWrong):
            values.number(wrong)
    with pytest.raises(CellWrong):
        values.integer("1.5")


def test_it_reads_words() -> None:
    assert [values.yes_no(c) for c in ("はい", "○", "TRUE", "1", "いいえ", "×", "0", "")] == [
        True, True, True, True, False, False, False, None,
    ]  # fmt: skip
    assert [values.severity(c) for c in ("緊急", "P2", "Normal", "低")] == [
        "urgent",
        "high",
        "normal",
        "low",
    ]
    assert values.role("決裁者") == "decision_maker"
    assert values.role("Decision Maker") == "decision_maker"
    assert values.intent("他社比較中") == "comparing"
    assert values.currency("円") == "JPY"
    with pytest.raises(CellWrong):
        values.yes_no("perhaps")
    with pytest.raises(CellWrong):
        values.severity("purple")


def test_it_checks_corporate_numbers() -> None:
    assert values.corporate("T7000012050002") == "7000012050002"
    with pytest.raises(CellWrong):
        values.corporate("1000012050002")


def test_keys_stay_as_they_are() -> None:
    assert values.key(" 007 ") == "007"
    assert values.key("-") == "-"
