"""Days, money, numbers and distances as people of each language write them."""

from __future__ import annotations

from datetime import date

import pytest

from banso.interfaces.web.frame import words

DAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("form", "ja", "en"),
    [
        ("full", "2026年4月1日(水)", "1 Apr 2026"),
        ("long", "2026年4月1日(水)", "1 Apr 2026 (Wed)"),
        ("plain", "2026年4月1日", "1 Apr 2026"),
        ("short", "4月1日(水)", "1 Apr"),
        ("month", "2026年4月", "Apr 2026"),
    ],
)
def test_it_writes_a_day(form: str, ja: str, en: str) -> None:
    assert words.day_text(DAY, language="ja", form=form) == ja
    assert words.day_text(DAY, language="en", form=form) == en


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 4, 1), "きょう", "today"),
        (date(2026, 3, 31), "1日前", "1 day ago"),
        (date(2022, 4, 1), "1,461日前", "1,461 days ago"),
        (date(2026, 4, 4), "3日後", "in 3 days"),
    ],
)
def test_it_says_how_long_ago(day: date, ja: str, en: str) -> None:
    assert words.ago_text(day, today=DAY, language="ja") == ja
    assert words.ago_text(day, today=DAY, language="en") == en


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (2.5, None, "2.5"),
        (2.0, None, "2"),
        (2.0, 1, "2.0"),
    ],
)
def test_it_groups_thousands(value: float, decimals: int | None, text: str) -> None:
    assert words.number_text(value, decimals=decimals) == text


def test_it_parts_a_short_amount_from_its_unit() -> None:
    assert words.money_parts(6_180_000, currency="JPY", language="ja") == ("618", "万円")
    assert words.money_parts(6_180_000, currency="JPY", language="en") == ("¥6.18", "M")
    assert words.money_parts(950, currency="JPY", language="ja") == ("950", "円")


@pytest.mark.parametrize(
    ("seconds", "ja", "en"),
    [(0.2, "0秒", "0 s"), (100, "1分40秒", "1 min 40 s"), (7320, "2時間2分", "2 h 2 min")],
)
def test_it_says_how_long_something_takes(seconds: float, ja: str, en: str) -> None:
    assert words.span_text(seconds, language="ja") == ja
    assert words.span_text(seconds, language="en") == en


def test_it_writes_a_rate_as_per_cent() -> None:
    assert words.rate_text(0.624) == "62%"
    assert words.rate_text(0.624, decimals=1) == "62.4%"
