"""A form while somebody fills it in: values as typed, rows that are not finished yet.

Rates are shown in percent, days as YYYY-MM-DD, texts as they are. A draft that is finished gives the
:class:`~banso.metrics.conditions.shapes.Form` it stands for; one that is not says what each row lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from banso.lib.text import Text
from banso.lib.width import tidy
from banso.metrics.conditions.names import Group, Kind, NameTable, NameType
from banso.metrics.conditions.shapes import Form, Join, Row, Rows, operators, takes
from banso.metrics.conditions.tree import Value

MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class DraftRow:
    """``typed`` are the values as they stand in the fields; ``lacks`` says what is missing or wrong."""

    name: str = ""
    op: str = ""
    typed: tuple[str, ...] = ()
    negated: bool = False
    lacks: Text | None = None


@dataclass(frozen=True, slots=True)
class DraftRows:
    join: Join = "or"
    rows: tuple[DraftRow, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    join: Join = "and"
    parts: tuple[DraftRow | DraftRows, ...] = ()


class _Lacking(Exception):
    def __init__(self, lacks: Text) -> None:
        super().__init__(str(lacks))
        self.lacks = lacks


_NO_NAME = Text(ja="項目を選んでください。", en="Choose what it is about.")
_NO_VALUE = Text(ja="値を入力してください。", en="Enter a value.")
_NOT_A_NUMBER = Text(ja="数を入力してください。", en="Enter a number.")
_NOT_A_DAY = Text(ja="日付を入力してください。", en="Enter a date.")


# Form to draft --------------------------------------------------------------------------------------


def draft_of(form: Form, names: NameTable) -> Draft | None:
    """The form as its fields show it; None where a field could not hold a value (a line break)."""
    parts: list[DraftRow | DraftRows] = []
    for part in form.parts:
        rows = [_draft_row(r, names) for r in (part.rows if isinstance(part, Rows) else (part,))]
        sound = tuple(r for r in rows if r is not None)
        if len(sound) < len(rows):
            return None
        if isinstance(part, Rows):
            parts.append(DraftRows(part.join, sound, part.negated))
        else:
            parts.append(sound[0])
    return Draft(form.join, tuple(parts))


def _draft_row(row: Row, names: NameTable) -> DraftRow | None:
    kind = names[row.name].kind
    typed = [shown(value, kind) for value in row.values]
    if any(isinstance(v, str) and not _fits_a_field(v) for v in row.values):
        return None
    return DraftRow(row.name, row.op, tuple(typed), row.negated)


def _fits_a_field(text: str) -> bool:
    return bool(text) and text.splitlines() == [text] and text.isprintable()


def shown(value: Value, kind: Kind) -> str:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    number = Decimal(repr(value))
    return _plain(number * 100 if kind is Kind.RATE else number)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# Draft to form --------------------------------------------------------------------------------------


def finished(draft: Draft, names: NameTable) -> tuple[Form | None, Draft]:
    """The form of a draft, None while a row lacks something, and the draft with what each row lacks."""
    parts: list[Row | Rows | None] = []
    told: list[DraftRow | DraftRows] = []
    for part in draft.parts:
        rows = part.rows if isinstance(part, DraftRows) else (part,)
        read = [_read_row(row, names) for row in rows]
        found = [row for row, _ in read if row is not None]
        whole = len(found) == len(rows) and bool(rows)
        if isinstance(part, DraftRows):
            told.append(replace(part, rows=tuple(d for _, d in read)))
            parts.append(Rows(part.join, tuple(found), part.negated) if whole else None)
        else:
            told.append(read[0][1])
            parts.append(found[0] if whole else None)
    sound = tuple(p for p in parts if p is not None)
    after = Draft(draft.join, tuple(told))
    return (Form(draft.join, sound) if sound and len(sound) == len(parts) else None), after


def _read_row(row: DraftRow, names: NameTable) -> tuple[Row | None, DraftRow]:
    type_ = names.get(row.name)
    if type_ is None:
        return None, replace(row, lacks=_NO_NAME)
    try:
        values = _read_values(row, type_)
    except _Lacking as lacking:
        return None, replace(row, lacks=lacking.lacks)
    return Row(row.name, row.op, values, row.negated), replace(row, lacks=None)


def _read_values(row: DraftRow, type_: NameType) -> tuple[Value, ...]:
    least, most = takes(row.op)
    if most == 0:
        return ()
    texts = [t for t in row.typed if t.strip()]
    if len(texts) < least or (most is not None and len(texts) != most):
        raise _Lacking(_NO_VALUE)
    return tuple(read_value(text, type_.kind) for text in texts)


def read_value(text: str, kind: Kind) -> Value:
    """A value as typed: digits of any width, thousands separators and a percent sign are read over."""
    if kind.group is Group.TEXT:
        return text
    if kind is Kind.BOOL:
        return text == "true"
    if kind is Kind.DATE:
        return _day(text)
    return _number(text, kind)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(tidy(text).replace("/", "-"))
    except ValueError:
        raise _Lacking(_NOT_A_DAY) from None


def _number(text: str, kind: Kind) -> Value:
    plain = tidy(text).replace(",", "").replace("−", "-").removesuffix("%").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _Lacking(_NOT_A_NUMBER) from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise _Lacking(_NOT_A_NUMBER)
    if kind is Kind.RATE:
        number /= 100
    return int(number) if number == number.to_integral_value() else float(number)


# Changing a draft ----------------------------------------------------------------------------------


def fitting(row: DraftRow, names: NameTable) -> DraftRow:
    """The row with an operator and as many values as its name and operator have."""
    type_ = names.get(row.name)
    if type_ is None:
        return replace(row, op="", typed=())
    offered = operators(type_.kind)
    op = row.op if row.op in offered or _understood(row.op, type_) else offered[0]
    _, most = takes(op)
    return replace(row, op=op, typed=row.typed if most is None else row.typed[:most])


def _understood(op: str, type_: NameType) -> bool:
    """Operators that a text may have though the form does not offer them: ``contacted = true``."""
    return type_.kind is Kind.BOOL and op in ("=", "<>", "in", "not in")


def without(draft: Draft, at: Sequence[int]) -> Draft:
    """The draft without a part (``[2]``) or without a row of a group (``[2, 0]``)."""
    parts = list(draft.parts)
    if len(at) == 2 and at[0] < len(parts) and isinstance(group := parts[at[0]], DraftRows):
        rows = tuple(r for i, r in enumerate(group.rows) if i != at[1])
        parts[at[0]] = replace(group, rows=rows)
        if not rows:
            del parts[at[0]]
    elif len(at) == 1 and at[0] < len(parts):
        del parts[at[0]]
    return Draft(draft.join, tuple(parts))


def with_row(draft: Draft, group: int | None = None) -> Draft:
    """The draft with one more empty row, at its end or at the end of a group."""
    if group is None:
        return Draft(draft.join, (*draft.parts, DraftRow()))
    parts = list(draft.parts)
    if group < len(parts) and isinstance(found := parts[group], DraftRows):
        parts[group] = replace(found, rows=(*found.rows, DraftRow()))
    return Draft(draft.join, tuple(parts))


def with_group(draft: Draft) -> Draft:
    """The draft with one more group, joined the other way round."""
    join: Join = "and" if draft.join == "or" else "or"
    return Draft(draft.join, (*draft.parts, DraftRows(join, (DraftRow(), DraftRow()))))
