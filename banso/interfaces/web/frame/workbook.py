"""A page's table as an Excel workbook: exact values, shown in the unit the reader chose."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 32_767  # characters a cell holds
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the page shows. Rows hold (raw value, kind): number, rate, money, day or text.

    ``power``: money is kept whole and shown in tens to this power (3: 千円); ``decimals`` of the currency.
    """

    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence[tuple[str, str]]]
    power: int = 0
    decimals: int = 0


def workbook(taken: Taken) -> bytes:
    """This function will write the table with its title above and its note below, as a file's bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        forms = {k: book.add_format({"num_format": f}) for k, f in _formats(taken).items()}
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_string(0, 0, _safe(taken.title), book.add_format({"bold": True}))
        for c, name in enumerate(taken.head):
            sheet.write_string(2, c, _safe(name), bold)
        for r, row in enumerate(taken.rows, 3):
            for c, (value, kind) in enumerate(row):
                _write(sheet, r, c, value, kind, forms)
        if taken.note:
            sheet.write_string(len(taken.rows) + 4, 0, _safe(taken.note))
        sheet.freeze_panes(3, 1)
        sheet.autofit()
    return out.getvalue()


def _formats(taken: Taken) -> dict[str, str]:
    digits = "0." + "0" * taken.decimals if taken.decimals else "0"
    money = {0: f"#,##{digits}", 3: "#,##0,", 6: "#,##0.0,,"}[taken.power]
    return {"money": money, "rate": "0.0%", "number": "#,##0.###", "day": "yyyy-mm-dd"}


def _write(sheet: Any, r: int, c: int, value: str, kind: str, forms: dict[str, Any]) -> None:
    if not value:
        sheet.write_blank(r, c, None)
    elif kind == "day" and (day := _day(value)):
        sheet.write_datetime(r, c, datetime(day.year, day.month, day.day), forms["day"])  # noqa: DTZ001
    elif kind in ("number", "rate", "money") and (number := _number(value)) is not None:
        sheet.write_number(r, c, number, forms[kind])
    else:
        sheet.write_string(r, c, _safe(value))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e300 else None


def _safe(value: str) -> str:
    return (f"'{value}" if value.startswith(_FORMULA_STARTS) else value)[:_LONGEST]
