"""Rows as CSV or XLSX in which no text can run: a leading formula sign gets an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from banso.interfaces.web.accounts.export import safe

_LONGEST = 32_767  # characters a cell of a workbook holds


def as_csv(head: Sequence[str], rows: Sequence[Sequence[Any]], note: str) -> tuple[bytes, str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(c) for c in head])
    writer.writerows([_safe(c) for c in row] for row in rows)
    if note:
        writer.writerow([])
        writer.writerow([safe(note)])
    return b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8"


def as_xlsx(head: Sequence[str], rows: Sequence[Sequence[Any]], note: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("quality")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [_safe(c) for c in head], book.add_format({"bold": True}))
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    at = datetime(value.year, value.month, value.day)  # noqa: DTZ001
                    sheet.write_datetime(r, c, at, day)
                else:
                    safe_value = _safe(value)
                    sheet.write(
                        r, c, safe_value[:_LONGEST] if isinstance(safe_value, str) else safe_value
                    )
        if note:
            sheet.write(len(rows) + 2, 0, safe(note))
        sheet.freeze_panes(1, 0)
    return out.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _safe(value: Any) -> Any:
    return safe(value) if isinstance(value, str) else value
