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


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1,234", 1234), ("１，２３４", 1234), ("¥1,234", 1234), ("1,234円", 1234), ("1,234千円", 1_234_000),
        ("1.2百万円", 1_200_000), ("3万円", 30_000), ("▲1,234", -1234), ("△5", -5), ("(1,234)", -1234),
        ("（1,234）", -1234), ("1,234-", -1234), ("−7", -7), ("▲¥1,234千円", -1_234_000), ("12%", 0.12),
        ("3割", 0.3), ("30名", 30), (".5", 0.5), ("1e3", 1000),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(cell: str, wanted: float) -> None:
    assert values.number(cell) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "cell", ["12,5", "1,23,456", "1 234", "百万円", "¥", "--5", "0x10", "#REF!", "1,234円(税込)"]
)
def test_what_only_looks_like_a_number_is_refused(cell: str) -> None:
    with pytest.raises(CellWrong):
        values.number(cell)


def test_a_unit_in_the_cell_comes_before_the_columns() -> None:
    assert values.amount("120", "JPY", times=1000) == 120_000
    assert values.amount("120千円", "JPY", times=1000) == 120_000
    assert values.amount("1.234", "USD", times=1000) == 123_400


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("令和元年5月1日", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)), ("S64.1.7", date(1989, 1, 7)),
        ("令和 8 年 4 月 1 日", date(2026, 4, 1)), ("2026年4月", date(2026, 4, 1)), ("R8.4", date(2026, 4, 1)),
        ("1 Apr 2026", date(2026, 4, 1)), ("April 1, 2026", date(2026, 4, 1)), ("Apr-26", date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_it_reads_days_of_eras_and_months(cell: str, wanted: date) -> None:
    assert values.day(cell) == wanted


def test_the_order_of_day_and_month_is_told_or_open() -> None:
    assert values.day("01/02/2026", order="dmy") == date(2026, 2, 1)
    assert values.day("01/02/2026", order="mdy") == date(2026, 1, 2)
    assert values.day("26/4/1", order="ymd") == date(2026, 4, 1)
    with pytest.raises(CellWrong) as wrong:
        values.day("01/02/2026")
    assert wrong.value.problem == "date-order"


@pytest.mark.parametrize(
    "cell", ["2026年4月1日 9時30分", "2026-04-01 9:30 AM", "2026/4/1 午前9:30", "46113.395833333"]
)
def test_it_reads_times_of_day(cell: str) -> None:
    assert values.instant(cell, TOKYO) == datetime(2026, 4, 1, 0, 30, tzinfo=UTC)


def test_texts_come_in_one_width_and_labels_as_they_are() -> None:
    assert values.text("　ﾊﾞﾝｿｳ　ＡＢＣ（架空） ") == "バンソウ ABC（架空）"
    assert values.label(" ﾛｸﾞｲﾝ ") == "ﾛｸﾞｲﾝ"
    assert values.key(" ００１ ") == "００１"
    assert values.key("123", pad=5) == "00123"
    assert values.key("A12", pad=5) == "A12"


def test_keys_stay_as_they_are() -> None:
    assert values.key(" 007 ") == "007"
    assert values.key("-") == "-"
