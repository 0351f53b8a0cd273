"""Dated fields as columns of a day: which value holds, and when one lapses (rules.md R18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from banso.customers.definitions import BY_KEY, FieldSpec, FieldType, Lapse
from banso.events.lake import quoted, text_literal
from banso.metrics.work import Work
from banso.metrics.world import FieldFact, World, field_column_type

NEVER = date(9999, 12, 31)
EVER = date(1, 1, 1)

# Dates a map may count from: one of a former tenure gives way to this tenure's first day.
DAY_ZEROS = ("service_start_on", "signed_on", "billing_start_on")
_ZERO = """case when b.tenure_start is null then f.value
    when f.value is null or (b.previous_ended_on is not null and f.value < b.previous_ended_on)
    then b.tenure_start else f.value end"""
# A value from before this tenure is of an earlier one; a date says itself when it was.
_SINCE_RETURN = (
    "case when b.previous_ended_on is null or f.from_on >= b.tenure_start then f.value end"
)
_DATE_SINCE_RETURN = (
    "case when b.previous_ended_on is null or f.value >= b.tenure_start then f.value end"
)
# Over once the contract has ended, and not taken up again by a return.
_UNTIL_ENDED = """case when b.life is distinct from 'ended'
    and (b.previous_ended_on is null or f.from_on >= b.tenure_start) then f.value end"""


def _rule(spec: FieldSpec) -> str:
    """SQL of the value of ``f`` that counts on a row ``b`` of ``base``."""
    if spec.key in DAY_ZEROS:
        return _ZERO
    if spec.lapses is Lapse.ENDED:
        return _UNTIL_ENDED
    if spec.lapses is Lapse.RETURN:
        return _DATE_SINCE_RETURN if spec.type is FieldType.DATE else _SINCE_RETURN
    return "f.value"


def field_tables(work: Work, world: World) -> None:
    """Make a table (account, from_on, to_on exclusive, value) of each dated field with values, and of day zero."""
    present: dict[str, list[FieldFact]] = {world.day_zero: []}
    for value in world.values:
        present.setdefault(value.key, []).append(value)
    for key in {world.day_zero, *(f.key for f in world.fields)} & set(present):
        _field_table(work, world, key, present[key])


def _field_table(work: Work, world: World, key: str, values: Sequence[FieldFact]) -> None:
    spec = next((f for f in world.fields if f.key == key), None) or BY_KEY[key]
    name = f"field_{key}"
    columns = (
        ("account", "BIGINT"), ("from_on", "DATE"), ("to_on", "DATE"), ("value", field_column_type(spec))
    )  # fmt: skip
    work.hand_over(
        name,
        columns,
        ((v.account, v.from_on or EVER, v.to_on or NEVER, typed(v.value, spec)) for v in values),
    )


def typed(value: Any, spec: FieldSpec) -> Any:
    """A stored JSON value as the column's type; what does not fit is no value."""
    if value is None or value == "":
        return None
    try:
        match spec.type:
            case FieldType.DATE:
                return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
            case FieldType.NUMBER:
                return int(value) if spec.whole else float(value)
            case FieldType.BOOL:
                return value if isinstance(value, bool) else None
            case _:
                return str(value)
    except (TypeError, ValueError):
        return None


def fields_select(world: World) -> str:
    """SQL of ``base`` with a column for every dated field, named ``fielded``; run it once a chunk."""
    columns, joins = [], []
    present = {v.key for v in world.values}
    for i, spec in enumerate(world.fields):
        alias = f"f{i}"
        default = _default(spec)
        rule, type_ = _rule(spec), field_column_type(spec)
        if spec.key in present:
            table = f"field_{spec.key}"
            joins.append(
                f"left join {quoted(table)} as {alias} on {alias}.account = b.account"
                f" and b.day >= {alias}.from_on and b.day < {alias}.to_on"
            )
            value = rule.replace("f.", f"{alias}.")
        else:
            value = "b.tenure_start" if rule is _ZERO else f"cast(null as {type_})"
        columns.append(f"cast(coalesce({value}, {default}) as {type_}) as {quoted(spec.key)}")
    listed = "".join(f", {c}" for c in columns)
    return f"select b.*{listed} from base as b {' '.join(joins)}"  # noqa: S608


def _default(spec: FieldSpec) -> str:
    value, type_ = typed(spec.default, spec), field_column_type(spec)
    return (
        f"cast(null as {type_})"
        if value is None
        else f"cast({text_literal(str(value))} as {type_})"
    )


def make_fielded(work: Work, world: World) -> None:
    """Make the temporary table ``fielded``: ``base`` and the day's value of every dated field."""
    work.make("fielded", fields_select(world), once=True)
