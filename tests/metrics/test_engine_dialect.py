"""What our SQL becomes on Spark: values as typed literals, names quoted, nothing left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlglot.errors import UnsupportedError

from banso.metrics.engines.dialect import ValueMissing, translated


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (-7, "-7"),
        (2**40, str(2**40)),
        (0.1, "CAST('0.1' AS DOUBLE)"),
        (float("inf"), "CAST('Infinity' AS DOUBLE)"),
        (date(2026, 1, 31), "CAST('2026-01-31' AS DATE)"),
        ("o'clock \\ 時", "'o\\'clock \\\\ 時'"),
        ("'; drop table base; --", "'\\'; drop table base; --'"),
    ],
)
def test_it_puts_a_value_in_as_a_literal(value: object, written: str) -> None:
    assert translated("select $it as it", {"it": value}) == f"SELECT {written} AS `it`"


def test_it_writes_a_moment_in_utc() -> None:
    there = timezone(timedelta(hours=9))
    at = datetime(2026, 1, 31, 8, 30, tzinfo=there)
    text = translated("select cast($now as timestamptz) as it", {"now": at})
    assert "'2026-01-30 23:30:00.000000+00:00'" in text
    assert datetime(2026, 1, 30, 23, 30, tzinfo=UTC) == at
    with pytest.raises(TypeError):
        translated("select $now", {"now": datetime(2026, 1, 31)})  # noqa: DTZ001


def test_it_refuses_a_value_that_was_not_given() -> None:
    with pytest.raises(ValueMissing, match="window"):
        translated("select $window", {"first": 1})


def test_it_keeps_the_meaning_of_what_differs_in_words() -> None:
    assert (
        translated("select strftime(day, '%Y-%m') as month, date_diff('day', a, b) from t")
        == "SELECT DATE_FORMAT(`day`, 'yyyy-MM') AS `month`, DATEDIFF(DAY, `a`, `b`) FROM `t`"
    )
    assert "`b` NULLS LAST" in translated("select row_number() over (order by b) from t")
    assert translated('select "·plan" from "field_a`b"') == "SELECT `·plan` FROM `field_a``b`"


def test_it_refuses_what_spark_has_no_words_for() -> None:
    with pytest.raises(UnsupportedError):
        translated("select * from read_parquet(['a'], union_by_name=true)")
