"""Our SQL in the words of Spark: parsed as DuckDB's, values put in as typed literals, written anew.

The texts of measuring use what means the same to both (docs/dev/engines.md lists what does not).
What the translator itself gets wrong is mended here, in the tree, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlglot
from sqlglot import ErrorLevel, exp

READ, WRITE = "duckdb", "spark"


class ValueMissing(LookupError):
    """A text names a value that was not given."""


def translated(sql: str, params: Mapping[str, Any] | None = None) -> str:
    """This function will write one statement for Spark, with ``params`` in the place of ``$name``.

    Values are None, bool, int, float, str, date, aware datetime; they never pass through text
    of ours. Raises ``ValueMissing``, ``sqlglot.errors.SqlglotError`` for what has no translation.
    """
    tree = sqlglot.parse_one(sql, dialect=READ)
    values = params or {}

    def mended(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder):
            if node.name not in values:
                raise ValueMissing(node.name)
            return literal(values[node.name])
        return node

    tree = tree.transform(mended)
    return tree.sql(
        dialect=WRITE, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE
    )


def literal(value: Any) -> exp.Expression:
    """This function will give a value as a typed literal of SQL."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.Boolean(this=value)
        case int():
            return exp.Literal.number(value)
        case float():
            return _double(value)
        case str():
            return exp.Literal.string(value)
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a moment needs its zone")
            moment = value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
            return exp.cast(exp.Literal.string(moment), "timestamptz", dialect=READ)
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), "date", dialect=READ)
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")


def _double(value: float) -> exp.Expression:
    """Bare fractions are decimals in SQL; as text every double comes back as itself."""
    text = repr(value)
    if math.isnan(value):
        text = "NaN"
    elif math.isinf(value):
        text = "Infinity" if value > 0 else "-Infinity"
    return exp.cast(exp.Literal.string(text), "double", dialect=READ)
