"""Numbers made of other numbers of the same row, as portable SQL."""

from __future__ import annotations

from collections.abc import Mapping

from banso.events.lake import quoted, text_literal
from banso.metrics.definitions import Metric

# Columns of ``base`` a sum may use. They carry a mark no key can have, so that they never meet a metric.
HELPER_COLUMNS: Mapping[str, str] = {"plan_limit": "plan_limit"}


def derived_sql(metric: Metric) -> str:
    """The expression of a derived metric over columns already there."""
    given = metric.parameters
    if metric.shape == "days_from_zero":
        return f"""cast(date_diff('day', "·day_zero", {quoted(given["of"])}) as bigint)"""
    if metric.shape == "band":
        return _band(metric)
    of = _number(given["of"])
    if metric.shape == "difference":
        minus = _or_else(_number(given["minus"]), given.get("else"))
        return f"cast({of} - {minus} as {metric.column_type})"
    to = _number(given["to"])
    share = f"cast({_or_else(of, given.get('else'))} as double) / {to}"
    if metric.shape == "change":
        share = f"{share} - 1"
    if metric.column_type == "BIGINT":  # money, in its smallest unit
        share = f"cast(round({share}) as bigint)"
    return f"case when {to} > 0 then {share} end"


def _band(metric: Metric) -> str:
    of, cuts = _number(metric.parameters["of"]), metric.parameters["cuts"]
    keys = [text_literal(k) for k in metric.choices]
    steps = " ".join(f"when {of} < {cut} then {k}" for cut, k in zip(cuts, keys, strict=False))
    return f"case when {of} is null then cast(null as varchar) {steps} else {keys[-1]} end"


def _or_else(number: str, other: str | None) -> str:
    return f"coalesce({number}, {_number(other)})" if other else number


def _number(name: str) -> str:
    return quoted(f"·{name}" if name in HELPER_COLUMNS else name)
